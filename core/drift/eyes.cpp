// SPDX-License-Identifier: Apache-2.0
// eyes: the spark and the irises. A portrait whose catchlights were painted out looks dead, one whose irises were
// smoothed, lit or tinted looks at you with somebody else's eyes. On the disc of each iris (mesh centre c, radius r)
// inside the lids, with L = G(.006 IOD) log₂(Y + .003) and base = its median over |p − c| < .95 r:
//
//   catchlight       = max over the original's peaks i of (C_i − C'_i) / max_j C_j        C: height over the base, stops,
//                      of the brightest place within .02 IOD; a peak is brighter than all within .02 IOD and ≥ 1 stop high
//   catchlight_added = max over the edited picture's own peaks of C'_i − C_i, stops
//   iris             = Σ o(o − e)/Σ o²       o, e: DoG(.008, .032) of L over |p − c| < .85 r, cut off .8 stop over the
//                                            base, so that a catchlight is none of the iris' detail
//   iris_light       = |Δ log₂ Y of the iris − Δ log₂ Y of the skin round this eye|, stops: light on a face lifts both
//   iris_colour      = |Δ(a*, b*)| of the mean iris
//   whites           = |ΔLab| of the mean white of the eye: within the lids shrunk by .015 IOD, beyond 1.15 r; the change
//                      of the skin round the eye taken off, as above. Not applicable where the original shows none that
//                      is .3 stop lighter than its iris: dark glasses, closed eyes
//
// Δ against the original after the scene transform; the worse eye counts. What one eye shows is enough.
#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "base/blur.h"
#include "base/fast_math.h"
#include "base/statistics.h"
#include "colour/cie.h"
#include "drift/measures.h"
#include "drift/parts.h"

