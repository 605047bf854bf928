// SPDX-License-Identifier: Apache-2.0
// YuNet (Wu, Peng, Yu 2023), version 2023mar: boxes and five key points.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/geometry.h"
#include "base/image.h"

namespace countenance::face {

struct Detection {
  Point centre{0, 0};              ///< of the box, px
  Point size{0, 0};                ///< width and height of the box, px
  std::array<Point, 5> keypoints;  ///< right eye, left eye, nose, right and left mouth corner
  float score = 0;                 ///< √(class · objectness), 0..1
};

class Detector {
 public:
  explicit Detector(const std::vector<unsigned char>& onnx);
  ~Detector();
  /// Detections scoring at least `least`, non-maxima suppressed (intersection over union > .3), best first. Any size of
  /// picture; faces of about 10 to 300 px are found.
  [[nodiscard]] std::vector<Detection> detect(View<const std::uint8_t> srgb8, float least = 0.6f);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace countenance::face
