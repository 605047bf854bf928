// SPDX-License-Identifier: Apache-2.0
#include "retouch/teeth.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "colour/cie.h"
#include "drawn_face.h"
#include "portrait.h"
#include "retouch/compose.h"

namespace countenance::retouch {
namespace {

using test::DrawnFace;
using test::Part;

DrawnFace drawn(DrawnFace face = {}) {
  face.draw();
  return face;
}
Edit edit_of(const DrawnFace& face) { return teeth(face.canvas, find_sclera(face.canvas, face.map)); }
float yellow(const float* d) { return d[2] - (d[0] + d[1]) / 2; }

/// Mean yellow of the teeth, stops: before and after, of all and of every second one.
struct Yellow {
  double before = 0, after = 0, difference_before = 0, difference_after = 0;
};
Yellow yellow_of(const DrawnFace& face, const Edit& edit) {
  double sum[2][2] = {}, n[2] = {};
  const auto& c = face.canvas;
  for (int y = 0; y < c.size().height; ++y)
    for (int x = 0; x < c.size().width; ++x) {
      if (face.part.at(x, y) != Part::tooth || edit.mask.at(x, y) < 0.95f) continue;
      const int odd = std::fmod(float(x) / face.u, 0.16f) < 0.08f;
      const float d = yellow(&c.density.at(x, y));
      sum[odd][0] += double(d), sum[odd][1] += double(d + yellow(&edit.delta.at(x, y))), ++n[odd];
    }
  const auto mean = [&](int odd, int after) { return sum[odd][after] / n[odd]; };
  return {(mean(0, 0) + mean(1, 0)) / 2, (mean(0, 1) + mean(1, 1)) / 2, mean(1, 0) - mean(0, 0),
          mean(1, 1) - mean(0, 1)};
}

void expect_nothing(const Edit& edit, const char* why) {
  EXPECT_FALSE(edit.trusted);
  EXPECT_EQ(edit.note, why);
  for (std::size_t i = 0; i < edit.delta.count(); ++i) ASSERT_EQ(edit.delta.data()[i], 0.f);
}

TEST(Teeth, LoseYellowTowardsThisPersonsWhiteAndNeverReachIt) {
  const DrawnFace face = drawn();
  const Edit edit = edit_of(face);
  ASSERT_TRUE(edit.trusted) << edit.note;
  const Yellow y = yellow_of(face, edit);
  const Eigen::Vector3f white = colour::chromophore_axes().transpose() * face.white;
  const double own = double(yellow(white.data()));
  ASSERT_GT(y.before, own + 0.1);
  EXPECT_NEAR((y.before - y.after) / (y.before - own), 0.36, 0.06);
  EXPECT_GT(y.difference_after, 0.75 * y.difference_before);  // teeth differ as they did
}

TEST(Teeth, LeaveLipsGumsTongueAndGaps) {
  const DrawnFace face = drawn();
  const Edit edit = edit_of(face);
  double lightest = 0, beside = 0, n = 0;
  for (int y = 0; y < face.canvas.size().height; ++y)
    for (int x = 0; x < face.canvas.size().width; ++x) {
      const Part part = face.part.at(x, y);
      const float* d = &edit.delta.at(x, y);
      const float change = std::max({std::abs(d[0]), std::abs(d[1]), std::abs(d[2])});
      if (part == Part::tooth) {
        const float* l = &face.canvas.linear.at(x, y);
        std::array after{l[0], l[1], l[2]};
        apply_delta(after.data(), d);
        lightest =
            std::max(lightest, double(colour::lab(after[0], after[1], after[2])[0] - colour::lab(l[0], l[1], l[2])[0]));
      } else if (part == Part::lips || part == Part::skin) {
        ASSERT_EQ(change, 0.f);
      } else {
        beside += double(change), ++n;
      }
    }
  EXPECT_LT(beside / n, 0.002);  // gums, tongue and gaps
  EXPECT_GT(lightest, 0);
  EXPECT_LT(lightest, 3);
}

TEST(Teeth, WhiteOnesAreLeft) {
  const DrawnFace face = drawn({.tooth = {0.6f, 0.03f, -0.1f}});
  const Edit edit = edit_of(face);
  EXPECT_EQ(edit.note, "the teeth are white");
  for (std::size_t i = 0; i < edit.delta.count(); ++i) ASSERT_EQ(edit.delta.data()[i], 0.f);
}

TEST(Teeth, NothingWhereNoneAreSeen) {
  expect_nothing(edit_of(drawn({.mouth = 0.01f})), "the mouth is closed");
  expect_nothing(edit_of(drawn({.teeth = false})), "no teeth are seen");
}

TEST(Teeth, ActAlikeInAnyLightAndStayUnderTheBound) {
  const DrawnFace face = drawn({.tooth = {0.7f, 0.2f, 1.4f}}),
                  darker = drawn({.tooth = {0.7f, 0.2f, 1.4f}, .light = 2});
  const Edit a = edit_of(face), b = edit_of(darker);
  double sum = 0, difference = 0;
  float largest = 0;
  for (std::size_t i = 0; i < a.delta.count(); ++i) {
    sum += std::abs(double(a.delta.data()[i])), difference += std::abs(double(a.delta.data()[i] - b.delta.data()[i]));
    largest = std::max(largest, std::abs(a.delta.data()[i]));
  }
  EXPECT_GT(largest, 0.6f * TeethParams{}.bound);  // so yellow that the bound is near
  EXPECT_GT(sum, 10);
  EXPECT_LT(difference, 0.05 * sum);
  EXPECT_LE(largest, TeethParams{}.bound);
}

// Yellow put on the teeth of people who smile goes by a quarter at least; people who do not get nothing.
TEST(Teeth, OfRealSmiles) {
  int smiles = 0;
  for (const char* name : {"london/025_smiling.jpg", "london/113_smiling.jpg", "london/114_smiling.jpg"}) {
    const auto path = test::calibration(name);
    if (!path) continue;
    ++smiles;
    const test::Portrait p = test::study(*path);
    const auto sclera = find_sclera(p.canvas, p.map);
    const Edit before = teeth(p.canvas, sclera);
    ASSERT_TRUE(before.trusted) << name << ": " << before.note;
    skin::Canvas stained = p.canvas;
    ImageF stain(stained.size(), 3);
    for (std::size_t i = 0; i < before.mask.count(); ++i) {
      stain.data()[3 * i + 1] = 0.05f * before.mask.data()[i];
      stain.data()[3 * i + 2] = 0.2f * before.mask.data()[i];
    }
    test::add_density(stained, stain);
    const Edit after = teeth(stained, sclera);
    double added = 0, taken = 0;
    for (std::size_t i = 0; i < before.mask.count(); ++i)
      if (before.mask.data()[i] > 0.9f) {
        added += double(yellow(stain.data() + 3 * i));
        taken += double(yellow(before.delta.data() + 3 * i) - yellow(after.delta.data() + 3 * i));
      }
    EXPECT_GT(taken / added, 0.25) << name;
    EXPECT_LT(taken / added, 0.6) << name;
  }
  if (smiles == 0) GTEST_SKIP() << "no calibration portraits";
}
TEST(Teeth, NothingInAClosedMouth) {
  for (const char* name : {"obama3.jpg", "biden.jpg"}) {
    const auto& p = test::portrait(name);
    const Edit edit = teeth(p.canvas, find_sclera(p.canvas, p.map));
    if (edit.trusted) ADD_FAILURE() << name << ": " << edit.note;
  }
}

}  // namespace
}  // namespace countenance::retouch
