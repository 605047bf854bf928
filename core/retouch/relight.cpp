// SPDX-License-Identifier: Apache-2.0
#include "retouch/relight.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/blur.h"
#include "base/statistics.h"
#include "face/regions.h"

namespace countenance::retouch {
namespace {

constexpr float kBound = 1.f;          // stops, tanh
constexpr float kMostOfDepth = 0.85f;  // of the shadow's depth that fill may take
constexpr float kSmooth = 0.05f;       // σ, IOD

std::vector<float> on_skin(const ImageF& field, const Lighting& light) {
  std::vector<float> out;
  for (std::size_t i = 0; i < field.count(); ++i)
    if (light.skin.data()[i] > 0.5f) out.push_back(field.data()[i]);
  return out;
}

float mean_on_skin(const ImageF& field, const Lighting& light) {
  double sum = 0, weight = 0;
  for (std::size_t i = 0; i < field.count(); ++i)
    sum += double(light.skin.data()[i]) * field.data()[i], weight += light.skin.data()[i];
  return weight > 0 ? float(sum / weight) : 0.f;
}

/// Carries `field` beyond the mesh: ever wider masked means, the finest that has anything to say counting most.
ImageF push_pull(const ImageF& field, const Lighting& light) {
  const ImageF inner = face::grow(light.coverage, -2);  // the rim's normals are the least certain
  ImageF known = field;
  for (std::size_t i = 0; i < known.count(); ++i) known.data()[i] *= inner.data()[i];
  ImageF sum(field.size()), weight(field.size());
  float share = 1;
  for (const float sigma : {0.06f, 0.15f, 0.4f, 1.f}) {
    const ImageF value = gaussian(known, sigma * light.grid_iod), count = gaussian(inner, sigma * light.grid_iod);
    for (std::size_t i = 0; i < sum.count(); ++i)
      sum.data()[i] += share * value.data()[i], weight.data()[i] += share * count.data()[i];
    share /= 10;
  }
  for (std::size_t i = 0; i < sum.count(); ++i)
    sum.data()[i] = inner.data()[i] > 0 ? field.data()[i] : sum.data()[i] / std::max(weight.data()[i], 1e-6f);
  return gaussian(sum, kSmooth * light.grid_iod);
}

/// A gain on the mesh → the finished field on the grid: extended, zero mean over the skin, bounded.
ImageF finish(ImageF gain, const Lighting& light) {
  gain = push_pull(gain, light);
  const auto bounded = [&](float shift) {
    ImageF out = gain;
    for (std::size_t i = 0; i < out.count(); ++i) out.data()[i] = kBound * std::tanh((out.data()[i] - shift) / kBound);
    return out;
  };
  float shift = mean_on_skin(gain, light);
  for (int i = 0; i < 4; ++i) shift += mean_on_skin(bounded(shift), light);  // the bound moves the mean a little
  return bounded(shift);
}

Edit edit(std::string name, const ImageF& gain, const ImageF& reach, float work_u, std::string note) {
  Edit out{std::move(name), gaussian(resize(gain, reach.size()), 0.01f * work_u), reach, std::move(note), true};
  for (std::size_t i = 0; i < reach.count(); ++i) out.delta.data()[i] *= -reach.data()[i];
  return out;
}

Edit held_back(std::string name, const Lighting& light) {
  return {std::move(name), ImageF(light.reach.size()), light.reach, "held back: " + light.doubt, false};
}

Edit fill(const Lighting& light, float stops, float u) {
  const float depth = -quantile(on_skin(light.shading, light), 0.05);
  const float beta = std::min(kMostOfDepth, stops / std::max(depth, 0.05f)) * smoothstep(light.range, 0.15f, 0.5f);
  ImageF gain = light.shading;
  for (std::size_t i = 0; i < gain.count(); ++i) {
    const float g = -beta * gain.data()[i];
    gain.data()[i] = g > 0 ? g : 0.5f * g;
  }
  std::string note;
  if (beta * depth < 0.9f * stops)
    note = fmt::format("the shadow side is {:.2f} stop deep: lifted by {:.2f}", depth, beta * depth);
  return edit("fill", finish(std::move(gain), light), light.reach, u, std::move(note));
}

/// The key's lobe over the mesh, its P95 − P5 on skin being 1.
ImageF lobe(const Lighting& light, const Eigen::Vector2f& direction, float span) {
  ImageF out(light.coverage.size());
  for (std::size_t i = 0; i < out.count(); ++i)
    if (light.coverage.data()[i] > 0)
      out.data()[i] = key_lobe(Eigen::Vector3f(light.normal.data() + 3 * i), direction, light.tilt) / span;
  return out;
}

Edit key(const char* dial, const Lighting& light, float stops, float turn, float u) {
  ImageF here = lobe(light, light.direction, 1);
  const std::vector<float> values = on_skin(here, light);
  const float span = std::max(quantile(values, 0.95) - quantile(values, 0.05), 1e-3f);
  for (std::size_t i = 0; i < here.count(); ++i) here.data()[i] /= span;

  const float mean = mean_on_skin(here, light);
  double with = 0, own = 0;
  for (std::size_t i = 0; i < here.count(); ++i) {
    const double k = here.data()[i] - mean, w = light.skin.data()[i];
    with += w * k * light.shading.data()[i], own += w * k * k;
  }
  const float strength = own > 0 ? std::max(float(with / own), 0.f) : 0.f, wished = std::max(strength + stops, 0.f);
  const float angle = turn * std::numbers::pi_v<float> / 180;
  const Eigen::Vector2f d = light.direction, turned(std::cos(angle) * d.x() - std::sin(angle) * d.y(),
                                                    std::sin(angle) * d.x() + std::cos(angle) * d.y());
  ImageF gain = lobe(light, turned, span);
  for (std::size_t i = 0; i < gain.count(); ++i) gain.data()[i] = wished * gain.data()[i] - strength * here.data()[i];
  std::string note;
  if (strength + stops < 0) note = fmt::format("the key light is {:.2f} stop strong: taken away whole", strength);
  return edit(dial, finish(std::move(gain), light), light.reach, u, std::move(note));
}

}  // namespace

std::vector<Edit> relight(const skin::Canvas& canvas, const skin::SkinMap&, const Lighting& light,
                          const RelightParams& params) {
  std::vector<Edit> edits;
  const bool trusted = light.doubt.empty();
  if (params.fill != 0) edits.push_back(trusted ? fill(light, params.fill, canvas.u) : held_back("fill", light));
  if (params.key != 0 || params.key_turn != 0) {  // one edit, under the name of the dial that was moved
    const char* dial = params.key != 0 ? "key" : "key-turn";
    edits.push_back(trusted ? key(dial, light, params.key, params.key_turn, canvas.u) : held_back(dial, light));
  }
  if (params.exposure != 0)
    edits.push_back(
        edit("exposure", ImageF(light.coverage.size(), 1, params.exposure), light.person_reach, canvas.u, {}));
  return edits;
}

}  // namespace countenance::retouch
