// SPDX-License-Identifier: Apache-2.0
#include "face/mesh.h"

#include <Eigen/Geometry>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/cv.h"
#include "face/net.h"
#include "face/patch.h"
#include "face/regions.h"

namespace countenance::face {
namespace {

constexpr int kSide = 192;   // the base network's input
constexpr int kBase = 468;   // its points
constexpr int kWindow = 16;  // a region network's input, in feature cells
constexpr float kCells = 4;  // input pixels a feature cell
constexpr float kMargin = 1.5f;

// The points that a region network refines, and so the ones whose bounding box it looks at; `axis` turns the box level.
// clang-format off
constexpr std::array<int, 80> kLips = {61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 185, 40, 39, 37, 0, 267, 269, 270, 409, 78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 191, 80, 81, 82, 13, 312, 311, 310, 415, 76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306, 184, 74, 73, 72, 11, 302, 303, 304, 408, 62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292, 183, 42, 41, 38, 12, 268, 271, 272, 407};
constexpr std::array<int, 71> kEyeOfRight = {33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173, 130, 25, 110, 24, 23, 22, 26, 112, 243, 247, 30, 29, 27, 28, 56, 190, 226, 31, 228, 229, 230, 231, 232, 233, 244, 113, 225, 224, 223, 222, 221, 189, 35, 124, 46, 53, 52, 65, 143, 111, 117, 118, 119, 120, 121, 128, 245, 156, 70, 63, 105, 66, 107, 55, 193};
constexpr std::array<int, 71> kEyeOfLeft = {263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398, 359, 255, 339, 254, 253, 252, 256, 341, 463, 467, 260, 259, 257, 258, 286, 414, 446, 261, 448, 449, 450, 451, 452, 453, 464, 342, 445, 444, 443, 442, 441, 413, 265, 353, 276, 283, 282, 295, 372, 340, 346, 347, 348, 349, 350, 357, 465, 383, 300, 293, 334, 296, 336, 285, 417};
// clang-format on
constexpr int kIrisRight = 468, kIrisLeft = 473, kIrisPoints = 5;

struct Region {
  std::span<const int> points;
  int axis[2];
  const char *input, *output, *iris;  // the names are the network's: its left is image left
  int first_iris;
};
const std::array<Region, 3> kRegions{{{kLips, {61, 291}, "lips_in", "lips", nullptr, 0},
                                      {kEyeOfRight, {33, 133}, "left_in", "left_eye", "left_iris", kIrisRight},
                                      {kEyeOfLeft, {362, 263}, "right_in", "right_eye", "right_iris", kIrisLeft}}};

Eigen::Matrix2f turn(float angle) { return Eigen::Rotation2Df(angle).toRotationMatrix(); }

Affine about(const Eigen::Matrix2f& linear, const Point& to, const Point& from) {
  Affine a;
  a.leftCols<2>() = linear;
  a.col(2) = to - linear * from;
  return a;
}

/// From the network's input, in corner coordinates (0..192), to picture px.
Affine picture_from_input(const Roi& roi) {
  return about(turn(roi.angle) * (roi.size / kSide), roi.centre, Point::Constant(kSide / 2.f));
}
/// The same map, taking pixel centres instead of corners.
Affine of_centres(Affine a) {
  a.col(2) += a.leftCols<2>() * Point(0.5f, 0.5f);
  return a;
}

/// From a region network's window (0..16, corners) to feature cells: the level box around the region, 1.5 × as large.
Affine cells_from_window(const Eigen::Map<const Eigen::Matrix<float, kBase, 3, Eigen::RowMajor>>& base,
                         const Region& region) {
  const auto cell = [&base](int i) { return Point(base.row(i).head<2>().transpose() / kCells); };
  const Point axis = cell(region.axis[1]) - cell(region.axis[0]);
  const Eigen::Matrix2f level = turn(-std::atan2(axis.y(), axis.x()));
  Point low = Point::Constant(1e9f), high = -low;
  for (const int i : region.points) {
    const Point p = level * cell(i);
    low = low.cwiseMin(p), high = high.cwiseMax(p);
  }
  const Point step = (high - low) * (kMargin / kWindow);
  return about(level.transpose() * step.asDiagonal(), level.transpose() * (low + high) / 2,
               Point::Constant(kWindow / 2.f));
}

/// Bilinear samples of every feature plane; a sample that leaves the map is 0, as where the network was trained.
cv::Mat sample(const cv::Mat& features, const Affine& cells_from_window) {
  const int planes = features.size[1], height = features.size[2], width = features.size[3];
  const int shape[] = {1, planes, kWindow, kWindow};
  cv::Mat out(4, shape, CV_32F, cv::Scalar(0));
  const Affine map = of_centres(cells_from_window);
  for (int y = 0; y < kWindow; ++y)
    for (int x = 0; x < kWindow; ++x) {
      const Point p = apply(map, Point(float(x), float(y))) - Point(0.5f, 0.5f);
      if (!(p.x() >= 0 && p.x() <= float(width - 1) && p.y() >= 0 && p.y() <= float(height - 1))) continue;
      const int u = int(p.x()), v = int(p.y()), right = u + 1 < width ? 1 : 0, below = v + 1 < height ? width : 0;
      const float fu = p.x() - float(u), fv = p.y() - float(v);
      for (int c = 0; c < planes; ++c) {
        const float* f = features.ptr<float>(0, c) + v * width + u;
        out.ptr<float>(0, c)[y * kWindow + x] =
            (1 - fv) * ((1 - fu) * f[0] + fu * f[right]) + fv * ((1 - fu) * f[below] + fu * f[below + right]);
      }
    }
  return out;
}

}  // namespace

Roi roi_of(const Points& points) {
  const auto face = points.topRows<kBase>().leftCols<2>();
  const Point low = face.colwise().minCoeff().transpose(), high = face.colwise().maxCoeff().transpose();
  const Point eyes = (points.row(263) - points.row(33)).head<2>().transpose();
  return {(low + high) / 2, kMargin * (high - low).maxCoeff(), std::atan2(eyes.y(), eyes.x())};
}

float iod_of(const Points& points) {
  return (points.row(33) + points.row(133) - points.row(362) - points.row(263)).head<2>().norm() / 2;
}

Roi jittered(const Roi& roi, int i) {
  struct Jitter {
    float dx, dy, size;
  };
  constexpr std::array<Jitter, kMostJitters> jitters{
      {{0, 0, 1}, {0.012f, -0.008f, 0.95f}, {-0.01f, 0.012f, 1.05f}, {0.007f, 0.01f, 1.02f}, {-0.012f, -0.01f, 0.98f}}};
  const Jitter& j = jitters.at(std::size_t(i));
  return {roi.centre + roi.size * Point(j.dx, j.dy), roi.size * j.size, roi.angle};
}

struct MeshNetwork::Impl {
  cv::dnn::Net base, regions;
};

MeshNetwork::MeshNetwork(const std::vector<unsigned char>& base_onnx, const std::vector<unsigned char>& regions_onnx)
    : impl_(new Impl{read_onnx(base_onnx), read_onnx(regions_onnx)}) {}
MeshNetwork::~MeshNetwork() = default;

MeshNetwork::Output MeshNetwork::run(View<const std::uint8_t> srgb8, const Roi& roi) {
  const Affine to_picture = picture_from_input(roi);
  const Image8 input = patch(srgb8, of_centres(to_picture), {kSide, kSide});
  impl_->base.setInput(cv::dnn::blobFromImage(as_mat(input), 1 / 255.), "image");
  std::vector<cv::Mat> first;
  impl_->base.forward(first, std::vector<cv::String>{"mesh", "flag", "features"});
  const Eigen::Map<const Eigen::Matrix<float, kBase, 3, Eigen::RowMajor>> base(first[0].ptr<float>());

  std::array<Affine, 3> windows;
  std::vector<cv::String> names;
  for (std::size_t r = 0; r < kRegions.size(); ++r) {
    windows[r] = cells_from_window(base, kRegions[r]);
    impl_->regions.setInput(sample(first[2], windows[r]), kRegions[r].input);
    names.emplace_back(kRegions[r].output);
    if (kRegions[r].iris) names.emplace_back(kRegions[r].iris);
  }
  std::vector<cv::Mat> refined;
  impl_->regions.forward(refined, names);

  Points points;
  points.topRows<kBase>() = base;
  const auto put = [&points](int i, const float* xy, const Affine& window) {
    const Point in_input = window.leftCols<2>() * Point(xy[0], xy[1]) + kCells * window.col(2);
    points.row(i).head<2>() = in_input.transpose();
  };
  std::size_t next = 0;
  for (std::size_t r = 0; r < kRegions.size(); ++r) {
    const Region& region = kRegions[r];
    const float* xy = refined[next++].ptr<float>();
    for (std::size_t i = 0; i < region.points.size(); ++i) put(region.points[i], xy + 2 * i, windows[r]);
    if (!region.iris) continue;
    const float* iris = refined[next++].ptr<float>();
    float depth = 0;  // an iris is as deep as its lid contour: the first 16 points of the eye's list
    for (std::size_t i = 0; i < 16; ++i) depth += points(region.points[i], 2) / 16;
    for (int i = 0; i < kIrisPoints; ++i) {
      put(region.first_iris + i, iris + 2 * i, windows[r]);
      points(region.first_iris + i, 2) = depth;
    }
  }
  const float flag = first[1].ptr<float>()[0];
  return {transform(points, to_picture), 1 / (1 + std::exp(-flag))};
}

}  // namespace countenance::face
