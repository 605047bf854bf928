// SPDX-License-Identifier: Apache-2.0
// The model of scene.h in scalars: shared by its fit and its application. Internal to drift/.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "drift/scene.h"

namespace countenance::drift::scene_model {

using Parameters = SceneTransform::Parameters;
using Colour = Eigen::Vector3d;
using Field = Eigen::Matrix<double, kSpatial, 1>;

inline constexpr double kEpsilon = 0.006;  ///< of u(v), linear
inline constexpr double kDarkest = 1e-4;   ///< smaller values carry no information, linear
inline constexpr double kKnot[kKnots] = {-7.4, -6.2, -5.1, -4.1, -3.2, -2.3, -1.4, -0.6, 0.02};
inline constexpr int kMix = 0, kCurve = 2, kField = 2 + kKnots;  // parts of Parameters

[[nodiscard]] inline double u_of(double v) { return std::log2(std::max(v, 0.0) + kEpsilon); }

struct Hat {
  int i = 0;     ///< left knot
  double f = 0;  ///< share of the right one
};
[[nodiscard]] inline Hat hat_at(double u) {
  if (u <= kKnot[0]) return {0, 0};
  if (u >= kKnot[kKnots - 1]) return {kKnots - 2, 1};
  const int i = int(std::upper_bound(kKnot, kKnot + kKnots, u) - kKnot) - 1;
  return {i, (u - kKnot[i]) / (kKnot[i + 1] - kKnot[i])};
}

/// The other two channels.
inline constexpr int kOthers[3][2] = {{1, 2}, {0, 2}, {0, 1}};

[[nodiscard]] inline Field field_at(double x, double y) {
  Field s;
  s << x, y, x * x, x * y, y * y;
  return s;
}

[[nodiscard]] inline double mixed(const Parameters& t, const Colour& o, int c) {
  const double v = o[c] + t[kMix] * (o[kOthers[c][0]] - o[c]) + t[kMix + 1] * (o[kOthers[c][1]] - o[c]);
  return std::max(v, std::min(o[c], kDarkest));
}

/// Prediction for one sample and its derivative by the parameters, of which two hats alone are not 0.
struct Prediction {
  double value = 0;  ///< stops
  Hat hat;
  double by_mix[2] = {0, 0};
};
[[nodiscard]] inline Prediction predict(const Parameters& t, const Colour& o, int c, const Field& field) {
  Prediction p;
  const double v = mixed(t, o, c), u = u_of(v);
  p.hat = hat_at(u);
  const double left = t[kCurve + p.hat.i], right = t[kCurve + p.hat.i + 1];
  p.value = u + (left + p.hat.f * (right - left)) + field.dot(t.tail<kSpatial>());
  const double slope = 1 + (right - left) / (kKnot[p.hat.i + 1] - kKnot[p.hat.i]);
  const double by_v = slope / ((v + kEpsilon) * std::log(2.0));
  for (int k = 0; k < 2; ++k) p.by_mix[k] = by_v * (o[kOthers[c][k]] - o[c]);
  return p;
}

}  // namespace countenance::drift::scene_model
