// SPDX-License-Identifier: Apache-2.0
#include "retouch/even_light.h"

#include <gtest/gtest.h>

#include "colour/cie.h"
#include "retouch/compose.h"
#include "sphere.h"

namespace countenance::retouch {
namespace {

using Vec3 = Eigen::Vector3f;

struct Lit {
  test::Sphere sphere;
  Lighting light;
};
Lit lit(const Vec3& albedo = {0.45f, 0.28f, 0.2f}) {
  Lit out{test::sphere([](const Vec3& n) { return std::exp2(Vec3(0.9f, -0.4f, 0.2f).dot(n) - 0.5f); }, albedo), {}};
  out.light = fit_lighting(out.sphere.canvas, out.sphere.skin, out.sphere.topology);
  return out;
}
float largest(const Edit& edit) {
  float most = 0;
  for (std::size_t i = 0; i < edit.delta.count(); ++i) most = std::max(most, std::abs(edit.delta.data()[i]));
  return most;
}
test::Sphere applied(const Lit& lit, const Edit& edit) {
  test::Sphere after = lit.sphere;
  const ImageF delta = sum({edit}, {1.f}, after.canvas.size());
  apply_delta(after.canvas.linear.data(), delta.data(), int(after.canvas.size().area()));
  return after;
}
double mean_lightness(const test::Sphere& s) {
  const ImageF lab = colour::lab(s.canvas.linear);
  double sum = 0, n = 0;
  for (std::size_t i = 0; i < s.skin.mask.count(); ++i)
    if (s.skin.mask.data()[i] > 0.5f) sum += lab.data()[3 * i], ++n;
  return sum / n;
}

TEST(EvenLight, BringsTheContrastTowardsTheTeams) {
  const Lit one = lit();
  for (const float factor : {0.75f, 1.3f}) {
    const Edit edit = even_light(one.sphere.canvas, one.light, factor * one.light.range);
    ASSERT_TRUE(edit.trusted);
    const test::Sphere after = applied(one, edit);
    const Lighting again = fit_lighting(after.canvas, after.skin, after.topology);
    EXPECT_NEAR(again.range, factor * one.light.range, 0.12f) << factor;
    EXPECT_GT(again.direction.dot(one.light.direction), 0.98f);
  }
}

TEST(EvenLight, TakesNoMoreThanAThirdAndGivesNoMoreThanAHalf) {
  const Lit one = lit();
  const Edit flat = even_light(one.sphere.canvas, one.light, 0.01f),
             least = even_light(one.sphere.canvas, one.light, 0.65f * one.light.range);
  EXPECT_NEAR(largest(flat), largest(least), 1e-4f);
  EXPECT_LE(largest(even_light(one.sphere.canvas, one.light, 10.f)), 1.f);
}

TEST(EvenLight, LightensAndDarkensNobodyWhateverTheSkin) {
  for (const Vec3& albedo : {Vec3(0.6f, 0.45f, 0.38f), Vec3(0.25f, 0.14f, 0.09f), Vec3(0.06f, 0.032f, 0.02f)}) {
    const Lit one = lit(albedo);
    for (const float factor : {0.7f, 1.4f}) {
      const Edit edit = even_light(one.sphere.canvas, one.light, factor * one.light.range);
      EXPECT_GT(largest(edit), 0.1f);
      EXPECT_NEAR(mean_lightness(applied(one, edit)), mean_lightness(one.sphere), 0.3) << albedo[0] << " " << factor;
    }
  }
}

TEST(EvenLight, OneFaceAloneAndAFaceLitLikeTheOthersStay) {
  const Lit one = lit();
  for (const Edit& edit : {even_light(one.sphere.canvas, one.light, {}),
                           even_light(one.sphere.canvas, one.light, 1.02f * one.light.range)}) {
    EXPECT_EQ(largest(edit), 0);
    EXPECT_TRUE(edit.trusted);
    EXPECT_NE(edit.note.find("nothing to"), std::string::npos) << edit.note;
  }
}

TEST(EvenLight, HoldsBackWhereTheLightIsNotKnown) {
  Lit one = lit();
  one.light.doubt = "why";
  const Edit edit = even_light(one.sphere.canvas, one.light, 0.5f);
  EXPECT_FALSE(edit.trusted);
  EXPECT_EQ(largest(edit), 0);
  EXPECT_NE(edit.note.find("why"), std::string::npos);
}

TEST(EvenLight, StaysInsideItsReach) {
  const Lit one = lit();
  const Edit edit = even_light(one.sphere.canvas, one.light, 2 * one.light.range);
  for (std::size_t i = 0; i < edit.delta.count(); ++i)
    if (edit.mask.data()[i] == 0) ASSERT_EQ(edit.delta.data()[i], 0);
}

}  // namespace
}  // namespace countenance::retouch
