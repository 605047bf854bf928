// SPDX-License-Identifier: Apache-2.0
#include "govern/unchanged.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/statistics.h"
#include "drift/reference.h"

namespace countenance::govern {
namespace {

constexpr int kCell = 8;
constexpr std::array<float, 6> kClass = {1, 2, 4, 8, 16, 32};  ///< levels of activity between the classes
constexpr std::size_t kClasses = kClass.size() + 1;
constexpr std::size_t kFewest = 6;  ///< cells that tell of a class …
constexpr float kStep = 1.5f;       ///< … else this much more than the calmer one
constexpr float kShiftOfNoise = 2.5f / 6;
constexpr float kChange = 3, kShift = 4, kMean = 1.25f;  ///< of the noise
constexpr float kLeast = 0.25f, kLeastMean = 0.1f;       ///< levels: what rounding does

struct Cell {
  float activity = 0, change = 0, shift = 0;
};

Cell cell_at(const Image8& before, const Image8& after, int x0, int y0) {
  constexpr float n = kCell * kCell;
  Cell cell;
  for (int c = 0; c < 3; ++c) {
    float sum = 0, squares = 0, moved = 0, moved_squares = 0;
    for (int y = y0; y < y0 + kCell; ++y)
      for (int x = x0; x < x0 + kCell; ++x) {
        const float o = before.at(x, y, c), d = float(after.at(x, y, c)) - o;
        sum += o, squares += o * o, moved += d, moved_squares += d * d;
      }
    cell.activity += std::max(0.f, squares / n - sum / n * (sum / n)) / 3;
    cell.change += moved_squares / n / 3;
    cell.shift = std::max(cell.shift, std::abs(moved / n));
  }
  cell.activity = std::sqrt(cell.activity);
  cell.change = std::sqrt(cell.change);
  return cell;
}

std::size_t class_of(const Cell& cell) {
  return std::size_t(std::upper_bound(kClass.begin(), kClass.end(), cell.activity) - kClass.begin());
}

struct Noise {
  std::array<float, kClasses> change{}, shift{};
};
Noise noise_of(const std::vector<Cell>& around, float most) {
  std::array<std::vector<float>, kClasses> change, shift;
  for (const Cell& cell : around) {
    change[class_of(cell)].push_back(cell.change);
    shift[class_of(cell)].push_back(cell.shift);
  }
  Noise noise;
  const auto learn = [](std::array<float, kClasses>& out, const auto& seen, float most) {
    float calmer = 0;
    for (std::size_t i = 0; i < kClasses; ++i) {
      const float own = seen[i].size() >= kFewest ? percentile(seen[i], 0.75) : kStep * calmer;
      calmer = out[i] = std::min(std::max(own, calmer), most);
    }
  };
  learn(noise.change, change, most);
  learn(noise.shift, shift, kShiftOfNoise * most);
  return noise;
}

/// In every pixel of `face`. A photo without alpha is opaque.
Result<bool> same_alpha(const Rect& face, const PhotoView& original, const colour::Space& original_space,
                        const PhotoView& edited, const colour::Space& edited_space) {
  if (!original.has_alpha() && !edited.has_alpha()) return true;
  CNT_TRY(before, colour::read(original, original_space, face));
  CNT_TRY(after, colour::read(edited, edited_space, face));
  const auto at = [](const ImageF& alpha, std::size_t i) { return alpha.empty() ? 1 : alpha.data()[i]; };
  for (std::size_t i = 0; i < face.size().area(); ++i)
    if (!drift::same_alpha(at(before.weight, i), at(after.weight, i))) return false;
  return true;
}

int down(int x) { return x / kCell * kCell; }

}  // namespace

Result<bool> unchanged(const Rect& box, const PhotoView& original, const colour::Space& original_space,
                       const PhotoView& edited, const colour::Space& edited_space, float most_noise) {
  if (original.size != edited.size) return false;
  const Rect photo{0, 0, original.size.width, original.size.height}, face = intersect(box, photo);
  if (face.empty()) return true;
  CNT_TRY(seen_alike, same_alpha(face, original, original_space, edited, edited_space));
  if (!seen_alike) return false;
  const int wide = box.width * 3 / 2, high = box.height * 3 / 2;
  Rect round = intersect({box.x - wide, box.y - high, box.width + 2 * wide, box.height + 2 * high}, photo);
  round = {down(round.x), down(round.y), round.right() - down(round.x), round.bottom() - down(round.y)};
  CNT_TRY(before, colour::read_srgb8(original, original_space, round, {round.width, round.height}));
  CNT_TRY(after, colour::read_srgb8(edited, edited_space, round, {round.width, round.height}));

  std::vector<Cell> inside, around;
  for (int y = 0; y + kCell <= round.height; y += kCell)
    for (int x = 0; x + kCell <= round.width; x += kCell) {
      const Rect cell{round.x + x, round.y + y, kCell, kCell};
      (intersect(cell, face).empty() ? around : inside).push_back(cell_at(before, after, x, y));
    }
  const Noise noise = noise_of(around, most_noise);
  float change = 0, expected = 0;
  for (const Cell& cell : inside) {
    const std::size_t i = class_of(cell);
    if (cell.change > kChange * (noise.change[i] + kLeast) || cell.shift > kShift * (noise.shift[i] + kLeast))
      return false;
    change += cell.change;
    expected += noise.change[i];
  }
  const float n = std::max(1.f, float(inside.size()));
  return change / n <= kMean * (expected / n + kLeastMean);
}

}  // namespace countenance::govern
