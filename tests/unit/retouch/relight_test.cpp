// SPDX-License-Identifier: Apache-2.0
#include "retouch/relight.h"

#include <gtest/gtest.h>

#include "colour/cie.h"
#include "portrait.h"
#include "retouch/compose.h"
#include "retouch/even_light.h"
#include "retouch/seams.h"
#include "sphere.h"
#include "support/support.h"

namespace countenance::retouch {
namespace {

using Vec3 = Eigen::Vector3f;

const test::Sphere& lit() {
  static const test::Sphere s =
      test::sphere([](const Vec3& n) { return std::exp2(Vec3(0.9f, -0.4f, 0.2f).dot(n) - 0.5f); });
  return s;
}
const Lighting& light() {
  static const Lighting l = fit_lighting(lit().canvas, lit().skin, lit().topology);
  return l;
}
std::vector<Edit> relit(const RelightParams& params) { return relight(lit().canvas, light(), params); }

/// Gain in stops at a canvas pixel whose normal is about (x, y).
float gain(const Edit& edit, float nx, float ny) {
  const Point p = test::kSphereCentre + test::kSphereRadius * Point(nx, ny);
  return -edit.delta.at(int(std::lround(p.x())), int(std::lround(p.y())));
}

/// How much the mean L* of the face's skin moves.
double lightened(const Edit& edit, const skin::Canvas& canvas, const skin::SkinMap& skin) {
  ImageF after = canvas.linear;
  const ImageF delta = sum({edit}, {1.f}, after.size());
  apply_delta(after.data(), delta.data(), int(after.size().area()));
  const ImageF was = colour::lab(canvas.linear), is = colour::lab(after);
  double sum = 0, n = 0;
  for (std::size_t i = 0; i < skin.mask.count(); ++i)
    if (skin.mask.data()[i] > 0.5f && skin.oval.data()[i] > 0.5f) sum += is.data()[3 * i] - was.data()[3 * i], ++n;
  return sum / n;
}
double lightened(const Edit& edit) { return lightened(edit, lit().canvas, lit().skin); }

TEST(Relight, MakesOneEditADial) {
  EXPECT_TRUE(relit({}).empty());
  const auto edits = relit({.fill = 0.5f, .key = 0.3f, .key_turn = 0, .exposure = 0.2f});
  ASSERT_EQ(edits.size(), 3u);
  EXPECT_EQ(edits[0].name, "fill");
  EXPECT_EQ(edits[1].name, "key");
  EXPECT_EQ(edits[2].name, "exposure");
  for (const Edit& e : edits) {
    EXPECT_TRUE(e.trusted);
    EXPECT_EQ(e.delta.size(), lit().canvas.size());
    for (std::size_t i = 0; i < e.delta.count(); ++i) {
      ASSERT_TRUE(std::isfinite(e.delta.data()[i]));
      if (e.mask.data()[i] == 0) {
        ASSERT_EQ(e.delta.data()[i], 0.f);
      }
    }
  }
  EXPECT_EQ(relit({.key_turn = 30}).at(0).name, "key-turn");
}

TEST(Relight, FillLiftsTheShadowAgainstTheLitSideAndKeepsTheMean) {
  const Edit fill = relit({.fill = 0.5f}).at(0);
  EXPECT_NEAR(gain(fill, -0.75f, 0.3f) - gain(fill, 0.75f, -0.3f), 0.5f, 0.12f);  // darkest and brightest skin
  EXPECT_NEAR(gain(fill, 0.75f, -0.3f), gain(fill, 0.45f, -0.3f), 0.05f);         // the lit side keeps its modelling
  EXPECT_NEAR(lightened(fill), 0, 0.2);
  const Edit deep = relit({.fill = 2.f}).at(0);
  EXPECT_NEAR(lightened(deep), 0, 0.2);
  EXPECT_NE(deep.note, "");  // more than the shadow has
  for (std::size_t i = 0; i < deep.delta.count(); ++i) ASSERT_LE(std::abs(deep.delta.data()[i]), 1.f);
}

/// A lamp beside the camera, with gloss, and `aside` stops a unit of light from the right.
std::pair<test::Sphere, Lighting> frontal(float aside) {
  test::Sphere s = test::sphere([=](const Vec3& n) {
    const float z = std::max(n.z(), 0.1f);
    return 0.8f * (z + 0.4f * std::pow(z, 8.f)) * std::exp2(aside * n.x() - aside);
  });
  Lighting l = fit_lighting(s.canvas, s.skin, s.topology);
  return {std::move(s), std::move(l)};
}

TEST(Relight, FillLeavesWhatOnlyTurnsAwayFromTheCamera) {
  const auto [s, l] = frontal(0);
  EXPECT_GT(l.range, 0.8f);
  const Edit none = relight(s.canvas, l, {.fill = 0.5f}).at(0);
  EXPECT_TRUE(none.trusted);
  EXPECT_NE(none.note.find("no shadow side"), std::string::npos) << none.note;
  for (std::size_t i = 0; i < none.delta.count(); ++i) ASSERT_EQ(none.delta.data()[i], 0.f);

  const auto [t, m] = frontal(0.9f);
  const Edit fill = relight(t.canvas, m, {.fill = 0.5f}).at(0);
  EXPECT_GT(gain(fill, -0.7f, 0) - gain(fill, 0, 0), 0.2f) << fill.note;
  EXPECT_LT(gain(fill, 0.8f, 0), gain(fill, 0, 0) + 0.01f);  // darker than the middle, and lit
}

TEST(Relight, FillLeavesFacesInFrontalLightOfAnySkin) {
  for (const char* name : {"canada/031f.jpg", "canada/010f.jpg", "london/119_smiling.jpg", "london/025_smiling.jpg",
                           "london/114_neutral.jpg", "london/036_neutral.jpg"}) {
    const auto path = test::calibration(name);
    if (!path) GTEST_SKIP() << "no " << name << ": the calibration portraits are not here";
    const auto [canvas, skin, lighting] = test::study(*path);
    const Edit fill = relight(canvas, lighting, {.fill = 0.5f}).at(0);
    for (std::size_t i = 0; i < fill.delta.count(); ++i) ASSERT_LT(std::abs(fill.delta.data()[i]), 0.03f) << name;
  }
}

TEST(Relight, FillEvensTheMeasuredLight) {
  const Edit fill = relit({.fill = 0.5f}).at(0);
  test::Sphere after = lit();
  const ImageF delta = sum({fill}, {1.f}, after.canvas.size());
  apply_delta(after.canvas.linear.data(), delta.data(), int(after.canvas.size().area()));
  const Lighting again = fit_lighting(after.canvas, after.skin, after.topology);
  EXPECT_LT(again.range, light().range - 0.3f);
  EXPECT_GT(again.direction.dot(light().direction), 0.9f);  // weaker, and from where it came
}

TEST(Relight, LeavesBackgroundAndClothes) {
  for (const Edit& edit : relit({.fill = 1.f, .key = 0.7f})) {
    float background = 0, clothes = 0;
    for (int y = 0; y < edit.delta.height(); ++y)
      for (int x = 0; x < edit.delta.width(); ++x) {
        const float d = std::abs(edit.delta.at(x, y));
        const bool sphere = test::sphere_normal(x, y).z() > 0;
        if (lit().canvas.person.at(x, y) < 0.2f)
          background = std::max(background, d);
        else if (!sphere && float(y) > test::kSphereCentre.y() + test::kSphereRadius + 40)
          clothes = std::max(clothes, d);
      }
    EXPECT_EQ(background, 0.f) << edit.name;
    EXPECT_LT(clothes, 0.07f) << edit.name;
  }
}

TEST(Relight, KeyStrengthensWeakensAndTurnsTheLight) {
  const Vec3 towards(light().direction.x(), light().direction.y(), 0);
  const float x = 0.7f * towards.x(), y = 0.7f * towards.y();
  const Edit stronger = relit({.key = 0.5f}).at(0), weaker = relit({.key = -0.5f}).at(0),
             turned = relit({.key_turn = 180}).at(0);
  EXPECT_GT(gain(stronger, x, y) - gain(stronger, -x, -y), 0.3f);
  EXPECT_LT(gain(stronger, x, y) - gain(stronger, -x, -y), 0.7f);
  EXPECT_LT(gain(weaker, x, y) - gain(weaker, -x, -y), -0.3f);
  EXPECT_LT(gain(turned, x, y) - gain(turned, -x, -y), -0.6f);  // the light now comes from the other side
  for (const Edit* e : {&stronger, &weaker, &turned}) EXPECT_NEAR(lightened(*e), 0, 0.3);
  const Edit quarter = relit({.key_turn = 90}).at(0);  // clockwise as seen: from right-above to right-below
  EXPECT_GT(gain(quarter, -y, x), 0.15f);
  EXPECT_LT(gain(quarter, y, -x), -0.15f);
  const Edit none = relit({.key = -2.f}).at(0);
  EXPECT_NE(none.note.find("taken away whole"), std::string::npos);
  EXPECT_EQ(stronger.note.find("the key comes from the upper right, 1."), 0u) << stronger.note;
}

TEST(Relight, ExposureIsEvenOnTheFace) {
  const Edit edit = relit({.exposure = -0.4f}).at(0);
  for (const auto& [x, y] : {std::pair{0.f, 0.f}, {0.6f, 0.f}, {-0.5f, -0.5f}, {0.f, 0.7f}})
    EXPECT_NEAR(gain(edit, x, y), -0.4f, 0.01f);
}

/// The picture from column `left` on.
test::Sphere cut(const test::Sphere& s, int left) {
  test::Sphere out = s;
  const auto crop = [&](ImageF& image) {
    ImageF part({image.width() - left, image.height()}, image.channels());
    for (int y = 0; y < part.height(); ++y)
      for (int x = 0; x < part.width(); ++x)
        for (int k = 0; k < part.channels(); ++k) part.at(x, y, k) = image.at(x + left, y, k);
    image = std::move(part);
  };
  for (ImageF* image : {&out.canvas.linear, &out.canvas.density, &out.canvas.shm, &out.canvas.person, &out.skin.mask,
                        &out.skin.oval, &out.skin.beard, &out.skin.excluded})
    crop(*image);
  out.canvas.points.col(0).array() -= float(left);
  out.canvas.roi.width -= left;
  return out;
}

TEST(Relight, EndsSoftlyWhereThePhotoGoesOnAndThereAlone) {
  const int left = int(test::kSphereCentre.x() - 0.6f * test::kSphereRadius), y = int(test::kSphereCentre.y());
  test::Sphere s = cut(lit(), left);
  const auto at_the_edge = [&](const RelightParams& params) {
    const Lighting l = fit_lighting(s.canvas, s.skin, s.topology);
    return -relight(s.canvas, l, params).at(0).delta.at(0, y);
  };
  EXPECT_NEAR(at_the_edge({.exposure = 0.5f}), 0.5f, 0.02f);  // the photo ends there: no vignette
  EXPECT_GT(at_the_edge({.fill = 0.5f}), 0.1f);
  s.canvas.photo_goes_on[0] = true;
  EXPECT_NEAR(at_the_edge({.exposure = 0.5f}), 0, 1e-3f);
}

TEST(Relight, IsTooSmoothToTouchACatchlight) {
  for (const Edit& edit : relit({.fill = 1.f, .key = 1.f, .key_turn = 60})) {
    float steepest = 0;  // on the face; a catchlight is about .03 IOD wide
    for (int y = 0; y < edit.delta.height(); ++y)
      for (int x = 1; x < edit.delta.width(); ++x)
        if (test::sphere_normal(x, y).z() > 0.35f && test::sphere_normal(x - 1, y).z() > 0.35f)
          steepest = std::max(steepest, std::abs(edit.delta.at(x, y) - edit.delta.at(x - 1, y)));
    EXPECT_LT(steepest * 0.03f * test::kSphereIod, 0.12f) << edit.name;
  }
}

TEST(Relight, HoldsBackWhatAnUntrustedFitWouldShape) {
  const test::Sphere s = test::sphere([](const Vec3& n) { return std::exp2(Vec3(0.1f, 0.8f, 0.f).dot(n)); });
  const Lighting below = fit_lighting(s.canvas, s.skin, s.topology);
  ASSERT_NE(below.doubt, "");
  const auto edits = relight(s.canvas, below, {.fill = 0.5f, .key = 0.5f, .exposure = 0.3f});
  ASSERT_EQ(edits.size(), 3u);
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(edits[i].trusted);
    EXPECT_NE(edits[i].note.find(below.doubt), std::string::npos);
    ASSERT_EQ(edits[i].delta.size(), s.canvas.size());
    for (std::size_t k = 0; k < edits[i].delta.count(); ++k) ASSERT_EQ(edits[i].delta.data()[k], 0.f);
  }
  EXPECT_TRUE(edits[2].trusted);
  EXPECT_NEAR(edits[2].delta.at(200, 170), -0.3f, 0.01f);
}

/// A cast shadow over the left of the sphere, 3.3 stops deep, with an edge .03 IOD wide.
test::Sphere shadowed() {
  return test::sphere([](const Vec3& n) {
    const float lit = 1 / (1 + std::exp(-(n.x() + 0.1f) / 0.012f));
    return std::exp2(Vec3(0.3f, -0.3f, 0.f).dot(n) - 0.3f) * (0.1f + 0.9f * lit);
  });
}

TEST(Relight, FillsTheHardShadowOfASideLightAndKeepsItsEdge) {
  const test::Sphere s = shadowed();
  const Lighting hard = fit_lighting(s.canvas, s.skin, s.topology);
  EXPECT_NE(hard.doubt, "");  // no key can be made from it
  EXPECT_EQ(hard.fill_doubt, "");
  const Edit fill = relight(s.canvas, hard, {.fill = 0.5f}).at(0);
  ASSERT_TRUE(fill.trusted);
  EXPECT_GT(gain(fill, -0.6f, 0) - gain(fill, 0.6f, 0), 0.3f);
  const float before = 3.3f, taken = gain(fill, -0.22f, 0) - gain(fill, 0.02f, 0);
  EXPECT_GT(taken, 0.05f);           // the gain follows the edge …
  EXPECT_LT(taken, 0.35f * before);  // … and leaves it there
  ImageF g = fill.delta;
  for (std::size_t i = 0; i < g.count(); ++i) g.data()[i] = -g.data()[i];
  EXPECT_LT(steepest(g, visible_slope(s.canvas.linear, s.canvas.u)), 1.05f);
}

TEST(Relight, DoesNotLiftABrightRim) {
  const auto side = [](const Vec3& n) { return std::exp2(Vec3(0.9f, -0.2f, 0.f).dot(n) - 0.5f); };
  const auto rimmed = [&](const Vec3& n) { return side(n) * (n.x() < -0.75f ? 6.f : 1.f); };
  const test::Sphere plain = test::sphere(side), rim = test::sphere(rimmed);
  const auto lift = [](const test::Sphere& s) {
    const Lighting l = fit_lighting(s.canvas, s.skin, s.topology);
    const Edit fill = relight(s.canvas, l, {.fill = 0.6f}).at(0);
    return gain(fill, -0.83f, 0) - gain(fill, 0, 0);
  };
  EXPECT_LT(lift(rim), lift(plain) - 0.15f);
}

TEST(Relight, HoldsOnAPortrait) {
  const auto& [canvas, skin, lighting] = test::portrait("thumbor_woman.jpg");
  EXPECT_EQ(lighting.doubt, "");
  EXPECT_LT(lighting.direction.y(), -0.3f);  // out of doors: the sky
  const Edit fill = relight(canvas, lighting, {.fill = 0.6f}).at(0);
  float most = 0;
  for (std::size_t i = 0; i < fill.delta.count(); ++i) {
    if (canvas.person.data()[i] < 0.2f) {
      ASSERT_LE(std::abs(fill.delta.data()[i]), 0.07f);
    }
    most = std::max(most, -fill.delta.data()[i]);
  }
  EXPECT_GT(most, 0.2f);
  ImageF shown = fill.delta;
  for (std::size_t i = 0; i < shown.count(); ++i) shown.data()[i] = -shown.data()[i];
  EXPECT_LT(steepest(shown, visible_slope(canvas.linear, canvas.u)), 1.05f);
}

TEST(Relight, LightensAndDarkensNobody) {
  for (const char* name : {"thumbor_woman.jpg", "obama.jpg", "biden.jpg", "grace_hopper.jpg"}) {
    const auto& [canvas, skin, lighting] = test::portrait(name);
    std::vector<Edit> edits;
    for (const RelightParams& params : {RelightParams{.fill = 0.6f},
                                        {.fill = 2},
                                        {.key = 2},
                                        {.key = -2},
                                        {.key_turn = 180},
                                        {.key = 0.5f, .key_turn = 90}})
      edits.push_back(relight(canvas, lighting, params).at(0));
    for (const float factor : {0.7f, 1.4f}) edits.push_back(even_light(canvas, lighting, factor * lighting.range));
    for (const Edit& e : edits)
      EXPECT_NEAR(lightened(e, canvas, skin), 0, 0.3) << name << " " << e.name << " " << e.note;
  }
}

}  // namespace
}  // namespace countenance::retouch
