// SPDX-License-Identifier: Apache-2.0
#include "retouch/redness.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "face_sheet.h"

namespace countenance::retouch {
namespace {

using test::Sheet;

Point cheek(const Sheet& s) { return s.at(50); }

Sheet flushed(float shading, float stops, float sigma = 0.15f) {
  Sheet s = test::sheet(shading);
  test::paint(s, 1, [&](const Point& p) { return stops * test::bell(p, cheek(s), sigma * s.canvas.u); });
  return s;
}

/// Means over the face's skin: L*, a*, b*, and haemoglobin.
struct Means {
  double l = 0, a = 0, b = 0, h = 0;
};
Means means(const Sheet& s, const ImageF& linear) {
  const ImageF lab = colour::lab(linear), shm = colour::unmix(colour::density(linear));
  Means out;
  double weight = 0;
  for (std::size_t i = 0; i < s.map.mask.count(); ++i) {
    const double w = double(s.map.mask.data()[i]) * s.map.oval.data()[i];
    weight += w;
    out.l += w * lab.data()[3 * i], out.a += w * lab.data()[3 * i + 1], out.b += w * lab.data()[3 * i + 2];
    out.h += w * shm.data()[3 * i + 1];
  }
  return {out.l / weight, out.a / weight, out.b / weight, out.h / weight};
}
void expect_same_complexion(const Sheet& s, const ImageF& delta) {
  const Means before = means(s, s.canvas.linear), after = means(s, test::applied(s.canvas, delta));
  EXPECT_NEAR(after.l, before.l, 0.3);
  EXPECT_NEAR(after.a, before.a, 0.3);
  EXPECT_NEAR(after.h, before.h, 0.003);
  EXPECT_NEAR(colour::ita({float(after.l), 0, float(after.b)}), colour::ita({float(before.l), 0, float(before.b)}),
              0.5);
}

class RednessOnSkin : public testing::TestWithParam<float> {};  // shading, stops
TEST_P(RednessOnSkin, TakesPartOfARedPatch) {
  const Sheet s = flushed(GetParam(), 0.25f);
  const Edit edit = redness(s.canvas, s.map);
  ASSERT_TRUE(edit.trusted) << edit.note;
  EXPECT_NE(edit.note.find("right cheek"), std::string::npos) << edit.note;
  const ImageF shm = colour::unmix(edit.delta);
  const Point p = cheek(s);
  const float taken = -shm.at(int(p.x()), int(p.y()), 1);
  EXPECT_GT(taken, 0.06f);
  EXPECT_LT(taken, 0.2f);  // a blush stays a little rosy
  for (std::size_t i = 0; i < s.canvas.size().area(); ++i) {
    ASSERT_NEAR(shm.data()[3 * i], 0, 1e-5f);
    ASSERT_NEAR(shm.data()[3 * i + 2], 0, 1e-5f);
  }
  expect_same_complexion(s, edit.delta);
}
TEST_P(RednessOnSkin, LeavesEvenSkin) {
  const Sheet s = test::sheet(GetParam());
  const Edit edit = redness(s.canvas, s.map);
  EXPECT_EQ(edit.note, "no redness stands out of this skin");
  EXPECT_TRUE(std::all_of(edit.delta.data(), edit.delta.data() + edit.delta.count(), [](float d) { return d == 0; }));
}
TEST_P(RednessOnSkin, LeavesBrownAndShaded) {
  for (const int axis : {0, 2}) {
    Sheet s = test::sheet(GetParam());
    test::paint(s, axis, [&](const Point& p) { return 0.3f * test::bell(p, cheek(s), 0.15f * s.canvas.u); });
    EXPECT_LT(test::largest_at(redness(s.canvas, s.map).delta, cheek(s)), 0.01f) << axis;
  }
}
INSTANTIATE_TEST_SUITE_P(Tones, RednessOnSkin, testing::Values(0.8f, 2.f, 3.5f));

TEST(Redness, OnAPortraitKeepsTheComplexionAndTheLips) {
  const Sheet s = test::portrait("obama3.jpg");
  const Edit edit = redness(s.canvas, s.map);
  ASSERT_TRUE(edit.trusted) << edit.note;
  const ImageF shm = colour::unmix(edit.delta);
  float most = 0;
  for (std::size_t i = 0; i < s.canvas.size().area(); ++i) {
    most = std::max(most, std::abs(shm.data()[3 * i + 1]));
    if (s.map.mask.data()[i] == 0) {
      for (std::size_t k = 0; k < 3; ++k) ASSERT_EQ(edit.delta.data()[3 * i + k], 0);
    }
  }
  EXPECT_GT(most, 0.02f);
  EXPECT_LE(most, RednessParams{}.share * RednessParams{}.bound + 1e-4f);
  expect_same_complexion(s, edit.delta);
  for (const int feature : {468, 473, 13, 14, 0, 17, 61, 291})
    EXPECT_EQ(test::largest_at(edit.delta, s.at(feature)), 0);
  const Sheet darker = test::in_light(s, 0.3f);
  const ImageF in_the_dark = redness(darker.canvas, darker.map).delta;
  EXPECT_GT(test::likeness(edit.delta, in_the_dark), 0.9);
  EXPECT_NEAR(test::strength_ratio(edit.delta, in_the_dark), 1, 0.1);
}

TEST(Redness, KeepsWhatLiesAlikeOnBothCheeks) {
  const auto with = [](float right, float left) {
    Sheet s = test::sheet(1.5f);
    test::paint(s, 1, [&](const Point& p) {
      return right * test::bell(p, s.at(50), 0.15f * s.canvas.u) + left * test::bell(p, s.at(280), 0.15f * s.canvas.u) +
             0.25f * test::bell(p, s.at(151), 0.08f * s.canvas.u);
    });
    return s;
  };
  const auto taken_at = [](const Sheet& s, const Edit& e, int i) {
    const ImageF shm = colour::unmix(e.delta);
    return -shm.at(int(s.at(i).x()), int(s.at(i).y()), 1);
  };
  const Sheet one = with(0.25f, 0), both = with(0.25f, 0.25f);
  const Edit blotch = redness(one.canvas, one.map), rouge = redness(both.canvas, both.map);
  EXPECT_LT(taken_at(both, rouge, 50), 0.45f * taken_at(one, blotch, 50));
  EXPECT_NEAR(taken_at(both, rouge, 280), taken_at(both, rouge, 50), 0.02f);
  EXPECT_GT(taken_at(both, rouge, 151), 0.9f * taken_at(one, blotch, 151));  // what is no cheek
  EXPECT_NE(rouge.note.find("kept"), std::string::npos) << rouge.note;
  EXPECT_EQ(blotch.note.find("kept"), std::string::npos) << blotch.note;
}

TEST(Redness, GivesBackNoMoreThanIsUnseenAndSaysWhatIsLeft) {
  Sheet s = test::sheet(1.5f);
  test::paint(s, 1, [&](const Point& p) { return 0.5f * test::bell(p, s.at(4), 0.35f * s.canvas.u); });
  const Edit edit = redness(s.canvas, s.map);
  float most = 0;
  for (std::size_t i = 0; i < edit.delta.count(); ++i) most = std::max(most, edit.delta.data()[i]);
  EXPECT_GT(most, 0);
  EXPECT_LT(most, 1.f / 64);
  EXPECT_NE(edit.note.find("stop less"), std::string::npos) << edit.note;
}

TEST(Redness, HoldsBackWithoutSkin) {
  Sheet s = flushed(1.5f, 0.25f);
  s.map.coverage = 0.05f;
  const Edit edit = redness(s.canvas, s.map);
  EXPECT_FALSE(edit.trusted);
  EXPECT_FALSE(edit.note.empty());
  EXPECT_EQ(test::largest_at(edit.delta, cheek(s)), 0);
}

}  // namespace
}  // namespace countenance::retouch
