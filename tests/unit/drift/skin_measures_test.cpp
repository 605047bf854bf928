// SPDX-License-Identifier: Apache-2.0
// texture, tone and light: 0 where nothing changed, growing with what was done to the skin, blind to what was done to
// the whole photo.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "drift/judge.h"
#include "support/portraits.h"
#include "unit/drift/feature_edits.h"

namespace countenance::drift {
namespace {

struct Readings {
  Reading texture, tone, light;
};
Readings readings(const Subject& s, const EditedView& view) {
  const SceneFit scene = fit_scene(*s.reference, view);
  return {texture(*s.reference, view, scene), tone(*s.reference, view, scene), light(*s.reference, view, scene)};
}
Readings readings(const Subject& s, const Photo& edited) { return readings(s, view_of(s, edited)); }

INSTANTIATE_TEST_SUITE_P(Registry, OnPortraits, ::testing::ValuesIn(kPortraits), OnPortraits::name_of);

TEST_P(OnPortraits, NothingChangedIsZeroExactly) {
  const Readings r = readings(person(), person().photo);
  for (const Reading& reading : {r.texture, r.tone, r.light}) {
    EXPECT_EQ(reading.status, Status::measured) << reading.measure << ": " << reading.note;
    EXPECT_FALSE(reading.components.empty());
    for (const Component& c : reading.components) EXPECT_EQ(c.value, 0) << reading.measure << "." << c.name;
    EXPECT_EQ(*std::max_element(reading.map.data(), reading.map.data() + reading.map.count()), 0) << reading.measure;
  }
}

TEST_P(OnPortraits, TextureLossGrowsWithTheBlur) {
  float pores = 0.01f, worst = 0.01f;
  for (const float sigma : {0.006f, 0.010f, 0.024f}) {
    const Reading r = readings(person(), edits::blur_skin(person(), sigma)).texture;
    EXPECT_GT(value_of(r, "pores"), pores) << sigma;
    EXPECT_GE(value_of(r, "pores_worst"), worst) << sigma;
    pores = value_of(r, "pores"), worst = value_of(r, "pores_worst");
    EXPECT_FALSE(r.where.empty());
  }
  EXPECT_GT(pores, 0.5);
  float before = 0;
  for (const float opacity : {0.2f, 0.5f, 1.f}) {
    const float now = value_of(readings(person(), edits::blur_skin(person(), 0.015f, opacity)).texture, "pores");
    EXPECT_GT(now, before);
    before = now;
  }
}

TEST_P(OnPortraits, DeepenedPoresAreSeenAndASharpenedPhotoIsNot) {
  float before = 0.1f;
  for (const float more : {0.5f, 1.f, 2.f}) {
    const Reading r = readings(person(), edits::deepen_pores(person(), more)).texture;
    EXPECT_GT(value_of(r, "gain"), before) << more;
    EXPECT_EQ(value_of(r, "pores"), 0);
    before = value_of(r, "gain");
  }
  EXPECT_GT(before, 0.6f);
  cv::Mat soft, sharp;
  cv::GaussianBlur(as_mat(person().photo), soft, {}, 0.01 * person().face.iod);
  cv::addWeighted(as_mat(person().photo), 1.5, soft, -0.5, 0, sharp);
  EXPECT_LT(value_of(readings(person(), with_pixels(person().photo, sharp)).texture, "gain"), 0.3);
}

TEST_P(OnPortraits, ContouringIsSeenAndALightFromTheSideIsLight) {
  const Subject& s = person();
  const cv::Mat soft = edits::on_photo(s, s.reference->oval, 0.05f);
  const Point nose = s.face.points.row(4).head<2>().transpose();
  const auto contoured = [&](float stops) {
    return edits::relit(s, [&](Point p) {
      const float x = (std::abs(p.x() - nose.x()) / s.face.iod - 0.55f) / 0.18f,
                  y = (p.y() - nose.y()) / s.face.iod / 0.35f;
      return -stops * std::exp(-(x * x + y * y) / 2) * soft.at<float>(int(p.y()), int(p.x()));
    });
  };
  float before = 0.02f;
  for (const float stops : {0.3f, 0.6f, 1.2f}) {
    const float now = value_of(readings(s, contoured(stops)).light, "modelled");
    EXPECT_GT(now, before) << stops;
    before = now;
  }
  EXPECT_GT(before, limit_of("light.modelled"));
}

TEST_P(OnPortraits, SkinThatOnlyTheEditHidesFails) {
  EditedView hidden = view_of(person(), person().photo);
  std::fill_n(hidden.valid.data(), hidden.valid.count(), 0.f);
  const Readings r = readings(person(), hidden);
  EXPECT_EQ(r.texture.status, Status::failed);
  EXPECT_EQ(r.light.status, Status::failed);
  EXPECT_EQ(r.tone.status, Status::failed);
}

TEST_P(OnPortraits, APixelThatIsNoNumberFailsEveryMeasure) {
  EditedView broken = view_of(person(), person().photo);
  broken.linear.at(300, 300, 1) = std::numeric_limits<float>::quiet_NaN();
  for (const Reading& r : measure(*person().reference, broken)) EXPECT_EQ(r.status, Status::failed) << r.measure;
}

TEST_P(OnPortraits, GrainDoesNotHideABlur) {
  const Reading plain = readings(person(), edits::blur_skin(person(), 0.02f)).texture;
  const Reading grainy = readings(person(), edits::blur_skin(person(), 0.02f, 1, true)).texture;
  EXPECT_GT(value_of(grainy, "pores"), 0.85 * value_of(plain, "pores"));
  EXPECT_GT(value_of(grainy, "pores_correlation"), value_of(plain, "pores_correlation"));
}

TEST_P(OnPortraits, AWholePhotoBlurIsLessThanASkinBlur) {
  cv::Mat all;
  cv::GaussianBlur(as_mat(person().photo), all, {}, 0.008 * person().face.iod);
  const float whole = value_of(readings(person(), with_pixels(person().photo, all)).texture, "pores");
  EXPECT_LT(whole, 0.7 * value_of(readings(person(), edits::blur_skin(person(), 0.008f)).texture, "pores"));
}

TEST_P(OnPortraits, ToneGrowsWithLighteningAndSaysWhichWay) {
  for (const float sign : {1.f, -1.f}) {
    float before = 0.3f;
    for (const float steps : {2.f, 4.f, 8.f}) {
      const Reading r = readings(person(), edits::lighten(person(), sign * steps)).tone;
      EXPECT_GT(value_of(r, "lightness"), before + 1);
      EXPECT_NEAR(value_of(r, "mean_lightness"), steps, 0.25 * steps);
      EXPECT_NE(r.note.find(sign > 0 ? "lighter" : "darker"), std::string::npos) << r.note;
      before = value_of(r, "lightness");
    }
  }
}

TEST_P(OnPortraits, AChangeOfTheWholePhotoIsNotATone) {
  const Subject& s = person();
  const std::pair<const char*, Photo> looks[] = {{"half a stop down", edits::exposed(s, -0.5f)},
                                                 {"warmer", edits::white_balanced(s.photo, 1.12f)},
                                                 {"S-curve", edits::s_curve(s.photo, 0.3f)},
                                                 {"black and white", edits::black_and_white(s.photo)}};
  for (const auto& [what, photo] : looks) {
    const Readings r = readings(s, photo);
    EXPECT_LT(value_of(r.tone, "lightness"), 1.2) << what;
    if (std::string(what) != "black and white") {
      EXPECT_LT(value_of(r.tone, "chroma"), 1.3) << what;
    }
    EXPECT_LT(value_of(r.texture, "pores"), 0.03) << what;
    EXPECT_LT(value_of(r.light, "direction"), 0.2) << what;
  }
}

TEST_P(OnPortraits, BlackAndWhiteIsNotComparedInColour) {
  const Reading r = readings(person(), edits::black_and_white(person().photo)).tone;
  for (const Component& c : r.components)
    EXPECT_EQ(c.status, c.unit == "L*" ? Status::measured : Status::not_applicable) << c.name;
}

float share_of(const Subject& s, const Reading& reading, const std::string& component) {
  FaceReport face;
  face.iod_px = s.reference->iod;
  face.readings = {reading};
  judge(face, load_policy("natural").value());
  for (const Component& c : face.readings[0].components)
    if (c.name == component) return c.share;
  ADD_FAILURE() << "no " << component;
  return -1;
}

cv::Mat blushing_cheeks(const Subject& s) {
  return edits::soft(cv::max(edits::region(s, face::kCheekRight), edits::region(s, face::kCheekLeft)),
                     0.06f * s.face.iod);
}
cv::Mat lips_of(const Subject& s) {
  return edits::soft(edits::region(s, face::kLipsOuter) - edits::region(s, face::kLipsInner), 0.015f * s.face.iod);
}

TEST_P(OnPortraits, ABlushIsSeenInPlacesAndNotInTheMedian) {
  const Subject& s = person();
  const cv::Mat cheeks = blushing_cheeks(s);
  float before = 0.5f;
  for (const float a : {5.f, 10.f, 15.f}) {
    const float now = value_of(readings(s, edits::tinted(s, cheeks, {0, a, 0})).tone, "chroma_local");
    EXPECT_GT(now, before) << a;
    before = now;
  }
  const Reading blush = readings(s, edits::tinted(s, cheeks, {0, 15, 0})).tone;
  EXPECT_GT(share_of(s, blush, "chroma_local"), 1);
  EXPECT_LT(share_of(s, blush, "chroma"), 1) << "what it is there for";
  EXPECT_LT(value_of(readings(s, edits::tinted(s, edits::on_photo(s, s.reference->oval, 0.03f), {0, 8, 0})).tone,
                     "chroma_local"),
            0.5f * before)
      << "all of the face is chroma's";
}

/// Whatever the face shows: the teeth of an open mouth.
TEST(Teeth, AreComparedWithTheSkinWhereTheyShow) {
  int shown = 0;
  for (const char* name : {"obama3.jpg", "biden.jpg", "thumbor_woman.jpg"}) {
    const Subject& s = edits::head(name);
    const cv::Mat mouth = edits::soft(edits::region(s, face::kLipsInner), 0.005f * s.face.iod);
    const Reading r = readings(s, edits::tinted(s, mouth, {20, 0, -8})).tone;
    const auto teeth =
        std::find_if(r.components.begin(), r.components.end(), [](const Component& c) { return c.name == "teeth"; });
    ASSERT_NE(teeth, r.components.end());
    if (teeth->status == Status::not_applicable) continue;
    ++shown;
    EXPECT_GT(share_of(s, r, "teeth"), 1) << name;
  }
  EXPECT_GE(shown, 1);
}

TEST_P(OnPortraits, LipsAreComparedWithTheSkin) {
  const Subject& s = person();
  const cv::Mat lips = lips_of(s);
  float before = 1;
  for (const float a : {4.f, 8.f, 16.f, 30.f}) {
    const float now = value_of(readings(s, edits::tinted(s, lips, {0, a, 0})).tone, "lips");
    EXPECT_GT(now, before) << a;
    before = now;
  }
  EXPECT_LT(share_of(s, readings(s, edits::tinted(s, lips, {0, 4, 0})).tone, "lips"), 0.8f);
  EXPECT_GT(share_of(s, readings(s, edits::tinted(s, lips, {0, 16, 0})).tone, "lips"), 1);
  EXPECT_LT(share_of(s, readings(s, edits::white_balanced(s.photo, 1.12f)).tone, "lips"), 0.5f);
}

/// Before blown white there is nothing to tell a white balance by: neither over nor passed.
TEST_P(OnPortraits, WithoutSurroundingsAWhiteBalanceIsNotSeparable) {
  const Subject& s = person();
  cv::Mat white = as_mat(s.photo).clone();
  white.setTo(cv::Scalar::all(255), edits::on_photo(s, face::grow(s.reference->oval, 0.1f * kFrameIod), 0.01f) < 0.5f);
  const Subject alone = in_picture(s, with_pixels(s.photo, white));
  Reading tint = readings(alone, edits::white_balanced(alone.photo, 1 / 1.12f)).tone;
  const auto status_of = [&](Reading reading) {
    FaceReport face;
    face.iod_px = alone.reference->iod;
    face.readings = {std::move(reading)};
    Policy natural = load_policy("natural").value();
    natural.required = {"tone"};
    judge(face, natural);
    EXPECT_FALSE(face.within);
    return face.readings[0].status;
  };
  EXPECT_GT(value_of(tint, "chroma"), 3);
  EXPECT_EQ(status_of(tint), Status::not_separable);
  EXPECT_NE(status_of(readings(alone, edits::lighten(alone, 8)).tone), Status::measured) << "no pass by it";
}

TEST_P(OnPortraits, LighteningIsSeenThroughACurve) {
  const Photo both = edits::s_curve(edits::lighten(person(), 5), 0.3f);
  EXPECT_GT(value_of(readings(person(), both).tone, "lightness"), 2.5);
}

TEST_P(OnPortraits, FlatteningGrowsWithTheShare) {
  float before = 0.02f;
  for (const float share : {0.2f, 0.4f, 0.7f}) {
    const Reading r = readings(person(), edits::flatten(person(), share)).light;
    EXPECT_GT(value_of(r, "flat"), before) << share;
    EXPECT_LT(value_of(r, "flat"), share + 0.1) << share;
    before = value_of(r, "flat");
  }
}

TEST_P(OnPortraits, ATurnedLightIsSeen) {
  float before = 0.05f;
  for (const float stops : {0.4f, 0.9f, 1.6f}) {
    const Reading r = readings(person(), edits::turn_light(person(), stops)).light;
    EXPECT_GT(value_of(r, "direction"), before) << stops;
    EXPECT_GT(value_of(r, "key_fill"), 0.3 * stops);
    EXPECT_LT(value_of(r, "key_fill"), 1.2 * stops);
    before = value_of(r, "direction");
  }
}

TEST_P(OnPortraits, AConstantPictureHasFiniteNumbers) {
  const Subject& s = person();
  for (const float level : {0.f, 0.2f, 1.f}) {
    EditedView flat{ImageF(frame_size(), 3, level), s.reference->valid, 1, {}};
    const Readings r = readings(s, flat);
    for (const Reading& reading : {r.texture, r.tone, r.light})
      for (const Component& c : reading.components) {
        EXPECT_TRUE(std::isfinite(c.value)) << reading.measure << "." << c.name << " at " << level;
        EXPECT_TRUE(std::isfinite(c.sd));
      }
    EXPECT_GT(value_of(r.texture, "pores"), 0.3) << "a flat plate is not this skin";
  }
}

TEST(ConstantOriginal, HasNoTextureToLose) {
  const Subject& s = edits::head(kPortraits[0]);
  const Photo grey = edits::graded(s.photo, [](float, int) { return 0.5f; });
  const auto reference =
      make_reference(test::networks(), topology(), grey.view(), s.space, s.face, ImageF({256, 256})).value();
  const Subject flat{grey, s.space, s.face, reference};
  EXPECT_TRUE(reference->grey);
  const Readings same = readings(flat, grey), other = readings(flat, s.photo);
  EXPECT_EQ(same.texture.status, Status::not_applicable);
  for (const Readings& r : {same, other})
    for (const Reading& reading : {r.texture, r.tone, r.light})
      for (const Component& c : reading.components)
        EXPECT_TRUE(std::isfinite(c.value)) << reading.measure << "." << c.name;
}

/// The same edit weighs the same on every skin.
TEST(Fairness, LighteningIsSeenOnDarkAndLightSkinAlike) {
  const char* const people[] = {"london/062_neutral.jpg", "london/025_neutral.jpg", "london/113_neutral.jpg"};
  float least = 100, most = 0;
  for (const char* name : people) {
    const auto path = test::calibration(name);
    if (!path) GTEST_SKIP() << "no " << name << ": the calibration portraits are not here";
    const Subject s = edits::head_of(test::load_photo(*path));
    const Readings r = readings(s, edits::lighten(s, 4));
    least = std::min(least, value_of(r.tone, "lightness"));
    most = std::max(most, value_of(r.tone, "lightness"));
    EXPECT_GT(value_of(readings(s, edits::blur_skin(s, 0.015f)).texture, "pores"), 0.4) << name;
    const Reading blush = readings(s, edits::tinted(s, blushing_cheeks(s), {0, 15, 0})).tone;
    EXPECT_GT(share_of(s, blush, "chroma_local"), 1) << name;
    EXPECT_GT(share_of(s, readings(s, edits::tinted(s, lips_of(s), {0, 16, 0})).tone, "lips"), 1) << name;
    EXPECT_LT(share_of(s, readings(s, edits::tinted(s, lips_of(s), {0, 4, 0})).tone, "lips"), 0.8f) << name;
  }
  EXPECT_GT(least, 3.2);
  EXPECT_LT(most - least, 0.8);
}

}  // namespace
}  // namespace countenance::drift
