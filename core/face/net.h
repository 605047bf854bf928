// SPDX-License-Identifier: Apache-2.0
// For .cpp files only: a network of OpenCV from its bytes.
#pragma once

#include <opencv2/dnn.hpp>
#include <vector>

namespace countenance::face {

[[nodiscard]] inline cv::dnn::Net read_onnx(const std::vector<unsigned char>& bytes) {
  cv::dnn::Net net = cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
  net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
  return net;
}

}  // namespace countenance::face
