// SPDX-License-Identifier: Apache-2.0
// Lighting: how a face is lit, from its skin luminance and the normals of its mesh, and where a change of light may
// act.
#pragma once

#include <Eigen/Core>
#include <string>

#include "face/regions.h"
#include "skin/canvas.h"
#include "skin/skin_map.h"

namespace countenance::retouch {

/// The nine real spherical harmonics up to degree 2, unnormalised, of a unit normal (x right, y down, z towards the
/// camera): 1, x, y, z, xy, xz, yz, x² − y², 3z² − 1.
using Harmonics = Eigen::Matrix<float, 9, 1>;
[[nodiscard]] Harmonics harmonics(const Eigen::Vector3f& n);

/// Fit of skin luminance on normals, log2 E(n) = Σ cₖ Yₖ(n): robust ridge regression (Huber, then Tukey's bisquare), on
/// a grid of IOD 64 px (or the work scale's, if that is coarser). In stops, since albedo multiplies, and light never
/// turns negative.
struct Lighting {
  Harmonics sh = Harmonics::Zero();  ///< c, stops; E is relative to the median of the skin
  float r2 = 0;                      ///< explained share of the weighted variance, [0, 1]
  float range = 0;                   ///< P95 − P5 of log2 E on skin, stops
  Eigen::Vector2f direction{0, 0};   ///< image-plane direction of the key light (x right, y down), unit or 0
  float tilt = 0;                    ///< of the key light from the viewing axis, radians, in [π/6, π/3]
  float rim = 0;      ///< mean log2 E of skin seen edge-on minus that of skin seen face-on, stops; > 0: lit from behind
  std::string doubt;  ///< why the fit, and so the key, is not to be trusted, in words; empty: trusted
  std::string fill_doubt;  ///< why not even a fill can be made from fit and measured light together; empty: it can

  float measured = 0;   ///< how far a fill should follow the measured light, [0, 1]: the fit is poor, or the light hard
  float explained = 0;  ///< share of the variance of all skin explained by the fit and its residuals' mean over .12 IOD

  float grid_iod = 64;            ///< px
  ImageF normal, coverage, skin;  ///< on that grid: smoothed unit normals, mesh 0/1, skin of the mesh in [0, 1]
  ImageF shading;                 ///< log2 E on that grid, stops about its mean over the skin; 0 off the mesh
  ImageF local;      ///< what the measured light has beyond the fit, stops: residuals, guided by the light itself
  ImageF linear;     ///< the picture on that grid
  ImageF face_skin;  ///< on that grid: all skin of the face, the forehead above the mesh too, in [0, 1]
  // at work scale, in [0, 1]:
  ImageF
      reach;  ///< where shaped light may act: face, hair beside it, ears, skin of the neck; not clothes, not background
  ImageF person_reach;  ///< where exposure may act: the same and the clothes near the face
};
[[nodiscard]] Lighting fit_lighting(const skin::Canvas& canvas, const skin::SkinMap& skin,
                                    const face::Topology& topology);

/// What the doubts go by beside the fit itself.
struct Evidence {
  float skin_area;  ///< IOD²
  float kept;       ///< mean weight of the robust fit
  float below;      ///< slope of the fitted stops over the normals' y; > 0: from below
};
/// Lighting::doubt and fill_doubt. A fill needs to know how light the skin is in each place, not where the light comes
/// from.
[[nodiscard]] std::string doubt_of_key(const Lighting& light, const Evidence& found);
[[nodiscard]] std::string doubt_of_fill(const Lighting& light, const Evidence& found);

/// The key light's lobe on a normal: max(n·ω, 0)², ω at `tilt` from the viewing axis towards `direction`.
[[nodiscard]] float key_lobe(const Eigen::Vector3f& n, const Eigen::Vector2f& direction, float tilt);

}  // namespace countenance::retouch
