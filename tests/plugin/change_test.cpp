// SPDX-License-Identifier: GPL-3.0-or-later
#include "change.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>

namespace countenance::plugin {
namespace {

/// 16-bit RGBA, each sample another.
Photo picture(Size size) {
  Photo photo{size, 4, Sample::u16, false, {}, {1, 2, 3}};
  photo.bytes.resize(std::size_t(photo.stride()) * size.height);
  for (std::size_t i = 0; i < photo.bytes.size(); ++i) photo.bytes[i] = std::uint8_t(7 * i);
  return photo;
}
void alter(Photo& photo, int x, int y, int byte = 0) { photo.row(y)[8 * x + byte] ^= 1; }

TEST(Change, OfEqualPhotosIsNone) {
  const Photo photo = picture({9, 7});
  EXPECT_TRUE(change_of(photo, photo, 3).area.empty());
}

TEST(Change, IsOneWhereSamplesDifferAndFallsBeyondByTheDistance) {
  const Photo before = picture({40, 30});
  Photo after = before;
  const int changed[2][2] = {{20, 12}, {24, 15}};
  alter(after, 20, 12);
  alter(after, 24, 15, 7);  // the last byte of alpha
  const Change change = change_of(before, after, 3);
  ASSERT_EQ(change.area, (Rect{17, 9, 11, 10}));
  ASSERT_EQ(change.mask.size(), change.area.size());
  for (int y = 0; y < change.area.height; ++y)
    for (int x = 0; x < change.area.width; ++x) {
      int least = 100;
      for (const auto& at : changed)
        least = std::min(least, std::abs(at[0] - change.area.x - x) + std::abs(at[1] - change.area.y - y));
      EXPECT_NEAR(change.mask.at(x, y), 255 * std::max(0.f, 1 - least / 4.f), 0.51) << x << " " << y;
    }
}

TEST(Change, StaysInThePhoto) {
  const Photo before = picture({10, 8});
  Photo after = before;
  alter(after, 0, 0);
  alter(after, 9, 7);
  EXPECT_EQ(change_of(before, after, 5).area, (Rect{0, 0, 10, 8}));
}

TEST(Part, IsThePixelsOfTheArea) {
  const Photo photo = picture({10, 8});
  const Photo cut = part(photo, {3, 2, 4, 5});
  ASSERT_EQ(cut.bytes.size(), 4u * 5 * 8);
  EXPECT_EQ(cut.icc, photo.icc);
  for (int y = 0; y < 5; ++y)
    EXPECT_TRUE(std::equal(cut.view().row(y), cut.view().row(y) + 32, photo.view().row(y + 2) + 24)) << y;
}

TEST(Outside, PixelsAreTheOriginals) {
  const Photo original = picture({6, 4});
  Photo photo = original;
  for (auto& byte : photo.bytes) byte ^= 0x55;
  const Photo edited = photo;
  Image8 selection(original.size);
  selection.at(2, 1) = 1;
  selection.at(5, 3) = 255;
  keep_outside(photo, original, selection);
  for (int y = 0; y < 4; ++y)
    for (int x = 0; x < 6; ++x) {
      const Photo& from = selection.at(x, y) ? edited : original;
      EXPECT_TRUE(std::equal(photo.row(y) + 8 * x, photo.row(y) + 8 * x + 8, from.view().row(y) + 8 * x));
    }
  photo = edited;
  keep_outside(photo, original, {});
  EXPECT_EQ(photo.bytes, edited.bytes) << "no selection: everything is selected";
}

TEST(LiesOver, OnlyWhereWhatIsRetouchedIsOpaque) {
  const auto with_alpha = [](Sample sample, std::vector<std::uint8_t> bytes) {
    return Photo{{3, 1}, 2, sample, false, std::move(bytes), {}};
  };
  const auto mask = [] {
    Image8 out({3, 1});
    out.at(0, 0) = 255;
    out.at(1, 0) = out.at(2, 0) = 128;
    return out;
  };
  Image8 m = mask();
  EXPECT_TRUE(lies_over(Photo{{3, 1}, 1, Sample::u8, false, {1, 2, 3}, {}}, m));
  EXPECT_EQ(m.at(2, 0), 128) << "no alpha";
  EXPECT_TRUE(lies_over(with_alpha(Sample::u8, {9, 255, 9, 255, 9, 254}), m));
  EXPECT_EQ(m.at(0, 0), 255);
  EXPECT_EQ(m.at(1, 0), 128);
  EXPECT_EQ(m.at(2, 0), 0) << "it would add to what is below";
  m = mask();
  EXPECT_FALSE(lies_over(with_alpha(Sample::u8, {9, 254, 9, 255, 9, 255}), m));
  EXPECT_EQ(m.at(1, 0), 128);
  EXPECT_TRUE(lies_over(with_alpha(Sample::u16, {0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0}), m));
  m = mask();
  EXPECT_TRUE(lies_over(with_alpha(Sample::f16, {0, 0, 0x00, 0x3c, 0, 0, 0, 0, 0, 0, 0, 0}), m));
  m = mask();
  std::vector<std::uint8_t> floats(24);
  const float one = 1;
  std::memcpy(&floats[4], &one, 4);
  EXPECT_TRUE(lies_over(with_alpha(Sample::f32, floats), m));
  EXPECT_EQ(m.at(1, 0), 0);
}

TEST(WithoutAlpha, LeavesTheColours) {
  const Photo photo{{2, 1}, 4, Sample::u8, false, {1, 2, 3, 4, 5, 6, 7, 8}, {9}};
  const Photo colours = without_alpha(photo);
  EXPECT_EQ(colours.bytes, (std::vector<std::uint8_t>{1, 2, 3, 5, 6, 7}));
  EXPECT_EQ(colours.channels, 3);
  EXPECT_EQ(colours.icc, photo.icc);
  EXPECT_EQ(without_alpha(colours).bytes, colours.bytes);
}

}  // namespace
}  // namespace countenance::plugin
