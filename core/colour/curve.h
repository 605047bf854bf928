// SPDX-License-Identifier: Apache-2.0
// A tone curve of a profile and its inverse, as tables.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace countenance::colour {

/// y = f(x), encoded sample → linear light, piecewise linear between the 65536 codes of 16 bit. Outside [0, 1]: above,
/// the power law f(1)·x^s that goes on with f's slope at 1; below, the point mirror about (0, f(0)).
///
/// The inverse is tabulated on a grid that is uniform in the bits of a float: 512 steps an octave over 48 octaves,
/// linear between. So its error is relative (under 0.03 of a 16-bit code) and a pure power law is as good at black as
/// at white.
class Curve {
 public:
  static constexpr int kCodes = 65536;

  /// `f` at the 16-bit codes. It is invertible if f(1) > f(0) (where it falls in between, the inverse takes the running
  /// maximum).
  explicit Curve(std::vector<float> f);

  [[nodiscard]] float at_code(std::uint16_t code) const { return f_[code]; }
  [[nodiscard]] float decode(float x) const {  // x finite
    if (!(x >= 0 && x <= 1)) return decode_outside(x);
    const float t = x * float(kCodes - 1);
    const int i = std::min(int(t), kCodes - 2);
    return f_[i] + (t - float(i)) * (f_[i + 1] - f_[i]);
  }
  /// For y in [0, 1]; the result is in [0, 1].
  [[nodiscard]] float encode_unit(float y) const {
    if (y < kLeast) return inverse_[0] * (y / kLeast);
    const auto bits = std::bit_cast<std::uint32_t>(y) - std::bit_cast<std::uint32_t>(kLeast);
    const float* cell = inverse_.data() + (bits >> kShift);
    return cell[0] + float(bits & kMask) * (1.f / (kMask + 1)) * (cell[1] - cell[0]);
  }
  [[nodiscard]] float encode(float y) const {  // y finite
    return y >= f_.front() && y <= top_ ? encode_unit(y) : encode_outside(y);
  }

  friend bool operator==(const Curve& a, const Curve& b) { return a.f_ == b.f_; }

 private:
  static constexpr int kOctaves = 48, kShift = 23 - 9;
  static constexpr std::uint32_t kMask = (1u << kShift) - 1;
  static constexpr float kLeast = 1.f / float(1ull << kOctaves);

  [[nodiscard]] float decode_outside(float x) const;
  [[nodiscard]] float encode_outside(float y) const;

  std::vector<float> f_, inverse_;
  float top_ = 1, power_ = 1;  // f(1), capped at 1; the exponent above white
};

}  // namespace countenance::colour
