// SPDX-License-Identifier: Apache-2.0
#include "face/regions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>
#include <set>

namespace countenance::face {
namespace {

/// A star-shaped, far from convex outline on the points of the oval.
Points star(const Point& centre, float radius, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> share(0.3f, 1.f);
  Points points = Points::Zero();
  for (std::size_t i = 0; i < kOval.size(); ++i) {
    const float a = 6.2831853f * float(i) / float(kOval.size()), r = radius * share(random);
    points.row(kOval[i]) << centre.x() + r * std::cos(a), centre.y() + r * std::sin(a), 0;
  }
  return points;
}

double shoelace(const Points& p, Indices region) {
  double twice = 0;
  for (std::size_t i = 0; i < region.size(); ++i) {
    const int a = region[i], b = region[(i + 1) % region.size()];
    twice += double(p(a, 0)) * p(b, 1) - double(p(b, 0)) * p(a, 1);
  }
  return std::abs(twice) / 2;
}

double sum(const ImageF& m) { return std::accumulate(m.data(), m.data() + m.count(), 0.0); }

Points box(float x0, float y0, float x1, float y1) {
  Points p = Points::Zero();
  p.row(0) << x0, y0, 0;
  p.row(1) << x1, y0, 0;
  p.row(2) << x1, y1, 0;
  p.row(3) << x0, y1, 0;
  return p;
}
constexpr int kBox[] = {0, 1, 2, 3};

ImageF random_mask(Size size, unsigned seed, double density) {
  std::mt19937 random(seed);
  ImageF m(size);
  for (std::size_t i = 0; i < m.count(); ++i) m.data()[i] = double(random()) / 4294967296.0 < density ? 1.f : 0.f;
  return m;
}

float brute_distance(const ImageF& m, int px, int py, bool inside) {
  float best = float(m.width() + m.height());
  for (int y = 0; y < m.height(); ++y)
    for (int x = 0; x < m.width(); ++x)
      if ((m.at(x, y) >= 0.5f) == inside) best = std::min(best, std::hypot(float(x - px), float(y - py)));
  return best;
}

TEST(Polygon, CoversTheShoelaceArea) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Points p = star({50.3f, 44.8f}, 42, seed);
    const ImageF mask = polygon({101, 90}, p, kOval);
    EXPECT_NEAR(sum(mask), shoelace(p, kOval), 0.01) << seed;
    for (std::size_t i = 0; i < mask.count(); ++i) ASSERT_TRUE(mask.data()[i] >= 0 && mask.data()[i] <= 1);
  }
}

TEST(Polygon, TakesPixelCentresAsOrigin) {
  const ImageF mask =
      polygon({6, 5}, box(0.75f, 1.f, 3.5f, 3.f), kBox);  // columns: 0 no, 1 to .75 of it, 2 and 3 in full
  EXPECT_FLOAT_EQ(mask.at(0, 2), 0.f);
  EXPECT_FLOAT_EQ(mask.at(1, 2), 0.75f);
  EXPECT_FLOAT_EQ(mask.at(2, 2), 1.f);
  EXPECT_FLOAT_EQ(mask.at(3, 2), 1.f);
  EXPECT_FLOAT_EQ(mask.at(4, 2), 0.f);
  EXPECT_FLOAT_EQ(mask.at(2, 0), 0.f);
  EXPECT_FLOAT_EQ(mask.at(2, 1), 0.5f);
  EXPECT_FLOAT_EQ(mask.at(2, 3), 0.5f);
}

TEST(Polygon, IsCutByThePicture) {
  EXPECT_NEAR(sum(polygon({20, 10}, box(-7.3f, -50, 4.2f, 60), kBox)), 10 * 4.7, 1e-4);
  EXPECT_NEAR(sum(polygon({20, 10}, box(12.5f, 3.5f, 900, 5.5f), kBox)), 2 * 7, 1e-4);
  EXPECT_EQ(sum(polygon({20, 10}, box(-30, 2, -4, 8), kBox)), 0);
  EXPECT_EQ(sum(polygon({20, 10}, box(30, 2, 40, 8), kBox)), 0);
  Points diamond = Points::Zero();  // centred on the picture's corner: a quarter is seen
  diamond.row(0) << -0.5f, -8.5f, 0;
  diamond.row(1) << 7.5f, -0.5f, 0;
  diamond.row(2) << -0.5f, 7.5f, 0;
  diamond.row(3) << -8.5f, -0.5f, 0;
  EXPECT_NEAR(sum(polygon({20, 10}, diamond, kBox)), 32, 1e-4);
}

TEST(Polygon, AgreesWithSamplesOfEachPixel) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> anywhere(-25, 45);
  constexpr int triangle[] = {0, 1, 2};
  for (int k = 0; k < 60; ++k) {
    Points p = Points::Zero();
    for (const int i : triangle) p.row(i) << anywhere(random), anywhere(random), 0;
    const auto inside = [&p](float x, float y) {
      int side = 0;
      for (int i = 0; i < 3; ++i) {
        const int j = (i + 1) % 3;
        side += (p(j, 0) - p(i, 0)) * (y - p(i, 1)) > (p(j, 1) - p(i, 1)) * (x - p(i, 0)) ? 1 : -1;
      }
      return std::abs(side) == 3;
    };
    const ImageF mask = polygon({20, 18}, p, triangle);
    for (int y = 0; y < 18; ++y)
      for (int x = 0; x < 20; ++x) {
        int hits = 0;
        for (int i = 0; i < 100; ++i)
          hits += inside(float(x) - 0.45f + 0.1f * float(i % 10), float(y) - 0.45f + 0.1f * float(i / 10));
        ASSERT_NEAR(mask.at(x, y), float(hits) / 100, 0.07f) << x << ' ' << y;
      }
  }
}

