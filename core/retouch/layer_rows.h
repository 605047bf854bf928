// SPDX-License-Identifier: Apache-2.0
// LayerRows: the delta of a layer on the rows of another pixel grid, by linear interpolation.
#pragma once

#include <vector>

#include "base/geometry.h"
#include "retouch/compose.h"

namespace countenance::retouch {

/// Linear in x and y with a map that has no rotation, so rows and columns separate. Where the grid is coarser than the
/// layer, the layer is averaged down first. Borrows the layer.
class LayerRows {
 public:
  /// `grid_from_photo` without rotation; `grid` is the size of the grid.
  LayerRows(const Layer& layer, const Affine& grid_from_photo, Size grid);

  /// The size a delta of `own` pixels over `roi` is averaged to: `own` unless it is finer than the grid both ways.
  static Size averaged(const Rect& roi, Size own, const Affine& grid_from_photo);

  /// Where on the grid the layer lies.
  [[nodiscard]] const Rect& reach() const { return reach_; }
  /// max |Δ| of what `part` of the grid can be given.
  [[nodiscard]] float largest(const Rect& part) const;
  /// Adds Δ at grid pixels (x …, y), `n` of them, to `sum` (three a pixel). `scratch` is any vector.
  void add(int x, int y, int n, float* sum, std::vector<float>& scratch) const;

 private:
  struct Between {
    int at;   ///< the lower neighbour; the upper one is at + 1
    float t;  ///< share of the upper one
  };
  static std::vector<Between> table(float scale, float offset, int from, int to, int size);

  const ImageF* delta_;
  ImageF averaged_;
  Rect reach_;
  std::vector<Between> columns_, rows_;  ///< of reach_
};

}  // namespace countenance::retouch
