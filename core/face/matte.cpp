// SPDX-License-Identifier: Apache-2.0
#include "face/matte.h"

#include <opencv2/imgproc.hpp>

#include "base/cv.h"
#include "face/net.h"
#include "face/patch.h"

namespace countenance::face {
namespace {
constexpr int kSide = 256;
}

struct MatteNetwork::Impl {
  cv::dnn::Net net;
};

MatteNetwork::MatteNetwork(const std::vector<unsigned char>& onnx) : impl_(new Impl{read_onnx(onnx)}) {}
MatteNetwork::~MatteNetwork() = default;

ImageF MatteNetwork::run(View<const std::uint8_t> srgb8) {
  check_rgb(srgb8);
  cv::Mat small;
  const bool reduce = srgb8.width() > kSide || srgb8.height() > kSide;
  cv::resize(as_mat(srgb8), small, {kSide, kSide}, 0, 0, reduce ? cv::INTER_AREA : cv::INTER_LINEAR);
  impl_->net.setInput(cv::dnn::blobFromImage(small, 1 / 255.));
  const cv::Mat out = impl_->net.forward();
  CV_Assert(out.total() == std::size_t(kSide) * kSide);
  return to_image<float>(out.reshape(1, kSide));
}

}  // namespace countenance::face
