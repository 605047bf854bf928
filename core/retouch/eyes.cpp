// SPDX-License-Identifier: Apache-2.0
#include "retouch/eyes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/blur.h"
#include "colour/density.h"
#include "retouch/quantile.h"

namespace countenance::retouch {
namespace {

constexpr float kMagentaOfBlood = 0.367f;  // g of one unit of haemoglobin
constexpr float kMostPink = 0.15f;         // stops: beyond it the colour is the light's
constexpr float kClear = 0.02f, kRed = 0.06f;
const std::array<const char*, 2> kNames{"right eye", "left eye"};

/// Calls f(i) for the pixels of the white.
template <class F>
void each(const Sclera& eye, F&& f) {
  for (std::size_t i = 0; i < eye.mask.count(); ++i)
    if (eye.mask.data()[i] > 0) f(i);
}

/// h₀ of one eye.
float own_white(const skin::Canvas& c, const Sclera& eye) {
  std::vector<float> blood, magenta;
  each(eye, [&](std::size_t i) {
    if (eye.mask.data()[i] <= 0.5f) return;
    const float* d = c.density.data() + 3 * i;
    blood.push_back(c.shm.data()[3 * i + 1]);
    magenta.push_back(d[1] - (d[0] + d[2]) / 2);
  });
  if (blood.empty()) return std::numeric_limits<float>::infinity();  // a white of nothing but edges has none to take
  return quantile(std::move(blood), 0.1) -
         std::clamp(quantile(std::move(magenta), 0.2) / kMagentaOfBlood, 0.f, kMostPink);
}

/// Adds the change of one eye to (s,h,m); its mean redness, stops.
float clear(const skin::Canvas& c, const Sclera& eye, const EyesParams& params, ImageF& shm) {
  const float white = own_white(c, eye);
  const auto redness = [&](std::size_t i) { return std::max(c.shm.data()[3 * i + 1] - white, 0.f); };
  double sum = 0;
  each(eye, [&](std::size_t i) { sum += double(eye.mask.data()[i] * redness(i)); });
  const float mean = float(sum / std::max(double(eye.area), 1e-6)), enough = smoothstep(mean, kClear, kRed);
  each(eye, [&](std::size_t i) {
    shm.data()[3 * i + 1] -=
        eye.mask.data()[i] * enough * params.bound * std::tanh(params.share * redness(i) / params.bound);
  });
  return mean;
}

}  // namespace

Edit eyes(const skin::Canvas& canvas, const std::array<Sclera, 2>& sclera, const EyesParams& params) {
  Edit out{"eyes", ImageF(canvas.size(), 3), ImageF(canvas.size()), {}, false};
  for (std::size_t k = 0; k < 2; ++k) {
    const Sclera& eye = sclera[k];
    if (k > 0) out.note += "; ";
    if (!eye.found()) {
      out.note += fmt::format("{}: {}", kNames[k], eye.missing);
      continue;
    }
    out.trusted = true;
    const float redness = clear(canvas, eye, params, out.delta);
    out.note += redness < kClear ? fmt::format("{}: clear", kNames[k])
                                 : fmt::format("{}: {:.2f} stop of redness", kNames[k], redness);
    each(eye, [&](std::size_t i) { out.mask.data()[i] = std::max(out.mask.data()[i], eye.mask.data()[i]); });
  }
  if (out.trusted) out.delta = colour::mix(out.delta);
  return out;
}

}  // namespace countenance::retouch
