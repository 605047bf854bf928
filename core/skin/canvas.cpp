// SPDX-License-Identifier: Apache-2.0
#include "skin/canvas.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/blur.h"
#include "base/cv.h"
#include "colour/density.h"
#include "face/regions.h"

namespace countenance::skin {
namespace {

Rect region_of(const face::Face& face, Size photo) {
  const Eigen::Vector2f lo = face.points.leftCols<2>().colwise().minCoeff(),
                        hi = face.points.leftCols<2>().colwise().maxCoeff();
  const int x0 = int(std::floor(lo.x() - kAround * face.iod)), y0 = int(std::floor(lo.y() - kAround * face.iod));
  const int x1 = int(std::ceil(hi.x() + kAround * face.iod)), y1 = int(std::ceil(hi.y() + kBelow * face.iod));
  return intersect({x0, y0, x1 - x0, y1 - y0}, {0, 0, photo.width, photo.height});
}

/// The matte of the whole photo, sampled on the work grid.
ImageF sample_matte(View<const float> person, Size photo, const Affine& work_from_photo, Size size) {
  const Affine matte_from_work =
      compose(resampling({0, 0, photo.width, photo.height}, person.size()), inverse(work_from_photo));
  ImageF out(size);
  cv::warpAffine(as_mat(person), as_mat(out), as_matx(matte_from_work), {size.width, size.height},
                 cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
  return out;
}

/// Gives what alpha hides the colour of the nearest pixel that shows: whatever lies under it, filters near it read the
/// same.
void hide(ImageF& linear, const ImageF& weight) {
  cv::Mat hidden(linear.height(), linear.width(), CV_8U), distance, nearest;
  for (std::size_t i = 0; i < weight.count(); ++i) hidden.data[i] = weight.data()[i] > 0 ? 0 : 255;
  if (cv::countNonZero(hidden) == 0 || cv::countNonZero(hidden) == int(weight.count())) return;
  cv::distanceTransform(hidden, distance, nearest, cv::DIST_L2, cv::DIST_MASK_5, cv::DIST_LABEL_PIXEL);
  std::vector<std::size_t> shown(weight.count() + 1);  // the pixel of each label
  for (std::size_t i = 0; i < weight.count(); ++i)
    if (hidden.data[i] == 0) shown[std::size_t(nearest.ptr<int>()[i])] = i;
  for (std::size_t i = 0; i < weight.count(); ++i)
    if (hidden.data[i] != 0)
      std::copy_n(linear.data() + 3 * shown[std::size_t(nearest.ptr<int>()[i])], 3, linear.data() + 3 * i);
}
constexpr float kTaper = 0.35f;  // IOD

}  // namespace

float Canvas::inside(int x, int y, Size grid, float u) const {
  const std::array gap{float(x), float(y), float(grid.width - 1 - x), float(grid.height - 1 - y)};
  float out = 1;
  for (std::size_t i = 0; i < gap.size(); ++i)
    if (photo_goes_on[i]) out *= smoothstep(gap[i] / u, 0, kTaper);
  return out;
}

Result<Canvas> make_canvas(const PhotoView& photo, const colour::Space& space, const face::Face& face,
                           View<const float> person, const Job& job) {
  Canvas c;
  c.roi = region_of(face, photo.size);
  if (c.roi.empty() || !(face.iod > 0)) return fail(Code::not_measurable, "the face lies outside the picture");
  const float scale = std::min(1.f, kWorkIod / face.iod);
  const Size size{std::max(1, int(std::lround(scale * float(c.roi.width)))),
                  std::max(1, int(std::lround(scale * float(c.roi.height))))};
  c.work_from_photo = resampling(c.roi, size);
  c.u = face.iod * scale_of(c.work_from_photo);
  c.points = face::transform(face.points, c.work_from_photo);
  CNT_TRY(linear, colour::read(photo, space, c.roi, size, job));
  c.linear = std::move(linear.rgb);
  c.weight = std::move(linear.weight);
  if (!c.weight.empty()) hide(c.linear, c.weight);
  c.density = colour::density(c.linear);
  c.shm = colour::unmix(c.density);
  c.photo_goes_on = {c.roi.x > 0, c.roi.y > 0, c.roi.x + c.roi.width < photo.size.width,
                     c.roi.y + c.roi.height < photo.size.height};
  c.person = sample_matte(person, photo.size, c.work_from_photo, size);
  return c;
}

}  // namespace countenance::skin
