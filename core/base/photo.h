// SPDX-License-Identifier: Apache-2.0
// Photo: pixels as the file or the host has them, upright. Never altered.
#pragma once

#include <cstdint>
#include <vector>

#include "base/image.h"

namespace countenance {

enum class Sample : std::uint8_t { u8, u16, f16, f32 };  ///< integers span [0, 1]; floats may go beyond
[[nodiscard]] constexpr int bytes_of(Sample s) { return s == Sample::u8 ? 1 : s == Sample::f32 ? 4 : 2; }

/// Interleaved pixels of any sample type; not owned. R,G,B | R,G,B,A | Y | Y,A. Alpha is straight.
struct PhotoView {
  const std::uint8_t* data = nullptr;
  Size size;
  int channels = 3;
  Sample sample = Sample::u8;
  std::ptrdiff_t stride = 0;  ///< bytes from row to row
  bool linear = false;  ///< samples are linear light in the profile's primaries (a host's "RGBA float" linear buffer)

  [[nodiscard]] bool has_alpha() const { return channels == 2 || channels == 4; }
  [[nodiscard]] int colours() const { return channels < 3 ? 1 : 3; }
  [[nodiscard]] const std::uint8_t* row(int y) const { return data + y * stride; }
};

/// Owns its bytes, rows packed.
struct Photo {
  Size size;
  int channels = 3;
  Sample sample = Sample::u8;
  bool linear = false;
  std::vector<std::uint8_t> bytes;
  std::vector<std::uint8_t> icc;  ///< the profile as embedded; empty: none, sRGB (or grey with its curve) is assumed

  [[nodiscard]] std::ptrdiff_t stride() const { return std::ptrdiff_t(size.width) * channels * bytes_of(sample); }
  [[nodiscard]] PhotoView view() const { return {bytes.data(), size, channels, sample, stride(), linear}; }
  [[nodiscard]] std::uint8_t* row(int y) { return bytes.data() + y * stride(); }
};

}  // namespace countenance