namespace countenance::drift {
namespace {

constexpr float kFloor = 0.003f;  ///< linear
constexpr float kPeakBlur = 0.006f, kPeakReach = 0.02f;
constexpr float kFine = 0.008f, kCoarse = 0.032f;             ///< IOD
constexpr float kDisc = 0.95f, kIris = 0.85f, kPupil = 0.4f;  ///< of the iris' radius
constexpr float kLeastPeak = 1, kCut = 0.8f;                  ///< stops over the base
constexpr float kRound = 0.45f;                               ///< IOD: the skin that counts as round the eye
constexpr double kFlat = 1e-3;                                ///< rms of an iris' detail, stops: there is none to lose
constexpr std::size_t kFewest = 60;                           ///< px of a disc
constexpr float kBeyond = 1.15f, kLids = 0.015f;              ///< the white of an eye: radii of the iris; IOD
constexpr float kWhiter = 0.3f;                               ///< stops over the iris
constexpr std::size_t kFewestWhite = 60;                      ///< px of the frame
constexpr float kFewestSeen = 16;                             ///< px of the coarser picture

struct Eye {
  const char* name;
  Point centre;
  float radius = 0;
  Rect area;                                     ///< of the frame: the lids and what their blurs need
  std::vector<std::pair<int, int>> disc, iris;   ///< px of the area
  std::vector<std::pair<int, int>> ring, white;  ///< px of the frame
};

std::optional<Eye> find_eye(const Reference& r, const char* name, face::Indices lids, int first_iris_point) {
  Eye eye{name, {}, 0, {}, {}, {}, {}, {}};
  const auto at = [&](int i) { return Point(r.points(i, 0), r.points(i, 1)); };
  eye.centre = at(first_iris_point);
  for (int i = 1; i <= 4; ++i) eye.radius += (at(first_iris_point + i) - eye.centre).norm() / 4;
  const int margin = int(eye.radius + 3 * kCoarse * kFrameIod) + 1;
  eye.area = intersect({int(eye.centre.x()) - margin, int(eye.centre.y()) - margin, 2 * margin + 1, 2 * margin + 1},
                       {0, 0, r.linear.width(), r.linear.height()});
  if (eye.area.empty()) return std::nullopt;
  Affine to_area = identity();
  to_area.col(2) = -Point(float(eye.area.x), float(eye.area.y));
  const ImageF open = face::polygon(eye.area.size(), face::transform(r.points, to_area), lids);
  for (int y = 0; y < eye.area.height; ++y)
    for (int x = 0; x < eye.area.width; ++x) {
      const int fx = x + eye.area.x, fy = y + eye.area.y;
      const float d = (Point(float(fx), float(fy)) - eye.centre).norm() / eye.radius;
      if (open.at(x, y) < 0.5f || r.valid.at(fx, fy) == 0) continue;
      if (d < kDisc) eye.disc.emplace_back(x, y);
      if (d < kIris) eye.iris.emplace_back(x, y);
    }
  if (eye.disc.size() < kFewest) return std::nullopt;
  const ImageF deep = face::grow(open, -kLids * kFrameIod);
  for (int y = 0; y < eye.area.height; ++y)
    for (int x = 0; x < eye.area.width; ++x) {
      const int fx = x + eye.area.x, fy = y + eye.area.y;
      const bool off = (Point(float(fx), float(fy)) - eye.centre).norm() > kBeyond * eye.radius;
      if (off && deep.at(x, y) > 0.5f && r.valid.at(fx, fy) > 0) eye.white.emplace_back(fx, fy);
    }
  const int reach = int(kRound * kFrameIod);
  for (int y = std::max(0, int(eye.centre.y()) - reach); y < std::min(r.skin.height(), int(eye.centre.y()) + reach);
       y += 2)
    for (int x = std::max(0, int(eye.centre.x()) - reach); x < std::min(r.skin.width(), int(eye.centre.x()) + reach);
         x += 2)
      if (r.skin.at(x, y) > 0 && r.valid.at(x, y) > 0) eye.ring.emplace_back(x, y);
  return eye;
}

/// log₂ luminance of the area of an eye, plain and blurred for peaks.
struct Levels {
  ImageF plain, smooth;
  float base = 0;  ///< median of `smooth` over the disc
};
Levels levels_of(const ImageF& linear, const Eye& eye) {
  Levels out;
  out.plain = ImageF(eye.area.size());
  for (int y = 0; y < eye.area.height; ++y)
    for (int x = 0; x < eye.area.width; ++x)
      out.plain.at(x, y) =
          fast_log2(std::max(colour::luminance(&linear.at(x + eye.area.x, y + eye.area.y)), 0.f) + kFloor);
  out.smooth = gaussian(out.plain, kPeakBlur * kFrameIod);
  std::vector<float> disc;
  for (const auto& [x, y] : eye.disc) disc.push_back(out.smooth.at(x, y));
  out.base = median(std::move(disc));
  return out;
}

/// Height over the base of the brightest place of the disc's surroundings within reach.
float height_at(const Levels& l, int x, int y) {
  const int reach = int(std::lround(kPeakReach * kFrameIod));
  float best = l.smooth.at(x, y);
  for (int j = std::max(0, y - reach); j <= std::min(l.smooth.height() - 1, y + reach); ++j)
    for (int i = std::max(0, x - reach); i <= std::min(l.smooth.width() - 1, x + reach); ++i)
      best = std::max(best, l.smooth.at(i, j));
  return best - l.base;
}

/// Places of the disc that are brighter than all around them: the white of the eye beside the iris is not.
std::vector<std::pair<int, int>> peaks_of(const Levels& l, const Eye& eye) {
  std::vector<std::pair<int, int>> out;
  for (const auto& [x, y] : eye.disc) {
    const float height = l.smooth.at(x, y) - l.base;
    if (height >= kLeastPeak && height >= height_at(l, x, y)) out.emplace_back(x, y);
  }
  return out;
}

ImageF detail_of(const Levels& l) {
  ImageF cut = l.plain;
  const float top = l.base + kCut;
  for (std::size_t i = 0; i < cut.count(); ++i) cut.data()[i] = std::min(cut.data()[i], top);
  ImageF fine = gaussian(cut, kFine * kFrameIod);
  const ImageF coarse = gaussian(cut, kCoarse * kFrameIod);
  for (std::size_t i = 0; i < fine.count(); ++i) fine.data()[i] -= coarse.data()[i];
  return fine;
}

struct Loss {
  double lost = 0, energy = 0;  ///< Σ o(o − e), Σ o²
};
Loss detail_lost(const Levels& o, const Levels& e, const Eye& eye) {
  const ImageF before = detail_of(o), after = detail_of(e);
  Loss out;
  for (const auto& [x, y] : eye.iris) {
    const double b = before.at(x, y), a = after.at(x, y);
    out.lost += b * (b - a);
    out.energy += b * b;
  }
  return out;
}

/// Mean linear colour; of the iris without pupil and catchlights (both read in `by`, so that two pictures share them).
Eigen::Vector3f iris_colour(const ImageF& linear, const Eye& eye, const Levels& by) {
  Eigen::Vector3f sum = Eigen::Vector3f::Zero();
  float n = 0;
  for (const auto& [x, y] : eye.iris) {
    const int fx = x + eye.area.x, fy = y + eye.area.y;
    const float d = (Point(float(fx), float(fy)) - eye.centre).norm() / eye.radius;
    if (d < kPupil || by.smooth.at(x, y) > by.base + kCut) continue;
    sum += Eigen::Vector3f(linear.at(fx, fy, 0), linear.at(fx, fy, 1), linear.at(fx, fy, 2));
    ++n;
  }
  return n > 0 ? Eigen::Vector3f(sum / n) : sum;
}
/// Mean linear colour of places of the frame.
Eigen::Vector3f mean_colour(const ImageF& linear, const std::vector<std::pair<int, int>>& at) {
  Eigen::Vector3f sum = Eigen::Vector3f::Zero();
  for (const auto& [x, y] : at) sum += Eigen::Vector3f(linear.at(x, y, 0), linear.at(x, y, 1), linear.at(x, y, 2));
  return at.empty() ? sum : Eigen::Vector3f(sum / float(at.size()));
}
float stops(const Eigen::Vector3f& colour) {
  return std::log2(std::max(colour::luminance(colour.data()), 0.f) + kFloor);
}
colour::Lab lab_of(const Eigen::Vector3f& c) { return colour::lab(c.x(), c.y(), c.z()); }

/// The largest of both eyes, and whose.
struct Worst {
  double value = 0;
  const char* where = "";
  bool any = false;
  void add(double v, const char* eye) {
    if (!any || v > value || std::isnan(v)) value = v, where = eye;  // not a number stays: it fails
    any = true;
  }
};

}  // namespace

Reading eyes(const Reference& reference, const EditedView& edited, const SceneFit& scene) {
  Reading reading;
  reading.measure = "eyes";
  std::vector<Eye> open;
  for (auto&& eye :
       {find_eye(reference, "right eye", face::kEyeRight, 468), find_eye(reference, "left eye", face::kEyeLeft, 473)})
    if (eye) open.push_back(*eye);
  if (open.empty()) {
    reading.status = Status::not_applicable;
    reading.note = "no iris of this face is to be seen in the original";
    return reading;
  }
  const bool grey = has_no_colour(resize(edited.linear, {edited.linear.width() / 8, edited.linear.height() / 8}));
  const float px =
      reference.iod * std::min(1.f, edited.resolution) / kFrameIod;  ///< of the coarser picture to a frame px
  bool small = false;
  Worst catchlight, added, iris, light, colour, whites;
  for (const Eye& eye : open) {
    const auto hidden = [&](const std::pair<int, int>& p) {
      return edited.valid.at(p.first + eye.area.x, p.second + eye.area.y) == 0;
    };
    if (std::any_of(eye.disc.begin(), eye.disc.end(), hidden)) {
      reading.status = Status::failed;
      reading.note = std::string("the ") + eye.name + " is not in the edited picture";
      return reading;
    }
    const Levels own = levels_of(reference.linear, eye), o = levels_of(scene.original, eye),
                 e = levels_of(edited.linear, eye);
    double highest = kLeastPeak;
    const auto peaks = peaks_of(own, eye);
    for (const auto& [x, y] : peaks) highest = std::max(highest, double(height_at(o, x, y)));
    for (const auto& [x, y] : peaks)
      catchlight.add((double(height_at(o, x, y)) - double(height_at(e, x, y))) / highest, eye.name);
    added.add(0, eye.name);
    for (const auto& [x, y] : peaks_of(e, eye))
      added.add(double(height_at(e, x, y)) - double(height_at(o, x, y)), eye.name);
    if (const Loss had = detail_lost(own, own, eye); had.energy > kFlat * kFlat * double(eye.iris.size())) {
      const Loss loss = detail_lost(o, e, eye);
      // what the whole photo crushed or clipped is detail that only the edit lost: not a number, which fails
      iris.add(loss.energy > kFlat * kFlat * double(eye.iris.size()) ? loss.lost / loss.energy : NAN, eye.name);
    }
    const Eigen::Vector3f before = iris_colour(scene.original, eye, o), after = iris_colour(edited.linear, eye, o);
    const float round = stops(mean_colour(edited.linear, eye.ring)) - stops(mean_colour(scene.original, eye.ring));
    light.add(std::abs(stops(after) - stops(before) - round), eye.name);
    const colour::Lab from = lab_of(before), to = lab_of(after);
    colour.add((to - from).tail<2>().norm(), eye.name);

    const float over = stops(mean_colour(reference.linear, eye.white)) - stops(iris_colour(reference.linear, eye, own));
    if (eye.white.size() < kFewestWhite || over < kWhiter) continue;
    if (float(eye.white.size()) * px * px < kFewestSeen) {
      small = true;
      continue;
    }
    const auto unseen = [&](const std::pair<int, int>& p) { return edited.valid.at(p.first, p.second) == 0; };
    colour::Lab moved = lab_of(mean_colour(edited.linear, eye.white)) -
                        lab_of(mean_colour(scene.original, eye.white) * std::exp2(round));
    if (grey) moved.tail<2>().setZero();
    whites.add(std::any_of(eye.white.begin(), eye.white.end(), unseen) ? NAN : moved.norm(), eye.name);
  }
  const auto add = [&](const char* name, const char* unit, const Worst& worst) -> Component& {
    Component c{name, unit, float(not_negative(worst.value))};
    c.where = worst.where;
    if (!worst.any) c.status = Status::not_applicable;
    return reading.components.emplace_back(std::move(c));
  };
  add("catchlight", "ratio", catchlight);
  add("catchlight_added", "stops", added);
  add("iris", "ratio", iris);
  add("iris_light", "stops", light);
  Component& tint = add("iris_colour", "C*", colour);
  tint.sd = scene.sd_chroma;
  if (grey) {
    tint.status = Status::not_applicable;
    reading.note = "black and white: colour is not compared";
  }
  Component& white = add("whites", "dE", whites);
  white.sd = grey ? scene.sd_light : scene.sd_chroma;
  if (!whites.any && small) white.status = Status::not_resolved;
  return reading;
}

}  // namespace countenance::drift
