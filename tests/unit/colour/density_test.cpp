// SPDX-License-Identifier: Apache-2.0
#include "colour/density.h"

#include <gtest/gtest.h>

#include <random>

namespace countenance::colour {
namespace {

TEST(Density, IsStopsBelowWhiteOverTheFloor) {
  ImageF x({5, 1}, 1);
  const float linear[] = {1, 0.25f, 0, -0.5f, 4};
  std::copy(std::begin(linear), std::end(linear), x.data());
  const ImageF d = density(x);
  for (int i = 0; i < 5; ++i) EXPECT_NEAR(d.at(i, 0), -std::log2(std::max(linear[i], 0.f) + 1. / 1024), 1e-5) << i;
  EXPECT_NEAR(d.at(2, 0), 10, 1e-6);
}

TEST(Density, AxesAreOneStopEachAndUnmixUndoesMix) {
  const Eigen::Matrix3f& axes = chromophore_axes();
  for (int k = 0; k < 3; ++k) EXPECT_NEAR(axes.row(k).mean(), 1, 1e-6);
  EXPECT_NEAR(axes(1, 1) / axes(1, 0), .6838 / .2988, 1e-5);
  EXPECT_NEAR(axes(2, 2) / axes(2, 1), .8372 / .3570, 1e-5);

  ImageF shm({7, 5}, 3);
  std::mt19937 random(2);
  for (std::size_t i = 0; i < shm.count(); ++i) shm.data()[i] = std::uniform_real_distribution<float>(-3, 3)(random);
  const ImageF d = mix(shm), back = unmix(d);
  for (std::size_t i = 0; i < shm.count(); i += 3) {
    const Eigen::RowVector3f q(shm.data()[i], shm.data()[i + 1], shm.data()[i + 2]);
    const Eigen::RowVector3f expected = q[0] * axes.row(0) + q[1] * axes.row(1) + q[2] * axes.row(2);
    for (int c = 0; c < 3; ++c) {
      EXPECT_NEAR(d.data()[i + std::size_t(c)], expected[c], 1e-5);
      EXPECT_NEAR(back.data()[i + std::size_t(c)], q[c], 1e-4);
    }
  }
}

TEST(Density, LightAloneMovesShadingAlone) {
  ImageF linear({2, 1}, 3);
  const float skin[] = {.45f, .25f, .17f};
  for (int c = 0; c < 3; ++c) linear.at(0, 0, c) = skin[c], linear.at(1, 0, c) = skin[c] / 2;
  const ImageF q = unmix(density(linear));
  EXPECT_NEAR(q.at(1, 0, 0) - q.at(0, 0, 0), 1, 0.02);  // one stop darker
  EXPECT_NEAR(q.at(1, 0, 1), q.at(0, 0, 1), 0.02);
  EXPECT_NEAR(q.at(1, 0, 2), q.at(0, 0, 2), 0.02);
}

}  // namespace
}  // namespace countenance::colour
