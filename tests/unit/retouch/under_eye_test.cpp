// SPDX-License-Identifier: Apache-2.0
#include "retouch/under_eye.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "face_sheet.h"

namespace countenance::retouch {
namespace {

using test::Sheet;

Point circle(const Sheet& s, int lower_lid = 145) { return s.at(lower_lid) + Point(0, 0.2f * s.canvas.u); }

/// `stops` of shading and a fifth of that of melanin under the right eye.
Sheet tired(float shading, float stops) {
  Sheet s = test::sheet(shading);
  for (const auto& [axis, amount] : {std::pair{0, stops}, {2, 0.2f * stops}})
    test::paint(s, axis, [&, a = amount](const Point& p) { return a * test::bell(p, circle(s), 0.08f * s.canvas.u); });
  return s;
}

class UnderEyeOnSkin : public testing::TestWithParam<float> {};  // shading, stops
TEST_P(UnderEyeOnSkin, LiftsPartOfTheWayAndOnlyLifts) {
  const Sheet s = tired(GetParam(), 0.3f);
  const Edit edit = under_eye(s.canvas, s.map);
  ASSERT_TRUE(edit.trusted) << edit.note;
  const Point p = circle(s);
  const float lifted = -edit.delta.at(int(p.x()), int(p.y()), 1);
  EXPECT_GT(lifted, 0.13f);  // a spot of σ .08 IOD keeps two thirds of its height at σ .05
  EXPECT_LT(lifted, 0.35f);
  for (std::size_t i = 0; i < edit.delta.count(); ++i) ASSERT_LE(edit.delta.data()[i], 0);
  EXPECT_LT(test::largest_at(edit.delta, circle(s, 374)), 0.01f);  // the other eye has none
}
TEST_P(UnderEyeOnSkin, LeavesWhatIsNoDarker) {
  for (const float stops : {0.f, -0.3f}) {
    const Sheet s = tired(GetParam(), stops);
    const Edit edit = under_eye(s.canvas, s.map);
    EXPECT_EQ(edit.note, "no darker than the cheeks below");
    EXPECT_TRUE(std::all_of(edit.delta.data(), edit.delta.data() + edit.delta.count(), [](float d) { return d == 0; }));
  }
}
INSTANTIATE_TEST_SUITE_P(Tones, UnderEyeOnSkin, testing::Values(0.8f, 2.f, 3.5f));

TEST(UnderEye, KeepsFineLines) {
  const Sheet smooth = tired(1.5f, 0.3f);
  Sheet lined = smooth;
  const Point p = circle(smooth);
  test::paint(lined, 0, [&](const Point& q) {
    const float d = (q.y() - p.y()) / (0.008f * smooth.canvas.u);
    return 0.2f * std::exp(-d * d / 2);
  });
  // the line is what the one has over the other, both edited
  const auto contrast = [&](const ImageF& with, const ImageF& without) {
    double sum = 0;
    for (int dx = -8; dx <= 8; ++dx) {
      const auto value = [&](int dy) {
        const int x = int(p.x()) + dx, y = int(std::lround(p.y())) + dy;
        return std::log2(with.at(x, y, 1) / without.at(x, y, 1));
      };
      sum += value(0) - (value(-5) + value(5)) / 2;
    }
    return sum;
  };
  const auto edited = [](const Sheet& s) { return test::applied(s.canvas, under_eye(s.canvas, s.map).delta); };
  EXPECT_GT(contrast(edited(lined), edited(smooth)) / contrast(lined.canvas.linear, smooth.canvas.linear), 0.95);
}

TEST(UnderEye, LeavesLidAndLashes) {
  Sheet s = test::sheet(1.5f);
  const ImageF eye = face::distance(face::hull(s.canvas.size(), s.canvas.points, face::kEyeRight));
  ImageF shm = s.canvas.shm;  // lashes: dark to .06 IOD off the eye
  for (std::size_t i = 0; i < eye.count(); ++i) shm.data()[3 * i] += eye.data()[i] < 0.06f * s.canvas.u ? 1.f : 0.f;
  test::set_shm(s.canvas, shm);
  const Edit edit = under_eye(s.canvas, s.map);
  for (int y = 0; y < eye.height(); ++y)
    for (int x = 0; x < eye.width(); ++x) {
      if (eye.at(x, y) < 0.065f * s.canvas.u) {
        ASSERT_LT(test::largest_at(edit.delta, {float(x), float(y)}), 1e-4f);
      }
    }
}

TEST(UnderEye, OnAPortraitStaysInItsMaskUnderItsBound) {
  const Sheet s = test::portrait("obama3.jpg");
  const Edit edit = under_eye(s.canvas, s.map);
  ASSERT_TRUE(edit.trusted) << edit.note;
  float most = 0;
  for (std::size_t i = 0; i < s.canvas.size().area(); ++i)
    for (std::size_t k = 0; k < 3; ++k) {
      const float d = edit.delta.data()[3 * i + k];
      if (edit.mask.data()[i] == 0) {
        ASSERT_EQ(d, 0);
      }
      ASSERT_LE(d, 0);
      most = std::max(most, -d);
    }
  EXPECT_GT(most, 0.03f);
  const UnderEyeParams params;  // the axes' largest entries are 1, 1.3 and 1.6
  EXPECT_LT(most, params.shading * params.bound + 2.9f * params.pigment * params.pigment_bound);
  for (const int feature : {468, 473, 145, 374, 13, 4}) EXPECT_LT(test::largest_at(edit.delta, s.at(feature)), 1e-6f);
  const Sheet darker = test::in_light(s, 0.3f);
  const ImageF in_the_dark = under_eye(darker.canvas, darker.map).delta;
  EXPECT_GT(test::likeness(edit.delta, in_the_dark), 0.95);
  EXPECT_NEAR(test::strength_ratio(edit.delta, in_the_dark), 1, 0.1);
}

TEST(UnderEye, HoldsBackWithoutSkinOrCheek) {
  Sheet s = tired(1.5f, 0.3f);
  Sheet bare = s;
  bare.map.coverage = 0.05f;
  EXPECT_FALSE(under_eye(bare.canvas, bare.map).trusted);
  for (const face::Indices cheek : {face::kCheekRight, face::kCheekLeft}) {
    const ImageF part = face::grow(face::hull(s.canvas.size(), s.canvas.points, cheek), 4);
    for (std::size_t i = 0; i < part.count(); ++i) s.map.mask.data()[i] *= 1 - part.data()[i];
  }
  const Edit edit = under_eye(s.canvas, s.map);
  EXPECT_FALSE(edit.trusted);
  EXPECT_EQ(edit.note, "no bare cheek below the eyes to go by");
}

}  // namespace
}  // namespace countenance::retouch
