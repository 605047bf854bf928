// SPDX-License-Identifier: Apache-2.0
#include "retouch/layer_rows.h"

#include <algorithm>
#include <cmath>

#include "base/blur.h"

namespace countenance::retouch {

Size LayerRows::averaged(const Rect& roi, Size own, const Affine& grid_from_photo) {
  const float sx = grid_from_photo(0, 0), sy = grid_from_photo(1, 1);  // grid px a photo px
  const Size on_grid{std::max(1, int(std::lround(roi.width * sx))), std::max(1, int(std::lround(roi.height * sy)))};
  return on_grid.width < own.width && on_grid.height < own.height ? on_grid : own;
}

LayerRows::LayerRows(const Layer& layer, const Affine& grid_from_photo, Size grid) : delta_(&layer.delta) {
  if (const Size size = averaged(layer.roi, layer.delta.size(), grid_from_photo); size != layer.delta.size()) {
    averaged_ = resize(layer.delta, size);
    delta_ = &averaged_;
  }
  const Affine delta_from_grid = countenance::compose(resampling(layer.roi, delta_->size()), inverse(grid_from_photo));
  const Point low = apply(grid_from_photo, Point(layer.roi.x - 0.5f, layer.roi.y - 0.5f));
  const Point high = apply(grid_from_photo, Point(layer.roi.right() - 0.5f, layer.roi.bottom() - 0.5f));
  const int x0 = int(std::ceil(low.x())), y0 = int(std::ceil(low.y()));
  reach_ = intersect({x0, y0, int(std::ceil(high.x())) - x0, int(std::ceil(high.y())) - y0},
                     {0, 0, grid.width, grid.height});
  columns_ = table(delta_from_grid(0, 0), delta_from_grid(0, 2), reach_.x, reach_.right(), delta_->width());
  rows_ = table(delta_from_grid(1, 1), delta_from_grid(1, 2), reach_.y, reach_.bottom(), delta_->height());
}

std::vector<LayerRows::Between> LayerRows::table(float scale, float offset, int from, int to, int size) {
  std::vector<Between> out;
  for (int i = from; i < to; ++i) {
    const float at = std::clamp(scale * float(i) + offset, 0.f, float(size - 1));
    const int lower = std::clamp(int(at), 0, std::max(0, size - 2));
    out.push_back({lower, size > 1 ? at - float(lower) : 0.f});
  }
  return out;
}

float LayerRows::largest(const Rect& part) const {
  const Rect r = intersect(part, reach_);
  if (r.empty()) return 0;
  const int x0 = columns_[r.x - reach_.x].at,
            x1 = std::min(columns_[r.right() - 1 - reach_.x].at + 1, delta_->width() - 1);
  const int y0 = rows_[r.y - reach_.y].at, y1 = std::min(rows_[r.bottom() - 1 - reach_.y].at + 1, delta_->height() - 1);
  float largest = 0;
  for (int y = y0; y <= y1; ++y) {
    const float* row = delta_->row(y);
    for (int i = 3 * x0; i < 3 * (x1 + 1); ++i) largest = std::max(largest, std::abs(row[i]));
  }
  return largest;
}

void LayerRows::add(int x, int y, int n, float* sum, std::vector<float>& scratch) const {
  const Rect r = intersect({x, y, n, 1}, reach_);
  if (r.empty()) return;
  const Between row = rows_[y - reach_.y];
  const Between* column = columns_.data() + (r.x - reach_.x);
  const int first = column[0].at, count = std::min(column[r.width - 1].at + 1, delta_->width() - 1) - first + 1;
  const float* upper = delta_->row(row.at) + 3 * first;
  const float* lower = delta_->row(std::min(row.at + 1, delta_->height() - 1)) + 3 * first;
  scratch.resize(std::size_t(count) * 3 + 3);  // one more pixel, so that a delta one pixel wide has an upper neighbour
  for (int i = 0; i < 3 * count; ++i) scratch[i] = upper[i] + row.t * (lower[i] - upper[i]);
  float* out = sum + 3 * (r.x - x);
  for (int i = 0; i < r.width; ++i) {
    const float* left = scratch.data() + 3 * (column[i].at - first);
    for (int c = 0; c < 3; ++c) out[3 * i + c] += left[c] + column[i].t * (left[3 + c] - left[c]);
  }
}

}  // namespace countenance::retouch
