// SPDX-License-Identifier: Apache-2.0
// The white of the eyes: inside the lids of the mesh, off the iris, and told from lid, lashes and caruncle by this
// eye's own colours.
#pragma once

#include <Eigen/Core>
#include <array>
#include <string>

#include "skin/canvas.h"
#include "skin/skin_map.h"

namespace countenance::retouch {

/// Of one eye. With q = (h,m), q₀ the median of the brighter and less coloured half of what lies inside the lids (shrunk
/// by .014 IOD), off the iris (1.15 of its radius) and off the inner corner (.055 IOD), and q₁ the median of the skin
/// round the eye:
/// with q at σ .018 IOD, so that a vein is no skin:
///   t = (q − q₀)·(q₁ − q₀)/|q₁ − q₀|²      0 is white, 1 is lid;   white while t < .35, gone at .6
/// and mean density within 1 stop (gone at 1.7) below and .5 stop (gone at .9) above that median: lashes and lights in the
/// eye are out.
struct Sclera {
  ImageF mask;     ///< h × w at work scale, [0, 1], tapered; empty where there is none
  float area = 0;  ///< Σ mask, px
  Eigen::Vector2f pigment = Eigen::Vector2f::Zero();  ///< its (h,m): q₀, stops
  std::string missing;                                ///< why there is none, in words; empty: there is
  [[nodiscard]] bool found() const { return missing.empty(); }
};

/// Right eye (image left), left eye. None where the iris is under 5 px in radius, less than half of it shows, the eye is
/// turned away (under .7 of the other's width), no lighter by .4 stop than its iris, no less coloured than the skin
/// round it (h + m under .15 stop less), or the white is under 12 px or a fiftieth of the open eye.
[[nodiscard]] std::array<Sclera, 2> find_sclera(const skin::Canvas& canvas, const skin::SkinMap& skin);

}  // namespace countenance::retouch
