// SPDX-License-Identifier: Apache-2.0
#include "retouch/skin_cost.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/blur.h"
#include "colour/cie.h"
#include "colour/density.h"
#include "retouch/unevenness.h"

namespace countenance::bench {
namespace {

constexpr float kPore = 0.008f, kFoldFine = 0.01f, kFoldCoarse = 0.05f, kFoldTop = 0.07f;  // σ in IOD; share of pixels

ImageF lightness(const ImageF& lab) {
  ImageF l(lab.size());
  for (std::size_t i = 0; i < l.size().area(); ++i) l.data()[i] = lab.data()[3 * i];
  return l;
}

ImageF band_of(ImageF l, float fine, float coarse) {
  const ImageF low = gaussian(l, coarse), high = fine > 0 ? gaussian(l, fine) : l;
  for (std::size_t i = 0; i < l.size().area(); ++i) l.data()[i] = high.data()[i] - low.data()[i];
  return l;
}

ImageF pores_of(const ImageF& linear, float iod) {
  return band_of(colour::density(colour::luminance(linear)), 0, kPore * iod);
}

ImageF folds_of(const ImageF& lab, float iod) { return band_of(lightness(lab), kFoldFine * iod, kFoldCoarse * iod); }

float median_of(std::vector<float> v) {
  if (v.empty()) return NAN;
  std::sort(v.begin(), v.end());
  return v[v.size() / 2];
}

/// Sums over pixels of a band before and after.
struct Pair {
  double xx = 0, xy = 0, yy = 0, x = 0, y = 0, n = 0;
  void add(double a, double b) { xx += a * a, xy += a * b, yy += b * b, x += a, y += b, n += 1; }
  [[nodiscard]] float energy_lost() const { return float(1 - yy / xx); }
  [[nodiscard]] float slope_lost() const { return float(1 - xy / xx); }
  [[nodiscard]] float decorrelation() const {
    return float(1 - (xy - x * y / n) / std::sqrt((xx - x * x / n) * (yy - y * y / n)));
  }
};

}  // namespace

SkinMeter::SkinMeter(const ImageF& linear_before, ImageF mask, const ImageF& oval, float iod)
    : mask_(std::move(mask)), core_(retouch::skin_core(mask_, iod)), iod_(iod) {
  const ImageF lab = colour::lab(linear_before);
  blotches_ = retouch::blotch_band(lab, mask_, iod);
  pores_ = pores_of(linear_before, iod);
  folds_ = folds_of(lab, iod);

  std::array<std::vector<float>, 3> skin;
  std::vector<float> strength;
  for (std::size_t i = 0; i < core_.size().area(); ++i) {
    if (core_.data()[i] >= 0.5f)
      for (std::size_t c = 0; c < 3; ++c) skin[c].push_back(lab.data()[3 * i + c]);
    if (oval.data()[i] > 0.5f && mask_.data()[i] > 0.05f)
      fold_pixels_.push_back(i), strength.push_back(std::abs(folds_.data()[i]));
  }
  ita_ = colour::ita({median_of(skin[0]), median_of(skin[1]), median_of(skin[2])});
  if (strength.empty()) return;
  const auto top = strength.begin() + std::ptrdiff_t(float(strength.size()) * (1 - kFoldTop));
  std::nth_element(strength.begin(), top, strength.end());
  std::erase_if(fold_pixels_, [&](std::size_t i) { return std::abs(folds_.data()[i]) <= *top; });
}

SkinCost SkinMeter::of(const ImageF& linear_after) const {
  SkinCost cost;
  const ImageF lab = colour::lab(linear_after), blotches = retouch::blotch_band(lab, mask_, iod_),
               pores = pores_of(linear_after, iod_), folds = folds_of(lab, iod_);
  Pair luma, chroma, pore, fold;
  for (std::size_t i = 0; i < core_.size().area(); ++i) {
    if (core_.data()[i] < 0.5f) continue;
    luma.add(blotches_.data()[3 * i], blotches.data()[3 * i]);
    for (std::size_t c = 1; c < 3; ++c) chroma.add(blotches_.data()[3 * i + c], blotches.data()[3 * i + c]);
    pore.add(pores_.data()[i], pores.data()[i]);
  }
  for (const std::size_t i : fold_pixels_) fold.add(folds_.data()[i], folds.data()[i]);
  cost.luma = luma.energy_lost();
  cost.chroma = chroma.energy_lost();
  cost.share = float(retouch::response(blotches_, blotches, core_).at(1));
  if (kPore * iod_ >= 1) cost.pore = pore.energy_lost(), cost.decorrelation = pore.decorrelation();
  cost.fold = fold.slope_lost();
  return cost;
}

}  // namespace countenance::bench
