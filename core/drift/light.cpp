// SPDX-License-Identifier: Apache-2.0
// light: where it comes from, how hard it is, and whether the face was flattened. On luminance of .08 IOD of the skin
// and the normals n of the mesh, in stops:
//
//   log₂ Y ≈ c + v·n                                   order-1 fit with a ridge; v_z is ill-posed on a frontal face
//   direction  = |v_xy(edited) − v_xy(original)|
//   key_fill   = |Δ log₂ (mean Y where n_x < −.15 ÷ mean Y where n_x > .15)|
//   flat       = Σ o(o−e)/Σ o²                         o, e: log₂ Y about their means
//   flat_stops = |flat| · rms(o)                       or deepened as much; a soft light has little shading to lose
//   modelled   = rms(d)                                d = e − o less its order-2 fit in n: shading painted on, not lit
#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/blur.h"
#include "base/cv.h"
#include "base/statistics.h"
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
using Nodes = std::vector<ShadingReference::Node>;

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

namespace {

/// log₂ of the luminance at the nodes.
Eigen::VectorXd levels(const ImageF& grid, const Nodes& nodes) {
  Eigen::VectorXd out(Eigen::Index(nodes.size()));
  for (std::size_t i = 0; i < nodes.size(); ++i)
    out[Eigen::Index(i)] = std::log2(not_negative(double(grid.at(nodes[i].x, nodes[i].y))) + kFloor);
  return out;
}
Eigen::VectorXd shading(const Eigen::VectorXd& levels) { return levels.array() - levels.mean(); }
double rms(const Eigen::VectorXd& v) { return std::sqrt(v.squaredNorm() / double(v.size())); }

/// log₂ of the mean luminance of the left ÷ the right side of the picture; NaN where one is not seen.
double side_ratio(const ImageF& grid, const Nodes& nodes) {
  double sum[2] = {0, 0};
  std::size_t count[2] = {0, 0};
  for (const auto& node : nodes)
    if (std::abs(node.normal.x()) > kSide) {
      const int side = node.normal.x() > 0;
      sum[side] += not_negative(double(grid.at(node.x, node.y)));
      ++count[side];
    }
  return std::log2((sum[0] / double(count[0]) + kFloor) / (sum[1] / double(count[1]) + kFloor));
}

/// 1, n and its products: what a distant light of any softness can do.
Eigen::MatrixXd harmonics(const Nodes& nodes) {
  Eigen::MatrixXd out(Eigen::Index(nodes.size()), 9);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Eigen::Vector3d n = nodes[i].normal.cast<double>();
    out.row(Eigen::Index(i)) << 1, n.x(), n.y(), n.z(), n.x() * n.y(), n.x() * n.z(), n.y() * n.z(),
        n.x() * n.x() - n.y() * n.y(), 3 * n.z() * n.z() - 1;
  }
  return out;
}
/// A fit with a ridge on all but the constant.
Eigen::VectorXd ridge_fit(const Eigen::MatrixXd& basis, const Eigen::VectorXd& of) {
  Eigen::MatrixXd gram = basis.transpose() * basis;
  gram.diagonal().tail(basis.cols() - 1).array() += kRidge * double(of.size());
  return gram.ldlt().solve(basis.transpose() * of);
}

}  // namespace

Reading light(const Reference& reference, const EditedView& edited, const SceneFit& scene) {
  Reading reading;
  reading.measure = "light";
  const ImageF before = light_grid(scene.original), after = light_grid(edited.linear);
  const ImageF valid = resize(edited.valid, after.size());
  const Nodes& own = reference.shading->nodes;
  Nodes nodes;
  for (const auto& node : own)
    if (valid.at(node.x, node.y) > 0.99f) nodes.push_back(node);
  if (nodes.size() < std::max(kFewest, own.size() / 4)) {
    reading.status = Status::failed;
    reading.note = "too little skin of this face lies in both pictures";
    return reading;
  }
  const Eigen::VectorXd o = levels(before, nodes), e = levels(after, nodes);
  const Eigen::VectorXd shade = shading(o), left_over = shading(e), change = left_over - shade;
  const Eigen::MatrixXd basis = harmonics(nodes);
  const Eigen::VectorXd turned = ridge_fit(basis.leftCols(4), e - o);
  const Eigen::VectorXd painted = change - basis * ridge_fit(basis, change);

  // Whether there is something to lose is the original's to say, not the edit's.
  const ImageF untouched = light_grid(reference.linear);
  const bool has_shading = rms(shading(levels(untouched, own))) > kNoShading;
  const bool both_sides = std::isfinite(side_ratio(untouched, own));
  const double flat = shade.dot(shade - left_over) / shade.squaredNorm();
  const auto add = [&](const char* name, const char* unit, double value, bool applies) {
    Component c{name, unit, float(value)};
    if (!applies) c.status = Status::not_applicable;
    reading.components.push_back(std::move(c));
  };
  add("direction", "stops", turned.segment(1, 2).norm(), true);
  add("key_fill", "stops", std::abs(side_ratio(after, nodes) - side_ratio(before, nodes)), both_sides);
  add("flat", "ratio", not_negative(flat), has_shading);
  add("flat_stops", "stops", std::abs(flat) * rms(shade), has_shading);
  add("modelled", "stops", rms(painted), true);

  ImageF map(after.size());
  Eigen::Index worst = 0;
  change.cwiseAbs().maxCoeff(&worst);
  for (std::size_t i = 0; i < nodes.size(); ++i)
    map.at(nodes[i].x, nodes[i].y) = float(std::abs(change[Eigen::Index(i)]));
  reading.map = resize(map, edited.linear.size());
  const auto& node = nodes[std::size_t(worst)];
  reading.where = place_name(reference, Point(float(node.x), float(node.y)) * kStep);
  return reading;
}

}  // namespace countenance::drift
