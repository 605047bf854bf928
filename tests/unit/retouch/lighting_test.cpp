// SPDX-License-Identifier: Apache-2.0
#include "retouch/lighting.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "sphere.h"

namespace countenance::retouch {
namespace {

using test::sphere;
using Vec3 = Eigen::Vector3f;

Lighting fit(const test::Sphere& s) { return fit_lighting(s.canvas, s.skin, s.topology); }
auto plane(const Vec3& slope) {
  return [slope](const Vec3& n) { return std::exp2(slope.dot(n) - 0.5f); };
}

/// log2 of the true light on the fit's own skin pixels, about its mean.
std::vector<std::pair<float, float>> true_and_fitted(const Lighting& light,
                                                     const std::function<float(const Vec3&)>& truth) {
  std::vector<std::pair<float, float>> out;
  double mean = 0;
  const float k = float(test::kSphereCanvas.width) / float(light.skin.width());
  for (int y = 0; y < light.skin.height(); ++y)
    for (int x = 0; x < light.skin.width(); ++x) {
      if (light.skin.at(x, y) < 0.99f) continue;
      const Vec3 n =
          test::sphere_normal(int(std::lround((x + 0.5f) * k - 0.5f)), int(std::lround((y + 0.5f) * k - 0.5f)));
      out.emplace_back(std::log2(truth(n)), light.shading.at(x, y));
      mean += out.back().first;
    }
  for (auto& [t, f] : out) t -= float(mean / double(out.size()));
  return out;
}

TEST(Lighting, HarmonicsAreThoseOfTheHeader) {
  const Harmonics y = harmonics(Vec3(0.36f, -0.48f, 0.8f));
  const float expected[9] = {1, 0.36f, -0.48f, 0.8f, -0.1728f, 0.288f, -0.384f, -0.1008f, 0.92f};
  for (int k = 0; k < 9; ++k) EXPECT_NEAR(y[k], expected[k], 1e-6);
}

TEST(Lighting, RecoversDirectionRangeAndShading) {
  for (const Vec3& slope : {Vec3(0.8f, -0.5f, 0.3f), Vec3(-0.6f, -0.2f, 0.f), Vec3(0.1f, -0.7f, 0.6f)}) {
    const auto truth = plane(slope);
    const Lighting light = fit(sphere(truth));
    EXPECT_EQ(light.doubt, "");
    EXPECT_GT(light.r2, 0.97f);
    EXPECT_GT(light.direction.dot(slope.head<2>().normalized()), 0.99f);
    const auto pairs = true_and_fitted(light, truth);
    std::vector<float> t;
    double error = 0;
    for (const auto& [a, b] : pairs) t.push_back(a), error += (a - b) * (a - b);
    std::sort(t.begin(), t.end());
    EXPECT_LT(std::sqrt(error / double(pairs.size())), 0.06);
    EXPECT_NEAR(light.range, t[t.size() * 95 / 100] - t[t.size() * 5 / 100], 0.12f);
  }
}

TEST(Lighting, FollowsALampWithAmbientLight) {
  const Vec3 lamp = Vec3(-0.6f, -0.4f, 0.7f).normalized();
  const auto truth = [&](const Vec3& n) { return 0.35f + std::max(n.dot(lamp), 0.f); };
  const Lighting light = fit(sphere(truth));
  EXPECT_EQ(light.doubt, "");
  EXPECT_GT(light.r2, 0.85f);
  EXPECT_GT(light.direction.dot(lamp.head<2>().normalized()), 0.97f);
}

TEST(Lighting, IsTheSameOnSkinOfAnyDepth) {
  const auto truth = plane({0.8f, -0.4f, 0.2f});
  const Lighting fair = fit(sphere(truth, {0.6f, 0.45f, 0.38f})), dark = fit(sphere(truth, {0.03f, 0.015f, 0.01f}));
  EXPECT_LT((fair.sh - dark.sh).cwiseAbs().maxCoeff(), 1e-3f);
  EXPECT_NEAR(fair.r2, dark.r2, 1e-3f);
  EXPECT_EQ(fair.doubt, dark.doubt);
}

TEST(Lighting, ForgivesGlossAndShadowOnAFewPixels) {
  const auto truth = plane({0.8f, -0.5f, 0.2f});
  test::Sphere s = sphere(truth);
  for (int y = 0; y < test::kSphereCanvas.height; ++y)
    for (int x = 0; x < test::kSphereCanvas.width; ++x)
      for (int k = 0; k < 3; ++k) {
        if (std::hypot(x - 160, y - 110) < 14) s.canvas.linear.at(x, y, k) = 1.f;
        if (std::hypot(x - 190, y - 240) < 12) s.canvas.linear.at(x, y, k) *= 0.2f;
      }
  const Lighting clean = fit(sphere(truth)), light = fit(s);
  EXPECT_GT(light.direction.dot(clean.direction), 0.995f);
  EXPECT_NEAR(light.range, clean.range, 0.12f);
}

TEST(Lighting, IsNotTurnedByAFringeInTheMask) {
  const auto truth = plane({0.1f, -0.7f, 0.3f});
  test::Sphere s = sphere(truth);
  for (int y = 0; y < 110; ++y)
    for (int x = 120; x < 280; ++x)
      for (int k = 0; k < 3; ++k) s.canvas.linear.at(x, y, k) *= 0.12f;  // a sixth of the face, three stops darker
  const Lighting light = fit(s);
  EXPECT_LT(light.direction.y(), -0.9f);
}

TEST(Lighting, SaysWhenItIsNotToBeTrusted) {
  const auto doubt = [](const test::Sphere& s) { return fit(s).doubt; };
  EXPECT_NE(doubt(sphere(plane({3.f, -1.f, 0.f}))).find("stops"), std::string::npos);
  EXPECT_NE(doubt(sphere(plane({0.2f, 0.7f, 0.f}))).find("below"), std::string::npos);
  EXPECT_NE(doubt(sphere(plane({0.f, -0.1f, -2.5f}))).find("behind"), std::string::npos);
  std::mt19937 random(3);  // patches that have nothing to do with the normals
  test::Sphere patches = sphere(plane({0.2f, -0.2f, 0.1f}));
  for (int i = 0; i < 60; ++i) {
    const int cx = 90 + int(random() % 220), cy = 60 + int(random() % 220);
    const float gain = i % 2 ? 1.9f : 0.55f;
    for (int y = cy - 14; y < cy + 14; ++y)
      for (int x = cx - 14; x < cx + 14; ++x)
        for (int k = 0; k < 3; ++k) patches.canvas.linear.at(x, y, k) *= gain;
  }
  EXPECT_NE(doubt(patches).find("explains only"), std::string::npos);
  test::Sphere bare = sphere(plane({0.5f, -0.5f, 0.f}));
  for (int y = 0; y < test::kSphereCanvas.height; ++y)
    for (int x = 0; x < test::kSphereCanvas.width; ++x)
      if (std::hypot(x - 200, y - 170) > 30) bare.skin.mask.at(x, y) = 0;
  EXPECT_NE(doubt(bare).find("too little"), std::string::npos);
  bare.skin.mask = ImageF(test::kSphereCanvas);
  EXPECT_NE(doubt(bare).find("too little"), std::string::npos);
}

TEST(Lighting, WhatIsNoNumberIsADoubt) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  Lighting good;
  good.r2 = good.explained = 0.9f, good.range = 1, good.rim = 0;
  const Evidence known{2, 0.9f, -0.5f};
  EXPECT_EQ(doubt_of_key(good, known), "");
  EXPECT_EQ(doubt_of_fill(good, known), "");
  for (float Lighting::*member : {&Lighting::r2, &Lighting::range, &Lighting::rim}) {
    Lighting bad = good;
    bad.*member = kNan;
    EXPECT_NE(doubt_of_key(bad, known), "");
  }
  for (float Lighting::*member : {&Lighting::explained, &Lighting::range, &Lighting::rim}) {
    Lighting bad = good;
    bad.*member = kNan;
    EXPECT_NE(doubt_of_fill(bad, known), "");
  }
  for (float Evidence::*member : {&Evidence::skin_area, &Evidence::kept, &Evidence::below}) {
    Evidence unknown = known;
    unknown.*member = kNan;
    EXPECT_NE(doubt_of_key(good, unknown), "");
    if (member != &Evidence::kept) {
      EXPECT_NE(doubt_of_fill(good, unknown), "");
    }
  }
}

TEST(Lighting, PixelsThatAreNoNumberTakeNoPart) {
  const auto truth = plane({0.8f, -0.5f, 0.2f});
  test::Sphere s = sphere(truth);
  for (int x = 150; x < 170; ++x) {
    s.canvas.linear.at(x, 150, 0) = std::numeric_limits<float>::infinity();
    s.canvas.linear.at(x, 190, 1) = std::numeric_limits<float>::quiet_NaN();
  }
  const Lighting light = fit(s);
  EXPECT_EQ(light.doubt, "");
  EXPECT_NEAR(light.range, fit(sphere(truth)).range, 0.05f);
}

TEST(Lighting, AFillNeedsLessThanAKey) {
  const Lighting hard = fit(sphere(plane({2.2f, -1.f, 0.f})));
  EXPECT_NE(hard.doubt, "");
  EXPECT_EQ(hard.fill_doubt, "");
  EXPECT_GT(hard.measured, 0.9f);
  const Lighting soft = fit(sphere(plane({0.8f, -0.5f, 0.2f})));
  EXPECT_LT(soft.measured, 0.1f);
  EXPECT_GT(soft.explained, 0.95f);
  const auto doubt = [](const test::Sphere& s) { return fit(s).fill_doubt; };
  EXPECT_NE(doubt(sphere(plane({5.5f, -1.f, 0.f}))).find("noise"), std::string::npos);
  EXPECT_NE(doubt(sphere(plane({0.2f, 0.7f, 0.f}))).find("below"), std::string::npos);
  EXPECT_NE(doubt(sphere(plane({0.f, -0.1f, -2.5f}))).find("behind"), std::string::npos);
  std::mt19937 random(5);  // neither normals nor anything as large as light
  test::Sphere specks = sphere(plane({0.2f, -0.2f, 0.1f}));
  for (int y = 0; y + 5 < test::kSphereCanvas.height; y += 5)
    for (int x = 0; x + 5 < test::kSphereCanvas.width; x += 5) {
      const float gain = random() % 2 ? 1.8f : 0.55f;
      for (int i = 0; i < 75; ++i) specks.canvas.linear.at(x + i / 15, y + i / 3 % 5, i % 3) *= gain;
    }
  EXPECT_NE(doubt(specks).find("unlike itself"), std::string::npos) << fit(specks).explained;
}

TEST(Lighting, WhatIsMeasuredBeyondTheFitKeepsAnEdge) {
  const Lighting light = fit(sphere([](const Vec3& n) { return n.x() < -0.1f ? 0.1f : 1.f; }));
  const float k = float(light.skin.width()) / float(test::kSphereCanvas.width);
  const auto at = [&](float nx) {
    const int x = int((test::kSphereCentre.x() + nx * test::kSphereRadius) * k), y = int(test::kSphereCentre.y() * k);
    return light.local.at(x, y) + light.shading.at(x, y);
  };
  EXPECT_GT(at(0.02f) - at(-0.22f), 2.f);  // of 3.3 stops, over .13 IOD
}

TEST(Lighting, TransparentPixelsTakeNoPart) {
  const auto truth = plane({0.8f, -0.5f, 0.2f});
  test::Sphere s = sphere(truth);
  s.canvas.weight = ImageF(test::kSphereCanvas, 1, 1.f);
  for (int y = 0; y < test::kSphereCanvas.height; ++y)
    for (int x = 200; x < 260; ++x) {
      s.canvas.weight.at(x, y) = 0;
      for (int k = 0; k < 3; ++k) s.canvas.linear.at(x, y, k) = 0.9f;
    }
  const Lighting clean = fit(sphere(truth)), light = fit(s);
  EXPECT_GT(light.direction.dot(clean.direction), 0.999f);
  EXPECT_GT(light.r2, 0.95f);
}

}  // namespace
}  // namespace countenance::retouch
