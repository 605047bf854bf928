// SPDX-License-Identifier: Apache-2.0
// light: where it comes from, how hard it is, and whether the face was flattened. On luminance of .08 IOD of the skin
// and the normals n of the mesh, in stops:
//
//   log₂ Y ≈ c + v·n                              order-1 fit with a ridge; v_z is ill-posed on a frontal face and not
//   used direction  = |v_xy(edited) − v_xy(original)| key_fill   = |Δ log₂ (mean Y where n_x < −.15 ÷ mean Y where n_x
//   > .15)| flat       = Σ o(o−e)/Σ o²                    o, e: log₂ Y about their means flat_stops = flat · rms(o) a
//   soft light has little shading to lose
#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/blur.h"
#include "base/cv.h"
#include "colour/cie.h"
#include "drift/measures.h"
#include "drift/parts.h"

namespace countenance::drift {
namespace {

constexpr int kStep = 8;              ///< px of the frame
constexpr float kBlur = 0.08f;        ///< IOD
constexpr float kNormalBlur = 0.05f;  ///< IOD
constexpr double kFloor = 0.003;      ///< linear
constexpr float kSide = 0.15f;        ///< |n_x| beyond which a place belongs to one side
constexpr double kRidge = 0.01;
constexpr double kNoShading = 0.02;  ///< rms, stops: there is nothing to flatten
constexpr std::size_t kFewest = 60;  ///< nodes

ImageF light_grid(const ImageF& linear) {
  const float sigma = kBlur * kFrameIod, box = (kStep * kStep - 1) / 12.f;
  const ImageF small = resize(colour::luminance(linear), {linear.width() / kStep, linear.height() / kStep});
  return gaussian(small, std::sqrt(sigma * sigma - box) / kStep);
}

}  // namespace

std::shared_ptr<const ShadingReference> make_shading_reference(const Reference& r) {
  auto out = std::make_shared<ShadingReference>();
  const Size small{r.skin.width() / kStep, r.skin.height() / kStep};
  Affine shrink = identity();
  shrink.leftCols<2>() /= kStep;
  shrink.col(2).setConstant(0.5f / kStep - 0.5f);
  const face::Normals n = face::rasterise_normals(face::transform(r.points, shrink), *r.topology, small);
  const ImageF normal = masked_gaussian(n.normal, n.coverage, kNormalBlur * kFrameIod / kStep);
  const ImageF skin = resize(r.skin, small), valid = resize(r.valid, small);
  for (int y = 0; y < small.height; ++y)
    for (int x = 0; x < small.width; ++x) {
      if (skin.at(x, y) <= 0.5f || valid.at(x, y) < 0.99f || n.coverage.at(x, y) <= 0.5f) continue;
      const Eigen::Vector3f v(normal.at(x, y, 0), normal.at(x, y, 1), normal.at(x, y, 2));
      if (v.norm() > 0.1f) out->nodes.push_back({x, y, v.normalized()});
    }
  return out;
}

Reading light(const Reference& reference, const EditedView& edited, const SceneFit& scene) {
  Reading reading;
  reading.measure = "light";
  const ImageF before = light_grid(scene.original), after = light_grid(edited.linear);
  const ImageF valid = resize(edited.valid, after.size());
  std::vector<ShadingReference::Node> nodes;
  for (const auto& node : reference.shading->nodes)
    if (valid.at(node.x, node.y) > 0.99f) nodes.push_back(node);
  if (nodes.size() < kFewest) {
    reading.status = Status::failed;
    reading.note = "too little skin of this face lies in both pictures";
    return reading;
  }
  const Eigen::Index n = Eigen::Index(nodes.size());
  Eigen::VectorXd o(n), e(n);
  Eigen::MatrixX4d basis(n, 4);
  double right[2] = {0, 0}, left[2] = {0, 0};  // original, edited; image sides
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto& node = nodes[std::size_t(i)];
    const double y[2] = {std::max(0.0, double(before.at(node.x, node.y))),
                         std::max(0.0, double(after.at(node.x, node.y)))};
    o[i] = std::log2(y[0] + kFloor);
    e[i] = std::log2(y[1] + kFloor);
    basis.row(i) << 1, node.normal.cast<double>().transpose();
    for (int k = 0; k < 2; ++k) {
      if (node.normal.x() < -kSide) left[k] += y[k];
      if (node.normal.x() > kSide) right[k] += y[k];
    }
  }
  Eigen::Matrix4d gram = basis.transpose() * basis;
  gram.diagonal().tail<3>().array() += kRidge * double(n);
  const Eigen::Vector4d turned = gram.ldlt().solve(basis.transpose() * (e - o));

  const Eigen::VectorXd shade = o.array() - o.mean(), left_over = e.array() - e.mean();
  const double energy = shade.squaredNorm(), rms = std::sqrt(energy / double(n));
  const bool has_shading = rms > kNoShading;
  const double flat = has_shading ? std::max(0.0, shade.dot(shade - left_over) / energy) : 0;
  const auto add = [&](const char* name, const char* unit, double value, bool applies) {
    Component c{name, unit, float(value)};
    if (!applies) c.status = Status::not_applicable;
    reading.components.push_back(std::move(c));
  };
  add("direction", "stops", turned.segment<2>(1).norm(), true);
  const bool both_sides = left[0] > 0 && right[0] > 0 && left[1] > 0 && right[1] > 0;
  add("key_fill", "stops", both_sides ? std::abs(std::log2(left[1] / right[1]) - std::log2(left[0] / right[0])) : 0,
      both_sides);
  add("flat", "ratio", flat, has_shading);
  add("flat_stops", "stops", flat * rms, has_shading);

  ImageF map(after.size());
  Eigen::Index worst = 0;
  const Eigen::VectorXd change = (left_over - shade).cwiseAbs();
  change.maxCoeff(&worst);
  for (Eigen::Index i = 0; i < n; ++i) map.at(nodes[std::size_t(i)].x, nodes[std::size_t(i)].y) = float(change[i]);
  reading.map = resize(map, edited.linear.size());
  const auto& node = nodes[std::size_t(worst)];
  reading.where = place_name(reference, Point(float(node.x), float(node.y)) * kStep);
  return reading;
}

}  // namespace countenance::drift
