// SPDX-License-Identifier: Apache-2.0
// The 478-point attention mesh (Grishchenko et al. 2020): a base network for 468 points, and three region networks that
// refine lips, eyes and irises on features sampled from the base network around its own estimate.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/image.h"
#include "face/face.h"

namespace countenance::face {

/// The ROI for the next pass: 1.5 × the square around the 468 face points, turned to the line of the outer eye corners.
[[nodiscard]] Roi roi_of(const Points& points);
/// √((x₃₃ + x₁₃₃ − x₃₆₂ − x₂₆₃)² + …) / 2: between the eye centres, each the mean of its corners.
[[nodiscard]] float iod_of(const Points& points);
/// The fixed offsets over which meshes are averaged; the first is none.
inline constexpr int kMostJitters = 5;
[[nodiscard]] Roi jittered(const Roi& roi, int i);

class MeshNetwork {
 public:
  MeshNetwork(const std::vector<unsigned char>& base_onnx, const std::vector<unsigned char>& regions_onnx);
  ~MeshNetwork();
  struct Output {
    Points points;       ///< px of the picture
    float presence = 0;  ///< probability that the ROI holds a face
  };
  [[nodiscard]] Output run(View<const std::uint8_t> srgb8, const Roi& roi);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace countenance::face
