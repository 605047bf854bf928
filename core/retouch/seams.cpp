// SPDX-License-Identifier: Apache-2.0
#include "retouch/seams.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "base/blur.h"
#include "colour/cie.h"
#include "colour/density.h"

namespace countenance::retouch {
namespace {

constexpr float kLevel = 0.01f;  // σ, IOD
constexpr int kMostRounds = 16;  // of two sweeps each; a few are enough for ways that bend

struct Step {
  int x, y;
  float length;
};
constexpr float kDiagonal = std::numbers::sqrt2_v<float>;
constexpr std::array<Step, 4> kBefore{{{-1, 0, 1}, {0, -1, 1}, {-1, -1, kDiagonal}, {1, -1, kDiagonal}}};

/// Lowers `x` ≥ 0 to the largest field that rises no faster than `slope`: a chamfer distance (Borgefors 1986) from all
/// that is low.
void lower(ImageF& x, const ImageF& slope) {
  const int width = x.width(), height = x.height();
  bool moved = true;
  const auto relax = [&](int px, int py, int sign) {
    float& value = x.at(px, py);
    const float was = value;
    for (const Step& s : kBefore) {
      const int qx = px + sign * s.x, qy = py + sign * s.y;
      if (qx < 0 || qy < 0 || qx >= width || qy >= height) continue;
      value = std::min(value, x.at(qx, qy) + s.length * 0.5f * (slope.at(px, py) + slope.at(qx, qy)));
    }
    moved |= value < was;
  };
  for (int round = 0; moved && round < kMostRounds; ++round) {
    moved = false;
    for (int py = 0; py < height; ++py)
      for (int px = 0; px < width; ++px) relax(px, py, 1);
    for (int py = height - 1; py >= 0; --py)
      for (int px = width - 1; px >= 0; --px) relax(px, py, -1);
  }
}

}  // namespace

ImageF visible_slope(View<const float> linear, float iod) {
  const ImageF level = gaussian(colour::density(colour::luminance(linear)), kLevel * iod);
  ImageF out(level.size());
  const int right = level.width() - 1, bottom = level.height() - 1;
  for (int y = 0; y <= bottom; ++y)
    for (int x = 0; x <= right; ++x) {
      const float dx = (level.at(std::min(x + 1, right), y) - level.at(std::max(x - 1, 0), y)) / 2,
                  dy = (level.at(x, std::min(y + 1, bottom)) - level.at(x, std::max(y - 1, 0))) / 2;
      out.at(x, y) = kPlainSlope / iod + kShareOfEdge * std::hypot(dx, dy);
    }
  return out;
}

ImageF without_seams(const ImageF& gain, const ImageF& slope) {
  ImageF up(gain.size()), down(gain.size());
  for (int y = 0; y < gain.height(); ++y)
    for (int x = 0; x < gain.width(); ++x) {
      const float g = gain.at(x, y);
      bool crossing = false;  // both parts start from 0 where the sign turns: else their slopes would add
      for (const auto& [qx, qy] : {std::pair{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}})
        if (qx >= 0 && qy >= 0 && qx < gain.width() && qy < gain.height()) crossing |= g * gain.at(qx, qy) < 0;
      if (!crossing) (g > 0 ? up : down).at(x, y) = std::abs(g);
    }
  lower(up, slope);
  lower(down, slope);
  for (std::size_t i = 0; i < gain.count(); ++i) up.data()[i] -= down.data()[i];
  return up;
}

float steepest(View<const float> gain, const ImageF& slope) {
  float most = 0;
  for (int y = 0; y < gain.height(); ++y)
    for (int x = 0; x < gain.width(); ++x)
      for (const auto& [dx, dy] : {std::pair{1, 0}, {0, 1}}) {
        if (x + dx >= gain.width() || y + dy >= gain.height()) continue;
        const float seen = (slope.at(x, y) + slope.at(x + dx, y + dy)) / 2;
        most = std::max(most, std::abs(gain.at(x + dx, y + dy) - gain.at(x, y)) / seen);
      }
  return most;
}

}  // namespace countenance::retouch
