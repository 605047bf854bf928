// SPDX-License-Identifier: Apache-2.0
#include "base/blur.h"

#include <Eigen/Core>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <stdexcept>
#include <string>

#include "base/cv.h"
#include "base/parallel.h"

namespace countenance {
namespace {

constexpr int kBorder = cv::BORDER_REFLECT;  // mirrored at the edge of the border pixels: the same place at every scale
constexpr double kDirect = 6;                // σ above which the mean is taken on a decimated copy

/// Averaging blocks of f pixels and interpolating them linearly blur too, by variances f²/12 and f²/6: the Gaussian on
/// the decimated copy gives the rest of σ².
void blur(const cv::Mat& x, double sigma, cv::Mat& out) {
  if (sigma < 0.2) return x.copyTo(out);
  const int f = sigma < kDirect ? 1 : int(std::min(sigma / 2.5, std::min(x.cols, x.rows) / 8.0));
  if (f <= 1) {
    cv::GaussianBlur(x, out, {}, sigma, sigma, kBorder);
    return;
  }
  cv::Mat small;
  cv::resize(x, small, {x.cols / f, x.rows / f}, 0, 0, cv::INTER_AREA);
  const auto rest = [sigma](double pixels, double blocks) {
    const double s = sigma * blocks / pixels;
    return std::sqrt(s * s - 0.25);
  };
  cv::GaussianBlur(small, small, {}, rest(x.cols, small.cols), rest(x.rows, small.rows), kBorder);
  cv::resize(small, out, x.size(), 0, 0, cv::INTER_LINEAR);  // linear: cubic goes negative beside an edge
}
cv::Mat blur(const cv::Mat& x, double sigma) {
  cv::Mat out;
  blur(x, sigma, out);
  return out;
}

cv::Mat spread(const cv::Mat& one, int channels) {
  if (channels == 1) return one;
  cv::Mat out;
  cv::merge(std::vector<cv::Mat>(std::size_t(channels), one), out);
  return out;
}

void check_same_size(View<const float> x, View<const float> one, const char* who) {
  if (x.size() != one.size() || one.channels() != 1)
    throw std::logic_error(std::string(who) + ": one channel of the same size wanted");
}

/// a = (Σ + εI)⁻¹ cov(g, p), pixel by pixel. In double: where the channels of the guide go together, Σ is close to
/// singular and the cofactors cancel.
std::vector<cv::Mat> slopes(const std::vector<cv::Mat>& cov_gg, const std::vector<cv::Mat>& cov_gp, double eps) {
  const cv::Size size = cov_gp[0].size();
  std::vector<cv::Mat> a(3);
  for (auto& m : a) m.create(size, CV_32F);
  for_rows(size.height, [&](int y) {
    for (int x = 0; x < size.width; ++x) {
      const auto g = [&](int k) { return double(cov_gg[k].at<float>(y, x)); };
      Eigen::Matrix3d s;
      s << g(0) + eps, g(1), g(2), g(1), g(3) + eps, g(4), g(2), g(4), g(5) + eps;
      const Eigen::Vector3d c(cov_gp[0].at<float>(y, x), cov_gp[1].at<float>(y, x), cov_gp[2].at<float>(y, x));
      const Eigen::Vector3d k = s.inverse() * c;
      for (int i = 0; i < 3; ++i) a[i].at<float>(y, x) = float(k[i]);
    }
  });
  return a;
}

}  // namespace

ImageF gaussian(View<const float> x, float sigma) {
  ImageF out(x.size(), x.channels());
  cv::Mat m = as_mat(out);
  blur(as_mat(x), sigma, m);
  return out;
}

ImageF masked_gaussian(View<const float> x, View<const float> m, float sigma) {
  check_same_size(x, m, "masked_gaussian");
  const cv::Mat weight = as_mat(m);
  cv::Mat weighted = as_mat(x).mul(spread(weight, x.channels()));
  weighted.setTo(cv::Scalar::all(0), weight == 0);  // 0 · NaN is not 0
  const cv::Mat norm = cv::max(blur(weight, sigma), 1e-3);
  ImageF out(x.size(), x.channels());
  cv::Mat mean = as_mat(out);
  blur(weighted, sigma, mean);
  mean /= spread(norm, x.channels());
  return out;
}

ImageF resize(View<const float> x, Size size) {
  cv::Mat from = as_mat(x);
  ImageF out(size, x.channels());
  cv::Mat to = as_mat(out);
  const cv::Size least{std::min(size.width, x.width()), std::min(size.height, x.height())};
  if (least == to.size() && least != from.size()) {
    cv::resize(from, to, least, 0, 0, cv::INTER_AREA);
    return out;
  }
  if (least != from.size()) {
    cv::Mat smaller;
    cv::resize(from, smaller, least, 0, 0, cv::INTER_AREA);
    from = smaller;
  }
  if (to.size() != from.size())
    cv::resize(from, to, to.size(), 0, 0, cv::INTER_LINEAR);
  else
    from.copyTo(to);
  return out;
}

ImageF guided_filter(View<const float> guide, View<const float> x, int r, float eps) {
  check_same_size(guide, x, "guided_filter");
  const auto mean = [r](const cv::Mat& m) {
    cv::Mat out;
    cv::boxFilter(m, out, -1, {2 * r + 1, 2 * r + 1}, {-1, -1}, true, kBorder);
    return out;
  };
  std::vector<cv::Mat> g;
  cv::split(as_mat(guide), g);
  const int n = int(g.size());
  if (n != 1 && n != 3) throw std::logic_error("guided_filter: a guide of 1 or 3 channels wanted");
  // a guide's level changes nothing, but E[g²] − E[g]² would cancel beside a high one
  for (auto& channel : g) channel -= cv::mean(channel)[0];

  const cv::Mat p = as_mat(x), mean_p = mean(p);
  std::vector<cv::Mat> mean_g(g.size()), cov_gp(g.size()), cov_gg(n == 1 ? 1 : 6), a;
  for_items(n, [&](int i) {
    mean_g[i] = mean(g[i]);
    cov_gp[i] = mean(g[i].mul(p)) - mean_g[i].mul(mean_p);
  });
  static constexpr int kPair[6][2] = {{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}, {2, 2}};
  for_items(int(cov_gg.size()), [&](int k) {
    const auto [i, j] = kPair[k];
    cov_gg[k] = mean(g[i].mul(g[j])) - mean_g[i].mul(mean_g[j]);
  });
  if (n == 1)
    a.emplace_back(cov_gp[0] / (cov_gg[0] + eps));
  else
    a = slopes(cov_gg, cov_gp, eps);

  std::vector<cv::Mat> means = a;
  means.push_back(mean_p.clone());
  for (int i = 0; i < n; ++i) means.back() -= a[i].mul(mean_g[i]);
  for_items(n + 1, [&](int i) { means[i] = mean(means[i]); });
  cv::Mat out = means.back();
  for (int i = 0; i < n; ++i) out += means[i].mul(g[i]);
  return to_image(out);
}

}  // namespace countenance