TEST(Polygon, DoesNotDependOnTheDirection) {
  const Points p = star({30, 30}, 28, 5);
  const std::vector<int> reversed(kOval.rbegin(), kOval.rend());
  const ImageF a = polygon({60, 60}, p, kOval), b = polygon({60, 60}, p, reversed);
  for (std::size_t i = 0; i < a.count(); ++i) ASSERT_NEAR(a.data()[i], b.data()[i], 1e-6f);
}

TEST(Hull, IsTheAreaOfTheOuterPoints) {
  Points p = box(3, 4, 30, 20);
  p.row(4) << 12, 9, 0;  // inside
  p.row(5) << 16, 4, 0;  // on an edge
  constexpr int all[] = {4, 2, 0, 5, 3, 1};
  EXPECT_NEAR(sum(hull({40, 30}, p, all)), 27 * 16, 1e-3);
}

TEST(Hull, ContainsThePolygon) {
  const Points p = star({50, 45}, 40, 11);
  const ImageF outer = hull({100, 90}, p, kOval), inner = polygon({100, 90}, p, kOval);
  for (std::size_t i = 0; i < outer.count(); ++i) ASSERT_GE(outer.data()[i], inner.data()[i] - 1e-5f);
  EXPECT_GT(sum(outer), sum(inner) * 1.1);
}

TEST(Grow, AgreesWithBruteForce) {
  const ImageF mask = random_mask({33, 27}, 3, 0.02), full = random_mask({33, 27}, 4, 0.97);
  for (const float r : {0.f, 1.f, 2.2f, 5.f, 100.f}) {
    const ImageF grown = grow(mask, r);
    for (int y = 0; y < 27; ++y)
      for (int x = 0; x < 33; ++x)
        ASSERT_EQ(grown.at(x, y), brute_distance(mask, x, y, true) <= r ? 1 : 0) << x << ' ' << y << ' ' << r;
  }
  for (const float r : {1.f, 1.5f, 3.1f}) {
    const ImageF shrunk = grow(full, -r);
    for (int y = 0; y < 27; ++y)
      for (int x = 0; x < 33; ++x)
        ASSERT_EQ(shrunk.at(x, y), brute_distance(full, x, y, false) > r ? 1 : 0) << x << ' ' << y << ' ' << r;
  }
}

TEST(Grow, NothingStaysNothingAndEverythingEverything) {
  EXPECT_EQ(sum(grow(ImageF({9, 7}), 1000)), 0);
  EXPECT_EQ(sum(grow(ImageF({9, 7}, 1, 1.f), -3)), 63);
}

TEST(Distance, AgreesWithBruteForce) {
  const ImageF mask = random_mask({40, 21}, 8, 0.01);
  const ImageF d = distance(mask);
  for (int y = 0; y < 21; ++y)
    for (int x = 0; x < 40; ++x) ASSERT_NEAR(d.at(x, y), brute_distance(mask, x, y, true), 1e-4f);
  EXPECT_EQ(distance(ImageF({40, 21})).at(3, 3), 61);
}

std::set<int> as_set(Indices i) { return {i.begin(), i.end()}; }
std::set<int> mirrored(Indices i) {
  std::set<int> out;
  for (const int k : i) out.insert(kMirror[std::size_t(k)]);
  return out;
}

TEST(Landmarks, MirrorTwinsPairTheSides) {
  ASSERT_EQ(kMirror.size(), std::size_t(kPoints));
  for (int i = 0; i < kPoints; ++i) EXPECT_EQ(kMirror[std::size_t(kMirror[std::size_t(i)])], i);
  EXPECT_EQ(mirrored(kEyeRight), as_set(kEyeLeft));
  EXPECT_EQ(mirrored(kBrowRight), as_set(kBrowLeft));
  EXPECT_EQ(mirrored(kCheekRight), as_set(kCheekLeft));
  EXPECT_EQ(mirrored(kUnderEyeRight), as_set(kUnderEyeLeft));
  for (const Indices midline : {kOval, kLipsOuter, kLipsInner, kForehead, kNostrils, kJaw, kNose})
    EXPECT_EQ(mirrored(midline), as_set(midline));
  EXPECT_EQ(kMirror[468], 473);
}

TEST(Landmarks, JawRunsFromEarToEarByTheChin) {
  EXPECT_EQ(kJaw.front(), 454);
  EXPECT_EQ(kJaw[kJaw.size() / 2], 152);
  EXPECT_EQ(kMirror[std::size_t(kJaw.front())], kJaw.back());
}

TEST(Transform, MapsDepthByTheScale) {
  Points p = Points::Random() * 100;
  const Affine map = (Affine() << 0, -3, 5, 3, 0, -7).finished();
  const Points q = transform(p, map);
  for (int i = 0; i < kPoints; i += 37) {
    EXPECT_FLOAT_EQ(q(i, 0), -3 * p(i, 1) + 5);
    EXPECT_FLOAT_EQ(q(i, 1), 3 * p(i, 0) - 7);
    EXPECT_FLOAT_EQ(q(i, 2), 3 * p(i, 2));
  }
  EXPECT_LT((transform(q, inverse(map)) - p).cwiseAbs().maxCoeff(), 1e-3f);
}

}  // namespace
}  // namespace countenance::face
