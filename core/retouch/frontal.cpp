// SPDX-License-Identifier: Apache-2.0
#include "retouch/frontal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "retouch/gain.h"

namespace countenance::retouch {
namespace {

constexpr int kBins = 16;  // of n_z in [0, 1]

struct Bin {
  double weight = 0, facing = 0, level = 0;  // sums
  int count = 1;                             // bins pooled
};

/// The light by n_z: one value a bin that holds skin, never falling (pool adjacent violators), linear between them.
class Frontal {
 public:
  explicit Frontal(const std::array<Bin, kBins>& bins) {
    std::vector<Bin> pooled;
    for (const Bin& bin : bins) {
      if (bin.weight <= 0) continue;
      facing_.push_back(float(bin.facing / bin.weight));
      pooled.push_back(bin);
      while (pooled.size() > 1) {
        Bin &last = pooled.back(), &before = pooled[pooled.size() - 2];
        if (before.level * last.weight <= last.level * before.weight) break;
        before.weight += last.weight, before.level += last.level, before.count += last.count;
        pooled.pop_back();
      }
    }
    for (const Bin& bin : pooled) level_.insert(level_.end(), std::size_t(bin.count), float(bin.level / bin.weight));
  }

  [[nodiscard]] float operator()(float facing) const {
    const auto above = std::upper_bound(facing_.begin(), facing_.end(), facing) - facing_.begin();
    if (above == 0) return level_.front();
    if (std::size_t(above) == facing_.size()) return level_.back();
    const auto i = std::size_t(above);
    const float t = (facing - facing_[i - 1]) / (facing_[i] - facing_[i - 1]);
    return level_[i - 1] + t * (level_[i] - level_[i - 1]);
  }

 private:
  std::vector<float> facing_, level_;
};

}  // namespace

ImageF frontal_light(const ImageF& level, const Lighting& light) {
  const auto facing = [&](std::size_t i) { return light.normal.data()[3 * i + 2]; };
  std::array<Bin, kBins> bins{};
  bool any = false;
  for (std::size_t i = 0; i < level.count(); ++i) {
    const double w = light.skin.data()[i];
    if (w <= 0) continue;
    Bin& bin = bins[std::size_t(std::clamp(int(facing(i) * kBins), 0, kBins - 1))];
    bin.weight += w, bin.facing += w * facing(i), bin.level += w * level.data()[i], any = true;
  }
  ImageF out(level.size());
  if (!any) return out;
  const Frontal frontal(bins);
  for (std::size_t i = 0; i < out.count(); ++i)
    if (light.coverage.data()[i] > 0) out.data()[i] = frontal(facing(i));
  const float mean = mean_on_skin(out, light);
  for (std::size_t i = 0; i < out.count(); ++i)
    if (light.coverage.data()[i] > 0) out.data()[i] -= mean;
  return out;
}

}  // namespace countenance::retouch
