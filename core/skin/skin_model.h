// SPDX-License-Identifier: Apache-2.0
// The colour of one person's skin: (s,h,m) as a quadratic of the position on the face, and how far a pixel is from it.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "base/geometry.h"

namespace countenance::skin {

/// A skin pixel: its colour in stops and its place on the face, in IOD from the mesh's centre.
struct Sample {
  Eigen::Vector3f shm;
  Point place;
};

class SkinModel {
 public:
  /// Basis of the mean: 1, x, y, xy, x², y². Beyond 1.3 IOD of the centre the place is drawn back onto that circle.
  using Basis = Eigen::Matrix<float, 6, 1>;
  [[nodiscard]] static Basis basis(const Point& place);

  /// Iteratively reweighted ridge regression, 6 rounds: weight 1 up to 2 robust deviations on the worst axis, falling
  /// as a Cauchy beyond. The covariance is that of the samples kept (weight > .5) × 1.3, plus floors of (.12, .06, .06)
  /// stop and of .30 stop of shading, which light alone may do. `ridge` weighs the prior that the colour does not vary
  /// over the face. Needs ≥ 10 samples.
  SkinModel(const std::vector<Sample>& samples, float ridge);

  [[nodiscard]] Eigen::Vector3f mean(const Point& place) const { return coefficients_.transpose() * basis(place); }
  /// Squared Mahalanobis distance to the mean at that place.
  [[nodiscard]] float distance(const Eigen::Vector3f& shm, const Eigen::Vector3f& mean) const {
    const Eigen::Vector3f r = shm - mean;
    return r.dot(precision_ * r);
  }
  /// The same to the median of all samples, with a stop of shading more allowed and the deviation of the pigments
  /// held to .20–.30 and .13–.20 stop: for skin off the face, in other light.
  [[nodiscard]] float distance_anywhere(const Eigen::Vector3f& shm) const {
    const Eigen::Vector3f r = shm - median_;
    return r.dot(precision_anywhere_ * r);
  }

 private:
  Eigen::Matrix<float, 6, 3> coefficients_;
  Eigen::Vector3f median_;
  Eigen::Matrix3f precision_, precision_anywhere_;
};

/// The middle value, the lower of two. Reorders its copy; 0 for none.
[[nodiscard]] float median(std::vector<float> values);

}  // namespace countenance::skin
