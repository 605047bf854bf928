// SPDX-License-Identifier: Apache-2.0
// What is drawn over a real portrait lies where the study found it.
#include "overlay/overlay.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <stdexcept>

#include "support/must.h"
#include "support/support.h"

namespace countenance::test {
namespace {

const govern::Study& study() {
  static const auto studied =
      must(govern::study(std::make_shared<const Photo>(load_photo(registry("obama3.jpg"))), networks(),
                         std::make_shared<const face::Topology>(must(face::load_topology()))));
  return *studied;
}

Image8 plain(const govern::Study& of) {
  const PhotoView photo = of.photo->view();
  return must(colour::read_srgb8(photo, *of.space, {0, 0, photo.size.width, photo.size.height},
                                 {photo.size.width / 2, photo.size.height / 2}));
}

/// Mean change of one channel against the mean of the others, over picture pixels where `map` is at least .9.
double tint(const Image8& before, const Image8& after, const ImageF& map, int channel) {
  const Affine photo_from_picture =
      inverse(resampling({0, 0, study().photo->size.width, study().photo->size.height}, before.size()));
  const Affine work_from_picture = compose(study().faces[0].canvas.work_from_photo, photo_from_picture);
  double sum = 0;
  int count = 0;
  for (int y = 0; y < before.height(); ++y)
    for (int x = 0; x < before.width(); ++x) {
      const Point p = apply(work_from_picture, Point(float(x), float(y)));
      const int u = int(std::lround(p.x())), v = int(std::lround(p.y()));
      if (u < 0 || v < 0 || u >= map.width() || v >= map.height() || map.at(u, v) < 0.9f) continue;
      double change = 0;
      for (int c = 0; c < 3; ++c)
        change += (c == channel ? 1 : -0.5) * (double(after.at(x, y, c)) - double(before.at(x, y, c)));
      sum += change;
      ++count;
    }
  return count > 100 ? sum / count : 0;
}

TEST(Overlay, TintsSkinGreenAndFeaturesBlue) {
  const Image8 before = plain(study());
  Image8 after = before;
  overlay::draw(after, study());
  ASSERT_EQ(after.size(), before.size());
  const auto& skin = study().faces[0].skin;
  EXPECT_GT(tint(before, after, skin.mask, 1), 20);
  EXPECT_GT(tint(before, after, skin.mask, 1), tint(before, after, skin.mask, 2) + 10);
  EXPECT_GT(tint(before, after, skin.excluded, 2), 20);
  EXPECT_GT(tint(before, after, skin.excluded, 2), tint(before, after, skin.excluded, 1) + 10);
}

TEST(Overlay, LeavesTheRestAlone) {
  const Image8 before = plain(study());
  Image8 after = before;
  overlay::draw(after, study());
  const Rect grown = bounding(study().faces[0].canvas.roi, study().faces[0].face.box);
  int outside = 0;
  for (int y = 0; y < before.height(); ++y)
    for (int x = 0; x < before.width(); ++x) {
      const int px = 2 * x, py = 2 * y;  // the picture is at half scale; labels stand above the box
      if (px >= grown.x - 40 && px < grown.right() + 40 && py >= grown.y - 40 && py < grown.bottom() + 40) continue;
      ++outside;
      for (int c = 0; c < 3; ++c) ASSERT_EQ(after.at(x, y, c), before.at(x, y, c)) << x << ", " << y;
    }
  EXPECT_GT(outside, 1000);
}

TEST(Overlay, DrawsAnUnusableFaceInRedWithoutTint) {
  govern::Study other = study();
  other.faces.resize(1);
  other.faces[0].face.unusable = "turned away";
  const Image8 before = plain(other);
  Image8 after = before;
  overlay::draw(after, other);
  const Rect box = other.faces[0].face.box;
  const int y = (box.y + box.height / 2) / 2;
  const auto red = [&](int x) { return after.at(x, y, 0) > 200 && after.at(x, y, 1) < 130 && after.at(x, y, 2) < 130; };
  bool left = false;
  for (int x = box.x / 2 - 2; x <= box.x / 2 + 2; ++x) left = left || (x >= 0 && red(x));
  EXPECT_TRUE(left);
  const int centre = (box.x + box.width / 2) / 2;
  for (int c = 0; c < 3; ++c) EXPECT_EQ(after.at(centre, y, c), before.at(centre, y, c));
}

}  // namespace
}  // namespace countenance::test
