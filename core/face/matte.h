// SPDX-License-Identifier: Apache-2.0
// Person matte: MediaPipe's selfie segmentation.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/image.h"

namespace countenance::face {

class MatteNetwork {
 public:
  explicit MatteNetwork(const std::vector<unsigned char>& onnx);
  ~MatteNetwork();
  /// Probability of "person", 256 × 256 over the whole picture, whatever its proportions.
  [[nodiscard]] ImageF run(View<const std::uint8_t> srgb8);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace countenance::face
