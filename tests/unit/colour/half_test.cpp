// SPDX-License-Identifier: Apache-2.0
#include "colour/half.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace countenance::colour {
namespace {

/// binary16 by its definition.
double value_of(std::uint16_t h) {
  const int sign = h >> 15 ? -1 : 1, exponent = h >> 10 & 31, mantissa = h & 1023;
  if (exponent == 31)
    return mantissa ? std::numeric_limits<double>::quiet_NaN() : sign * std::numeric_limits<double>::infinity();
  return sign * (exponent ? std::ldexp(1024 + mantissa, exponent - 25) : std::ldexp(mantissa, -24));
}

TEST(Half, EveryValueIsReadAndComesBack) {
  for (int h = 0; h < 65536; ++h) {
    const auto code = std::uint16_t(h);
    const double expected = value_of(code);
    const float got = half_to_float(code);
    if (std::isnan(expected)) {
      EXPECT_TRUE(std::isnan(got));
      EXPECT_TRUE(std::isnan(value_of(float_to_half(got))));
      continue;
    }
    ASSERT_EQ(double(got), expected) << h;
    ASSERT_EQ(float_to_half(got), code) << h;
  }
}

TEST(Half, RoundsToTheNearestAndTiesToEven) {
  for (int h = 0; h < 0x7bff; ++h) {
    const double low = value_of(std::uint16_t(h)), high = value_of(std::uint16_t(h + 1)), middle = (low + high) / 2;
    const int even = h % 2 ? h + 1 : h;
    ASSERT_EQ(float_to_half(float(middle)), even) << h;
    ASSERT_EQ(float_to_half(float(low + 0.49 * (high - low))), h);
    ASSERT_EQ(float_to_half(float(low + 0.51 * (high - low))), h + 1);
  }
  EXPECT_EQ(float_to_half(65519.f), 0x7bff);
  EXPECT_EQ(float_to_half(65520.f), 0x7c00);
  EXPECT_EQ(float_to_half(-1e30f), 0xfc00);
  EXPECT_EQ(float_to_half(-0.f), 0x8000);
  EXPECT_EQ(float_to_half(1e-12f), 0);
}

}  // namespace
}  // namespace countenance::colour
