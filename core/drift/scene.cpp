// SPDX-License-Identifier: Apache-2.0
#include "drift/scene.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/parallel.h"
#include "drift/scene_model.h"

namespace countenance::drift {

using namespace scene_model;

Eigen::Vector3f SceneTransform::apply(const Eigen::Vector3f& linear) const {
  Eigen::Vector3f out;
  for (int c = 0; c < 3; ++c) {
    const double u = predict(theta_[std::size_t(c)], linear.cast<double>(), c, field_at(0, 0)).value;
    out[c] = float(std::clamp(std::exp2(u) - kEpsilon, 0.0, 1.0));
  }
  return out;
}

namespace {

/// The curve of one channel as an addition to linear light: v ↦ (v + ε)(2^H(u(v)) − 1), tabled over √v.
class CurveTable {
 public:
  explicit CurveTable(const Parameters& t) {
    for (std::size_t i = 0; i < table_.size(); ++i) {
      const double root = double(i) / kCells, v = root * root;
      const Hat hat = hat_at(u_of(v));
      const double left = t[kCurve + hat.i], right = t[kCurve + hat.i + 1];
      table_[i] = float((v + kEpsilon) * std::expm1(std::log(2.0) * (left + hat.f * (right - left))));
    }
    beyond_ = float(std::expm1(std::log(2.0) * t[kCurve + kKnots - 1]));
  }
  /// `root` is √max(v, 0).
  [[nodiscard]] float operator()(float v, float root) const {
    if (v >= 1) return (v + float(kEpsilon)) * beyond_;
    const float at = root * kCells;
    const int i = std::min(int(at), kCells - 1);
    const float* cell = &table_[std::size_t(i)];
    return cell[0] + (at - float(i)) * (cell[1] - cell[0]);
  }

 private:
  static constexpr int kCells = 1024;
  std::array<float, kCells + 1> table_;
  float beyond_ = 0;
};

}  // namespace

ImageF SceneTransform::apply(View<const float> linear, Point origin, Point along, Point down) const {
  constexpr int kNode = 8;  // px: the spatial gain is smooth, and linear in between
  const int w = linear.width(), nodes = w / kNode + 2;
  const std::array<CurveTable, 3> curve{CurveTable(theta_[0]), CurveTable(theta_[1]), CurveTable(theta_[2])};
  ImageF out(linear.size(), 3);
  const auto length = std::size_t(w);
  for_rows(linear.height(), [&](int y) {
    thread_local std::vector<float> mixed, root, gain, node;
    for (auto* v : {&mixed, &root, &gain}) v->resize(length);
    node.resize(std::size_t(nodes));
    for (int c = 0; c < 3; ++c) {
      const Parameters& t = theta_[std::size_t(c)];
      for (int i = 0; i < nodes; ++i) {
        const float x = origin.x() + float(i * kNode) * along.x() + float(y) * down.x();
        const Field field = field_at(x, origin.y() + float(y) * down.y() + float(i * kNode) * along.y());
        node[std::size_t(i)] = std::exp2(float(field.dot(t.tail<kSpatial>()))) - 1;
      }
      for (int x = 0; x < w; ++x) {
        const float* at = &node[std::size_t(x / kNode)];
        gain[std::size_t(x)] = at[0] + float(x % kNode) / kNode * (at[1] - at[0]);
      }
      // passes over the row, so that all but the table is vectorised
      const float *own = linear.row(y) + c, *a = linear.row(y) + kOthers[c][0], *b = linear.row(y) + kOthers[c][1];
      const float m0 = float(t[kMix]), m1 = float(t[kMix + 1]), darkest = float(kDarkest);
      float* row = out.row(y) + c;
      for (int x = 0; x < w; ++x) {
        const float o = own[3 * x];
        mixed[std::size_t(x)] = std::max(o + m0 * (a[3 * x] - o) + m1 * (b[3 * x] - o), std::min(o, darkest));
      }
      for (std::size_t x = 0; x < length; ++x) root[x] = std::sqrt(std::max(mixed[x], 0.f));
      for (std::size_t x = 0; x < length; ++x) mixed[x] += curve[std::size_t(c)](mixed[x], root[x]);
      for (int x = 0; x < w; ++x) {
        const float v = mixed[std::size_t(x)], o = own[3 * x];
        row[3 * x] = std::clamp(v + (v + float(kEpsilon)) * gain[std::size_t(x)], std::min(0.f, o), std::max(1.f, o));
      }
    }
  });
  return out;
}

}  // namespace countenance::drift
