// SPDX-License-Identifier: Apache-2.0
#include "face/patch.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/cv.h"

namespace countenance::face {
namespace {

/// The whole pixels that the patch reads, with a margin for the interpolation; at least the picture's nearest pixel.
Rect footprint(const Affine& picture_from_patch, Size patch, Size picture, float margin) {
  Point low = Point::Constant(1e9f), high = -low;
  for (const float x : {0.f, float(patch.width - 1)})
    for (const float y : {0.f, float(patch.height - 1)}) {
      const Point p = apply(picture_from_patch, {x, y});
      low = low.cwiseMin(p), high = high.cwiseMax(p);
    }
  const auto whole = [](float v, int n) { return int(std::clamp(v, 0.f, float(n - 1))); };
  const int x0 = whole(std::floor(low.x() - margin), picture.width),
            x1 = whole(std::ceil(high.x() + margin), picture.width);
  const int y0 = whole(std::floor(low.y() - margin), picture.height),
            y1 = whole(std::ceil(high.y() + margin), picture.height);
  return {x0, y0, x1 - x0 + 1, y1 - y0 + 1};
}

}  // namespace

void check_rgb(View<const std::uint8_t> srgb8) {
  if (srgb8.channels() != 3) throw std::logic_error("the networks take R, G, B pictures");
}

Image8 patch(View<const std::uint8_t> srgb8, const Affine& picture_from_patch, Size size) {
  check_rgb(srgb8);
  const float coarseness = scale_of(picture_from_patch);
  const Rect part = footprint(picture_from_patch, size, srgb8.size(), 2 * coarseness);
  cv::Mat source = as_mat(srgb8.part(part));
  Size reduced = part.size();
  if (coarseness > kDirect) {
    const auto fewer = [&](int n) { return std::max(1, int(std::lround(float(n) * kDirect / coarseness))); };
    reduced = {fewer(part.width), fewer(part.height)};
    cv::Mat smaller;
    cv::resize(source, smaller, {reduced.width, reduced.height}, 0, 0, cv::INTER_AREA);
    source = smaller;
  }
  const Affine source_from_patch = compose(resampling(part, reduced), picture_from_patch);
  Image8 out(size, 3);
  cv::Mat target = as_mat(out);
  cv::warpAffine(source, target, as_matx(source_from_patch), target.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                 cv::BORDER_REPLICATE);
  return out;
}

}  // namespace countenance::face
