// SPDX-License-Identifier: Apache-2.0
#include "retouch/seams.h"

#include <algorithm>
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

constexpr float kDiagonal = std::numbers::sqrt2_v<float>;

/// x at a pixel, or less: no more than `from`, its neighbour's, and the way from there.
float lowered(float x, float from, float length, float slope, float slope_there) {
  return std::min(x, from + length * 0.5f * (slope + slope_there));
}

struct Row {
  float* x;
  const float* slope;
};

/// Lowers a row from the one that a sweep has passed, which is done, then along itself. True: something was lowered.
bool lower_row(const Row& row, const Row* passed, int width, bool rightwards) {
  int moved = 0;
  const auto from_passed = [&](int p, int from, int to) {
    float x = row.x[p];
    for (int q = from; q <= to; ++q)
      x = lowered(x, passed->x[q], q == p ? 1 : kDiagonal, row.slope[p], passed->slope[q]);
    moved |= int(x < row.x[p]);
    row.x[p] = x;
  };
  if (passed) {
    const int last = width - 1;
    from_passed(0, 0, std::min(1, last));
    for (int p = 1; p < last; ++p) from_passed(p, p - 1, p + 1);
    if (last > 0) from_passed(last, last - 1, last);
  }
  const auto along = [&](int p, int q) {
    const float x = lowered(row.x[p], row.x[q], 1, row.slope[p], row.slope[q]);
    moved |= int(x < row.x[p]);
    row.x[p] = x;
  };
  if (rightwards)
    for (int p = 1; p < width; ++p) along(p, p - 1);
  else
    for (int p = width - 2; p >= 0; --p) along(p, p + 1);
  return moved != 0;
}

/// Lowers `x` ≥ 0 to the largest field that rises no faster than `slope`: a chamfer distance (Borgefors 1986) from all
/// that is low.
void lower(ImageF& x, const ImageF& slope) {
  const int height = x.height();
  const auto row = [&](int y) { return Row{x.row(y), slope.row(y)}; };
  const auto sweep = [&](int y, int passed, bool rightwards) {
    const bool first = passed < 0 || passed >= height;
    const Row before = row(first ? y : passed);
    return lower_row(row(y), first ? nullptr : &before, x.width(), rightwards);
  };
  bool moved = true;
  for (int round = 0; moved && round < kMostRounds; ++round) {
    moved = false;
    for (int y = 0; y < height; ++y) moved |= sweep(y, y - 1, true);
    for (int y = height - 1; y >= 0; --y) moved |= sweep(y, y + 1, false);
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
