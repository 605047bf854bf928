// SPDX-License-Identifier: Apache-2.0
// tone: the colour of the skin, beyond a change of the whole scene. On means of .02 IOD of the skin, in CIELAB:
//
//   lightness      = max(P20 of ΔL*, −P80 of ΔL*, 0)     lightened (or darkened) nearly everywhere: shading alone does
//                                                        not count
//   mean_lightness = |mean ΔL*|
//   chroma         = |median (Δa*, Δb*)|
//
// The base is the original through the lightness fit (first two) and the chroma fit. Where a plain gain, or for chroma
// an affine map of (a*, b*), explains the reference as well, the mildest number counts. sd: how well the reference
// determines the scene there.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/blur.h"
#include "colour/cie.h"
#include "drift/measures.h"
#include "drift/parts.h"
#include "drift/statistics.h"

namespace countenance::drift {
namespace {

constexpr int kStep = 4;             ///< decimation
constexpr float kBlur = 0.02f;       ///< IOD
constexpr float kChromaOfGrey = 1;   ///< C* below which there is no colour
constexpr std::size_t kFewest = 50;  ///< skin px of the decimated frame

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
  const Labs now = labs_of(after, skin);
  const auto labs_through = [&](const SceneTransform& t) {
    return labs_of(t.apply(original, origin, kStep / kFrameIod), skin);
  };

  const Labs base = labs_through(scene.light);
  const Change light = change(base, now);
  float lightness = light.lightness(), mean = std::abs(light.mean_light());
  if (scene.simple_light) {
    const Change simple = change(labs_through(*scene.simple_light), now);
    lightness = std::min(lightness, simple.lightness());
    mean = std::min(mean, std::abs(simple.mean_light()));
  }
  float chroma = change(labs_through(scene.chroma), now).chroma();
  if (scene.simple_chroma) chroma = std::min(chroma, change(labs_through(*scene.simple_chroma), now).chroma());
  if (scene.lab_chroma) {
    Labs expected = labs_of(original, skin);
    for (colour::Lab& lab : expected) lab.tail<2>() = (*scene.lab_chroma)(lab.tail<2>());
    chroma = std::min(chroma, change(expected, now).chroma());
  }

  const auto add = [&](const char* name, const char* unit, float value, float sd) -> Component& {
    Component c{name, unit, value};
    c.sd = sd;
    return reading.components.emplace_back(std::move(c));
  };
  add("lightness", "L*", lightness, scene.sd_light);
  add("mean_lightness", "L*", mean, scene.sd_light);
  // Greys say nothing about saturation: a change of chroma may be the scene's, as large as it is.
  Component& colour =
      add("chroma", "C*", chroma, scene.colourless ? std::hypot(scene.sd_chroma, chroma) : scene.sd_chroma);
  if (has_no_colour(after)) {
    colour.status = Status::not_applicable;
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
