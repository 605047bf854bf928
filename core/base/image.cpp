// SPDX-License-Identifier: Apache-2.0
#include "base/image.h"

#include <algorithm>

namespace countenance {

void check_view(const void* data, Size size, int channels, std::ptrdiff_t stride) {
  if (!data) throw std::logic_error("View: no data");
  if (size.width <= 0 || size.height <= 0) throw std::logic_error("View: empty size");
  if (channels < 1) throw std::logic_error("View: no channels");
  if (stride < std::ptrdiff_t(size.width) * channels) throw std::logic_error("View: rows overlap");
}

Rect intersect(const Rect& a, const Rect& b) {
  const int x0 = std::max(a.x, b.x), y0 = std::max(a.y, b.y);
  const int x1 = std::min(a.right(), b.right()), y1 = std::min(a.bottom(), b.bottom());
  return {x0, y0, std::max(0, x1 - x0), std::max(0, y1 - y0)};
}

Rect bounding(const Rect& a, const Rect& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  const int x0 = std::min(a.x, b.x), y0 = std::min(a.y, b.y);
  return {x0, y0, std::max(a.right(), b.right()) - x0, std::max(a.bottom(), b.bottom()) - y0};
}

}  // namespace countenance
