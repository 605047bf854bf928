// SPDX-License-Identifier: Apache-2.0
#include "retouch/unevenness.h"

#include <array>
#include <cmath>

#include "face/regions.h"
#include "skin/bands.h"

namespace countenance::retouch {
namespace {

constexpr double kGrey = 1e-3;  // chroma energy ÷ luma energy: below, the picture has no colour

}  // namespace

ImageF blotch_band(View<const float> lab, View<const float> mask, float iod) {
  return std::move(skin::split(lab, mask, std::array{0.015f * iod, 0.08f * iod}).band[0]);
}

ImageF skin_core(View<const float> mask, float iod) {
  ImageF core(mask.size());
  for (int y = 0; y < mask.height(); ++y)
    for (int x = 0; x < mask.width(); ++x) core.at(x, y) = mask.at(x, y) > 0.85f ? 1.f : 0.f;
  return face::grow(core, -0.0075f * iod);
}

double Response::lambda(double share) const {
  if (rise <= 0) return 0;
  if (bend <= 0) return share / rise;
  const double root = rise * rise - 4 * bend * share;
  return root <= 0 ? rise / (2 * bend) : (rise - std::sqrt(root)) / (2 * bend);
}

Response response(View<const float> before, View<const float> after, View<const float> core) {
  std::array<double, 2> energy{}, cross{}, change{};  // luma, chroma
  for (int y = 0; y < core.height(); ++y)
    for (int x = 0; x < core.width(); ++x) {
      if (core.at(x, y) < 0.5f) continue;
      for (int c = 0; c < 3; ++c) {
        const std::size_t k = c > 0;
        const double b = before.at(x, y, c), d = after.at(x, y, c) - b;
        energy[k] += b * b;
        cross[k] += b * d;
        change[k] += d * d;
      }
    }
  const bool grey = energy[1] < kGrey * energy[0];
  const std::array<double, 2> weight{grey ? 1 : 0.5, grey ? 0 : 0.5};
  Response r;
  for (std::size_t k = 0; k < 2; ++k) {
    if (energy[k] <= 0) continue;
    r.rise -= weight[k] * 2 * cross[k] / energy[k];
    r.bend += weight[k] * change[k] / energy[k];
  }
  return r;
}

}  // namespace countenance::retouch
