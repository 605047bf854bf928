// SPDX-License-Identifier: Apache-2.0
// SFace (Zhong et al. 2021) of a face aligned by five key points.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/geometry.h"
#include "face/face.h"

namespace countenance::face {

/// The similarity picture → 112 × 112 crop that brings the key points nearest, in the least squares, to the network's
/// template.
[[nodiscard]] Affine crop_from_picture(const std::array<Point, 5>& keypoints);

class Embedder {
 public:
  explicit Embedder(const std::vector<unsigned char>& onnx);
  ~Embedder();
  [[nodiscard]] Embedding embed(View<const std::uint8_t> srgb8, const std::array<Point, 5>& keypoints);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace countenance::face
