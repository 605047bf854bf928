// SPDX-License-Identifier: Apache-2.0
#include "base/statistics.h"

#include <gtest/gtest.h>

#include <limits>

namespace countenance {
namespace {

TEST(Statistics, PercentilesLieBetweenTheValues) {
  const std::vector<float> v{40, 10, 30, 20};
  EXPECT_EQ(percentile(v, 0), 10);
  EXPECT_EQ(percentile(v, 1), 40);
  EXPECT_EQ(median(v), 25);
  EXPECT_FLOAT_EQ(percentile(v, 0.9), 37);
  EXPECT_EQ(median(std::vector<double>{3, 1, 2}), 2);
  EXPECT_EQ(median(std::vector<float>{}), 0);
}

TEST(Statistics, AQuantileIsOneOfTheValues) {
  const std::vector<float> v{40, 10, 30, 20};
  EXPECT_EQ(quantile(v, 0), 10);
  EXPECT_EQ(quantile(v, 1), 40);
  EXPECT_EQ(quantile(v, 0.5), 20) << "the lower of two";
  EXPECT_EQ(quantile(v, 0.9), 30);
}

TEST(Statistics, WhatIsNoNumberStaysThat) {
  EXPECT_EQ(not_negative(-1.f), 0);
  EXPECT_EQ(not_negative(2.f), 2);
  EXPECT_TRUE(std::isnan(not_negative(std::numeric_limits<float>::quiet_NaN())));
}

}  // namespace
}  // namespace countenance
