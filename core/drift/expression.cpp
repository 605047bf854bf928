// SPDX-License-Identifier: Apache-2.0
// expression: whether a mood was put on the face: a smile, a lifted brow, opened eyes. The flow's vertical part at a
// feature against its neighbour, so that a face that only moved says nothing. dy(σ_x × σ_y) is the shift of a local
// affine fit under that window, IOD; all in % IOD, the larger side:
//
//   corners = |dy(mouth corner, .08 × .08) − dy(middle of the mouth, .10 × .10)|
//   brows   = |dy(brow, .22 × .07) − dy(eye, .20 × .14)|
//   lids    = |dy(upper lid, .10 × .05) − dy(lower lid, .10 × .05)|
//   lips    = |dy(lower lip, .15 × .06) − dy(upper lip, .15 × .06)|
//
// Mesh points tell expressions apart by 1 % IOD at best; the flow's noise is 20 times lower. A side where the original has
// nothing to follow under a window (an eye behind dark glass) says nothing; where neither has, not_applicable.
#include <algorithm>
#include <cmath>

#include "drift/measures.h"
#include "drift/parts.h"
#include "face/regions.h"

namespace countenance::drift {
namespace {

constexpr int kCornerRight = 61, kCornerLeft = 291, kInnerUpper = 13, kInnerLower = 14, kUpperLip = 0, kLowerLip = 17;
constexpr int kUpperLidRight = 159, kLowerLidRight = 145, kUpperLidLeft = 386, kLowerLidLeft = 374;

struct Window {
  float x, y;  ///< σ, IOD
};
constexpr Window kCorner{0.08f, 0.08f}, kMouth{0.10f, 0.10f}, kBrow{0.22f, 0.07f}, kEye{0.20f, 0.14f},
    kLid{0.10f, 0.05f}, kLip{0.15f, 0.06f};

/// The flow about a feature, and what the original has there to follow.
struct Seen {
  LocalFit fit;
  double detail = 0;
};
/// Vertical shift of one thing less another's.
struct Rise {
  double value = 0;  ///< % IOD
  Status status = Status::measured;
};

class Features {
 public:
  Features(const Reference& r, const Motion& motion)
      : motion_(motion),
        own_(*r.motion),
        points_(face::transform(r.points, resampling({0, 0, r.linear.width(), r.linear.height()}, motion_size()))) {}

  [[nodiscard]] Point at(int i) const { return points_.row(i).head<2>().transpose(); }
  [[nodiscard]] Point mean(face::Indices region) const {
    Point sum(0, 0);
    for (const int i : region) sum += at(i);
    return sum / float(region.size());
  }
  [[nodiscard]] Seen see(const Point& at, Window window) const {
    const float x = window.x * kMotionIod, y = window.y * kMotionIod;
    return {fit_affine(motion_.flow, at, x, y), window_mean(own_.detail, at, x, y)};
  }
  [[nodiscard]] static Rise rise(const Seen& of, const Seen& against) {
    return {kMotionPercent * (of.fit.shift.y() - against.fit.shift.y()),
            followed(std::min(of.detail, against.detail), std::min(of.fit.support, against.fit.support))};
  }

 private:
  const Motion& motion_;
  const MotionReference& own_;
  face::Points points_;
};

}  // namespace

Reading expression(const Reference& reference, const Motion& motion) {
  Reading reading;
  reading.measure = "expression";
  const Features f(reference, motion);
  const auto add = [&](const char* name, const Rise& right, const Rise& left, const char* where_right,
                       const char* where_left) {
    Component c = larger_side(name, "% IOD", {std::abs(right.value), right.status, where_right},
                              {std::abs(left.value), left.status, where_left});
    if (c.status == Status::failed) reading.note = "too little detail there to follow it in both pictures";
    if (c.status == Status::not_applicable && reading.note.empty()) reading.note = kNothingToFollow;
    reading.components.push_back(std::move(c));
  };
  const auto between = [&](int of, int against, Window window) {
    return Features::rise(f.see(f.at(of), window), f.see(f.at(against), window));
  };

  const Seen mouth = f.see((f.at(kInnerUpper) + f.at(kInnerLower)) / 2, kMouth);
  add("corners", Features::rise(f.see(f.at(kCornerRight), kCorner), mouth),
      Features::rise(f.see(f.at(kCornerLeft), kCorner), mouth), "right corner of the mouth",
      "left corner of the mouth");
  add("brows", Features::rise(f.see(f.mean(face::kBrowRight), kBrow), f.see(f.mean(face::kEyeRight), kEye)),
      Features::rise(f.see(f.mean(face::kBrowLeft), kBrow), f.see(f.mean(face::kEyeLeft), kEye)), "right brow",
      "left brow");
  add("lids", between(kUpperLidRight, kLowerLidRight, kLid), between(kUpperLidLeft, kLowerLidLeft, kLid), "right eye",
      "left eye");
  const Rise lips = between(kLowerLip, kUpperLip, kLip);
  add("lips", lips, lips, "mouth", "mouth");

  const auto largest = std::max_element(reading.components.begin(), reading.components.end(),
                                        [](const Component& a, const Component& b) { return a.value < b.value; });
  reading.where = largest->where;
  return reading;
}

}  // namespace countenance::drift
