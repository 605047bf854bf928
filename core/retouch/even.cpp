// SPDX-License-Identifier: Apache-2.0
#include "retouch/even.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

#include "base/blur.h"
#include "base/clones.h"
#include "base/cv.h"
#include "base/fast_math.h"
#include "base/parallel.h"
#include "colour/cie.h"
#include "colour/density.h"
#include "retouch/compose.h"
#include "retouch/even_gates.h"
#include "retouch/skin_grid.h"
#include "retouch/unevenness.h"
#include "skin/bands.h"

namespace countenance::retouch {
namespace {

constexpr int kBands = 4;
// Weights of the sub-bands, finest first. Less where pores and folds are: in luminance the finest is left alone.
constexpr std::array<float, kBands> kLuminanceWeight{0, 0.4f, 1, 0.8f}, kPigmentWeight{0.7f, 1, 1, 1};
constexpr float kMostGain = 1.75f;  // λ
/// How far evening gives way where the share is not reached: gates of a face that is all marks; at last, where the colour
/// has given what it can, shape takes a larger part.
struct Give {
  float relax, luminance;
};
constexpr std::array<Give, 4> kGive{{{1, 1}, {1.4f, 1}, {2, 1}, {2, 1.75f}}};
constexpr float kFirstProbe = 0.6f;  // λ at which the response is first taken; then at what it says
constexpr int kProbes = 3;
constexpr float kLeastCoverage = 0.15f;

/// x ↦ bound · tanh(λ x / bound), with tanh a = 1 − 2/(e^2a + 1).
CNT_CLONES void bound_row(float* x, int n, float lambda, float bound) {
  const float k = 2 * std::numbers::log2e_v<float> * lambda / bound;
  for (int i = 0; i < n; ++i) x[i] = bound * (1 - 2 / (fast_exp2(k * x[i]) + 1));
}

/// The same of every axis, mixed to density RGB.
ImageF bounded(const ImageF& shm, float lambda, float bound) {
  ImageF out = shm;
  for_rows(out.height(), [&](int y) { bound_row(out.row(y), 3 * out.width(), lambda, bound); });
  return colour::mix(out);
}

/// Lab blotch band of the grid's picture as it will be rendered at the default strength: mask and headroom under white
/// count.
ImageF band_after(const SkinGrid& g, ImageF delta) {
  for (std::size_t i = 0; i < g.size.area() * 3; ++i) delta.data()[i] *= kDefaultEven * g.mask.data()[i / 3];
  ImageF linear = g.linear;
  apply_delta(linear.data(), delta.data(), int(g.size.area()));
  return blotch_band(colour::lab(linear), g.mask, g.u);
}

/// Finds λ: how much of a change takes `share` of this face's unevenness.
class Gain {
 public:
  Gain(const SkinGrid& grid, const EvenParams& params)
      : grid_(grid),
        params_(params),
        core_(skin_core(grid.mask, grid.u)),
        before_(blotch_band(colour::lab(grid.linear), grid.mask, grid.u)) {}

  struct Found {
    float lambda;
    bool enough;  ///< the share is reached
  };
  [[nodiscard]] Found find(const ImageF& change) const {
    float lambda = kFirstProbe;
    for (int i = 0; i < kProbes && lambda > 0; ++i) {
      const Response r = response(before_, band_after(grid_, bounded(change, lambda, params_.bound)), core_);
      const double step = r.lambda(params_.share);
      lambda *= float(step);
      if (lambda > kMostGain || r.at(step) < params_.share - 1e-6) return {kMostGain, false};
    }
    return {lambda, true};
  }

 private:
  const SkinGrid& grid_;
  const EvenParams& params_;
  ImageF core_, before_;
};

/// a: what a unit of haemoglobin, and of melanin, is in density of luminance, for skin of this face's mean colour.
Eigen::Vector2f luminance_of_pigments(const SkinGrid& g) {
  Eigen::Vector3d share = Eigen::Vector3d::Zero();  // of the channels in the luminance
  for (std::size_t i = 0; i < g.size.area() * 3; ++i)
    share[Eigen::Index(i % 3)] += double(g.mask.data()[i / 3] * g.linear.data()[i]);
  for (int c = 0; c < 3; ++c) share[c] *= double(colour::luminance(Eigen::Vector3f(Eigen::Vector3f::Unit(c)).data()));
  share /= std::max(share.sum(), 1e-9);
  return colour::chromophore_axes().bottomRows<2>() * share.cast<float>();
}

/// (s,h,m) ↦ (ℓ,h,m), ℓ = s + a·(h,m); by −a back.
ImageF sheared(ImageF x, const Eigen::Vector2f& a) {
  for (std::size_t i = 0; i < x.size().area(); ++i) {
    float* q = x.data() + 3 * i;
    q[0] += a[0] * q[1] + a[1] * q[2];
  }
  return x;
}

/// The change before λ and bound, (s,h,m), and its λ.
std::pair<ImageF, float> solve(const SkinGrid& g, const EvenParams& params) {
  std::array<float, kBands + 1> sigma;
  for (std::size_t i = 0; i <= kBands; ++i)
    sigma[i] = g.u * params.fine * std::pow(params.coarse / params.fine, float(i) / kBands);
  const Eigen::Vector2f a = luminance_of_pigments(g);
  const skin::Bands bands = skin::split(sheared(g.shm, a), g.mask, sigma);
  std::array<Evidence, kBands> evidence;
  for_items(kBands, [&](int i) { evidence[i] = find_evidence(bands.band[i], g.mask, sigma[i + 1], i + 1 < kBands); });

  const Gain gain(g, params);
  std::pair<ImageF, float> out;
  for (const auto& [relax, luminance] : kGive) {
    ImageF change(g.size, 3);
    for (std::size_t i = 0; i < kBands; ++i)
      add_gated(bands.band[i], evidence[i], g.mask, kLuminanceWeight[i], kPigmentWeight[i], relax, change);
    const std::array axis{-luminance * params.luminance, -params.haemoglobin, -params.melanin};
    for (std::size_t i = 0; i < g.size.area() * 3; ++i) change.data()[i] *= axis[i % 3];
    out.first = sheared(std::move(change), -a);
    const Gain::Found found = gain.find(out.first);
    out.second = found.lambda;
    if (found.enough) break;
  }
  return out;
}

}  // namespace

Edit even(const skin::Canvas& canvas, const skin::SkinMap& skin, const EvenParams& params) {
  Edit edit{.name = "even", .delta = ImageF(canvas.size(), 3), .mask = skin.mask, .note = {}};
  if (skin.coverage < kLeastCoverage) {
    edit.trusted = false;
    edit.note = "too little of the skin could be told from the rest";
    return edit;
  }
  const SkinGrid g = skin_grid(canvas, skin);
  const auto [change, lambda] = solve(g, params);
  edit.delta = on_canvas(g, bounded(change, lambda, params.bound), skin.mask);
  return edit;
}

}  // namespace countenance::retouch
