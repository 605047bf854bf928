// SPDX-License-Identifier: Apache-2.0
#include "retouch/frontal.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "retouch/gain.h"
#include "sphere.h"

namespace countenance::retouch {
namespace {

using Vec3 = Eigen::Vector3f;

/// A sphere's normals, and a light on them that is no fit.
struct Lit {
  Lighting light;
  ImageF level;
};
Lit lit(const std::function<float(const Vec3&)>& stops) {
  const test::Sphere s = test::sphere([](const Vec3&) { return 0.5f; });
  Lit out{fit_lighting(s.canvas, s.skin, s.topology), {}};
  out.level = ImageF(out.light.coverage.size());
  for (std::size_t i = 0; i < out.level.count(); ++i)
    if (out.light.coverage.data()[i] > 0) out.level.data()[i] = stops(Vec3(out.light.normal.data() + 3 * i));
  return out;
}

TEST(Frontal, IsAllOfALightThatGrowsTowardsTheCamera) {
  for (const auto& stops : {std::function([](const Vec3& n) { return std::log2(std::max(n.z(), 0.1f)); }),
                            std::function([](const Vec3& n) { return 2 * std::pow(std::max(n.z(), 0.f), 4.f); })}) {
    const auto [light, level] = lit(stops);
    const ImageF frontal = frontal_light(level, light);
    EXPECT_NEAR(mean_on_skin(frontal, light), 0, 1e-4);
    const float mean = mean_on_skin(level, light);
    for (std::size_t i = 0; i < level.count(); ++i)
      if (light.skin.data()[i] > 0.99f) {
        ASSERT_NEAR(frontal.data()[i], level.data()[i] - mean, 0.26f);  // half a bin where it is steepest: .25
      }
  }
}

TEST(Frontal, IsNothingOfALightFromBehindOrAcross) {
  for (const auto& stops :
       {std::function([](const Vec3& n) { return -1.5f * n.z(); }), std::function([](const Vec3& n) { return n.x(); }),
        std::function([](const Vec3& n) { return -n.y(); })}) {
    const auto [light, level] = lit(stops);
    const ImageF frontal = frontal_light(level, light);
    for (std::size_t i = 0; i < level.count(); ++i) ASSERT_NEAR(frontal.data()[i], 0, 0.03f);
  }
}

TEST(Frontal, NeverFallsTowardsTheCamera) {
  const auto [light, level] = lit([](const Vec3& n) { return std::sin(9 * n.z()) + 0.3f * n.x(); });
  const ImageF frontal = frontal_light(level, light);
  std::vector<std::pair<float, float>> by_facing;
  for (std::size_t i = 0; i < level.count(); ++i)
    if (light.coverage.data()[i] > 0) by_facing.emplace_back(light.normal.data()[3 * i + 2], frontal.data()[i]);
  std::sort(by_facing.begin(), by_facing.end());
  for (std::size_t i = 1; i < by_facing.size(); ++i) ASSERT_GE(by_facing[i].second, by_facing[i - 1].second - 1e-5f);
  EXPECT_GT(by_facing.back().second, by_facing.front().second + 0.2f);
}

TEST(Frontal, WithoutSkinIsNothing) {
  auto [light, level] = lit([](const Vec3& n) { return n.z(); });
  light.skin = ImageF(light.skin.size());
  const ImageF frontal = frontal_light(level, light);
  for (std::size_t i = 0; i < level.count(); ++i) ASSERT_EQ(frontal.data()[i], 0.f);
}

}  // namespace
}  // namespace countenance::retouch
