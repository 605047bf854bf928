// SPDX-License-Identifier: Apache-2.0
#include "overlay/overlay.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/cv.h"

namespace countenance::overlay {
namespace {

const cv::Vec3f kSkin{40, 200, 90}, kLeftOut{60, 110, 255}, kBeard{190, 80, 230};
const cv::Scalar kGood{255, 255, 255}, kBad{255, 70, 60};
const cv::Scalar kHeals{255, 220, 0}, kStays{0, 225, 255}, kUnclear{255, 70, 220};
constexpr float kOpacity = 0.45f, kRing = 1.6f;  ///< radii of a mark

/// A work-scale map at the picture's scale.
cv::Mat over(const ImageF& map, const Affine& work_from_picture, const Image8& picture) {
  cv::Mat out;
  cv::warpAffine(as_mat(map), out, as_matx(work_from_picture), {picture.width(), picture.height()},
                 cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_CONSTANT);
  return out;
}

void tint(Image8& picture, const cv::Mat& share, const cv::Vec3f& colour) {
  for (int y = 0; y < picture.height(); ++y)
    for (int x = 0; x < picture.width(); ++x) {
      const float a = kOpacity * std::clamp(share.at<float>(y, x), 0.f, 1.f);
      for (int c = 0; c < 3; ++c) {
        auto& v = picture.at(x, y, c);
        v = std::uint8_t(float(v) * (1 - a) + colour[c] * a + 0.5f);
      }
    }
}

cv::Scalar colour_of(skin::MarkClass kind) {
  return kind == skin::MarkClass::transient ? kHeals : kind == skin::MarkClass::permanent ? kStays : kUnclear;
}

void draw_marks(cv::Mat& canvas, const skin::Spots& spots, float u, const Affine& picture_from_work, int line) {
  int number = 0;
  for (const skin::Mark& m : spots.marks) {
    const Point p = apply(picture_from_work, m.at);
    const float r = std::max(3.f, kRing * m.diameter() / 2 * u * scale_of(picture_from_work));
    const cv::Scalar colour = colour_of(m.kind);
    cv::circle(canvas, cv::Point2f(p.x(), p.y()), int(std::lround(r)), colour, line, cv::LINE_AA);
    cv::putText(canvas, std::to_string(++number), cv::Point2f(p.x() + r, p.y() - r), cv::FONT_HERSHEY_SIMPLEX,
                0.2 + 0.15 * line, colour, 1, cv::LINE_AA);
  }
}

}  // namespace

void draw(Image8& picture, const govern::Study& study) {
  const Size size = study.photo->size;
  const Affine picture_from_photo = resampling({0, 0, size.width, size.height}, picture.size());
  cv::Mat canvas = as_mat(picture);
  const int line = std::max(1, picture.width() / 600);
  int number = 0;
  for (const auto& f : study.faces) {
    ++number;
    if (f.face.usable()) {
      const Affine work_from_picture = compose(f.canvas.work_from_photo, inverse(picture_from_photo));
      tint(picture, over(f.skin.mask, work_from_picture, picture), kSkin);
      tint(picture, over(f.skin.excluded, work_from_picture, picture), kLeftOut);
      tint(picture, over(f.skin.beard, work_from_picture, picture), kBeard);
      for (int i = 0; i < face::kPoints; ++i) {
        const Point p = apply(picture_from_photo, Point(f.face.points(i, 0), f.face.points(i, 1)));
        cv::circle(canvas, cv::Point2f(p.x(), p.y()), line, kGood, cv::FILLED, cv::LINE_AA);
      }
      draw_marks(canvas, f.spots, f.canvas.u, inverse(work_from_picture), line);
    }
    const Rect& b = f.face.box;
    const Point a = apply(picture_from_photo, Point(float(b.x), float(b.y)));
    const Point z = apply(picture_from_photo, Point(float(b.right()), float(b.bottom())));
    const cv::Scalar colour = f.face.usable() ? kGood : kBad;
    cv::rectangle(canvas, cv::Point2f(a.x(), a.y()), cv::Point2f(z.x(), z.y()), colour, line, cv::LINE_AA);
    const std::string text = "face " + std::to_string(number) + (f.face.usable() ? "" : ": " + f.face.unusable);
    cv::putText(canvas, text, cv::Point2f(a.x(), std::max(12.f, a.y() - 6.f)), cv::FONT_HERSHEY_SIMPLEX,
                0.25 + 0.25 * line, colour, line, cv::LINE_AA);
  }
}

}  // namespace countenance::overlay
