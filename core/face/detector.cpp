// SPDX-License-Identifier: Apache-2.0
#include "face/detector.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <opencv2/imgproc.hpp>

#include "base/cv.h"
#include "face/net.h"
#include "face/patch.h"

namespace countenance::face {
namespace {

constexpr int kCoarsest = 32;   // the input is a multiple of the largest stride,
constexpr int kLeastSide = 64;  // and wider than one of its cells: there OpenCV (4.6, 4.10) reads memory never written
constexpr std::array<int, 3> kStrides{8, 16, 32};
constexpr float kOverlap = 0.3f;

/// One feature map's outputs: a cell at (x, y) of stride s predicts offsets in units of s from (x, y)·s.
void decode(const std::array<const float*, 4>& maps, int columns, int rows, int stride, float least,
            std::vector<Detection>& out) {
  const auto [classes, objects, boxes, points] = maps;
  const float s = float(stride);
  for (int j = 0; j < columns * rows; ++j) {
    const float score = std::sqrt(std::clamp(classes[j], 0.f, 1.f) * std::clamp(objects[j], 0.f, 1.f));
    if (!(score >= least)) continue;
    const Point cell(float(j % columns), float(j / columns));
    const float* box = boxes + 4 * j;
    Detection d;
    d.centre = (cell + Point(box[0], box[1])) * s;
    d.size = Point(std::exp(box[2]), std::exp(box[3])) * s;
    for (int k = 0; k < 5; ++k)
      d.keypoints[std::size_t(k)] = (cell + Point(points[10 * j + 2 * k], points[10 * j + 2 * k + 1])) * s;
    d.score = score;
    out.push_back(d);
  }
}

float overlap(const Detection& a, const Detection& b) {
  const Point low = (a.centre - a.size / 2).cwiseMax(b.centre - b.size / 2);
  const Point high = (a.centre + a.size / 2).cwiseMin(b.centre + b.size / 2);
  const float common = (high - low).cwiseMax(0.f).prod();
  return common / (a.size.prod() + b.size.prod() - common);
}

}  // namespace

struct Detector::Impl {
  cv::dnn::Net net;
  std::vector<cv::String> outputs;  // cls_8, cls_16, cls_32, obj_8, …
};

Detector::Detector(const std::vector<unsigned char>& onnx) : impl_(new Impl{read_onnx(onnx), {}}) {
  for (const char* kind : {"cls_", "obj_", "bbox_", "kps_"})
    for (const int stride : kStrides) impl_->outputs.push_back(kind + std::to_string(stride));
}

Detector::~Detector() = default;

std::vector<Detection> Detector::detect(View<const std::uint8_t> srgb8, float least) {
  check_rgb(srgb8);
  const auto padding = [](int n) { return std::max(kLeastSide, (n + kCoarsest - 1) / kCoarsest * kCoarsest) - n; };
  cv::Mat padded;
  cv::copyMakeBorder(as_mat(srgb8), padded, 0, padding(srgb8.height()), 0, padding(srgb8.width()), cv::BORDER_CONSTANT);
  impl_->net.setInput(cv::dnn::blobFromImage(padded, 1, {}, {}, /*swapRB=*/true));  // trained on B, G, R of 0..255
  std::vector<cv::Mat> maps;
  impl_->net.forward(maps, impl_->outputs);

  std::vector<Detection> all, kept;
  for (std::size_t i = 0; i < kStrides.size(); ++i)
    decode({maps[i].ptr<float>(), maps[3 + i].ptr<float>(), maps[6 + i].ptr<float>(), maps[9 + i].ptr<float>()},
           padded.cols / kStrides[i], padded.rows / kStrides[i], kStrides[i], least, all);
  std::stable_sort(all.begin(), all.end(), [](const Detection& a, const Detection& b) { return a.score > b.score; });
  for (const Detection& d : all)
    if (std::none_of(kept.begin(), kept.end(), [&](const Detection& k) { return overlap(k, d) > kOverlap; }))
      kept.push_back(d);
  return kept;
}

}  // namespace countenance::face
