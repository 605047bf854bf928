// SPDX-License-Identifier: GPL-3.0-or-later
#include "change.h"

#include <gtest/gtest.h>

#include <cstdlib>

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

}  // namespace
}  // namespace countenance::plugin
