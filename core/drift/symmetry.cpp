// SPDX-License-Identifier: Apache-2.0
// symmetry: whether the two halves of a face were made alike, or less alike. No face is symmetric; morphed with its
// mirror image each feature stays plausible, and the person is gone.
//
//   B = DoG(.02, .06 IOD) of −log₂(Y + .003) at 96 px per IOD; m: to the mirror twin, by the mesh
//   a = B − B∘m,  s = B + B∘m                 of the original; a′, s′ of the edited picture
//   lost_a = Σ a(a−a′)/Σ a²,  lost_s = Σ s(s−s′)/Σ s²
//   features  = |lost_a − lost_s| / max(1 − lost_s, .3)      ratio: beyond what blur or evening took from both halves
//
// The band is finer than light: a gain that varies over .1 IOD or more leaves it as it is. The shape, from the flow f at
// the N mesh points p, with R the rigid motion and scale in space that lays the mirrored mesh on the mesh (so that a
// turned head is not asymmetric), q̄ the mirrored twin of p, and the picture's x and y only:
//
//   t = p − R q̄,  Δt = f(p) − R′ f(q)
//   shape     = |Σ t·Δt| / √(N Σ t²)          % IOD: asymmetry taken away, or exaggerated
//   one_sided = √(Σ |Δt|² / N)                % IOD: the halves moved differently, in whatever way
#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/blur.h"
#include "base/cv.h"
#include "base/statistics.h"
#include "colour/cie.h"
#include "drift/measures.h"
#include "drift/mirror.h"
#include "drift/parts.h"

