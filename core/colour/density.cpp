// SPDX-License-Identifier: Apache-2.0
#include "colour/density.h"

#include <Eigen/LU>
#include <stdexcept>

#include "base/clones.h"
#include "base/fast_math.h"
#include "base/parallel.h"

namespace countenance::colour {
namespace {

ImageF times(View<const float> x, const Eigen::Matrix3f& m) {
  if (x.channels() != 3) throw std::logic_error("colour: three channels wanted");
  ImageF out(x.size(), 3);
  for_rows(x.height(), [&](int y) {
    const float* p = x.row(y);
    float* q = out.row(y);
    for (int i = 0; i < x.width(); ++i, p += 3, q += 3)
      for (int c = 0; c < 3; ++c) q[c] = p[0] * m(0, c) + p[1] * m(1, c) + p[2] * m(2, c);
  });
  return out;
}

CNT_CLONES void to_density(const float* linear, int n, float* out) {
  for (int i = 0; i < n; ++i) out[i] = -fast_log2((linear[i] > 0.f ? linear[i] : 0.f) + kDensityFloor);
}

}  // namespace

ImageF density(View<const float> linear) {
  ImageF out(linear.size(), linear.channels());
  const int n = linear.width() * linear.channels();
  for_rows(linear.height(), [&](int y) { to_density(linear.row(y), n, out.row(y)); });
  return out;
}

const Eigen::Matrix3f& chromophore_axes() {
  static const Eigen::Matrix3f axes = [] {
    Eigen::Matrix3f a;
    a << 1, 1, 1, .2988f, .6838f, .6657f, .4143f, .3570f, .8372f;
    for (int k = 0; k < 3; ++k) a.row(k) /= a.row(k).mean();
    return a;
  }();
  return axes;
}

ImageF unmix(View<const float> density) {
  static const Eigen::Matrix3f inverse = chromophore_axes().inverse();
  return times(density, inverse);
}

ImageF mix(View<const float> shm) { return times(shm, chromophore_axes()); }

}  // namespace countenance::colour
