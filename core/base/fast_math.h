// SPDX-License-Identifier: Apache-2.0
// 2^x and log2 x as plain arithmetic, so that loops over pixels vectorise. Same bits on every machine.
#pragma once

#include <bit>
#include <cstdint>

namespace countenance {

/// 2^x for x in [−126, 126], clamped outside. Relative error < 3e-7; fast_exp2(0) is exactly 1.
/// x = n + r, |r| ≤ ½: a minimax polynomial of degree 5 in r (error 9.2e-8), and n into the exponent.
[[nodiscard]] inline float fast_exp2(float x) {
  x = x < -126.f ? -126.f : x;
  x = x > 126.f ? 126.f : x;
  constexpr float kRound = 12582912.f;  // 1.5·2²³: adding it leaves the nearest integer in the low bits
  const float shifted = x + kRound, r = x - (shifted - kRound);
  const float p =
      1.f + r * (0.693146978f + r * (0.240222421f + r * (0.0555073375f + r * (0.00967151287f + r * 0.00132647239f))));
  const std::uint32_t n = std::bit_cast<std::uint32_t>(shifted) - std::bit_cast<std::uint32_t>(kRound);
  return p * std::bit_cast<float>((n + 127u) << 23);
}

/// log2 x for normal x > 0. Absolute error < 2e-6 for x in [2⁻²⁰, 2²⁰].
/// x = 2^k m, m in [1/√2, √2): 2/ln 2 · atanh t with t = (m − 1)/(m + 1), four terms of its series (error 5e-8).
[[nodiscard]] inline float fast_log2(float x) {
  constexpr std::uint32_t kRootHalf = 0x3f3504f3;
  const std::uint32_t above = std::bit_cast<std::uint32_t>(x) - kRootHalf;
  const std::int32_t k = static_cast<std::int32_t>(above) >> 23;
  const float m = std::bit_cast<float>((above & 0x007fffffu) + kRootHalf);
  const float t = (m - 1.f) / (m + 1.f), t2 = t * t;
  return static_cast<float>(k) + t * (2.88539008f + t2 * (0.961796694f + t2 * (0.577078016f + t2 * 0.412198583f)));
}

}  // namespace countenance
