// SPDX-License-Identifier: Apache-2.0
// hair: its colour and its outline. On means of .03 IOD of what is person, above the mouth and not face:
//
//   colour       = median ΔE00 to the original after the scene transform
//   colour_worst = its 90th percentile: streaks, roots
//   colour_part  = the largest median of a tile of .35 IOD with .03 IOD² of hair: the temples, one side
//   outline      = 90th percentile of the flow along the upper outline of the head, smoothed at .10 IOD, % IOD; where
//                  both pictures give it something to follow
//
// Where a plainer transform explains the surroundings as well, the mildest number counts, as in tone; but a look counts
// for the hair only as far as brows, lashes and irises went along with it: with a the median shift in CIELAB that it
// gives the hair, and m what the dark features lack of it, its expectation is taken back by clip(−m·a/|a|², 0, 1) a.
// A copy in black and white is not compared in colour. What a crop cuts away is not compared, and is no loss.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "base/blur.h"
#include "base/statistics.h"
#include "colour/cie.h"
#include "drift/measures.h"
#include "drift/parts.h"

namespace countenance::drift {
namespace {

constexpr int kStep = 4;                      ///< decimation
constexpr float kBlur = 0.03f;                ///< IOD
constexpr double kLeastHair = 0.12;           ///< IOD², below which there is none to speak of
constexpr float kNear = 0.06f, kFace = 0.1f;  ///< IOD: round the hair; from the face
constexpr float kFloor = 0.003f;              ///< linear
constexpr float kAlike = 2;                   ///< stops from the hair within which a feature of the face tells of it
constexpr std::size_t kFewestFeatures = 20;   ///< px of the decimated frame
constexpr std::size_t kMost = 1500;           ///< px of hair that are looked at
constexpr double kLeastLeft = 0.03;           ///< IOD² of hair that are enough to compare
constexpr float kTile = 0.35f;                ///< IOD
constexpr std::size_t kFewestOutline = 60;    ///< px of the outline (every second one, both ways): .015 IOD²
constexpr float kLeastWide = 0.05f;           ///< mean confidence below which the outline is not followed
constexpr int kBridge = 168;

using Pixels = HairReference::Pixels;
using Labs = std::vector<colour::Lab>;

ImageF smoothed(const ImageF& linear) {
  const float sigma = kBlur * kFrameIod, box = (kStep * kStep - 1) / 12.f;
  return gaussian(resize(linear, {linear.width() / kStep, linear.height() / kStep}),
                  std::sqrt(sigma * sigma - box) / kStep);
}
Labs labs_of(const ImageF& linear, const Pixels& at) {
  Labs out;
  out.reserve(at.size());
  for (const auto& [x, y] : at) {
    const float* p = &linear.at(x, y);
    out.push_back(colour::lab(p[0], p[1], p[2]));
  }
  return out;
}

/// Brows, lashes and irises as dark as the hair (within 2 stops): what a look of the whole photo did to hair it did to
/// them, what a dye did it did not.
Pixels dark_features(const Reference& r, const ImageF& original, const ImageF& valid, const Pixels& hair) {
  const auto level = [&](int x, int y) {
    return std::log2(std::max(colour::luminance(&original.at(x, y)), 0.f) + kFloor);
  };
  std::vector<float> levels;
  for (const auto& [x, y] : hair) levels.push_back(level(x, y));
  const float typical = median(std::move(levels));
  Affine shrink = identity();
  shrink.leftCols<2>() /= kStep;
  shrink.col(2).setConstant(0.5f / kStep - 0.5f);
  const face::Points points = face::transform(r.points, shrink);
  Pixels out;
  for (const face::Indices region : {face::kBrowRight, face::kBrowLeft, face::kEyeRight, face::kEyeLeft}) {
    const ImageF mask = face::hull(original.size(), points, region);
    for (int y = 0; y < mask.height(); ++y)
      for (int x = 0; x < mask.width(); ++x)
        if (mask.at(x, y) > 0.5f && valid.at(x, y) > 0.99f && std::abs(level(x, y) - typical) < kAlike)
          out.emplace_back(x, y);
  }
  return out;
}

Pixels outline_of(const Reference& r) {
  const Size size = motion_size();
  const ImageF near = face::grow(resize(r.hair, size), kNear * kMotionIod),
               face = face::grow(resize(r.oval, size), kFace * kMotionIod), valid = resize(r.valid, size);
  const int eyes = int(r.points(kBridge, 1) * kMotionIod / kFrameIod);
  Pixels out;
  for (int y = 0; y < std::min(size.height, eyes); y += 2)
    for (int x = 0; x < size.width; x += 2)
      if (near.at(x, y) > 0 && face.at(x, y) == 0 && valid.at(x, y) > 0.99f && r.motion->wide.at(x, y) >= kLeastWide)
        out.emplace_back(x, y);
  if (out.size() < kFewestOutline) out.clear();
  return out;
}

}  // namespace

std::shared_ptr<const HairReference> make_hair_reference(const Reference& r) {
  auto out = std::make_shared<HairReference>();
  const ImageF original = smoothed(r.linear);
  const ImageF hair = resize(r.hair, original.size()), valid = resize(r.valid, original.size());
  for (int y = 0; y < hair.height(); ++y)
    for (int x = 0; x < hair.width(); ++x)
      if (hair.at(x, y) > 0.9f && valid.at(x, y) > 0.99f) out->hair.emplace_back(x, y);
  const double per_iod = kFrameIod / kStep;
  if (double(out->hair.size()) < kLeastHair * per_iod * per_iod) out->hair.clear();
  if (out->hair.empty()) return out;
  out->features = dark_features(r, original, valid, out->hair);
  out->outline = outline_of(r);
  return out;
}

namespace {

/// What a look expects of the hair, taken back as far as the dark features of the face did not go along with it: before
/// a plain background the scene's fit has little but the hair to go by in its tones, and takes a dye for a look.
void hold_to_features(Labs& expected, const Labs& original, const Labs& now, std::size_t hair) {
  if (now.size() < hair + kFewestFeatures) return;
  const auto middle = [&](const Labs& from, const Labs& to, std::size_t first, std::size_t last) {
    colour::Lab out;
    for (int c = 0; c < 3; ++c) {
      std::vector<float> d;
      for (std::size_t i = first; i < last; ++i) d.push_back(to[i][c] - from[i][c]);
      out[c] = median(std::move(d));
    }
    return out;
  };
  const colour::Lab look = middle(original, expected, 0, hair), missing = middle(expected, now, hair, now.size());
  if (look.squaredNorm() == 0) return;
  const float back = std::clamp(-missing.dot(look) / look.squaredNorm(), 0.f, 1.f);
  for (std::size_t i = 0; i < hair; ++i) expected[i] -= back * look;
}

/// The hair by tiles: for each that has enough of it the indices into `hair`.
std::vector<std::vector<std::size_t>> tiles_of(const Pixels& hair, double enough) {
  constexpr int kSide = int(kTile * kFrameIod / kStep);
  std::map<std::pair<int, int>, std::vector<std::size_t>> tiles;
  for (std::size_t i = 0; i < hair.size(); ++i) tiles[{hair[i].first / kSide, hair[i].second / kSide}].push_back(i);
  std::vector<std::vector<std::size_t>> out;
  for (auto& [at, indices] : tiles)
    if (double(indices.size()) >= enough) out.push_back(std::move(indices));
  return out;
}
struct Part {
  float value = 0;
  std::string where;
};
Part worst_part(const std::vector<std::vector<std::size_t>>& tiles, const std::vector<float>& moved, const Pixels& hair,
                const Reference& r) {
  Part out;
  const std::vector<std::size_t>* worst = nullptr;
  for (const auto& tile : tiles) {
    std::vector<float> of_tile;
    for (const std::size_t i : tile) of_tile.push_back(moved[i]);
    const float middle = median(std::move(of_tile));
    if (!worst || middle > out.value) out.value = middle, worst = &tile;
  }
  if (!worst) return out;
  const auto& [x, y] = hair[(*worst)[worst->size() / 2]];
  out.where = "hair by the " + place_name(r, Point(float(x), float(y)) * kStep);
  return out;
}

/// 90th percentile of the motion. Of the outline within the edited picture a third must be followed; one that the
/// original does not show, or that a crop cut away, is not applicable.
Component outline_shift(const Pixels& outline, const EditedView& edited, const Motion& motion) {
  Component c{"outline", "% IOD"};
  constexpr float kToFrame = kFrameIod / kMotionIod;
  std::size_t within = 0;
  std::vector<float> moved;
  for (const auto& [x, y] : outline) {
    if (edited.cut_away(Point(float(x), float(y)) * kToFrame, kFlowEnd * kFrameIod)) continue;
    ++within;
    if (motion.wide.confidence.at(x, y) >= kLeastWide)
      moved.push_back(float(kMotionPercent) * std::hypot(motion.wide.shift.at(x, y, 0), motion.wide.shift.at(x, y, 1)));
  }
  c.status = within < kFewestOutline     ? Status::not_applicable
             : 3 * moved.size() < within ? Status::failed
                                         : Status::measured;
  c.value = percentile(std::move(moved), 0.9);
  return c;
}

}  // namespace

Reading hair(const Reference& reference, const EditedView& edited, const SceneFit& scene, const Motion& motion) {
  Reading reading;
  reading.measure = "hair";
  const HairReference& own = *reference.hairs;
  if (own.hair.empty()) {
    reading.status = Status::not_applicable;
    reading.note = "no hair is to be seen round this face";
    return reading;
  }
  const ImageF original = smoothed(original_of(reference, edited)), after = smoothed(edited.linear);
  const float centre = (kStep - 1) / 2.f;
  const Point origin = Point(centre - reference.points(4, 0), centre - reference.points(4, 1)) / kFrameIod;
  const ImageF valid = resize(edited.valid, after.size());
  const std::size_t every = 1 + own.hair.size() / kMost;
  Pixels seen;
  std::size_t within = 0;
  for (std::size_t i = 0; i < own.hair.size(); i += every) {
    const auto& [x, y] = own.hair[i];
    const bool cut = edited.cut_away(Point(float(kStep * x) + centre, float(kStep * y) + centre), kStep);
    within += !cut;
    if (!cut && valid.at(x, y) > 0.99f) seen.push_back(own.hair[i]);
  }
  const double enough = kLeastLeft * double((kFrameIod / kStep) * (kFrameIod / kStep)) / double(every);
  if (double(within) < enough) {
    reading.status = Status::not_applicable;
    reading.note = "the edited picture ends before the hair";
    return reading;
  }
  if (double(seen.size()) < enough || 4 * seen.size() < within) {
    reading.status = Status::failed;
    reading.note = "too little of the hair can be seen in the edited picture";
    return reading;
  }
  Pixels places = seen;
  for (const auto& p : own.features)
    if (valid.at(p.first, p.second) > 0.99f) places.push_back(p);
  const Labs now = labs_of(after, places), own_labs = labs_of(original, places);
  const auto tiles = tiles_of(seen, enough);
  float typical = 0, most = 0;
  std::optional<Part> part;
  std::vector<float> mildest;
  const auto consider = [&](Labs expected) {
    hold_to_features(expected, own_labs, now, seen.size());
    std::vector<float> d(seen.size());
    for (std::size_t i = 0; i < d.size(); ++i) d[i] = colour::delta_e00(expected[i], now[i]);
    const float middle = median(d), high = percentile(d, 0.9);
    const bool first = mildest.empty();
    most = first ? high : std::min(most, high);
    if (Part worst = worst_part(tiles, d, seen, reference); !part || worst.value < part->value) part = std::move(worst);
    if (!first && middle >= typical) return;
    typical = middle;
    mildest = std::move(d);
  };
  const auto through = [&](const SceneTransform& t) {
    return labs_of(t.apply(original, origin, kStep / kFrameIod), places);
  };
  const Labs base = through(scene.chroma);
  consider(base);
  if (scene.simple_chroma) consider(through(*scene.simple_chroma));
  if (scene.lab_chroma) {
    Labs expected = base;
    for (std::size_t i = 0; i < expected.size(); ++i)
      expected[i].tail<2>() = (*scene.lab_chroma)(own_labs[i].tail<2>());
    consider(std::move(expected));
  }
  const bool grey = has_no_colour(after);
  const float sd = std::max(scene.sd_light, scene.sd_chroma);
  const auto add_colour = [&](const char* name, float value) {
    Component c{name, "dE00", value};
    c.sd = sd;
    if (grey) c.status = Status::not_applicable;
    reading.components.push_back(std::move(c));
  };
  add_colour("colour", typical);
  add_colour("colour_worst", most);
  add_colour("colour_part", part->value);
  reading.components.back().where = part->where;
  if (tiles.empty()) reading.components.back().status = Status::not_applicable;
  reading.components.push_back(outline_shift(own.outline, edited, motion));
  const Status outline = reading.components.back().status;
  if (grey)
    reading.note = "black and white: the colour of the hair is not compared";
  else if (outline == Status::failed)
    reading.note = "too little of the hair's outline can be followed in the edited picture";
  else if (outline == Status::not_applicable)
    reading.note = "no outline of the hair to follow is left of the original";

  reading.where = "hair";
  if (!grey) {
    ImageF map(after.size());
    for (std::size_t i = 0; i < seen.size(); ++i) map.at(seen[i].first, seen[i].second) = mildest[i];
    if (every > 1) map = masked_gaussian(map, resize(reference.hair, map.size()), float(every));
    reading.map = resize(map, edited.linear.size());
  }
  return reading;
}

}  // namespace countenance::drift
