// SPDX-License-Identifier: Apache-2.0
// geometry: whether features or the outline of the face moved against each other. Dense flow of the original (after the
// scene transform) to the edited picture at 128 px per IOD; what a similarity of the whole frame explains is taken off
// first (a shift or scale of the picture is not a change of the person). With c the confidence, and local affine fits
// shift + A (p − p₀) under Gaussian windows:
//
//   eye_scale    = max over eyes of |tr A| / 2                  %,  window .20 × .14 IOD
//   nose_width   = |A_xx| at the nose tip                       %,  .20 × .17
//   mouth_width  = |A_xx| at the mouth                          %,  .28 × .15
//   jaw          = |mean of both sides' flow along the outline's normal|      % IOD, c-weighted, .05
//   jaw_side     = the larger side of that                      % IOD
//   flow_peak    = P99 over the face of |m|, m = G(.10)(c f) / (G(.10) c + .08)       % IOD
//   flow_rms     = √(Σ c |m|² / Σ c) over the oval, m = G(.05)(c f) / (G(.05) c + .02)  % IOD
//
// Mesh points of two pictures differ by more than a 3 % jaw slim; flow's noise is 20–35 times lower (docs/drift.md).
#include <algorithm>
#include <cmath>

#include "base/blur.h"
#include "base/statistics.h"
#include "drift/measures.h"
#include "drift/parts.h"

