// SPDX-License-Identifier: Apache-2.0
#include "govern/paint.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/blur.h"
#include "base/cv.h"

namespace countenance::govern {

ImageF on_canvas(const Paint& paint, const skin::Canvas& canvas, Size photo) {
  const float scale = scale_of(canvas.work_from_photo);
  const auto side = [&](int map, int whole) { return std::clamp(int(std::lround(scale * float(whole))), 1, map); };
  const Size size{side(paint.map.width(), photo.width), side(paint.map.height(), photo.height)};
  const ImageF map = resize(paint.map, size);
  const Affine map_from_work =
      compose(resampling({0, 0, photo.width, photo.height}, size), inverse(canvas.work_from_photo));
  cv::Mat share;
  cv::warpAffine(as_mat(map), share, as_matx(map_from_work), {canvas.size().width, canvas.size().height},
                 cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
  ImageF out = to_image(share);
  if (paint.protects)
    for (std::size_t i = 0; i < out.count(); ++i) out.data()[i] = 1 - out.data()[i];
  return out;
}

}  // namespace countenance::govern
