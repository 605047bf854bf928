// SPDX-License-Identifier: Apache-2.0
#include "govern/guard/shape.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/blur.h"
#include "base/cv.h"

namespace countenance::govern {
namespace {

using drift::kFrameIod;
using drift::kMotionIod;

struct Round {
  float sigma, prior;  // IOD; confidence at which the mean counts half
};
constexpr Round kRounds[] = {{0.10f, 0.08f}, {0.05f, 0.05f}, {0.03f, 0.05f}};
constexpr float kFadesFrom = 0.12f;  // IOD before the frame's end, in each round …
constexpr float kEndsFrom = 0.25f;   // … and of the whole
constexpr float kLeastStretch = 0.25f, kMostStretch = 4;
constexpr int kMends = 6;

void fade_at_ends(ImageF& shift, float from) {
  const float edge = from * kFrameIod;
  for (int y = 0; y < shift.height(); ++y)
    for (int x = 0; x < shift.width(); ++x) {
      const int nearest = std::min({x, y, shift.width() - 1 - x, shift.height() - 1 - y});
      const float k = smoothstep(float(nearest), 0, edge);
      shift.at(x, y, 0) *= k, shift.at(x, y, 1) *= k;
    }
}

/// 1 where q → q + shift(q) tears or folds.
ImageF torn(const ImageF& shift, bool& any) {
  ImageF out(shift.size());
  for (int y = 0; y + 1 < shift.height(); ++y)
    for (int x = 0; x + 1 < shift.width(); ++x) {
      const float a = 1 + shift.at(x + 1, y, 0) - shift.at(x, y, 0), b = shift.at(x, y + 1, 0) - shift.at(x, y, 0);
      const float c = shift.at(x + 1, y, 1) - shift.at(x, y, 1), d = 1 + shift.at(x, y + 1, 1) - shift.at(x, y, 1);
      const float det = a * d - b * c;
      if (det < kLeastStretch || det > kMostStretch) out.at(x, y) = 1, any = true;
    }
  return out;
}

/// Smoothed where it tears, wider each time.
void mend(ImageF& shift) {
  for (int k = 0; k < kMends; ++k) {
    bool any = false;
    const ImageF bad = torn(shift, any);
    if (!any) return;
    const float sigma = 0.03f * kFrameIod * float(k + 1);
    const ImageF near = gaussian(bad, sigma), smooth = gaussian(shift, sigma);
    for (std::size_t i = 0; i < near.count(); ++i) {
      const float w = std::min(1.f, 8 * near.data()[i]);
      for (int c = 0; c < 2; ++c) {
        float& s = shift.data()[2 * i + c];
        s += w * (smooth.data()[2 * i + c] - s);
      }
    }
  }
}

}  // namespace

ImageF sampled(const ImageF& picture, const ImageF& shift) {
  cv::Mat at = as_mat(shift).clone(), out;
  for (int y = 0; y < at.rows; ++y)
    for (int x = 0; x < at.cols; ++x) at.at<cv::Vec2f>(y, x) += cv::Vec2f(float(x), float(y));
  cv::remap(as_mat(picture), out, at, {}, cv::INTER_CUBIC, cv::BORDER_REPLICATE);
  return to_image(out);
}

drift::EditedView undone(const drift::EditedView& edited, const ImageF& shift) {
  drift::EditedView out = edited;
  out.linear = sampled(edited.linear, shift);
  out.valid = sampled(edited.valid, shift);
  for (std::size_t i = 0; i < out.valid.count(); ++i) out.valid.data()[i] = out.valid.data()[i] > 0.5f ? 1.f : 0.f;
  return out;
}

ImageF find_shape(const drift::Reference& reference, const drift::EditedView& edited) {
  const Size frame = drift::frame_size();
  ImageF shift(frame, 2);
  const float to_frame = kFrameIod / kMotionIod;
  for (const Round& round : kRounds) {
    const drift::EditedView now = undone(edited, shift);
    const drift::Motion motion = drift::find_motion(reference, now, drift::fit_scene(reference, now));
    ImageF more = resize(drift::local_mean(motion.flow, round.sigma, round.prior).shift, frame);
    for (std::size_t i = 0; i < more.count(); ++i) more.data()[i] *= to_frame;
    fade_at_ends(more, kFadesFrom);
    const ImageF before = sampled(shift, more);
    for (std::size_t i = 0; i < shift.count(); ++i) shift.data()[i] = more.data()[i] + before.data()[i];
    mend(shift);
  }
  fade_at_ends(shift, kEndsFrom);
  return shift;
}

}  // namespace countenance::govern
