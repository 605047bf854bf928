// SPDX-License-Identifier: Apache-2.0
#include "retouch/seams.h"

#include <gtest/gtest.h>

#include <cmath>

namespace countenance::retouch {
namespace {

constexpr float kIod = 100;
constexpr Size kSize{160, 40};

/// `left` and `right` of the middle column.
ImageF halves(float left, float right, int channels) {
  ImageF out(kSize, channels);
  for (int y = 0; y < kSize.height; ++y)
    for (int x = 0; x < kSize.width; ++x)
      for (int k = 0; k < channels; ++k) out.at(x, y, k) = x < kSize.width / 2 ? left : right;
  return out;
}

TEST(Seams, PlainSkinHidesAHundredthOfAStopInAHundredthOfTheIod) {
  const ImageF slope = visible_slope(ImageF(kSize, 3, 0.2f), kIod);
  EXPECT_NEAR(slope.at(50, 20) * 0.01f * kIod, 0.01f, 1e-5f);
}

TEST(Seams, AStepOnPlainSkinEndsSoftly) {
  const ImageF slope = visible_slope(ImageF(kSize, 3, 0.2f), kIod), step = halves(0.5f, 0, 1);
  EXPECT_GT(steepest(step, slope), 10);
  const ImageF soft = without_seams(step, slope);
  EXPECT_LE(steepest(soft, slope), 1.001f);
  EXPECT_EQ(soft.at(10, 20), 0.5f);  // far from it the gain is whole
  for (std::size_t i = 0; i < soft.count(); ++i) ASSERT_LE(soft.data()[i], step.data()[i]);
}

TEST(Seams, AGainMayFollowAnEdgeOfThePictureByThreeTenths) {
  const ImageF slope = visible_slope(halves(0.05f, 0.4f, 3), kIod);  // three stops
  const ImageF soft = without_seams(halves(0.5f, 0, 1), slope);
  EXPECT_GT(soft.at(kSize.width / 2 - 4, 20), 0.45f);
  EXPECT_LE(steepest(soft, slope), 1.001f);
  const ImageF strong = without_seams(halves(3, 0, 1), slope);
  EXPECT_LT(strong.at(kSize.width / 2 - 4, 20), 0.3f * 3 + 0.1f);
}

TEST(Seams, BothSignsAndTheTurnBetweenThem) {
  const ImageF slope = visible_slope(ImageF(kSize, 3, 0.2f), kIod);
  const ImageF soft = without_seams(halves(0.4f, -0.4f, 1), slope);
  EXPECT_LE(steepest(soft, slope), 1.001f);
  EXPECT_EQ(soft.at(5, 20), 0.4f);
  EXPECT_EQ(soft.at(kSize.width - 5, 20), -0.4f);
}

TEST(Seams, ASmoothGainStaysAsItIs) {
  const ImageF slope = visible_slope(ImageF(kSize, 3, 0.2f), kIod);
  ImageF gain(kSize);
  for (int y = 0; y < kSize.height; ++y)
    for (int x = 0; x < kSize.width; ++x) gain.at(x, y) = 0.2f + 0.004f * float(x);  // .4 stop per IOD
  const ImageF soft = without_seams(gain, slope);
  for (std::size_t i = 0; i < gain.count(); ++i) ASSERT_EQ(soft.data()[i], gain.data()[i]);
}

}  // namespace
}  // namespace countenance::retouch
