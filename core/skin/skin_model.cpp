// SPDX-License-Identifier: Apache-2.0
#include "skin/skin_model.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>

#include "base/statistics.h"

namespace countenance::skin {
namespace {

constexpr float kReach = 1.3f;  // IOD: the quadratic is not carried further
constexpr int kRounds = 6;
constexpr float kMad = 1.4826f, kLeastDeviation = 1e-3f;        // stops
constexpr float kWiden = 1.3f, kLight = 0.30f, kOffFace = 1.f;  // stops of shading
const Eigen::Vector3f kFloor(0.12f, 0.06f, 0.06f);              // stops
// Off the face the pigments' deviation is held between these, stops: necks are up to .45 paler in haemoglobin and .35
// off in melanin than their faces, whatever the face itself shows; and in hard light a face shows so much that grey
// cloth would be among it.
constexpr std::array<float, 3> kLeastAnywhere{0, 0.20f, 0.13f}, kMostAnywhere{1e9f, 0.30f, 0.20f};
const Eigen::Matrix<float, 6, 1> kPrior = (Eigen::Matrix<float, 6, 1>() << 0, .01f, .01f, .05f, .05f, .05f).finished();

Eigen::Vector3f column_medians(const Eigen::MatrixX3f& x) {
  Eigen::Vector3f out;
  for (int k = 0; k < 3; ++k) out[k] = median(std::vector<float>(x.col(k).data(), x.col(k).data() + x.rows()));
  return out;
}

Eigen::Matrix3f covariance(const Eigen::MatrixX3f& x, const Eigen::VectorXf& weight) {
  const Eigen::VectorXf kept = (weight.array() > 0.5f).cast<float>();
  const float n = std::max(2.f, kept.sum());
  const Eigen::RowVector3f mean = (kept.transpose() * x) / n;
  const Eigen::MatrixX3f r = x.rowwise() - mean;
  return r.transpose() * kept.asDiagonal() * r / (n - 1);
}

}  // namespace

float median(std::vector<float> values) {
  if (values.empty()) return 0;
  return quantile(std::move(values), 0.5);
}

SkinModel::Basis SkinModel::basis(const Point& place) {
  const Point p = place / std::max(1.f, place.norm() / kReach);
  return (Basis() << 1, p.x(), p.y(), p.x() * p.y(), p.x() * p.x(), p.y() * p.y()).finished();
}

SkinModel::SkinModel(const std::vector<Sample>& samples, float ridge) {
  const auto n = Eigen::Index(samples.size());
  Eigen::MatrixXf b(n, 6);
  Eigen::MatrixX3f x(n, 3), residual(n, 3);
  for (Eigen::Index i = 0; i < n; ++i) {
    b.row(i) = basis(samples[std::size_t(i)].place).transpose();
    x.row(i) = samples[std::size_t(i)].shm.transpose();
  }
  Eigen::VectorXf weight = Eigen::VectorXf::Ones(n);
  for (int round = 0; round < kRounds; ++round) {
    const Eigen::MatrixXf wb = weight.asDiagonal() * b;
    Eigen::Matrix<float, 6, 6> normal = wb.transpose() * b;
    normal.diagonal() += kPrior * (ridge * weight.sum());
    coefficients_ = normal.ldlt().solve(wb.transpose() * x);
    residual = x - b * coefficients_;
    const Eigen::Vector3f centre = column_medians(residual);
    const Eigen::Vector3f deviation =
        (column_medians((residual.rowwise() - centre.transpose()).cwiseAbs()) * kMad).array() + kLeastDeviation;
    for (Eigen::Index i = 0; i < n; ++i) {
      const float worst = (residual.row(i).transpose().cwiseAbs().cwiseQuotient(2 * deviation)).maxCoeff();
      const float beyond = std::max(0.f, worst - 1);
      weight[i] = 1 / (1 + beyond * beyond);
    }
  }
  Eigen::Matrix3f cov = covariance(residual, weight) * kWiden;
  cov.diagonal() += kFloor.cwiseAbs2();
  cov(0, 0) += kLight * kLight;
  precision_ = cov.inverse();
  cov(0, 0) += kOffFace * kOffFace;
  for (int k = 1; k < 3; ++k) {
    const float deviation = std::sqrt(cov(k, k)),
                by = std::clamp(deviation, kLeastAnywhere[std::size_t(k)], kMostAnywhere[std::size_t(k)]) / deviation;
    cov.row(k) *= by;
    cov.col(k) *= by;
  }
  precision_anywhere_ = cov.inverse();
  median_ = column_medians(x);
}

}  // namespace countenance::skin
