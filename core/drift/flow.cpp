// SPDX-License-Identifier: Apache-2.0
#include "drift/flow.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>

#include "base/blur.h"
#include "base/cv.h"

namespace countenance::drift {
namespace {

constexpr float kFloor = 0.003f;                                   ///< linear light
constexpr float kContrastScale = 0.12f, kConfidenceScale = 0.03f;  ///< IOD
constexpr float kHalfTrust = 4;      ///< gradient energy at which the confidence is one half
constexpr double kWindowEnd = 0.02;  ///< of the window, below which a pixel does not count
constexpr int kFewest = 30;          ///< trusted samples of a similarity

cv::Ptr<cv::DISOpticalFlow> dis(FlowEffort effort) {
  if (effort == FlowEffort::fast) return cv::DISOpticalFlow::create(cv::DISOpticalFlow::PRESET_FAST);
  auto careful = cv::DISOpticalFlow::create(cv::DISOpticalFlow::PRESET_MEDIUM);
  careful->setFinestScale(0);  // half scale is 2.5 × quicker and takes evened skin for movement three times as much
  careful->setPatchSize(8);    // the size that has SIMD code
  careful->setPatchStride(4);
  careful->setGradientDescentIterations(12);
  careful->setVariationalRefinementIterations(1);
  return careful;
}

/// visit(x, y, dx, dy, weight) of every pixel under a Gaussian window.
template <class Visit>
void under_window(Size size, const Point& centre, float sigma_x, float sigma_y, const Visit& visit) {
  const double reach = std::sqrt(-2 * std::log(kWindowEnd));
  const int x0 = std::max(0, int(centre.x() - reach * sigma_x)),
            x1 = std::min(size.width - 1, int(centre.x() + reach * sigma_x) + 1);
  const int y0 = std::max(0, int(centre.y() - reach * sigma_y)),
            y1 = std::min(size.height - 1, int(centre.y() + reach * sigma_y) + 1);
  for (int y = y0; y <= y1; ++y)
    for (int x = x0; x <= x1; ++x) {
      const double dx = x - double(centre.x()), dy = y - double(centre.y());
      visit(x, y, dx, dy,
            std::exp(-0.5 * (dx * dx / (double(sigma_x) * sigma_x) + dy * dy / (double(sigma_y) * sigma_y))));
    }
}

double median_of(std::vector<double> v) {
  const auto middle = v.begin() + std::ptrdiff_t(v.size() / 2);
  std::nth_element(v.begin(), middle, v.end());
  return *middle;
}

}  // namespace

Image8 local_contrast(View<const float> luminance, float iod) {
  ImageF level(luminance.size());
  for (int y = 0; y < level.height(); ++y)
    for (int x = 0; x < level.width(); ++x) level.at(x, y) = std::log2(std::max(luminance.at(x, y), 0.f) + kFloor);
  const ImageF mean = gaussian(level, kContrastScale * iod);
  ImageF square(level.size());
  for (std::size_t i = 0; i < level.count(); ++i) {
    level.data()[i] -= mean.data()[i];
    square.data()[i] = level.data()[i] * level.data()[i];
  }
  const ImageF variance = gaussian(square, kContrastScale * iod);
  Image8 out(level.size());
  for (std::size_t i = 0; i < out.count(); ++i) {
    const float c = 128 + 45 * level.data()[i] / (std::sqrt(std::max(variance.data()[i], 0.f)) + 0.15f);
    out.data()[i] = std::uint8_t(std::clamp(c, 0.f, 255.f));
  }
  return out;
}

ImageF detail_of(const Image8& contrast, float iod) {
  cv::Mat x, y;
  cv::Sobel(as_mat(contrast), x, CV_32F, 1, 0, 3, 0.125);
  cv::Sobel(as_mat(contrast), y, CV_32F, 0, 1, 3, 0.125);
  ImageF detail = gaussian(to_image(cv::Mat(x.mul(x) + y.mul(y))), kConfidenceScale * iod);
  for (std::size_t i = 0; i < detail.count(); ++i) detail.data()[i] /= detail.data()[i] + kHalfTrust;
  return detail;
}

Flow dense_flow(const Image8& from, const Image8& to, float iod, FlowEffort effort) {
  cv::Mat shift;
  dis(effort)->calc(as_mat(from), as_mat(to), shift);
  Flow flow{to_image(shift), detail_of(from, iod)};
  const ImageF other = detail_of(to, iod);
  for (std::size_t i = 0; i < other.count(); ++i)
    flow.confidence.data()[i] = std::min(flow.confidence.data()[i], other.data()[i]);
  return flow;
}

Affine Similarity::affine() const {
  return (Affine() << float(a), float(-b), float(s), float(b), float(a), float(t)).finished();
}

Similarity fit_similarity(const std::vector<Eigen::Vector2d>& p, const std::vector<Eigen::Vector2d>& q,
                          const std::vector<double>& weight, int iterations) {
  Similarity fit;
  std::vector<double> w = weight, error(p.size());
  for (int k = 0; k < iterations; ++k) {
    double sum = 0;
    Eigen::Vector2d mean_p = Eigen::Vector2d::Zero(), mean_q = mean_p;
    for (std::size_t i = 0; i < p.size(); ++i) {
      sum += w[i];
      mean_p += w[i] * p[i];
      mean_q += w[i] * q[i];
    }
    mean_p /= sum;
    mean_q /= sum;
    double spread = 0, along = 0, across = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      const Eigen::Vector2d dp = p[i] - mean_p, dq = q[i] - mean_q;
      spread += w[i] * (dp.x() * dp.x() + dp.y() * dp.y());
      along += w[i] * (dp.x() * dq.x() + dp.y() * dq.y());
      across += w[i] * (dp.x() * dq.y() - dp.y() * dq.x());
    }
    fit.a = along / spread;
    fit.b = across / spread;
    fit.s = mean_q.x() - (fit.a * mean_p.x() - fit.b * mean_p.y());
    fit.t = mean_q.y() - (fit.b * mean_p.x() + fit.a * mean_p.y());
    for (std::size_t i = 0; i < p.size(); ++i) error[i] = (fit(p[i].x(), p[i].y()) - q[i]).norm();
    const double scale = std::max(1.5 * median_of(error), 1e-3);
    for (std::size_t i = 0; i < p.size(); ++i) w[i] = weight[i] / (1 + (error[i] / scale) * (error[i] / scale));
  }
  return fit;
}

