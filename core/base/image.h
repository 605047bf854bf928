// SPDX-License-Identifier: Apache-2.0
// View and Image: interleaved pixels in rows. A View does not own; an Image does.
// Channel order is always R, G, B[, A] or Y[, A]. Rows may be padded in a View, never in an Image.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "base/export.h"

namespace countenance {

struct Size {
  int width = 0, height = 0;
  friend bool operator==(const Size&, const Size&) = default;
  [[nodiscard]] std::size_t area() const { return std::size_t(width) * std::size_t(height); }
};

/// Whole pixels, [x, x+width) × [y, y+height).
struct Rect {
  int x = 0, y = 0, width = 0, height = 0;
  friend bool operator==(const Rect&, const Rect&) = default;
  [[nodiscard]] Size size() const { return {width, height}; }
  [[nodiscard]] int right() const { return x + width; }
  [[nodiscard]] int bottom() const { return y + height; }
  [[nodiscard]] bool empty() const { return width <= 0 || height <= 0; }
};
[[nodiscard]] CNT_API Rect intersect(const Rect& a, const Rect& b);
[[nodiscard]] CNT_API Rect bounding(const Rect& a, const Rect& b);  ///< an empty one counts for nothing

/// The one place where the shape of a view is checked: throws std::logic_error (a programmer's error, not bad input).
CNT_API void check_view(const void* data, Size size, int channels, std::ptrdiff_t stride);

/// Non-owning. `stride` is in elements. A View<const T> cannot be made a View<T>.
template <class T>
class View {
 public:
  View(T* data, Size size, int channels, std::ptrdiff_t stride)
      : data_(data), size_(size), channels_(channels), stride_(stride) {
    check_view(data, size, channels, stride);
  }
  View(T* data, Size size, int channels) : View(data, size, channels, std::ptrdiff_t(size.width) * channels) {}
  template <class U>
  requires(std::is_same_v<T, const U>) View(const View<U>& other)
      : View(other.data(), other.size(), other.channels(), other.stride()) {}

  [[nodiscard]] T* data() const { return data_; }
  [[nodiscard]] Size size() const { return size_; }
  [[nodiscard]] int width() const { return size_.width; }
  [[nodiscard]] int height() const { return size_.height; }
  [[nodiscard]] int channels() const { return channels_; }
  [[nodiscard]] std::ptrdiff_t stride() const { return stride_; }
  [[nodiscard]] T* row(int y) const { return data_ + y * stride_; }
  [[nodiscard]] T& at(int x, int y, int c = 0) const { return row(y)[x * channels_ + c]; }
  [[nodiscard]] View part(const Rect& r) const {
    if (r.x < 0 || r.y < 0 || r.empty() || r.right() > width() || r.bottom() > height())
      throw std::logic_error("View::part: outside the view");
    return View(row(r.y) + std::ptrdiff_t(r.x) * channels_, r.size(), channels_, stride_);
  }

 private:
  T* data_;
  Size size_;
  int channels_;
  std::ptrdiff_t stride_;
};

/// Owning, tightly packed, zero at birth. A default-made Image is empty ("there is none").
template <class T>
class Image {
 public:
  Image() = default;
  Image(Size size, int channels = 1, T value = T{})
      : size_(size), channels_(channels), pixels_(size.area() * std::size_t(channels), value) {}

  [[nodiscard]] bool empty() const { return pixels_.empty(); }
  [[nodiscard]] Size size() const { return size_; }
  [[nodiscard]] int width() const { return size_.width; }
  [[nodiscard]] int height() const { return size_.height; }
  [[nodiscard]] int channels() const { return channels_; }
  [[nodiscard]] T* data() { return pixels_.data(); }
  [[nodiscard]] const T* data() const { return pixels_.data(); }
  [[nodiscard]] std::size_t count() const { return pixels_.size(); }
  [[nodiscard]] T* row(int y) { return data() + std::size_t(y) * size_.width * channels_; }
  [[nodiscard]] const T* row(int y) const { return data() + std::size_t(y) * size_.width * channels_; }
  [[nodiscard]] T& at(int x, int y, int c = 0) { return row(y)[x * channels_ + c]; }
  [[nodiscard]] const T& at(int x, int y, int c = 0) const { return row(y)[x * channels_ + c]; }
  [[nodiscard]] View<T> view() { return View<T>(data(), size_, channels_); }
  [[nodiscard]] View<const T> view() const { return View<const T>(data(), size_, channels_); }
  operator View<T>() { return view(); }
  operator View<const T>() const { return view(); }

 private:
  Size size_;
  int channels_ = 0;
  std::vector<T> pixels_;
};

using ImageF = Image<float>;
using Image8 = Image<std::uint8_t>;

}  // namespace countenance
