// SPDX-License-Identifier: Apache-2.0
// The part of a canvas that holds skin, on a coarser grid: operators that make nothing finer than .02 IOD work here.
#pragma once

#include "face/face.h"
#include "skin/canvas.h"
#include "skin/skin_map.h"

namespace countenance::retouch {

inline constexpr float kGridIod = 128;  ///< px, at most: σ .02 IOD is still 2.5 px there, and it costs a quarter

/// h × w; colours are averaged over skin alone, so that nothing of lips, brows or hair is in them.
struct SkinGrid {
  Rect part;  ///< of the canvas: the skin and .1 IOD around it
  Size size;
  float u = 0;  ///< IOD, px of the grid
  ImageF mask, shm, linear;
  [[nodiscard]] face::Points points(const skin::Canvas& canvas) const;
  [[nodiscard]] ImageF of(View<const float> field) const;  ///< a field of the canvas, averaged
};
/// The mask must hold a pixel.
[[nodiscard]] SkinGrid skin_grid(const skin::Canvas& canvas, const skin::SkinMap& skin);

/// A field of the grid on the canvas, × `mask` of the canvas: its edges are at the canvas's own scale.
[[nodiscard]] ImageF on_canvas(const SkinGrid& grid, const ImageF& field, const ImageF& mask);

/// What a field would be without what stands out of it: the masked mean of σ px, six rounds in which a value counts the
/// less the farther out it is: w = 1 / (1 + (r/2σ̂)⁴).
struct Base {
  ImageF mean;          ///< h × w
  float deviation = 0;  ///< σ̂, 1.4826 median |r|
};
/// Upwards alone (gloss): residuals below keep their weight, and σ̂ is theirs; or either way.
enum class Outliers { above, both };
[[nodiscard]] Base base_of(const ImageF& field, const ImageF& mask, float sigma, Outliers outliers);

}  // namespace countenance::retouch
