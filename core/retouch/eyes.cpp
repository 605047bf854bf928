// SPDX-License-Identifier: Apache-2.0
#include "retouch/eyes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/blur.h"
#include "base/statistics.h"
#include "colour/density.h"

namespace countenance::retouch {
namespace {

constexpr float kMagentaOfBlood = 0.367f;      // g of one unit of haemoglobin
constexpr float kMostPink = 0.15f;             // stops: beyond it the colour is the light's
constexpr float kClear = 0.03f, kRed = 0.08f;  // stops
const std::array<const char*, 2> kNames{"right eye", "left eye"};

/// Calls f(i) for the pixels of the white.
template <class F>
void each(const Sclera& eye, F&& f) {
  for (std::size_t i = 0; i < eye.mask.count(); ++i)
    if (eye.mask.data()[i] > 0) f(i);
}

/// Of one eye, stops: h₀, and the ninetieth percentile of what is over it.
struct White {
  float own = 0, reddest = 0;
};
White white_of(const skin::Canvas& c, const Sclera& eye) {
  std::vector<float> blood, magenta;
  each(eye, [&](std::size_t i) {
    if (eye.mask.data()[i] <= 0.5f) return;
    const float* d = c.density.data() + 3 * i;
    blood.push_back(c.shm.data()[3 * i + 1]);
    magenta.push_back(d[1] - (d[0] + d[2]) / 2);
  });
  if (blood.empty()) return {};  // a white of nothing but edges
  const float pink = std::clamp(quantile(std::move(magenta), 0.2) / kMagentaOfBlood, 0.f, kMostPink);
  const float own = quantile(blood, 0.1) - pink;
  return {own, quantile(std::move(blood), 0.9) - own};
}

/// Adds the change of one eye to (s,h,m); its mean redness, stops, 0 where it is clear.
float clear(const skin::Canvas& c, const Sclera& eye, const EyesParams& params, ImageF& shm) {
  const White white = white_of(c, eye);
  const float enough = smoothstep(white.reddest, kClear, kRed);
  if (enough == 0) return 0;
  double sum = 0;
  each(eye, [&](std::size_t i) {
    const float m = eye.mask.data()[i], redness = std::max(c.shm.data()[3 * i + 1] - white.own, 0.f);
    shm.data()[3 * i + 1] -= m * enough * params.bound * std::tanh(params.share * redness / params.bound);
    sum += double(m * redness);
  });
  return float(sum) / eye.area;
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
    out.note += redness == 0 ? fmt::format("{}: clear", kNames[k])
                             : fmt::format("{}: {:.2f} stop of redness", kNames[k], redness);
    each(eye, [&](std::size_t i) { out.mask.data()[i] = std::max(out.mask.data()[i], eye.mask.data()[i]); });
  }
  if (out.trusted) out.delta = colour::mix(out.delta);
  return out;
}

}  // namespace countenance::retouch
