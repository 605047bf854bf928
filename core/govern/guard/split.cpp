// SPDX-License-Identifier: Apache-2.0
#include "govern/guard/split.h"

#include <algorithm>
#include <cmath>

#include "base/blur.h"
#include "base/parallel.h"
#include "colour/cie.h"
#include "colour/density.h"

namespace countenance::govern {
namespace {

using drift::kFrameIod;

constexpr float kCoarse = 0.06f, kMid = 0.014f;  // IOD, σ
constexpr double kBlurred = 0.125;
constexpr float kSeen = 0.003f;  // stops, rms over where a component acts
constexpr float kVisible = 1.f / 64, kChanged = 1.f / 32, kNothingLeft = 0.05f;

enum Place : std::size_t {
  kPores,
  kFolds,
  kLight,
  kColour,
  kFirstFeature,
  kHairColour = kFirstFeature + kFeatures.size(),
  kHairDetail,
  kMarks
};

/// Of a density, or a change of one.
float luminance(const float* d) { return colour::luminance(d); }

/// Δ of one pixel.
void taken_back(const float* coarse, const float* mid, const float* fine, const float* a, float* delta) {
  const float light = luminance(coarse);
  for (int c = 0; c < 3; ++c) delta[c] = a[0] * light + a[1] * (coarse[c] - light) + a[2] * mid[c] + a[3] * fine[c];
}

/// 0/1: where the mask is more than half.
ImageF half(const ImageF& mask) {
  ImageF out(mask.size());
  for (std::size_t i = 0; i < mask.count(); ++i) out.data()[i] = mask.data()[i] > 0.5f ? 1.f : 0.f;
  return out;
}

/// Mean of the coarse band within the mask, and wider ones where that is far: between eye and brow, too, there is one.
ImageF reaching_mean(const ImageF& x, const ImageF& mask) {
  constexpr float kFew = 0.02f, kEnough = 0.2f;  // share of the mask under the Gaussian
  ImageF out;
  for (const float sigma : {6.25f * kCoarse, 2.5f * kCoarse, kCoarse}) {
    ImageF mean = masked_gaussian(x, mask, sigma * kFrameIod);
    if (!out.empty()) {
      const ImageF share = gaussian(mask, sigma * kFrameIod);
      for (std::size_t i = 0; i < mean.count(); ++i)
        mean.data()[i] =
            out.data()[i] + smoothstep(share.data()[i / 3], kFew, kEnough) * (mean.data()[i] - out.data()[i]);
    }
    out = std::move(mean);
  }
  return out;
}

/// Luminance of a density below the coarse band.
ImageF detail_of(const ImageF& density) {
  ImageF level(density.size());
  for (std::size_t i = 0; i < level.count(); ++i) level.data()[i] = luminance(density.data() + 3 * i);
  const ImageF low = gaussian(level, kCoarse * kFrameIod);
  for (std::size_t i = 0; i < level.count(); ++i) level.data()[i] -= low.data()[i];
  return level;
}

/// Share of the detail that was lost where `mask` is.
double loss(const ImageF& before, const ImageF& after, const ImageF& mask) {
  double both = 0, own = 1e-9;
  for (std::size_t i = 0; i < mask.count(); ++i) {
    if (mask.data()[i] < 0.5f) continue;
    both += double(before.data()[i]) * after.data()[i];
    own += double(before.data()[i]) * before.data()[i];
  }
  return 1 - both / own;
}

}  // namespace

const std::vector<Component>& components_of_guard() {
  static const std::vector<Component> all = [] {
    std::vector<Component> c{{"skin", "pores", {"texture"}},
                             {"skin", "folds", {"lines", "texture.blotch", "marks", "symmetry"}},
                             {"skin", "light", {"light", "tone.lightness", "tone.mean_lightness"}},
                             {"skin", "colour", {"tone"}}};
    for (const char* feature : kFeatures) {
      const std::string name = feature;
      Component f{name, "detail", {}};
      if (name.ends_with("eye")) f.over_by = {"eyes", "expression.lids", "lines"};
      if (name.ends_with("brow")) f.over_by = {"hair.colour_part", "expression.brows"};
      if (name == "mouth") f.over_by = {"tone.lips", "tone.teeth", "expression.lips", "expression.corners"};
      c.push_back(std::move(f));
    }
    c.push_back({"hair", "colour", {"hair"}});
    c.push_back({"hair", "detail", {"hair"}});
    c.push_back({"skin", "marks", {"marks"}, true});
    return c;
  }();
  return all;
}

Bands bands_of(const ImageF& expected, const ImageF& edited, const Parts& parts) {
  ImageF change = colour::density(expected);
  const ImageF now = colour::density(edited);
  std::array<bool, kFeatures.size()> blurred{};
  const ImageF before = detail_of(change), after = detail_of(now);
  for (std::size_t f = 0; f < blurred.size(); ++f) blurred[f] = loss(before, after, parts.features[f]) > kBlurred;
  for (std::size_t i = 0; i < change.count(); ++i) change.data()[i] -= now.data()[i];
  const ImageF skin = reaching_mean(change, half(parts.skin));
  const ImageF hair = masked_gaussian(change, half(parts.hair), kCoarse * kFrameIod);
  Bands out{ImageF(change.size(), 3), {}, ImageF(change.size(), 3), blurred};
  for (std::size_t i = 0; i < parts.head.count(); ++i) {
    const float of_hair = parts.head.data()[i] > 0 ? parts.hair.data()[i] / parts.head.data()[i] : 0;
    for (std::size_t c = 3 * i; c < 3 * i + 3; ++c) {
      out.coarse.data()[c] = skin.data()[c] + of_hair * (hair.data()[c] - skin.data()[c]);
      out.fine.data()[c] = change.data()[c] - out.coarse.data()[c];
    }
  }
  // within the head alone: what lies behind it may have changed altogether
  out.mid = masked_gaussian(out.fine, half(parts.head), kMid * kFrameIod);
  for (std::size_t i = 0; i < out.fine.count(); ++i) out.fine.data()[i] -= out.mid.data()[i];
  return out;
}

Split::Split(Bands bands, Parts parts, ImageF marks, ImageF blown)
    : bands_(std::move(bands)),
      parts_(std::move(parts)),
      marks_(std::move(marks)),
      blown_(std::move(blown)),
      here_(parts_.skin.size()) {
  for (std::size_t f = 0; f < kFeatures.size(); ++f)
    for (std::size_t i = 0; i < here_.count(); ++i)
      if (parts_.features[f].data()[i] > 0) here_.data()[i] |= std::uint8_t(1u << f);
  const std::size_t n = components_of_guard().size();
  for (std::size_t k = 0; k < n; ++k) {
    if (k == kMarks && marks_.empty()) continue;
    Kept kept(n, 1.f);
    kept[k] = 0;
    double sum = 0, weight = 0;
    for (std::size_t i = 0; i < here_.count(); i += 3) {
      float delta[3];
      if (!delta_of(i, kept, delta)) continue;
      sum += double(delta[0]) * delta[0] + double(delta[1]) * delta[1] + double(delta[2]) * delta[2];
      weight += 3;
    }
    if (weight > 0 && std::sqrt(sum / weight) > kSeen) present_.push_back(k);
  }
}

bool Split::delta_of(std::size_t i, const Kept& kept, float* delta) const {
  float w[kWeights];
  weigh(i, kept, w);
  if (std::max({w[0], w[1], w[2], w[3]}) <= 0) return false;
  taken_back(bands_.coarse.data() + 3 * i, bands_.mid.data() + 3 * i, bands_.fine.data() + 3 * i, w, delta);
  return true;
}

Split::Kept Split::all_of(const std::vector<float>& kept) const {
  Kept all(components_of_guard().size(), 1.f);
  for (std::size_t i = 0; i < present_.size(); ++i) all[present_[i]] = kept[i];
  return all;
}

ImageF Split::finest(const std::vector<float>& kept) const {
  const Kept all = all_of(kept);
  ImageF out(parts_.skin.size());
  for (std::size_t i = 0; i < out.count(); ++i) {
    float a = parts_.hair.data()[i] * (1 - all[kHairDetail]);
    for (std::size_t f = 0; f < kFeatures.size(); ++f) a += parts_.features[f].data()[i] * (1 - all[kFirstFeature + f]);
    out.data()[i] = std::min(a, 1.f);
  }
  return out;
}

ImageF Split::weights(const std::vector<float>& kept) const {
  const Kept all = all_of(kept);
  ImageF out(parts_.skin.size(), kWeights);
  for_rows(out.height(), [&](int y) {
    const std::size_t row = std::size_t(y) * std::size_t(out.width());
    for (std::size_t x = 0; x < std::size_t(out.width()); ++x) weigh(row + x, all, out.data() + kWeights * (row + x));
  });
  return out;
}

void Split::weigh(std::size_t i, const Kept& kept, float* a) const {
  std::fill_n(a, kWeights, 0.f);
  if (parts_.head.data()[i] <= 0) return;
  const float skin = parts_.skin.data()[i], hair = parts_.hair.data()[i];
  float face = skin, mid = 0, fine = 0;
  for (std::size_t f = 0, bits = here_.data()[i]; bits != 0; ++f, bits >>= 1) {
    if ((bits & 1) == 0) continue;
    const float w = parts_.features[f].data()[i], own = kept[kFirstFeature + f];
    face += w;
    mid += w * (1 - (bands_.blurred[f] ? std::min(own, kept[kFolds]) : own));
    fine += w * (1 - (bands_.blurred[f] ? std::min(own, kept[kPores]) : own));
  }
  const float of_hair = hair * (1 - kept[kHairColour]), in_hair = hair * (1 - kept[kHairDetail]);
  a[0] = face * (1 - kept[kLight]) + of_hair;
  a[1] = face * (1 - kept[kColour]) + of_hair;
  a[2] = skin * (1 - kept[kFolds]) + mid + in_hair;
  a[3] = skin * (1 - kept[kPores]) + fine + in_hair;
  if (!marks_.empty())
    for (int c = 2; c < kWeights; ++c) a[c] += marks_.data()[i] * skin * (1 - kept[kMarks]) * (1 - std::min(a[c], 1.f));
  if (!blown_.empty())
    for (int c = 2; c < kWeights; ++c) a[c] = std::max(a[c], blown_.data()[i] * face * (1 - kept[kLight]));
  for (int c = 0; c < kWeights; ++c) a[c] = std::clamp(a[c], 0.f, 1.f);
}

ImageF Split::apply(const ImageF& edited, const ImageF& weights) const {
  ImageF out = edited;
  const int width = out.width();
  for_rows(out.height(), [&](int y) {
    for (int x = 0; x < width; ++x) {
      float delta[3], *rgb = &out.at(x, y);
      const float* a = &weights.at(x, y);
      if (std::max({a[0], a[1], a[2], a[3]}) <= 0) continue;
      taken_back(&bands_.coarse.at(x, y), &bands_.mid.at(x, y), &bands_.fine.at(x, y), a, delta);
      for (int c = 0; c < 3; ++c)
        if (delta[c] != 0)
          rgb[c] = (std::max(rgb[c], 0.f) + colour::kDensityFloor) * std::exp2(-delta[c]) - colour::kDensityFloor;
    }
  });
  return out;
}

ImageF Split::without_densities(const ImageF& weights, const ImageF& relit) const {
  ImageF out(weights.size(), 4);
  for_rows(out.height(), [&](int y) {
    for (int x = 0; x < out.width(); ++x) {
      const float *a = &weights.at(x, y), *coarse = &bands_.coarse.at(x, y), *mid = &bands_.mid.at(x, y);
      float fine[3], *to = &out.at(x, y);
      if (std::max({a[0], a[1], a[2], a[3]}) <= 0) continue;
      for (int c = 0; c < 3; ++c) fine[c] = -(coarse[c] + mid[c] + relit.at(x, y));
      taken_back(coarse, mid, fine, a, to);
      to[3] = a[3];
    }
  });
  return out;
}

float Split::area(std::size_t k, const ImageF& where) const {
  Kept kept(components_of_guard().size(), 1.f);
  kept[k] = 0;
  std::size_t acts = 0, all = 0;
  for (std::size_t i = 0; i < where.count(); ++i) {
    if (where.data()[i] < 0.5f) continue;
    float delta[3];
    ++all;
    acts +=
        delta_of(i, kept, delta) && std::max({std::abs(delta[0]), std::abs(delta[1]), std::abs(delta[2])}) >= kVisible;
  }
  return all > 0 ? float(acts) / float(all) : 0;
}

float Split::fallen_back(const ImageF& weights, const ImageF& where) const {
  std::size_t fallen = 0, all = 0;
  for (std::size_t i = 0; i < where.count(); ++i) {
    if (where.data()[i] < 0.5f) continue;
    ++all;
    const float *coarse = bands_.coarse.data() + 3 * i, *mid = bands_.mid.data() + 3 * i,
                *fine = bands_.fine.data() + 3 * i, *a = weights.data() + kWeights * i;
    const float light = luminance(coarse);
    float change = std::abs(light), kept = (1 - a[0]) * std::abs(light);
    for (int c = 0; c < 3; ++c) {
      const float colour = std::abs(coarse[c] - light) / 3, m = std::abs(mid[c]) / 3, f = std::abs(fine[c]) / 3;
      change += colour + m + f;
      kept += (1 - a[1]) * colour + (1 - a[2]) * m + (1 - a[3]) * f;
    }
    fallen += change >= kChanged && kept < kNothingLeft * change;
  }
  return all > 0 ? float(fallen) / float(all) : 0;
}

}  // namespace countenance::govern
