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
  const auto luminance = [&](const ImageF& image, const Point& at) {
    return colour::luminance(&image.at(int(at.x()), int(at.y())));
  };
  const float own = luminance(s.canvas.linear, off);
  const auto core_of = [&](const ImageF& image) { return luminance(image, p) - own; };
  const float gloss = core_of(s.canvas.linear);
  EXPECT_GT(core_of(test::applied(s.canvas, edit.delta, 0.5f)) / gloss, 0.7f);
  EXPECT_LT(core_of(test::applied(s.canvas, edit.delta, 0.5f)) / gloss, 0.9f);
  // not grey: the colour of the skin around comes back further than the brightness, and never past it
  const auto blue_of = [&](const ImageF& image, const Point& at) {
    return std::log2(value(image, at, 2) / value(image, at, 0));
  };
  const auto colour_left = [&](float strength) {
    return (blue_of(test::applied(s.canvas, edit.delta, strength), p) - blue_of(s.canvas.linear, off)) /
           (blue_of(s.canvas.linear, p) - blue_of(s.canvas.linear, off));
  };
  EXPECT_LT(colour_left(0.5f), 0.7f);
  EXPECT_LT(colour_left(1), 0.35f);
  EXPECT_GT(colour_left(1), -0.05f);
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
  EXPECT_NEAR(test::strength_ratio(a, b), 1, 0.1);
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

TEST(Shine, TintsAClippedCoreAndLeavesItNoEdge) {
  Sheet s = glossy(0.5f, 2.f);
  ImageF linear = s.canvas.linear;
  for (std::size_t i = 0; i < linear.count(); ++i) linear.data()[i] = std::min(1.f, linear.data()[i]);
  test::set_linear(s.canvas, std::move(linear));
  const Edit edit = shine(s.canvas, s.map);
  const Point p = forehead(s);
  const auto delta = [&](int k) { return edit.delta.at(int(p.x()), int(p.y()), k); };
  EXPECT_NEAR(delta(0), 0, 0.02f);  // there is nothing to go by for brightness
  EXPECT_GT(delta(2), delta(1));
  EXPECT_GT(delta(1), 0.03f);
  float step = 0;
  for (int y = 1; y < edit.delta.height(); ++y)
    for (int x = 1; x < edit.delta.width(); ++x)
      for (int k = 0; k < 3; ++k)
        if (test::bell({float(x), float(y)}, p, 0.15f * s.canvas.u) > 0.3f)
          step = std::max({step, std::abs(edit.delta.at(x, y, k) - edit.delta.at(x - 1, y, k)),
                           std::abs(edit.delta.at(x, y, k) - edit.delta.at(x, y - 1, k))});
  EXPECT_LT(step, 0.06f);
}

TEST(Shine, OnAPortraitStaysOnSkinUnderItsBound) {
  const Sheet s = test::portrait("obama.jpg");
  const Edit edit = shine(s.canvas, s.map);
  ASSERT_TRUE(edit.trusted) << edit.note;
  float most = 0, found = 0;
  for (std::size_t i = 0; i < s.canvas.size().area(); ++i) {
    if (edit.mask.data()[i] == 0) {
      for (std::size_t k = 0; k < 3; ++k) ASSERT_EQ(edit.delta.data()[3 * i + k], 0);
    }
    for (std::size_t k = 0; k < 3; ++k) {
      ASSERT_GE(edit.delta.data()[3 * i + k], -1e-5f);
      most = std::max(most, edit.delta.data()[3 * i + k]);
    }
    found = std::max(found, edit.delta.data()[3 * i + 1]);
  }
  EXPECT_GT(found, 0.1f);
  EXPECT_LE(most, ShineParams{}.bound);
  for (const int feature : {468, 473, 13, 14, 0, 17}) EXPECT_EQ(test::largest_at(edit.delta, s.at(feature)), 0);
  const Sheet darker = test::in_light(s, 0.3f);
  const ImageF in_the_dark = shine(darker.canvas, darker.map).delta;
  EXPECT_GT(test::likeness(edit.delta, in_the_dark), 0.9);
  EXPECT_NEAR(test::strength_ratio(edit.delta, in_the_dark), 1, 0.1);
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
