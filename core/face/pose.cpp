// SPDX-License-Identifier: Apache-2.0
#include "face/pose.h"

#include <Eigen/Geometry>
#include <cmath>
#include <numbers>

namespace countenance::face {

Pose pose_of(const Points& points, const CanonicalMesh& canonical) {
  // Both in picture axes (x right, y down, z away from the camera).
  const Eigen::Vector3d flip(1, -1, -1);
  const Eigen::Matrix<double, 3, kCanonicalPoints> from =
      flip.asDiagonal() * canonical.points.transpose().cast<double>();
  const Eigen::Matrix<double, 3, kCanonicalPoints> to = points.topRows<kCanonicalPoints>().transpose().cast<double>();
  const Eigen::Matrix4d fit = Eigen::umeyama(from, to, true);
  const Eigen::Matrix3d r = fit.topLeftCorner<3, 3>() / std::cbrt(fit.topLeftCorner<3, 3>().determinant());
  constexpr double degrees = 180 / std::numbers::pi;
  return {float(std::atan2(r(2, 0), std::hypot(r(0, 0), r(1, 0))) * degrees),
          float(std::atan2(r(2, 1), r(2, 2)) * -degrees), float(std::atan2(r(1, 0), r(0, 0)) * degrees)};
}

}  // namespace countenance::face