std::optional<Similarity> fit_similarity(const Flow& flow, int step, int iterations) {
  std::vector<Eigen::Vector2d> p, q;
  std::vector<double> w;
  int trusted = 0;
  for (int y = step; y < flow.shift.height(); y += step)
    for (int x = step; x < flow.shift.width(); x += step) {
      const double c = flow.confidence.at(x, y);
      p.emplace_back(x, y);
      q.emplace_back(x + double(flow.shift.at(x, y, 0)), y + double(flow.shift.at(x, y, 1)));
      w.push_back(c * c + 1e-6);
      trusted += c > 0.1;
    }
  if (trusted < kFewest) return std::nullopt;
  return fit_similarity(p, q, w, iterations);
}

LocalFit fit_affine(const Flow& flow, const Point& centre, float sigma_x, float sigma_y) {
  // a weak prior toward no shift and no strain, in px², keeps the system regular where there is nothing to see
  Eigen::Matrix3d normal = Eigen::Vector3d(1e-3, 1, 1).asDiagonal();
  Eigen::Matrix<double, 3, 2> right = Eigen::Matrix<double, 3, 2>::Zero();
  LocalFit fit;
  double window = 0;
  under_window(flow.shift.size(), centre, sigma_x, sigma_y, [&](int x, int y, double dx, double dy, double g) {
    const double w = g * flow.confidence.at(x, y);
    window += g;
    fit.support += w;
    if (w <= kWindowEnd) return;
    const Eigen::Vector3d basis(1, dx, dy);
    normal += w * basis * basis.transpose();
    right += w * basis * Eigen::RowVector2d(flow.shift.at(x, y, 0), flow.shift.at(x, y, 1));
  });
  fit.support = window > 0 ? fit.support / window : 0;
  const Eigen::Matrix<double, 3, 2> solved = normal.ldlt().solve(right);
  fit.shift = solved.row(0);
  fit.strain = solved.bottomRows<2>().transpose();
  return fit;
}

double window_mean(View<const float> values, const Point& centre, float sigma_x, float sigma_y) {
  double sum = 0, window = 0;
  under_window(values.size(), centre, sigma_x, sigma_y, [&](int x, int y, double, double, double g) {
    sum += g * values.at(x, y);
    window += g;
  });
  return window > 0 ? sum / window : 0;
}

}  // namespace countenance::drift
