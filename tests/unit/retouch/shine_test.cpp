// SPDX-License-Identifier: Apache-2.0
#include "retouch/shine.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "face_sheet.h"

namespace countenance::retouch {
namespace {

using test::Sheet;

constexpr float kGloss = 0.10f;  // IOD, σ of the lobe
Point forehead(const Sheet& s) { return s.at(151); }

/// Neutral light of `times` the skin's luminance, mirrored on the forehead.
Sheet glossy(float shading, float times) {
  Sheet s = test::sheet(shading);
  ImageF linear = s.canvas.linear;
  const float y = colour::luminance(&linear.at(210, 300));
  for (int py = 0; py < linear.height(); ++py)
    for (int px = 0; px < linear.width(); ++px)
      for (int k = 0; k < 3; ++k)
        linear.at(px, py, k) += times * y * test::bell({float(px), float(py)}, forehead(s), kGloss * s.canvas.u);
  test::set_linear(s.canvas, std::move(linear));
  return s;
}

class ShineOnSkin : public testing::TestWithParam<float> {};  // shading, stops
TEST_P(ShineOnSkin, TakesPartOfTheMirroredLightAndKeepsItsShape) {
  const Sheet s = glossy(GetParam(), 0.6f);
  const Edit edit = shine(s.canvas, s.map);
  ASSERT_TRUE(edit.trusted) << edit.note;
  EXPECT_NE(edit.note.find("forehead"), std::string::npos) << edit.note;
  const ImageF after = test::applied(s.canvas, edit.delta);
  const Point p = forehead(s);
  const auto value = [](const ImageF& image, const Point& at, int k) { return image.at(int(at.x()), int(at.y()), k); };
  const Point off(p.x(), p.y() + 0.45f * s.canvas.u);
  for (int k = 0; k < 3; ++k) {
    const float gloss = value(s.canvas.linear, p, k) - value(s.canvas.linear, off, k);
    const float taken = value(s.canvas.linear, p, k) - value(after, p, k);
    EXPECT_GT(taken / gloss, 0.3f) << k;
    EXPECT_LT(taken / gloss, 0.85f) << k;
  }
  // nearer to the skin's own colour, not grey
  EXPECT_LT(value(after, p, 2) / value(after, p, 0), value(s.canvas.linear, p, 2) / value(s.canvas.linear, p, 0));
  EXPECT_GT(value(after, p, 2) / value(after, p, 0), value(s.canvas.linear, off, 2) / value(s.canvas.linear, off, 0));
  const ImageF smooth = gaussian(after, 3);
  for (float r = 0.02f; r < 0.2f; r += 0.02f)  // still brightest in the middle
    EXPECT_GE(value(smooth, Point(p.x() + (r - 0.02f) * s.canvas.u, p.y()), 1) * 1.01f,
              value(smooth, Point(p.x() + r * s.canvas.u, p.y()), 1))
        << r;
}
TEST_P(ShineOnSkin, LeavesSkinWithoutGloss) {
  const Sheet s = test::sheet(GetParam());
  const Edit edit = shine(s.canvas, s.map);
  EXPECT_TRUE(edit.trusted);
  EXPECT_EQ(edit.note, "no shine stands out of this skin");
  EXPECT_TRUE(std::all_of(edit.delta.data(), edit.delta.data() + edit.delta.count(), [](float d) { return d == 0; }));
}
TEST_P(ShineOnSkin, LeavesWhatIsBrightWithoutMirroring) {
  for (const int axis : {0, 2}) {  // a lit forehead; a patch without melanin
    Sheet s = test::sheet(GetParam());
    test::paint(s, axis, [&](const Point& p) { return -0.5f * test::bell(p, forehead(s), 0.12f * s.canvas.u); });
    EXPECT_LT(test::largest_at(shine(s.canvas, s.map).delta, forehead(s)), 0.03f) << axis;
  }
}
INSTANTIATE_TEST_SUITE_P(Tones, ShineOnSkin, testing::Values(1.2f, 2.4f, 4.f));

TEST(Shine, IsTheSameOnEverySkinTone) {
  const Sheet light = glossy(1.6f, 0.6f), dark = glossy(4.f, 0.6f);
  const ImageF a = shine(light.canvas, light.map).delta, b = shine(dark.canvas, dark.map).delta;
  EXPECT_GT(test::likeness(a, b), 0.98);
  EXPECT_NEAR(test::largest_at(a, forehead(light)), test::largest_at(b, forehead(dark)), 0.06f);
}

TEST(Shine, FindsNoneWithoutColour) {
  Sheet s = glossy(1.6f, 0.6f);
  ImageF linear = s.canvas.linear;
  for (std::size_t i = 0; i < linear.size().area(); ++i)
    std::fill_n(linear.data() + 3 * i, 3, colour::luminance(linear.data() + 3 * i));
  test::set_linear(s.canvas, std::move(linear));
  EXPECT_EQ(test::largest_at(shine(s.canvas, s.map).delta, forehead(s)), 0);
}

TEST(Shine, FadesOutNearWhite) {
  const Sheet s = glossy(0.5f, 2.f);  // clips
  Sheet clipped = s;
  ImageF linear = s.canvas.linear;
  for (std::size_t i = 0; i < linear.count(); ++i) linear.data()[i] = std::min(1.f, linear.data()[i]);
  test::set_linear(clipped.canvas, std::move(linear));
  EXPECT_LT(test::largest_at(shine(clipped.canvas, clipped.map).delta, forehead(s)), 0.02f);
}

TEST(Shine, OnAPortraitStaysOnSkinUnderItsBound) {
  const Sheet s = test::portrait("obama.jpg");
  const Edit edit = shine(s.canvas, s.map);
  ASSERT_TRUE(edit.trusted) << edit.note;
  const ImageF shm = colour::unmix(edit.delta);
  float most = 0, found = 0;
  for (std::size_t i = 0; i < s.canvas.size().area(); ++i) {
    if (edit.mask.data()[i] == 0)
      for (std::size_t k = 0; k < 3; ++k) ASSERT_EQ(edit.delta.data()[3 * i + k], 0);
    ASSERT_GE(shm.data()[3 * i], -1e-5f);
    most = std::max(most, shm.data()[3 * i]);
    found = std::max(found, edit.delta.data()[3 * i + 1]);
  }
  EXPECT_GT(found, 0.1f);
  EXPECT_LE(most, ShineParams{}.bound + 1e-4f);
  for (const int feature : {468, 473, 13, 14, 0, 17}) EXPECT_EQ(test::largest_at(edit.delta, s.at(feature)), 0);
  const Sheet darker = test::in_light(s, 0.3f);
  EXPECT_GT(test::likeness(edit.delta, shine(darker.canvas, darker.map).delta), 0.9);
}

TEST(Shine, HoldsBackWithoutSkin) {
  Sheet s = glossy(1.5f, 0.6f);
  s.map.coverage = 0.05f;
  const Edit edit = shine(s.canvas, s.map);
  EXPECT_FALSE(edit.trusted);
  EXPECT_FALSE(edit.note.empty());
  EXPECT_EQ(test::largest_at(edit.delta, forehead(s)), 0);
}

}  // namespace
}  // namespace countenance::retouch
