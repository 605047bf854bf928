// SPDX-License-Identifier: Apache-2.0
// IEEE 754 binary16 ↔ binary32 without the F16C instructions, which not every machine has.
#pragma once

#include <bit>
#include <cstdint>

namespace countenance::colour {

[[nodiscard]] inline float half_to_float(std::uint16_t h) {
  const std::uint32_t sign = std::uint32_t(h & 0x8000u) << 16, rest = h & 0x7fffu;
  if (rest >= 0x7c00u) return std::bit_cast<float>(sign | 0x7f800000u | (rest & 0x3ffu) << 13);  // ∞, NaN
  // the exponent's bias differs by 112; the product also normalises half's subnormals
  return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(std::bit_cast<float>(rest << 13) * 0x1p112f));
}

/// Rounds to nearest, ties to even; beyond 65504 becomes ±∞.
[[nodiscard]] inline std::uint16_t float_to_half(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const auto sign = std::uint16_t(bits >> 16 & 0x8000u);
  const std::uint32_t rest = bits & 0x7fffffffu;
  if (rest > 0x7f800000u) return sign | 0x7e00u;
  if (rest >= 0x477ff000u) return sign | 0x7c00u;
  if (rest < 0x38800000u)  // subnormal in half: adding 0.5 leaves its bits at the end of the mantissa, rounded
    return sign | std::uint16_t(std::bit_cast<std::uint32_t>(std::bit_cast<float>(rest) + 0.5f) & 0x7fffu);
  return sign | std::uint16_t((rest - 0x38000000u + 0xfffu + (rest >> 13 & 1u)) >> 13);
}

}  // namespace countenance::colour
