// SPDX-License-Identifier: Apache-2.0
// Points and affine maps. Pixel coordinates have their origin at the CENTRE of the first pixel (as OpenCV's warps do).
#pragma once

#include <Eigen/Core>
#include <Eigen/LU>
#include <cmath>

#include "base/image.h"

namespace countenance {

using Point = Eigen::Vector2f;
using Affine = Eigen::Matrix<float, 2, 3>;  ///< p' = A.leftCols<2>() p + A.col(2)

[[nodiscard]] inline Point apply(const Affine& a, const Point& p) { return a.leftCols<2>() * p + a.col(2); }
/// a ∘ b: first b, then a.
[[nodiscard]] inline Affine compose(const Affine& a, const Affine& b) {
  Affine c;
  c.leftCols<2>() = a.leftCols<2>() * b.leftCols<2>();
  c.col(2) = a.leftCols<2>() * b.col(2) + a.col(2);
  return c;
}
[[nodiscard]] inline Affine inverse(const Affine& a) {
  Affine c;
  c.leftCols<2>() = a.leftCols<2>().inverse();
  c.col(2) = -(c.leftCols<2>() * a.col(2));
  return c;
}
[[nodiscard]] inline Affine identity() { return (Affine() << 1, 0, 0, 0, 1, 0).finished(); }
/// Scale of a similarity: output pixels per input pixel.
[[nodiscard]] inline float scale_of(const Affine& a) { return std::sqrt(std::abs(a.leftCols<2>().determinant())); }
/// Maps pixel coordinates of `roi` of a picture to those of that region resampled to `size` (edges meet edges).
[[nodiscard]] inline Affine resampling(const Rect& roi, Size size) {
  const float kx = float(size.width) / roi.width, ky = float(size.height) / roi.height;
  return (Affine() << kx, 0, (0.5f - roi.x) * kx - 0.5f, 0, ky, (0.5f - roi.y) * ky - 0.5f).finished();
}

}  // namespace countenance