namespace countenance::drift {
namespace {

constexpr float kNearScale = 0.05f, kNearPrior = 0.02f;  ///< IOD; confidence at which the mean counts half
constexpr double kLeastFace = 0.15;  ///< mean confidence over the oval below which the measure fails
constexpr int kNoseTip = 4, kNoseBase = 2, kLipUpper = 13, kLipLower = 14, kBridge = 168;

struct Places {
  explicit Places(const Reference& r) : points(r.points) {
    const Affine to_flow = resampling({0, 0, r.linear.width(), r.linear.height()}, motion_size());
    points = face::transform(r.points, to_flow);
  }
  [[nodiscard]] Point at(int i) const { return points.row(i).head<2>().transpose(); }
  [[nodiscard]] Point mean(face::Indices region) const {
    Point sum(0, 0);
    for (const int i : region) sum += at(i);
    return sum / float(region.size());
  }
  face::Points points;
};

struct Sides {
  double right = 0, left = 0, support = 0;  ///< px outwards; mean confidence
};
/// Flow along the outward normal of the jaw line, of its two halves.
Sides jaw_of(const LocalMean& near, const Places& places) {
  const Point centre = (places.at(kNoseTip) + places.at(kBridge) + places.at(kLipUpper)) / 3;
  const int n = int(face::kJaw.size()), half = n / 2;
  double sum[2] = {0, 0}, weight[2] = {0, 0};
  for (int i = 0; i < n; ++i) {
    if (i >= half && i < n - half) continue;  // the chin's own point belongs to neither
    const Point p = places.at(face::kJaw[i]);
    const Point along = places.at(face::kJaw[std::min(i + 1, n - 1)]) - places.at(face::kJaw[std::max(i - 1, 0)]);
    Point normal = Point(along.y(), -along.x()).normalized();
    if (normal.dot(p - centre) < 0) normal = -normal;
    const int x = std::clamp(int(std::lround(p.x())), 0, near.shift.width() - 1);
    const int y = std::clamp(int(std::lround(p.y())), 0, near.shift.height() - 1);
    const double c = near.confidence.at(x, y);
    const double outward = double(near.shift.at(x, y, 0)) * normal.x() + double(near.shift.at(x, y, 1)) * normal.y();
    const int side = i < half ? 1 : 0;  // the line begins at the subject's left ear
    sum[side] += outward * (c + 1e-3);
    weight[side] += c + 1e-3;
  }
  return {sum[0] / weight[0], sum[1] / weight[1], (weight[0] + weight[1]) / (2 * half)};
}

}  // namespace

Reading geometry(const Reference& reference, const Motion& motion) {
  Reading reading;
  reading.measure = "geometry";
  const Flow& flow = motion.flow;
  const ImageF oval = resize(reference.oval, motion_size());
  const LocalMean near = local_mean(flow, kNearScale, kNearPrior);
  double energy = 0, trust = 0, area = 0;
  for (std::size_t i = 0; i < oval.count(); ++i) {
    if (oval.data()[i] <= 0.5f) continue;
    const double c = flow.confidence.data()[i], dx = near.shift.data()[2 * i], dy = near.shift.data()[2 * i + 1];
    energy += c * (dx * dx + dy * dy);
    trust += c;
    ++area;
  }
  if (area == 0 || trust / area < kLeastFace) {
    reading.status = Status::failed;
    reading.note = "too little detail of this face is in both pictures to follow it";
    return reading;
  }

  const Places places(reference);
  const ImageF& detail = reference.motion->detail;
  const auto push = [&](Component c) {
    if (c.status == Status::not_applicable) reading.note = kNothingToFollow;
    reading.components.push_back(std::move(c));
  };
  const auto add = [&](const char* name, const char* unit, double value, Status status, const std::string& where) {
    Component c{name, unit, float(value)};
    c.where = where;
    c.status = status;
    push(std::move(c));
  };
  struct Strain {
    Eigen::Matrix2d of;
    Status status;
  };
  const auto strain = [&](const Point& at, float sx, float sy, double least = kLeastDetail) {
    const LocalFit fit = fit_affine(flow, at, sx * kMotionIod, sy * kMotionIod);
    return Strain{fit.strain, followed(window_mean(detail, at, sx * kMotionIod, sy * kMotionIod), fit.support, least)};
  };
  const Strain right = strain(places.mean(face::kEyeRight), 0.20f, 0.14f, kLeastEyeDetail),
               left = strain(places.mean(face::kEyeLeft), 0.20f, 0.14f, kLeastEyeDetail);
  push(larger_side("eye_scale", "%", {50 * std::abs(right.of.trace()), right.status, "right eye"},
                   {50 * std::abs(left.of.trace()), left.status, "left eye"}));
  const Strain nose = strain((places.at(kNoseTip) + places.at(kNoseBase)) / 2, 0.20f, 0.17f);
  add("nose_width", "strain %", 100 * std::abs(nose.of(0, 0)), nose.status, "nose");
  const Sides jaw = jaw_of(near, places);
  const Status along_jaw = followed(1, jaw.support);
  add("jaw", "% IOD", kMotionPercent * std::abs(jaw.right + jaw.left) / 2, along_jaw, "jaw");
  add("jaw_side", "% IOD", kMotionPercent * std::max(std::abs(jaw.right), std::abs(jaw.left)), along_jaw,
      std::abs(jaw.right) > std::abs(jaw.left) ? "right jaw" : "left jaw");
  const Strain mouth = strain((places.at(kLipUpper) + places.at(kLipLower)) / 2, 0.28f, 0.15f);
  add("mouth_width", "strain %", 100 * std::abs(mouth.of(0, 0)), mouth.status, "mouth");

  const LocalMean& wide = motion.wide;
  const ImageF around = face::grow(oval, 0.1f * kMotionIod);
  ImageF size_of(oval.size());
  std::vector<float> on_face;
  Point peak(0, 0);
  float largest = -1;
  for (int y = 0; y < oval.height(); ++y)
    for (int x = 0; x < oval.width(); ++x) {
      if (around.at(x, y) == 0) continue;
      const float m = std::hypot(wide.shift.at(x, y, 0), wide.shift.at(x, y, 1)) * float(kMotionPercent);
      size_of.at(x, y) = m;
      on_face.push_back(m);
      if (m > largest) largest = m, peak = Point(float(x), float(y));
    }
  reading.where =
      place_name(reference, apply(resampling({0, 0, oval.width(), oval.height()}, reference.linear.size()), peak));
  add("flow_peak", "% IOD", percentile(on_face, 0.99), Status::measured, reading.where);
  add("flow_rms", "% IOD", kMotionPercent * std::sqrt(energy / trust), Status::measured, reading.where);
  reading.map = resize(size_of, reference.linear.size());
  return reading;
}

}  // namespace countenance::drift
