// SPDX-License-Identifier: Apache-2.0
// For .cpp files only: our views as cv::Mat headers over the same memory, and back. Never in a public header.
#pragma once

#include <opencv2/core.hpp>

#include "base/geometry.h"
#include "base/image.h"

namespace countenance {

template <class T>
[[nodiscard]] inline cv::Mat as_mat(View<T> v) {
  using U = std::remove_const_t<T>;
  return cv::Mat(v.height(), v.width(), CV_MAKETYPE(cv::DataType<U>::depth, v.channels()), const_cast<U*>(v.data()),
                 std::size_t(v.stride()) * sizeof(U));
}
template <class T>
[[nodiscard]] inline cv::Mat as_mat(Image<T>& i) {
  return as_mat(i.view());
}
template <class T>
[[nodiscard]] inline cv::Mat as_mat(const Image<T>& i) {
  return as_mat(i.view());
}

/// A copy. The depth of `m` must be T's.
template <class T = float>
[[nodiscard]] inline Image<T> to_image(const cv::Mat& m) {
  CV_Assert(m.depth() == cv::DataType<T>::depth);
  Image<T> out(Size{m.cols, m.rows}, m.channels());
  if (!out.empty()) m.copyTo(as_mat(out));
  return out;
}

[[nodiscard]] inline cv::Matx23f as_matx(const Affine& a) {
  return {a(0, 0), a(0, 1), a(0, 2), a(1, 0), a(1, 1), a(1, 2)};
}

}  // namespace countenance
