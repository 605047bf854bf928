// SPDX-License-Identifier: Apache-2.0
#include "govern/unchanged.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace countenance::govern {
namespace {

constexpr Rect kBox{96, 96, 64, 64};
const colour::Space& srgb() {
  static const colour::Space space = colour::Space::open({}, 3).value();
  return space;
}

/// Texture of a few levels everywhere, a dark disc in the box.
Photo picture() {
  Photo photo;
  photo.size = {256, 256};
  photo.bytes.resize(3 * photo.size.area());
  std::mt19937 rng(1);
  for (int y = 0; y < 256; ++y)
    for (int x = 0; x < 256; ++x)
      for (int c = 0; c < 3; ++c)
        photo.row(y)[3 * x + c] = std::uint8_t((std::hypot(x - 128, y - 128) < 20 ? 60 : 150) + int(rng() % 9));
  return photo;
}
/// Every sample moved by up to `levels`: an encoding.
Photo noisy(Photo photo, int levels) {
  std::mt19937 rng(2);
  for (auto& b : photo.bytes) b = std::uint8_t(int(b) + int(rng() % unsigned(2 * levels + 1)) - levels);
  return photo;
}
bool same(const Photo& a, const Photo& b) { return unchanged(kBox, a.view(), srgb(), b.view(), srgb()).value(); }

TEST(Unchanged, EqualPixelsAre) { EXPECT_TRUE(same(picture(), picture())); }

TEST(Unchanged, WhatAnEncodingDoesEverywhereIs) {
  for (const int levels : {1, 2, 4}) EXPECT_TRUE(same(picture(), noisy(picture(), levels))) << levels;
}

TEST(Unchanged, ACellRecolouredIsNotEvenUnderTheNoiseOfAnEncoding) {
  for (const int levels : {0, 2}) {
    Photo edited = noisy(picture(), levels);
    for (int y = 124; y < 130; ++y)
      for (int x = 124; x < 130; ++x) edited.row(y)[3 * x + 2] = std::uint8_t(edited.row(y)[3 * x + 2] + 60);
    EXPECT_FALSE(same(picture(), edited)) << levels;
  }
}

TEST(Unchanged, TextureTakenFromALosslessFileIsNot) {
  Photo edited = picture();
  for (int y = kBox.y; y < kBox.bottom(); ++y)
    for (int x = 3 * kBox.x; x < 3 * kBox.right(); ++x) {
      auto& b = edited.row(y)[x];
      b = b > 100 ? 154 : 64;
    }
  EXPECT_FALSE(same(picture(), edited));
}

TEST(Unchanged, ASlightShiftOfTheWholeBoxIsNot) {
  Photo edited = picture();
  for (int y = kBox.y; y < kBox.bottom(); ++y)
    for (int x = 3 * kBox.x; x < 3 * kBox.right(); ++x) edited.row(y)[x] = std::uint8_t(edited.row(y)[x] + 3);
  EXPECT_FALSE(same(picture(), edited));
}

TEST(Unchanged, WhatChangesElsewhereDoesNotCount) {
  Photo edited = picture();
  for (int y = 0; y < 40; ++y) std::fill_n(edited.row(y), 3 * 256, std::uint8_t(0));
  EXPECT_TRUE(same(picture(), edited));
}

/// The same colours, a part of the box half transparent: what is seen there is another picture.
TEST(Unchanged, AnotherAlphaIsNot) {
  const auto with_alpha = [](std::uint8_t alpha) {
    const Photo opaque = picture();
    Photo photo;
    photo.size = opaque.size;
    photo.channels = 4;
    for (std::size_t i = 0; i < opaque.size.area(); ++i) {
      photo.bytes.insert(photo.bytes.end(), &opaque.bytes[3 * i], &opaque.bytes[3 * i] + 3);
      photo.bytes.push_back(255);
    }
    for (int y = 120; y < 130; ++y)
      for (int x = 120; x < 130; ++x) photo.row(y)[4 * x + 3] = alpha;
    return photo;
  };
  EXPECT_TRUE(same(picture(), with_alpha(255)));
  for (const std::uint8_t soft : {200, 100, 60}) EXPECT_TRUE(same(with_alpha(soft), with_alpha(soft))) << int(soft);
  EXPECT_FALSE(same(picture(), with_alpha(200)));
  EXPECT_FALSE(same(with_alpha(200), picture()));
  EXPECT_FALSE(same(with_alpha(200), with_alpha(150)));
}

TEST(Unchanged, AnotherSizeIsNot) {
  Photo smaller;
  smaller.size = {128, 128};
  smaller.bytes.resize(3 * smaller.size.area());
  EXPECT_FALSE(same(picture(), smaller));
}

}  // namespace
}  // namespace countenance::govern
