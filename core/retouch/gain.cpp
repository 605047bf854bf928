// SPDX-License-Identifier: Apache-2.0
#include "retouch/gain.h"

#include <algorithm>
#include <cmath>

#include "base/blur.h"
#include "face/regions.h"
#include "retouch/seams.h"

namespace countenance::retouch {
namespace {

constexpr float kBound = 1.f;     // stops, tanh
constexpr float kSmooth = 0.05f;  // σ, IOD

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

}  // namespace

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

ImageF finish(const ImageF& gain, const ImageF& sharp, const Lighting& light) {
  ImageF field = push_pull(gain, light);
  for (std::size_t i = 0; i < sharp.count(); ++i) field.data()[i] += sharp.data()[i];
  const auto bounded = [&](float shift) {
    ImageF out = field;
    for (std::size_t i = 0; i < out.count(); ++i) out.data()[i] = kBound * std::tanh((out.data()[i] - shift) / kBound);
    return out;
  };
  const auto brightening = [&](const ImageF& g) {  // the gain that would move the mean L* as much
    double sum = 0, weight = 0;
    for (std::size_t i = 0; i < g.count(); ++i) {
      const double w = double(light.skin.data()[i]) * light.lightness.data()[i];
      sum += w * (std::exp2(g.data()[i] / 3) - 1), weight += w;
    }
    return weight > 0 ? float(3 * std::log2(1 + sum / weight)) : 0.f;
  };
  float shift = mean_on_skin(field, light);
  for (int i = 0; i < 5; ++i) shift += brightening(bounded(shift));
  return bounded(shift);
}

GainEdits::GainEdits(const skin::Canvas& canvas) : work_u_(canvas.u), slope_(visible_slope(canvas.linear, canvas.u)) {}

Edit GainEdits::make(std::string name, const ImageF& gain, const ImageF& reach, std::string note) const {
  ImageF field = gaussian(resize(gain, reach.size()), 0.01f * work_u_);
  for (std::size_t i = 0; i < reach.count(); ++i) field.data()[i] *= reach.data()[i];
  Edit out{std::move(name), without_seams(field, slope_), reach, std::move(note), true};
  for (std::size_t i = 0; i < reach.count(); ++i) out.delta.data()[i] = -out.delta.data()[i];
  return out;
}

Edit held_back(std::string name, const Lighting& light, const std::string& why) {
  return {std::move(name), ImageF(light.reach.size()), light.reach, "held back: " + why, false};
}

}  // namespace countenance::retouch
