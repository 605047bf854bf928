// SPDX-License-Identifier: Apache-2.0
// tone: the colour of the skin, beyond a change of the whole scene. On means of .02 IOD of the skin, in CIELAB:
//
//   lightness      = max(P20 of ΔL*, −P80 of ΔL*, 0)     lightened (or darkened) nearly everywhere: shading alone does
//                                                        not count
//   mean_lightness = |mean ΔL*|
//   chroma         = |median (Δa*, Δb*)|
//   chroma_local   = 90th percentile of |(Δa*, Δb*) − their median| on means of .05 IOD: a blush, a beard's blue
//   lips, teeth    = |mean ΔLab of the lips (teeth) − median ΔLab of the skin|     teeth: within the open mouth, what is
//                                                        lighter than the median of the lips
//
// The base is the original through the lightness fit (first two) and the chroma fit. Where a plain gain, or for chroma
// an affine map of (a*, b*), explains the reference as well, the mildest number counts. sd: how well the reference
// determines the scene there.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/blur.h"
#include "base/statistics.h"
#include "colour/cie.h"
#include "drift/measures.h"
#include "drift/parts.h"

namespace countenance::drift {
namespace {

constexpr int kStep = 4;                                    ///< decimation
constexpr float kBlur = 0.02f;                              ///< IOD
constexpr float kChromaOfGrey = 1;                          ///< C* below which there is no colour
constexpr std::size_t kFewest = 50;                         ///< skin px of the decimated frame
constexpr float kLocal = 0.05f;                             ///< IOD
constexpr std::size_t kFewestLips = 40, kFewestTeeth = 25;  ///< px of the decimated frame

ImageF smoothed(const ImageF& linear) {
  const float sigma = kBlur * kFrameIod, box = (kStep * kStep - 1) / 12.f;
  return gaussian(resize(linear, {linear.width() / kStep, linear.height() / kStep}),
                  std::sqrt(sigma * sigma - box) / kStep);
}

struct Change {
  std::vector<float> light, a, b;
  [[nodiscard]] float mean_light() const {
    double sum = 0;
    for (const float l : light) sum += l;
    return float(sum / double(light.size()));
  }
  [[nodiscard]] float lightness() const { return std::max({percentile(light, 0.2), -percentile(light, 0.8), 0.f}); }
  [[nodiscard]] float chroma() const { return std::hypot(median(a), median(b)); }
  [[nodiscard]] colour::Lab typical() const { return {median(light), median(a), median(b)}; }
};

using Pixels = std::vector<std::pair<int, int>>;

Pixels visible_skin(const Reference& r, const EditedView& edited, Size small) {
  const ImageF skin = resize(r.skin, small), own = resize(r.valid, small), other = resize(edited.valid, small);
  Pixels out;
  for (int y = 0; y < small.height; ++y)
    for (int x = 0; x < small.width; ++x)
      if (skin.at(x, y) > 0.5f && own.at(x, y) > 0.99f && other.at(x, y) > 0.99f) out.emplace_back(x, y);
  return out;
}

colour::Lab lab_at(const ImageF& linear, int x, int y) {
  const float* p = &linear.at(x, y);
  return colour::lab(p[0], p[1], p[2]);
}

using Labs = std::vector<colour::Lab>;

Labs labs_of(const ImageF& linear, const Pixels& at) {
  Labs out;
  for (const auto& [x, y] : at) out.push_back(lab_at(linear, x, y));
  return out;
}

Change change(const Labs& from, const Labs& to) {
  Change out;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const colour::Lab d = to[i] - from[i];
    out.light.push_back(d.x());
    out.a.push_back(d.y());
    out.b.push_back(d.z());
  }
  return out;
}

/// chroma_local of a change of the skin.
float local_chroma(const Change& change, const Pixels& skin, Size size) {
  const float a = median(change.a), b = median(change.b);
  ImageF mask(size), moved(size, 2);
  for (std::size_t i = 0; i < skin.size(); ++i) {
    const auto& [x, y] = skin[i];
    mask.at(x, y) = 1;
    moved.at(x, y, 0) = change.a[i] - a;
    moved.at(x, y, 1) = change.b[i] - b;
  }
  const ImageF mean = masked_gaussian(moved, mask, std::sqrt(kLocal * kLocal - kBlur * kBlur) * kFrameIod / kStep);
  std::vector<float> length;
  for (const auto& [x, y] : skin) length.push_back(std::hypot(mean.at(x, y, 0), mean.at(x, y, 1)));
  return percentile(std::move(length), 0.9);
}

struct Mouth {
  Pixels lips, teeth;
};
Mouth mouth_of(const Reference& r, const EditedView& edited, const ImageF& original) {
  Affine shrink = identity();
  shrink.leftCols<2>() /= kStep;
  shrink.col(2).setConstant(0.5f / kStep - 0.5f);
  const Size size = original.size();
  const face::Points points = face::transform(r.points, shrink);
  const ImageF outer = face::polygon(size, points, face::kLipsOuter),
               inner = face::polygon(size, points, face::kLipsInner), own = resize(r.valid, size),
               other = resize(edited.valid, size);
  Mouth out;
  Pixels open;
  std::vector<float> level;
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      if (own.at(x, y) <= 0.99f || other.at(x, y) <= 0.99f) continue;
      if (outer.at(x, y) - inner.at(x, y) > 0.9f) {
        out.lips.emplace_back(x, y);
        level.push_back(colour::luminance(&original.at(x, y)));
      } else if (inner.at(x, y) > 0.9f) {
        open.emplace_back(x, y);
      }
    }
  const float typical = median(std::move(level));
  for (const auto& [x, y] : open)
    if (colour::luminance(&original.at(x, y)) > typical) out.teeth.emplace_back(x, y);
  if (out.lips.size() < kFewestLips) out.lips.clear();
  if (out.teeth.size() < kFewestTeeth) out.teeth.clear();
  return out;
}

