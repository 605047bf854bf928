// SPDX-License-Identifier: Apache-2.0
#include "face/embedder.h"

#include <complex>
#include <opencv2/imgproc.hpp>

#include "base/cv.h"
#include "face/net.h"
#include "face/patch.h"

namespace countenance::face {
namespace {
constexpr int kCrop = 112;
}

Affine crop_from_picture(const std::array<Point, 5>& keypoints) {
  // In the complex plane a similarity is z ↦ a z + b; with means removed a = Σ z̄ w / Σ |z|².
  using Complex = std::complex<double>;
  constexpr std::array<Complex, 5> to{{{38.2946, 51.6963},
                                       {73.5318, 51.5014},
                                       {56.0252, 71.7366},
                                       {41.5493, 92.3655},
                                       {70.7299, 92.2041}}};  // ArcFace's template for 112 × 112
  const auto from = [&](std::size_t i) { return Complex(keypoints[i].x(), keypoints[i].y()); };
  Complex mean_from, mean_to, product;
  for (std::size_t i = 0; i < to.size(); ++i) mean_from += from(i) / 5.0, mean_to += to[i] / 5.0;
  double spread = 0;
  for (std::size_t i = 0; i < to.size(); ++i) {
    product += std::conj(from(i) - mean_from) * (to[i] - mean_to);
    spread += std::norm(from(i) - mean_from);
  }
  const Complex a = product / spread, b = mean_to - a * mean_from;
  return (Affine() << float(a.real()), float(-a.imag()), float(b.real()), float(a.imag()), float(a.real()),
          float(b.imag()))
      .finished();
}

struct Embedder::Impl {
  cv::dnn::Net net;
};

Embedder::Embedder(const std::vector<unsigned char>& onnx) : impl_(new Impl{read_onnx(onnx)}) {}
Embedder::~Embedder() = default;

Embedding Embedder::embed(View<const std::uint8_t> srgb8, const std::array<Point, 5>& keypoints) {
  const Image8 crop = patch(srgb8, inverse(crop_from_picture(keypoints)), {kCrop, kCrop});
  impl_->net.setInput(cv::dnn::blobFromImage(as_mat(crop)));  // R, G, B of 0..255
  const cv::Mat out = impl_->net.forward();
  CV_Assert(out.total() == std::size_t(Embedding::RowsAtCompileTime));
  return Eigen::Map<const Embedding>(out.ptr<float>()).normalized();
}

}  // namespace countenance::face
