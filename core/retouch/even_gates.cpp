// SPDX-License-Identifier: Apache-2.0
#include "retouch/even_gates.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "base/blur.h"
#include "base/cv.h"

namespace countenance::retouch {
namespace {

// Gates, in robust deviations.
constexpr float kFold = 3, kBorder = 3, kStrong = 4.5f;
constexpr float kPool = 0.7f;    // σ of pooling ÷ σ of the band
constexpr float kTensor = 1.5f;  // σ of the structure tensor ÷ σ of the band
constexpr float kLineIn = 0.45f, kLineOut = 0.80f, kLineHold = 0.9f;
constexpr float kLineFaint = 0.8f, kLineClear = 1.6f;  // pooled luminance: below, it is no line
constexpr float kLeastDeviation = 1e-4f;               // stops

float fourth(float x) { return x * x * x * x; }

/// Every second pixel both ways: the bands are smooth.
float robust_deviation(const ImageF& band, const ImageF& mask, int k) {
  std::vector<float> v;
  for (int y = 0; y < mask.height(); y += 2)
    for (int x = 0; x < mask.width(); x += 2)
      if (mask.at(x, y) > 0.5f) v.push_back(std::abs(band.at(x, y, k)));
  if (v.empty()) return kLeastDeviation;
  const auto middle = v.begin() + std::ptrdiff_t(v.size() / 2);
  std::nth_element(v.begin(), middle, v.end());
  return 1.4826f * *middle + kLeastDeviation;
}

ImageF channel(const ImageF& x, int k) {
  ImageF out(x.size());
  cv::Mat m = as_mat(out);
  cv::extractChannel(as_mat(x), m, k);
  return out;
}

/// Root mean square over a window that fits the band, in units of `deviation`.
ImageF pooled(const ImageF& x, float sigma, float deviation) {
  ImageF square(x.size());
  as_mat(square) = as_mat(x).mul(as_mat(x), 1 / (deviation * deviation));
  ImageF out = gaussian(square, kPool * sigma);
  cv::Mat m = as_mat(out);
  cv::sqrt(cv::max(m, 0), m);
  return out;
}

/// (λ₁ − λ₂)/(λ₁ + λ₂) of the structure tensor: 1 on a line, near 0 on a blotch.
ImageF coherence(const ImageF& x, float sigma) {
  cv::Mat gx, gy;
  cv::Sobel(as_mat(x), gx, -1, 1, 0);
  cv::Sobel(as_mat(x), gy, -1, 0, 1);
  ImageF tensor(x.size(), 3);
  cv::Mat products[] = {gx.mul(gx), gy.mul(gy), gx.mul(gy)}, t = as_mat(tensor);
  cv::merge(products, 3, t);
  const ImageF mean = gaussian(tensor, kTensor * sigma);
  ImageF out(x.size());
  for (std::size_t i = 0; i < out.size().area(); ++i) {
    const float a = mean.data()[3 * i], b = mean.data()[3 * i + 1], c = mean.data()[3 * i + 2];
    out.data()[i] = std::sqrt((a - b) * (a - b) + 4 * c * c) / (a + b + 1e-9f);
  }
  return out;
}

}  // namespace

Evidence find_evidence(const ImageF& band, const ImageF& mask, float sigma, bool lines) {
  Evidence e;
  for (int k = 0; k < 3; ++k) e.deviation[std::size_t(k)] = robust_deviation(band, mask, k);
  const ImageF luminance = channel(band, 0);
  e.fold = pooled(luminance, sigma, e.deviation[0]);
  e.border = pooled(channel(band, 2), sigma, e.deviation[2]);
  if (lines) e.line = coherence(luminance, sigma);
  return e;
}

void add_gated(const ImageF& band, const Evidence& evidence, const ImageF& mask, float luminance_weight,
               float pigment_weight, float relax, ImageF& sum) {
  const bool lines = !evidence.line.empty();
  // Colour gives way sooner than shape.
  const float fold_relax = std::sqrt(relax);
  for (std::size_t i = 0; i < mask.size().area(); ++i) {
    if (mask.data()[i] <= 0) continue;
    const float fold = evidence.fold.data()[i] / fold_relax;
    float gate = 1 / (1 + fourth(fold / kFold));
    if (lines)
      gate *= 1 - kLineHold * smoothstep(evidence.line.data()[i], kLineIn, kLineOut) *
                      smoothstep(fold, kLineFaint, kLineClear);
    const float border = 1 / (1 + fourth(evidence.border.data()[i] / (relax * kBorder)));
    for (std::size_t k = 0; k < 3; ++k) {
      const float b = band.data()[3 * i + k], weak = 1 / (1 + fourth(b / (relax * kStrong * evidence.deviation[k])));
      sum.data()[3 * i + k] += b * weak * border * (k == 0 ? gate * luminance_weight : pigment_weight);
    }
  }
}

}  // namespace countenance::retouch
