// SPDX-License-Identifier: Apache-2.0
#include "face/patch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace countenance::face {
namespace {

/// r = x, g = y, b = 255 − x / 2 − y / 2: a linear picture is kept by linear interpolation and by area means.
Image8 ramp(Size size) {
  Image8 p(size, 3);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      p.at(x, y, 0) = std::uint8_t(x);
      p.at(x, y, 1) = std::uint8_t(y);
      p.at(x, y, 2) = std::uint8_t(255 - (x + y) / 2);
    }
  return p;
}

Affine similarity(float scale, float angle, Point shift) {
  const float c = scale * std::cos(angle), s = scale * std::sin(angle);
  return (Affine() << c, -s, shift.x(), s, c, shift.y()).finished();
}

TEST(Patch, SamplesALinearPictureExactly) {
  const Image8 picture = ramp({250, 250});
  for (const float scale : {0.37f, 1.f, 1.49f, 2.6f, 5.1f})
    for (const float angle : {0.f, 0.4f, -1.2f}) {
      // the patch's centre on the picture's
      Affine map = similarity(scale, angle, {0, 0});
      const Size size{32, 32};
      map.col(2) = Point(124.5f, 124.5f) - map.leftCols<2>() * Point(15.5f, 15.5f);
      const Image8 out = patch(picture, map, size);
      for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
          const Point p = apply(map, Point(float(x), float(y)));
          if (p.minCoeff() < 3 || p.maxCoeff() > 246) continue;
          ASSERT_NEAR(out.at(x, y, 0), p.x(), 1.01) << scale << ' ' << angle << ' ' << x << ' ' << y;
          ASSERT_NEAR(out.at(x, y, 1), p.y(), 1.01) << scale << ' ' << angle << ' ' << x << ' ' << y;
        }
    }
}

TEST(Patch, AveragesBeforeItReduces) {
  Image8 checks({240, 240}, 3);
  for (int y = 0; y < 240; ++y)
    for (int x = 0; x < 240; ++x)
      for (int c = 0; c < 3; ++c) checks.at(x, y, c) = (x + y) % 2 ? 255 : 0;
  const Image8 out = patch(checks, similarity(6, 0, {12, 12}), {36, 36});
  for (std::size_t i = 0; i < out.count(); ++i) ASSERT_NEAR(out.data()[i], 127.5, 2);
}

TEST(Patch, RepeatsTheBorderOutside) {
  const Image8 picture = ramp({40, 30});
  const Image8 out = patch(picture, similarity(1, 0, {-100, -100}), {16, 16});
  for (int i = 0; i < 16; ++i) {
    EXPECT_EQ(out.at(i, i, 0), 0);
    EXPECT_EQ(out.at(i, i, 2), 255);
  }
  const Image8 far = patch(picture, similarity(3, 0.3f, {5000, 5000}), {16, 16});
  EXPECT_NEAR(far.at(8, 8, 0), 39, 3);
}

TEST(Patch, TakesAPictureOfOnePixel) {
  Image8 one({1, 1}, 3, std::uint8_t(77));
  const Image8 out = patch(one, similarity(9, 0.2f, {0, 0}), {12, 12});
  for (std::size_t i = 0; i < out.count(); ++i) ASSERT_EQ(out.data()[i], 77);
}

TEST(Patch, RefusesGrey) {
  const Image8 grey({8, 8}, 1);
  EXPECT_THROW((void)patch(grey, identity(), {4, 4}), std::logic_error);
}

}  // namespace
}  // namespace countenance::face
