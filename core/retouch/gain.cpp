// SPDX-License-Identifier: Apache-2.0
#include "retouch/gain.h"

#include <algorithm>
#include <cmath>

#include "base/blur.h"
#include "colour/cie.h"
#include "face/regions.h"
#include "retouch/compose.h"
#include "retouch/seams.h"

namespace countenance::retouch {
namespace {

constexpr float kBound = 1.f;                  // stops, tanh
constexpr float kSmooth = 0.05f;               // σ, IOD
constexpr int kCentring = 5, kRecentring = 2;  // rounds, of the gain as it is meant and as it is made

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

float weighted_mean(const ImageF& field, const ImageF& weights) {
  double sum = 0, weight = 0;
  for (std::size_t i = 0; i < field.count(); ++i)
    sum += double(weights.data()[i]) * field.data()[i], weight += weights.data()[i];
  return weight > 0 ? float(sum / weight) : 0.f;
}

/// A gain is density taken away.
Edit negated(std::string name, ImageF gain, const ImageF& reach, std::string note) {
  for (std::size_t i = 0; i < gain.count(); ++i) gain.data()[i] = -gain.data()[i];
  return {std::move(name), std::move(gain), reach, std::move(note), true};
}

}  // namespace

std::vector<float> on_skin(const ImageF& field, const Lighting& light) {
  std::vector<float> out;
  for (std::size_t i = 0; i < field.count(); ++i)
    if (light.skin.data()[i] > 0.5f) out.push_back(field.data()[i]);
  return out;
}

float mean_on_skin(const ImageF& field, const Lighting& light) { return weighted_mean(field, light.skin); }

ImageF carry(const ImageF& gain, const ImageF& sharp, const Lighting& light) {
  ImageF field = push_pull(gain, light);
  for (std::size_t i = 0; i < sharp.count(); ++i) field.data()[i] += sharp.data()[i];
  return field;
}

namespace {

/// The even gain that would move the mean L* of the face's skin as much as `gain` does, once composed, stops.
float brightening(const ImageF& gain, const Lighting& light) {
  ImageF after = light.linear, delta(gain.size(), 3);
  for (std::size_t i = 0; i < delta.count(); ++i) delta.data()[i] = -gain.data()[i / 3];
  apply_delta(after.data(), delta.data(), int(gain.count()));
  const auto mean = [&](const ImageF& linear) {
    ImageF root = colour::luminance(linear);
    for (std::size_t i = 0; i < root.count(); ++i) root.data()[i] = std::cbrt(std::max(root.data()[i], 0.f));
    return weighted_mean(root, light.face_skin);
  };
  const float was = mean(light.linear), is = mean(after);
  return was > 0 && is > 0 ? 3 * std::log2(is / was) : 0.f;
}

}  // namespace

GainEdits::GainEdits(const skin::Canvas& canvas) : work_u_(canvas.u), slope_(visible_slope(canvas.linear, canvas.u)) {}

ImageF GainEdits::shaped(const ImageF& gain, const ImageF& reach) const {
  ImageF field = gaussian(resize(gain, reach.size()), 0.01f * work_u_);
  for (std::size_t i = 0; i < reach.count(); ++i) field.data()[i] *= reach.data()[i];
  return without_seams(field, slope_);
}

Edit GainEdits::make(std::string name, const ImageF& gain, const ImageF& reach, std::string note) const {
  return negated(std::move(name), shaped(gain, reach), reach, std::move(note));
}

Edit GainEdits::centred(std::string name, const ImageF& field, const Lighting& light, std::string note) const {
  const auto bounded = [&](float shift) {
    ImageF out = field;
    for (std::size_t i = 0; i < out.count(); ++i) out.data()[i] = kBound * std::tanh((out.data()[i] - shift) / kBound);
    return out;
  };
  float shift = mean_on_skin(field, light);
  for (int i = 0; i < kCentring; ++i) shift += brightening(bounded(shift), light);
  ImageF gain = shaped(bounded(shift), light.reach);  // which takes more of one sign than of the other
  for (int i = 0; i < kRecentring; ++i) {
    shift += brightening(resize(gain, field.size()), light);
    gain = shaped(bounded(shift), light.reach);
  }
  return negated(std::move(name), std::move(gain), light.reach, std::move(note));
}

Edit held_back(std::string name, const Lighting& light, const std::string& why) {
  return {std::move(name), ImageF(light.reach.size()), light.reach, "held back: " + why, false};
}

}  // namespace countenance::retouch
