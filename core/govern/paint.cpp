// SPDX-License-Identifier: Apache-2.0
#include "govern/paint.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/blur.h"
#include "base/cv.h"

namespace countenance::govern {

namespace {

/// The pixels of the map that the canvas sees, and one more all round.
Rect part_seen(const Affine& map_from_photo, const Rect& roi, Size map) {
  const Point from = apply(map_from_photo, Point(float(roi.x), float(roi.y))),
              to = apply(map_from_photo, Point(float(roi.right()), float(roi.bottom())));
  const int x = int(std::floor(from.x())) - 1, y = int(std::floor(from.y())) - 1;
  return intersect({x, y, int(std::ceil(to.x())) + 2 - x, int(std::ceil(to.y())) + 2 - y},
                   {0, 0, map.width, map.height});
}

}  // namespace

ImageF on_canvas(const Paint& paint, const skin::Canvas& canvas, Size photo) {
  const Affine map_from_photo = resampling({0, 0, photo.width, photo.height}, paint.map.size());
  const Rect part = part_seen(map_from_photo, canvas.roi, paint.map.size());
  const float scale = std::min(1.f, scale_of(canvas.work_from_photo) / scale_of(map_from_photo));
  const Size size{std::max(1, int(std::lround(scale * float(part.width)))),
                  std::max(1, int(std::lround(scale * float(part.height))))};
  const ImageF map = resize(paint.map.view().part(part), size);
  const Affine map_from_work =
      compose(compose(resampling(part, size), map_from_photo), inverse(canvas.work_from_photo));
  cv::Mat share;
  cv::warpAffine(as_mat(map), share, as_matx(map_from_work), {canvas.size().width, canvas.size().height},
                 cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
  ImageF out = to_image(share);
  if (paint.protects)
    for (std::size_t i = 0; i < out.count(); ++i) out.data()[i] = 1 - out.data()[i];
  return out;
}

}  // namespace countenance::govern
