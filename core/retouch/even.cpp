// SPDX-License-Identifier: Apache-2.0
#include "retouch/even.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/blur.h"
#include "base/cv.h"
#include "colour/cie.h"
#include "colour/density.h"
#include "retouch/compose.h"
#include "retouch/unevenness.h"
#include "skin/bands.h"

namespace countenance::retouch {
namespace {

constexpr int kBands = 4;
constexpr float kGridIod = 128;  // the finest σ is 2.3 px there: nothing of the band is lost, and it costs a quarter
// Weights of the sub-bands, finest first. Shading: less where pores begin and where modelling does.
constexpr std::array<float, kBands> kShadingWeight{0.7f, 1, 0.7f, 0.35f}, kPigmentWeight{0.8f, 1, 1, 0.9f};
// Gates, in robust deviations of this face.
constexpr float kFold = 2.6f, kBorder = 3, kStrong = 4.5f;
constexpr float kPool = 0.7f;                          // σ of pooling ÷ σ of the band
constexpr float kFoldOnPigment = 0.5f;                 // share of the fold gate that holds the pigments as well
constexpr float kTensor = 1.5f;                        // σ of the structure tensor ÷ σ of the band
constexpr float kLineIn = 0.45f, kLineOut = 0.80f, kLineHold = 0.85f;
constexpr float kLineFaint = 0.8f, kLineClear = 1.6f;  // pooled shading, robust deviations: below, it is no line
constexpr float kLeastDeviation = 1e-4f;               // stops
constexpr float kMostGain = 1.4f;                      // λ: the pigments are never taken by more than λ · .9 · gate
constexpr float kLeastCoverage = 0.15f;
constexpr float kFirstProbe = 0.6f;                    // λ at which the response is first taken; then at what it says
constexpr int kProbes = 2;

float fourth(float x) { return x * x * x * x; }

cv::Mat channel(const ImageF& x, int k) {
  cv::Mat out;
  cv::extractChannel(as_mat(x), out, k);
  return out;
}

/// 1.4826 median |b|, each axis, where the mask is over .5. Every second pixel both ways: the bands are smooth.
std::array<float, 3> robust_deviation(const ImageF& band, const ImageF& mask) {
  std::array<float, 3> out{};
  for (int k = 0; k < 3; ++k) {
    std::vector<float> v;
    for (int y = 0; y < mask.height(); y += 2)
      for (int x = 0; x < mask.width(); x += 2)
        if (mask.at(x, y) > 0.5f) v.push_back(std::abs(band.at(x, y, k)));
    if (v.empty()) continue;
    const auto middle = v.begin() + std::ptrdiff_t(v.size() / 2);
    std::nth_element(v.begin(), middle, v.end());
    out[std::size_t(k)] = 1.4826f * *middle + kLeastDeviation;
  }
  return out;
}

/// Root mean square over a window that fits the band.
cv::Mat pooled(const cv::Mat& x, float sigma) {
  cv::Mat out = as_mat(gaussian(to_image(cv::Mat(x.mul(x))), kPool * sigma)).clone();
  cv::sqrt(cv::max(out, 0), out);
  return out;
}

/// Structure-tensor coherence, (λ₁ − λ₂)/(λ₁ + λ₂): 1 on a line, near 0 on a blotch.
cv::Mat coherence(const cv::Mat& x, float sigma) {
  cv::Mat gx, gy;
  cv::Sobel(x, gx, -1, 1, 0);
  cv::Sobel(x, gy, -1, 0, 1);
  ImageF tensor(Size{x.cols, x.rows}, 3);
  cv::Mat products[] = {gx.mul(gx), gy.mul(gy), gx.mul(gy)}, t = as_mat(tensor);
  cv::merge(products, 3, t);
  const ImageF mean = gaussian(tensor, kTensor * sigma);
  cv::Mat out(x.size(), CV_32F);
  for (int y = 0; y < x.rows; ++y)
    for (int i = 0; i < x.cols; ++i) {
      const float a = mean.at(i, y, 0), b = mean.at(i, y, 1), c = mean.at(i, y, 2);
      out.at<float>(y, i) = std::sqrt((a - b) * (a - b) + 4 * c * c) / (a + b + 1e-9f);
    }
  return out;
}

/// What of one sub-band may be taken, added to `sum`. `lines`: coherence holds back too.
void add_gated(const ImageF& band, const ImageF& mask, float sigma, int index, bool lines, ImageF& sum) {
  const std::array<float, 3> sd = robust_deviation(band, mask);
  const cv::Mat shading = channel(band, 0);
  const cv::Mat fold = pooled(shading, sigma), border = pooled(channel(band, 2), sigma);
  const cv::Mat line = lines ? coherence(shading, sigma) : cv::Mat();
  const std::size_t i = std::size_t(index);
  for (int y = 0; y < mask.height(); ++y)
    for (int x = 0; x < mask.width(); ++x) {
      if (mask.at(x, y) <= 0) continue;
      const float structure = fold.at<float>(y, x) / sd[0];
      float gate = 1 / (1 + fourth(structure / kFold));
      if (lines)
        gate *= 1 - kLineHold * smoothstep(line.at<float>(y, x), kLineIn, kLineOut) * smoothstep(structure, kLineFaint, kLineClear);
      const float pigment = 1 - kFoldOnPigment * (1 - gate);
      const float keep = 1 / (1 + fourth(border.at<float>(y, x) / (kBorder * sd[2])));
      for (int k = 0; k < 3; ++k) {
        const float b = band.at(x, y, k), weak = 1 / (1 + fourth(b / (kStrong * sd[std::size_t(k)])));
        sum.at(x, y, k) += b * weak * keep * (k == 0 ? gate * kShadingWeight[i] : pigment * kPigmentWeight[i]);
      }
    }
}

/// The picture on the operator's own grid; colours are averaged over skin alone.
struct Grid {
  Size size;
  float u;
  ImageF mask, shm, linear;
};
Grid grid_of(const skin::Canvas& c, const skin::SkinMap& skin) {
  const float f = std::min(1.f, kGridIod / c.u);
  Grid g;
  g.size = {std::max(1, int(std::lround(f * float(c.size().width)))), std::max(1, int(std::lround(f * float(c.size().height))))};
  g.u = c.u * float(g.size.width) / float(c.size().width);
  g.mask = resize(skin.mask, g.size);
  g.linear = resize(c.linear, g.size);
  cv::Mat m3;
  cv::merge(std::vector<cv::Mat>(3, as_mat(skin.mask)), m3);
  g.shm = resize(to_image(cv::Mat(as_mat(c.shm).mul(m3))), g.size);
  for (int y = 0; y < g.size.height; ++y)
    for (int x = 0; x < g.size.width; ++x)
      for (int k = 0; k < 3; ++k) g.shm.at(x, y, k) /= std::max(g.mask.at(x, y), 1e-3f);
  return g;
}

/// bound · tanh(λ x / bound), mixed to density RGB.
ImageF bounded(const ImageF& shm, float lambda, float bound) {
  ImageF out = shm;
  float* p = out.data();
  const std::size_t n = out.size().area() * 3;
  for (std::size_t i = 0; i < n; ++i)
    if (p[i] != 0) p[i] = bound * std::tanh(lambda * p[i] / bound);
  return colour::mix(out);
}

/// Lab blotch band of the grid's picture as it will be rendered: the headroom under white counts.
ImageF band_after(const Grid& g, const ImageF& delta) {
  ImageF linear = g.linear;
  apply_delta(linear.data(), delta.data(), int(linear.size().area()));
  return blotch_band(colour::lab(linear), g.mask, g.u);
}

/// λ with which the change takes `share` of this face's unevenness.
float gain_for(const Grid& g, const ImageF& shm, const EvenParams& params) {
  const ImageF core = skin_core(g.mask, g.u);
  const ImageF before = blotch_band(colour::lab(g.linear), g.mask, g.u);
  float lambda = kFirstProbe;
  for (int i = 0; i < kProbes && lambda > 0; ++i) {
    const ImageF after = band_after(g, bounded(shm, lambda, params.bound));
    lambda = std::min(kMostGain, lambda * float(response(before, after, core).lambda(params.share)));
  }
  return lambda;
}

}  // namespace

Edit even(const skin::Canvas& canvas, const skin::SkinMap& skin, const EvenParams& params) {
  Edit edit{.name = "even", .delta = ImageF(canvas.size(), 3), .mask = skin.mask};
  if (skin.coverage < kLeastCoverage) {
    edit.trusted = false;
    edit.note = "too little of the skin could be told from the rest";
    return edit;
  }
  const Grid g = grid_of(canvas, skin);
  std::array<float, kBands + 1> sigma;
  for (int i = 0; i <= kBands; ++i)
    sigma[std::size_t(i)] = g.u * params.fine * std::pow(params.coarse / params.fine, float(i) / kBands);
  const skin::Bands bands = skin::split(g.shm, g.mask, sigma);
  ImageF change(g.size, 3);
  for (int i = 0; i < kBands; ++i)
    add_gated(bands.band[std::size_t(i)], g.mask, sigma[std::size_t(i + 1)], i, i + 1 < kBands, change);
  const std::array weight{-params.shading, -params.haemoglobin, -params.melanin};
  for (int y = 0; y < g.size.height; ++y)
    for (int x = 0; x < g.size.width; ++x)
      for (int k = 0; k < 3; ++k) change.at(x, y, k) *= weight[std::size_t(k)];

  ImageF masked = change;
  for (int y = 0; y < g.size.height; ++y)
    for (int x = 0; x < g.size.width; ++x)
      for (int k = 0; k < 3; ++k) masked.at(x, y, k) *= g.mask.at(x, y);
  const float lambda = gain_for(g, masked, params);

  cv::Mat wide;
  cv::resize(as_mat(change), wide, {canvas.size().width, canvas.size().height}, 0, 0, cv::INTER_CUBIC);
  ImageF full = to_image(wide);
  for (int y = 0; y < full.height(); ++y)
    for (int x = 0; x < full.width(); ++x)
      for (int k = 0; k < 3; ++k) full.at(x, y, k) *= skin.mask.at(x, y);
  edit.delta = bounded(full, lambda, params.bound);
  return edit;
}

}  // namespace countenance::retouch