/// How far a part moved against the skin, ΔE.
float against_skin(const Change& part, const Change& skin) {
  colour::Lab mean = colour::Lab::Zero();
  for (std::size_t i = 0; i < part.light.size(); ++i)
    mean += colour::Lab(part.light[i], part.a[i], part.b[i]) / float(part.light.size());
  return (mean - skin.typical()).norm();
}

}  // namespace

bool has_no_colour(const ImageF& linear) {
  std::vector<float> chroma;
  for (int y = 0; y < linear.height(); y += 2)
    for (int x = 0; x < linear.width(); x += 2) {
      const colour::Lab c = lab_at(linear, x, y);
      chroma.push_back(std::hypot(c.y(), c.z()));
    }
  return percentile(std::move(chroma), 0.99) < kChromaOfGrey;
}

Reading tone(const Reference& reference, const EditedView& edited, const SceneFit& scene) {
  Reading reading;
  reading.measure = "tone";
  const ImageF original = smoothed(original_of(reference, edited)), after = smoothed(edited.linear);
  const Pixels skin = visible_skin(reference, edited, after.size());
  if (skin.size() < kFewest) {
    reading.status = Status::failed;
    reading.note = "no skin of this face lies in both pictures";
    return reading;
  }
  // centre of a decimated pixel, from the nose tip
  const float centre = (kStep - 1) / 2.f;
  const Point origin = Point(centre - reference.points(4, 0), centre - reference.points(4, 1)) / kFrameIod;
  const Mouth mouth = mouth_of(reference, edited, original);
  const Labs now = labs_of(after, skin), lips_now = labs_of(after, mouth.lips), teeth_now = labs_of(after, mouth.teeth);

  const ImageF lit = scene.light.apply(original, origin, kStep / kFrameIod);
  const Labs base = labs_of(lit, skin);
  const Change light = change(base, now);
  float lightness = light.lightness(), mean = std::abs(light.mean_light());
  if (scene.simple_light) {
    const Change simple = change(labs_of(scene.simple_light->apply(original, origin, kStep / kFrameIod), skin), now);
    lightness = std::min(lightness, simple.lightness());
    mean = std::min(mean, std::abs(simple.mean_light()));
  }

  constexpr float kNone = std::numeric_limits<float>::max();
  float chroma = kNone, local = kNone, lips = kNone, teeth = kNone;
  const auto consider = [&](const auto& labs_at) {
    const Change whole = change(labs_at(skin), now);
    chroma = std::min(chroma, whole.chroma());
    local = std::min(local, local_chroma(whole, skin, after.size()));
    if (!mouth.lips.empty()) lips = std::min(lips, against_skin(change(labs_at(mouth.lips), lips_now), whole));
    if (!mouth.teeth.empty()) teeth = std::min(teeth, against_skin(change(labs_at(mouth.teeth), teeth_now), whole));
  };
  const auto consider_through = [&](const SceneTransform& t) {
    const ImageF expected = t.apply(original, origin, kStep / kFrameIod);
    consider([&](const Pixels& at) { return labs_of(expected, at); });
    return expected;
  };
  const ImageF coloured = consider_through(scene.chroma);
  if (scene.simple_chroma) consider_through(*scene.simple_chroma);
  if (scene.lab_chroma)
    consider([&](const Pixels& at) {
      Labs expected = labs_of(coloured, at);
      const Labs own = labs_of(original, at);
      for (std::size_t i = 0; i < own.size(); ++i) expected[i].tail<2>() = (*scene.lab_chroma)(own[i].tail<2>());
      return expected;
    });

  const auto add = [&](const char* name, const char* unit, float value, float sd) -> Component& {
    Component c{name, unit, value};
    c.sd = sd;
    return reading.components.emplace_back(std::move(c));
  };
  add("lightness", "L*", lightness, scene.sd_light);
  add("mean_lightness", "L*", mean, scene.sd_light);
  // Greys say nothing about saturation: a change of chroma may be the scene's, as large as it is.
  add("chroma", "C*", chroma, scene.colourless ? std::hypot(scene.sd_chroma, chroma) : scene.sd_chroma);
  const std::size_t first_of_colour = reading.components.size() - 1;
  add("chroma_local", "C*", local, scene.sd_chroma);
  const auto add_part = [&](const char* name, const Pixels& of, float value) {
    if (of.empty())
      add(name, "dE", 0, 0).status = Status::not_applicable;
    else
      add(name, "dE", value, scene.sd_chroma);
  };
  add_part("lips", mouth.lips, lips);
  add_part("teeth", mouth.teeth, teeth);
  if (has_no_colour(after)) {
    for (std::size_t i = first_of_colour; i < reading.components.size(); ++i)
      reading.components[i].status = Status::not_applicable;
    reading.note = "black and white: colour is not compared";
  } else if (mean > 0.5f) {
    reading.note = fmt::format("skin {:.1f} L* {}", mean, light.mean_light() > 0 ? "lighter" : "darker");
  }

  ImageF map(after.size());
  std::size_t worst = 0;
  float largest = 0;
  for (std::size_t i = 0; i < skin.size(); ++i) {
    const float moved = (now[i] - base[i]).norm();
    map.at(skin[i].first, skin[i].second) = moved;
    if (moved > largest) largest = moved, worst = i;
  }
  reading.where = place_name(reference, Point(float(skin[worst].first), float(skin[worst].second)) * kStep);
  reading.map = resize(map, edited.linear.size());
  return reading;
}

}  // namespace countenance::drift
