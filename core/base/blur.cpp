// SPDX-License-Identifier: Apache-2.0
#include "base/blur.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "base/cv.h"

namespace countenance {
namespace {

constexpr int kBorder = cv::BORDER_REFLECT_101;
constexpr double kDirect = 6;  // σ above which the mean is taken on a decimated copy

cv::Mat blur(const cv::Mat& x, double sigma) {
  cv::Mat out;
  if (sigma < 0.2) return x.clone();
  if (sigma < kDirect) {
    cv::GaussianBlur(x, out, {}, sigma, sigma, kBorder);
    return out;
  }
  const int f = std::max(1, int(std::min(sigma / 2.5, std::min(x.cols, x.rows) / 8.0)));
  cv::Mat small;
  cv::resize(x, small, {std::max(2, x.cols / f), std::max(2, x.rows / f)}, 0, 0, cv::INTER_AREA);
  cv::GaussianBlur(small, small, {}, sigma / f, sigma / f, kBorder);
  cv::resize(small, out, x.size(), 0, 0, cv::INTER_LINEAR);  // linear: cubic goes negative beside an edge
  return out;
}

cv::Mat spread(const cv::Mat& one, int channels) {
  if (channels == 1) return one;
  cv::Mat out;
  cv::merge(std::vector<cv::Mat>(std::size_t(channels), one), out);
  return out;
}

}  // namespace

ImageF gaussian(View<const float> x, float sigma) { return to_image(blur(as_mat(x), sigma)); }

ImageF masked_gaussian(View<const float> x, View<const float> m, float sigma) {
  const cv::Mat weight = as_mat(m);
  const cv::Mat mean = blur(as_mat(x).mul(spread(weight, x.channels())), sigma);
  const cv::Mat norm = cv::max(blur(weight, sigma), 1e-3);
  return to_image(cv::Mat(mean / spread(norm, x.channels())));
}

ImageF resize(View<const float> x, Size size) {
  cv::Mat out;
  const bool smaller = size.width < x.width() || size.height < x.height();
  cv::resize(as_mat(x), out, {size.width, size.height}, 0, 0, smaller ? cv::INTER_AREA : cv::INTER_LINEAR);
  return to_image(out);
}

ImageF guided_filter(View<const float> guide, View<const float> x, int r, float eps) {
  const auto mean = [r](const cv::Mat& m) {
    cv::Mat out;
    cv::boxFilter(m, out, -1, {2 * r + 1, 2 * r + 1}, {-1, -1}, true, cv::BORDER_REFLECT);
    return out;
  };
  const cv::Mat p = as_mat(x), mean_p = mean(p);
  std::vector<cv::Mat> g;
  cv::split(as_mat(guide), g);
  const int n = int(g.size());
  std::vector<cv::Mat> mean_g, cov_gp;
  for (const auto& channel : g) {
    mean_g.push_back(mean(channel));
    cov_gp.emplace_back(mean(channel.mul(p)) - mean_g.back().mul(mean_p));
  }
  if (n == 1) {
    const cv::Mat variance = mean(g[0].mul(g[0])) - mean_g[0].mul(mean_g[0]);
    const cv::Mat a = cov_gp[0] / (variance + eps);
    const cv::Mat b = mean_p - a.mul(mean_g[0]);
    return to_image(cv::Mat(mean(a).mul(g[0]) + mean(b)));
  }
  CV_Assert(n == 3);
  cv::Mat s[3][3];
  for (int i = 0; i < 3; ++i)
    for (int j = i; j < 3; ++j) {
      s[i][j] = mean(g[i].mul(g[j])) - mean_g[i].mul(mean_g[j]);
      if (i == j) s[i][j] += eps;
      s[j][i] = s[i][j];
    }
  // (Σ + εI)⁻¹ cov by cofactors, pixel by pixel
  const auto minor = [&](int i, int j, int k, int l) { return cv::Mat(s[i][j].mul(s[k][l]) - s[i][l].mul(s[k][j])); };
  const cv::Mat c00 = minor(1, 1, 2, 2), c01 = -minor(1, 0, 2, 2), c02 = minor(1, 0, 2, 1);
  const cv::Mat c11 = minor(0, 0, 2, 2), c12 = -minor(0, 0, 2, 1), c22 = minor(0, 0, 1, 1);
  const cv::Mat det = s[0][0].mul(c00) + s[0][1].mul(c01) + s[0][2].mul(c02);
  const cv::Mat a[3] = {(c00.mul(cov_gp[0]) + c01.mul(cov_gp[1]) + c02.mul(cov_gp[2])) / det,
                        (c01.mul(cov_gp[0]) + c11.mul(cov_gp[1]) + c12.mul(cov_gp[2])) / det,
                        (c02.mul(cov_gp[0]) + c12.mul(cov_gp[1]) + c22.mul(cov_gp[2])) / det};
  cv::Mat b = mean_p.clone();
  for (int i = 0; i < 3; ++i) b -= a[i].mul(mean_g[i]);
  cv::Mat out = mean(b);
  for (int i = 0; i < 3; ++i) out += mean(a[i]).mul(g[i]);
  return to_image(out);
}

}  // namespace countenance