namespace countenance::drift {
namespace {

constexpr int kStep = 2;  ///< px of the frame
constexpr float kIod = kFrameIod / kStep;
constexpr float kFine = 0.02f, kCoarse = 0.06f;  ///< IOD
constexpr float kFloor = 0.003f;                 ///< of the density, linear
constexpr float kBorder = 0.08f;                 ///< IOD inside the oval
constexpr float kPlace = 0.10f;                  ///< IOD: of the map
constexpr double kFaint = 1e-3;                  ///< rms of a, stops, below which there is nothing to lose
constexpr double kLeastSeen = 0.2;               ///< of the face whose twin is seen: else it is turned too far
constexpr double kLeastLeft = 0.5;               ///< of that which must be in the edited picture
constexpr double kLeastShared = 0.3;             ///< of what both halves keep, as a divisor
constexpr double kLeastFace = 0.15;              ///< mean confidence of the flow at the mesh: as in geometry
constexpr int kMeshPoints = 468;                 ///< without the irises

Size grid_of(const Reference& r) { return {r.linear.width() / kStep, r.linear.height() / kStep}; }

/// The band on the grid.
cv::Mat band_of(const ImageF& linear, Size grid) {
  ImageF d = resize(colour::luminance(linear), grid);
  cv::Mat m = as_mat(d);
  m = cv::max(m, 0.f) + kFloor;
  cv::log(m, m);
  m *= -1 / std::log(2.0);
  return as_mat(gaussian(d, kFine * kIod)) - as_mat(gaussian(d, kCoarse * kIod));
}
cv::Mat mirrored(const cv::Mat& band, const ImageF& twin) {
  cv::Mat out;
  cv::remap(band, out, as_mat(twin), {}, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  return out;
}

double sum_of_products(const cv::Mat& a, const cv::Mat& b, const cv::Mat& mask) {
  return cv::sum(cv::Mat(a.mul(b).mul(mask)))[0];
}
double loss(const cv::Mat& o, const cv::Mat& e, const cv::Mat& mask) {
  return sum_of_products(o, o - e, mask) / sum_of_products(o, o, mask);
}

void compare_features(Reading& reading, const Reference& reference, const EditedView& edited, const SceneFit& scene) {
  const SymmetryReference& own = *reference.symmetry;
  Component c{"features", "ratio"};
  cv::Mat valid, twin_valid, mask;
  cv::resize(as_mat(edited.valid), valid, as_mat(own.mask).size(), 0, 0, cv::INTER_NEAREST);
  cv::remap(valid, twin_valid, as_mat(own.twin), {}, cv::INTER_NEAREST, cv::BORDER_REPLICATE);
  mask = as_mat(own.mask).mul(valid).mul(twin_valid);
  const double n = cv::sum(mask)[0], n_own = cv::sum(as_mat(own.mask))[0];

  const Size grid = own.mask.size();
  const cv::Mat o = band_of(scene.original, grid), o_twin = mirrored(o, own.twin), a = o - o_twin, s = o + o_twin;
  const auto faint = [&](const cv::Mat& of, const cv::Mat& where) {
    return !(sum_of_products(of, of, where) > kFaint * kFaint * cv::sum(where)[0]);
  };
  if (own.seen < kLeastSeen) {
    c.status = Status::not_applicable;
    reading.note = "turned too far to compare the halves of the face";
  } else if (n < kLeastLeft * n_own) {
    c.status = Status::failed;
    reading.note = "too little of both halves of the face shows in the edited picture";
  } else if (faint(a, mask) || faint(s, mask)) {
    const cv::Mat untouched = band_of(reference.linear, grid), twin = mirrored(untouched, own.twin);
    const bool had_none = faint(untouched - twin, as_mat(own.mask)) || faint(untouched + twin, as_mat(own.mask));
    c.status = had_none ? Status::not_applicable : Status::failed;
  } else {
    const cv::Mat e = band_of(edited.linear, grid), e_twin = mirrored(e, own.twin), a_edited = e - e_twin;
    const double lost = loss(a, a_edited, mask), shared = loss(s, e + e_twin, mask);
    c.value = float(std::abs(lost - shared) / std::max(1 - shared, kLeastShared));
    const cv::Mat change = (a - a_edited).mul(a).mul(mask);
    const cv::Mat smooth = cv::abs(as_mat(gaussian(to_image(change), kPlace * kIod)));
    cv::Point worst;
    cv::minMaxLoc(smooth, nullptr, nullptr, nullptr, &worst);
    c.where = place_name(reference, Point(float(worst.x), float(worst.y)) * kStep);
    reading.map = resize(to_image(smooth), reference.linear.size());
  }
  reading.components.push_back(std::move(c));
}

void compare_shape(Reading& reading, const Reference& reference, const Motion& motion) {
  const SymmetryReference& own = *reference.symmetry;
  const Affine to_flow = resampling({0, 0, reference.linear.width(), reference.linear.height()}, motion_size());
  const face::Points points = face::transform(reference.points, to_flow);
  Eigen::Matrix<double, 2, Eigen::Dynamic> moved(2, kMeshPoints), change(2, kMeshPoints);
  double trust = 0;
  for (int i = 0; i < kMeshPoints; ++i) {
    const int x = std::clamp(int(std::lround(points(i, 0))), 0, motion.wide.shift.width() - 1);
    const int y = std::clamp(int(std::lround(points(i, 1))), 0, motion.wide.shift.height() - 1);
    moved.col(i) << double(motion.wide.shift.at(x, y, 0)), double(motion.wide.shift.at(x, y, 1));
    trust += motion.wide.confidence.at(x, y);
  }
  for (int i = 0; i < kMeshPoints; ++i)
    change.col(i) = kMotionPercent * (moved.col(i) - own.reflection * moved.col(face::kMirror[std::size_t(i)]));

  Component shape{"shape", "% IOD"}, one_sided{"one_sided", "% IOD"};
  shape.value =
      float(std::abs(own.shape.cwiseProduct(change).sum()) / std::sqrt(kMeshPoints * own.shape.squaredNorm()));
  one_sided.value = float(std::sqrt(change.squaredNorm() / kMeshPoints));
  Eigen::Index most = 0;
  change.colwise().squaredNorm().maxCoeff(&most);
  shape.where = one_sided.where = place_name(reference, reference.points.row(most).head<2>().transpose());
  if (!(own.shape.squaredNorm() > 0)) shape.status = Status::not_applicable;
  if (trust / kMeshPoints < kLeastFace) {
    shape.status = one_sided.status = Status::failed;
    reading.note = "too little detail of this face is in both pictures to follow it";
  }
  reading.components.push_back(std::move(shape));
  reading.components.push_back(std::move(one_sided));
}

}  // namespace

std::shared_ptr<const SymmetryReference> make_symmetry_reference(const Reference& r) {
  auto out = std::make_shared<SymmetryReference>();
  const Size grid = grid_of(r);
  const Affine shrink = resampling({0, 0, grid.width * kStep, grid.height * kStep}, grid);
  Mirror mirror = mirror_of(face::transform(r.points, shrink), *r.topology, grid);
  const ImageF face = face::grow(resize(r.oval, grid), -kBorder * kIod), valid = resize(r.valid, grid);
  out->mask = ImageF(grid);
  double area = 0, seen = 0;
  for (int y = 0; y < grid.height; ++y)
    for (int x = 0; x < grid.width; ++x) {
      if (face.at(x, y) == 0) continue;
      ++area;
      if (mirror.visible.at(x, y) == 0 || valid.at(x, y) < 0.99f) continue;
      const int tx = int(std::lround(mirror.twin.at(x, y, 0))), ty = int(std::lround(mirror.twin.at(x, y, 1)));
      if (valid.at(tx, ty) < 0.99f) continue;
      out->mask.at(x, y) = 1;
      ++seen;
    }
  out->seen = area > 0 ? seen / area : 0;
  out->twin = std::move(mirror.twin);

  Eigen::Matrix<double, 3, Eigen::Dynamic> p(3, kMeshPoints), q(3, kMeshPoints);
  for (int i = 0; i < kMeshPoints; ++i) {
    p.col(i) = r.points.row(i).transpose().cast<double>() * (100 / kFrameIod);
    q.col(i) = r.points.row(face::kMirror[std::size_t(i)]).transpose().cast<double>() * (100 / kFrameIod);
    q(0, i) = -q(0, i);
  }
  const Eigen::Matrix4d laid = Eigen::umeyama(q, p, true);
  out->shape = (p - ((laid.topLeftCorner<3, 3>() * q).colwise() + laid.topRightCorner<3, 1>().eval())).topRows<2>();
  out->reflection = laid.topLeftCorner<2, 2>();
  out->reflection.col(0) = -out->reflection.col(0).eval();
  return out;
}

Reading symmetry(const Reference& reference, const EditedView& edited, const SceneFit& scene, const Motion& motion) {
  Reading reading;
  reading.measure = "symmetry";
  compare_features(reading, reference, edited, scene);
  compare_shape(reading, reference, motion);
  return reading;
}

}  // namespace countenance::drift
