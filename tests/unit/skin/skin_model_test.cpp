// SPDX-License-Identifier: Apache-2.0
#include "skin/skin_model.h"

#include <gtest/gtest.h>

#include <random>

namespace countenance::skin {
namespace {

/// Colour that varies over the face as the model says, with noise, and a share of something else altogether.
std::vector<Sample> face(float noise, float strangers) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal(0, noise);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<Sample> out;
  for (int i = 0; i < 4000; ++i) {
    const Point p(uniform(random), uniform(random));
    Eigen::Vector3f q(3 + 0.5f * p.x() - 0.2f * p.y() * p.y(), 0.4f + 0.05f * p.x(), 0.7f);
    for (int k = 0; k < 3; ++k) q[k] += normal(random);
    if (float(i % 100) < 100 * strangers) q = {6, 0.1f, 0.1f};
    out.push_back({q, p});
  }
  return out;
}

TEST(SkinModel, FindsTheMeanDespiteStrangers) {
  const SkinModel model(face(0.03f, 0.2f), 0.3f);
  for (const Point& p : {Point(0, 0), Point(0.8f, 0), Point(-0.5f, 0.7f)}) {
    const Eigen::Vector3f mean = model.mean(p);
    EXPECT_NEAR(mean[0], 3 + 0.5f * p.x() - 0.2f * p.y() * p.y(), 0.06);
    EXPECT_NEAR(mean[1], 0.4f + 0.05f * p.x(), 0.02);
    EXPECT_NEAR(mean[2], 0.7f, 0.02);
  }
}

TEST(SkinModel, AllowsLightMoreThanPigment) {
  const SkinModel model(face(0.03f, 0), 0.3f);
  const Eigen::Vector3f mean = model.mean({0, 0});
  const float light = model.distance(mean + Eigen::Vector3f(0.4f, 0, 0), mean);
  const float pigment = model.distance(mean + Eigen::Vector3f(0, 0.4f, 0), mean);
  EXPECT_LT(light, 9);     // skin in a shadow of .4 stop
  EXPECT_GT(pigment, 20);  // lipstick
  EXPECT_LT(model.distance_anywhere(mean + Eigen::Vector3f(1.5f, 0, 0)), 9);
}

TEST(SkinModel, IsNotCarriedBeyondTheFace) {
  EXPECT_TRUE(SkinModel::basis({5, 0}).isApprox(SkinModel::basis({1.3f, 0}), 1e-6f));
}

TEST(SkinModel, ExposureMovesTheModelWithThePixels) {
  std::vector<Sample> samples = face(0.05f, 0.05f);
  const SkinModel bright(samples, 1);
  for (Sample& s : samples) s.shm[0] += 1.5f;
  const SkinModel dark(samples, 1);
  const Eigen::Vector3f q(3.3f, 0.5f, 0.75f), shifted(4.8f, 0.5f, 0.75f);
  EXPECT_NEAR(bright.distance(q, bright.mean({0.2f, 0.1f})), dark.distance(shifted, dark.mean({0.2f, 0.1f})), 0.02);
}

TEST(Median, MiddleOfAnyOrder) {
  EXPECT_EQ(median({3, 1, 2}), 2);
  EXPECT_EQ(median({4, 1, 3, 2}), 2);
  EXPECT_EQ(median({}), 0);
}

}  // namespace
}  // namespace countenance::skin
