// SPDX-License-Identifier: Apache-2.0
#include "drift/motion.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/blur.h"
#include "base/cv.h"
#include "colour/cie.h"
#include "drift/parts.h"

namespace countenance::drift {
namespace {

/// Detail of the original below which flow is noise: dark glass .08; of skin, at 52 px too, a thousandth has less.
constexpr float kNothingThere = 0.2f;
constexpr double kLeastSupport = 0.05;                   ///< mean confidence below which nothing was followed
constexpr float kWideScale = 0.10f, kWidePrior = 0.08f;  ///< IOD; confidence at which the mean counts half
constexpr float kUndoFrom = 0.3f, kUndoAll = 0.6f;       ///< % IOD

Image8 contrast_of(const ImageF& linear) {
  return local_contrast(resize(colour::luminance(linear), motion_size()), kMotionIod);
}

/// 1 where a picture is, away from its ends; the frame's own border is no end.
ImageF away_from_ends(const ImageF& valid) {
  const ImageF small = resize(valid, motion_size());
  const int side = 2 * int(kFlowEnd * kMotionIod) + 1;
  cv::Mat out;
  cv::erode(as_mat(small), out, cv::getStructuringElement(cv::MORPH_RECT, {side, side}));
  cv::threshold(out, out, 0.5, 1, cv::THRESH_BINARY);
  return to_image(out);
}

void keep_where(ImageF& values, const ImageF& mask) {
  for (std::size_t i = 0; i < mask.count(); ++i) values.data()[i] *= mask.data()[i];
}

ImageF seen_by_both(const Reference& reference, const EditedView& edited) {
  ImageF both = edited.valid;
  keep_where(both, reference.valid);
  return away_from_ends(both);
}

void remove_similarity(Flow& flow) {
  const auto whole = fit_similarity(flow, 5, 8);
  if (!whole) return;  // too little is trusted: reported as such by the support
  for (int y = 0; y < flow.shift.height(); ++y)
    for (int x = 0; x < flow.shift.width(); ++x) {
      const Eigen::Vector2d moved = (*whole)(x, y);
      flow.shift.at(x, y, 0) -= float(moved.x() - x);
      flow.shift.at(x, y, 1) -= float(moved.y() - y);
    }
}

}  // namespace

Size motion_size() { return {int((kRight - kLeft) * kMotionIod), int((kBottom - kTop) * kMotionIod)}; }

Status followed(double detail, double support, double least) {
  return detail < least ? Status::not_applicable : support < kLeastSupport ? Status::failed : Status::measured;
}

Component larger_side(const char* name, const char* unit, const Side& right, const Side& left) {
  Component c{name, unit};
  c.status = Status::not_applicable;
  for (const Side& side : {left, right}) {
    if (side.status == Status::not_applicable) continue;
    if (c.status != Status::failed) c.status = side.status;
    if (c.where.empty() || float(side.value) > c.value) c.value = float(side.value), c.where = side.where;
  }
  return c;
}

std::shared_ptr<const MotionReference> make_motion_reference(const Reference& reference) {
  auto out = std::make_shared<MotionReference>();
  out->detail = detail_of(contrast_of(reference.linear), kMotionIod);
  for (std::size_t i = 0; i < out->detail.count(); ++i)
    if (out->detail.data()[i] < kNothingThere) out->detail.data()[i] = 0;
  keep_where(out->detail, away_from_ends(reference.valid));
  out->wide = gaussian(out->detail, kWideScale * kMotionIod);
  return out;
}

LocalMean local_mean(const Flow& flow, float sigma_iod, float prior) {
  ImageF weighted(flow.shift.size(), 2);
  for (std::size_t i = 0; i < flow.confidence.count(); ++i)
    for (int c = 0; c < 2; ++c) weighted.data()[2 * i + c] = flow.shift.data()[2 * i + c] * flow.confidence.data()[i];
  LocalMean mean{gaussian(weighted, sigma_iod * kMotionIod), gaussian(flow.confidence, sigma_iod * kMotionIod)};
  for (std::size_t i = 0; i < mean.confidence.count(); ++i)
    for (int c = 0; c < 2; ++c) mean.shift.data()[2 * i + c] /= mean.confidence.data()[i] + prior;
  return mean;
}

Motion find_motion(const Reference& reference, const EditedView& edited, const SceneFit& scene) {
  Motion motion;
  Flow& flow = motion.flow;
  flow = dense_flow(contrast_of(scene.original), contrast_of(edited.linear), kMotionIod, FlowEffort::careful);
  keep_where(flow.confidence, seen_by_both(reference, edited));
  for (std::size_t i = 0; i < flow.confidence.count(); ++i)
    if (reference.motion->detail.data()[i] == 0) flow.confidence.data()[i] = 0;
  remove_similarity(flow);
  motion.wide = local_mean(flow, kWideScale, kWidePrior);
  return motion;
}

std::optional<EditedView> straightened(const EditedView& edited, const Motion& motion) {
  const Size frame = edited.linear.size();
  const float to_frame = kFrameIod / kMotionIod;
  ImageF shift = motion.wide.shift;
  bool any = false;
  for (std::size_t i = 0; i < shift.count() / 2; ++i) {
    float* s = shift.data() + 2 * i;
    const float k = to_frame * smoothstep(std::hypot(s[0], s[1]) * float(kMotionPercent), kUndoFrom, kUndoAll);
    any |= k > 0;
    s[0] *= k, s[1] *= k;
  }
  if (!any) return std::nullopt;
  cv::Mat at;
  cv::resize(as_mat(shift), at, {frame.width, frame.height}, 0, 0, cv::INTER_LINEAR);
  for (int y = 0; y < at.rows; ++y)
    for (int x = 0; x < at.cols; ++x) at.at<cv::Vec2f>(y, x) += cv::Vec2f(float(x), float(y));
  EditedView out = edited;
  cv::Mat linear = as_mat(out.linear), valid = as_mat(out.valid);
  cv::remap(as_mat(edited.linear), linear, at, {}, cv::INTER_CUBIC, cv::BORDER_REPLICATE);
  cv::remap(as_mat(edited.valid), valid, at, {}, cv::INTER_NEAREST, cv::BORDER_REPLICATE);
  return out;
}

}  // namespace countenance::drift
