// SPDX-License-Identifier: Apache-2.0
// eyes, lines and hair: 0 where nothing changed, growing with what was done to them, blind to what was done to the whole
// photo.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "drift/judge.h"
#include "unit/drift/feature_edits.h"

namespace countenance::drift {
namespace {

const char* const kPortraits[] = {"obama3.jpg", "biden.jpg"};

Reading eyes_of(const Subject& s, const Photo& edited) {
  const EditedView view = view_of(s, edited);
  return eyes(*s.reference, view, fit_scene(*s.reference, view));
}
Reading lines_of(const Subject& s, const Photo& edited) {
  const EditedView view = view_of(s, edited);
  return lines(*s.reference, view, fit_scene(*s.reference, view));
}
Reading hair_of(const Subject& s, const Photo& edited) {
  const EditedView view = view_of(s, edited);
  const SceneFit scene = fit_scene(*s.reference, view);
  const Motion motion = find_motion(*s.reference, view, scene);
  const auto straight = straightened(view, motion);
  return hair(*s.reference, straight ? *straight : view, scene, motion);
}
/// Largest share of a limit of `natural`.
float share_of(const Subject& s, const Reading& reading) {
  Policy natural = load_policy("natural").value();
  natural.required = {reading.measure};
  FaceReport face;
  face.iod_px = s.reference->iod;
  face.readings = {reading};
  judge(face, natural);
  EXPECT_TRUE(face.measured) << face.note;
  return face.drift;
}

class OnFeatures : public ::testing::TestWithParam<const char*> {
 protected:
  const Subject& s = edits::head(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Registry, OnFeatures, ::testing::ValuesIn(kPortraits), [](const auto& info) {
  const std::string name = info.param;
  return name.substr(0, name.find('.'));
});

TEST_P(OnFeatures, NothingChangedIsZeroExactly) {
  for (const Reading& r : {eyes_of(s, s.photo), lines_of(s, s.photo), hair_of(s, s.photo)}) {
    EXPECT_EQ(r.status, Status::measured) << r.measure << ": " << r.note;
    EXPECT_FALSE(r.components.empty());
    for (const Component& c : r.components) {
      EXPECT_EQ(c.value, 0) << r.measure << "." << c.name;
      EXPECT_EQ(c.status, Status::measured) << r.measure << "." << c.name;
    }
  }
}

TEST_P(OnFeatures, TheyAreNotAlarmedByTheWholePhoto) {
  const std::pair<const char*, Photo> looks[] = {{"half a stop up", edits::exposed(s, 0.5f)},
                                                 {"warmer", edits::white_balanced(s.photo, 1.12f)},
                                                 {"S-curve", edits::s_curve(s.photo, 0.3f)},
                                                 {"black and white", edits::black_and_white(s.photo)},
                                                 {"coding", coarsely_coded(s.photo, 2)}};
  for (const auto& [what, photo] : looks)
    for (const Reading& r : {eyes_of(s, photo), lines_of(s, photo), hair_of(s, photo)})
      EXPECT_LT(share_of(s, r), 0.95f) << r.measure << ": " << what;
}

TEST_P(OnFeatures, CatchlightsTakenAwayAreSeen) {
  float before = 0.05f;
  for (const float opacity : {0.3f, 0.6f, 1.f}) {
    const float now = value_of(eyes_of(s, edits::without_catchlights(s, opacity)), "catchlight");
    EXPECT_GT(now, before) << opacity;
    before = now;
  }
  const Reading gone = eyes_of(s, edits::without_catchlights(s));
  EXPECT_GT(share_of(s, gone), 1.5f);
  EXPECT_NE(gone.components[0].where.find("eye"), std::string::npos);
}

TEST_P(OnFeatures, CatchlightsPaintedInAreSeen) {
  float before = 0.5f;
  for (const float opacity : {0.2f, 0.5f, 1.f}) {
    const float now = value_of(eyes_of(s, edits::with_catchlights(s, opacity)), "catchlight_added");
    EXPECT_GT(now, before) << opacity;
    before = now;
  }
  EXPECT_GT(before, 3);
}

TEST_P(OnFeatures, IrisesSmoothedLitOrTintedAreSeen) {
  float before = 0.05f;
  for (const float opacity : {0.3f, 0.6f, 1.f}) {
    const float now = value_of(eyes_of(s, edits::flat_irises(s, opacity)), "iris");
    EXPECT_GT(now, before) << opacity;
    before = now;
  }
  EXPECT_GT(before, 0.4f);
  const cv::Mat irises = edits::both_irises(s);
  const Reading lit = eyes_of(s, edits::tinted(s, irises, {14, 0, 0})),
                blue = eyes_of(s, edits::tinted(s, irises, {0, -2, -14}));
  EXPECT_GT(value_of(lit, "iris_light"), 0.8f);
  EXPECT_LT(value_of(lit, "iris_colour"), 4);
  EXPECT_GT(value_of(blue, "iris_colour"), 9);
  EXPECT_LT(value_of(blue, "iris_light"), 0.3f);
  EXPECT_GT(share_of(s, lit), 1);
  EXPECT_GT(share_of(s, blue), 1);
}

float share_in(const Subject& s, Reading reading, const std::string& component) {
  std::vector<Component> one;
  for (const Component& c : reading.components)
    if (c.name == component) one.push_back(c);
  reading.components = std::move(one);
  return share_of(s, reading);
}

TEST_P(OnFeatures, WhitesOfTheEyesMayBeRestedNotBleached) {
  float before = 1;
  for (const float light : {4.f, 8.f, 15.f, 30.f}) {
    const float now = value_of(eyes_of(s, edits::whitened_eyes(s, light, 1 - light / 30)), "whites");
    EXPECT_GT(now, before) << light;
    before = now;
  }
  EXPECT_LT(share_in(s, eyes_of(s, edits::whitened_eyes(s, 4, 0.67f)), "whites"), 0.9f);
  const Reading bleached = eyes_of(s, edits::whitened_eyes(s, 15, 0.2f));
  EXPECT_GT(share_in(s, bleached, "whites"), 1);
  EXPECT_GT(share_of(s, bleached), 1);
}

TEST_P(OnFeatures, DarkGlassesHaveNoWhites) {
  const Photo glasses = edits::with_lenses(s, {20, 20, 22});
  const Reading r = eyes_of(in_picture(s, glasses), glasses);
  const auto whites =
      std::find_if(r.components.begin(), r.components.end(), [](const Component& c) { return c.name == "whites"; });
  ASSERT_NE(whites, r.components.end());
  EXPECT_EQ(whites->status, Status::not_applicable);
}

TEST_P(OnFeatures, HairDarkenedAtTheTemplesAloneIsSeenAndPlaced) {
  const cv::Mat temples = edits::temples(s);
  float before = 0.5f;
  for (const float darker : {5.f, 10.f, 20.f}) {
    const float now = value_of(hair_of(s, edits::tinted(s, temples, {-darker, 0, 0})), "colour_part");
    EXPECT_GT(now, before) << darker;
    before = now;
  }
  const Reading r = hair_of(s, edits::tinted(s, temples, {-20, 0, 0}));
  EXPECT_GT(share_in(s, r, "colour_part"), 1);
  EXPECT_GT(value_of(r, "colour_part"), value_of(r, "colour"));
}

TEST_P(OnFeatures, FilledLinesAreSeenAndPlaced) {
  float before = 0.01f;
  for (const float opacity : {0.3f, 0.6f, 1.f}) {
    const Reading r = lines_of(s, edits::filled_lines(s, opacity));
    EXPECT_GT(value_of(r, "lost"), before) << opacity;
    EXPECT_FALSE(r.where.empty());
    before = value_of(r, "lost");
  }
  EXPECT_GT(share_of(s, lines_of(s, edits::filled_lines(s))), 1);
}

TEST_P(OnFeatures, LinesGoneFromOneRegionAreNamed) {
  std::vector<int> under_left_eye;
  for (const int i : {31, 228, 229, 230, 231, 232, 121, 47, 100, 101, 50, 117, 111})
    under_left_eye.push_back(face::kMirror[std::size_t(i)]);
  const cv::Mat there =
      edits::on_photo(s, face::hull(s.reference->linear.size(), s.reference->points, under_left_eye), 0.02f);
  const Reading r = lines_of(s, edits::mixed(s, edits::floats(edits::filled_lines(s)), there));
  EXPECT_EQ(r.where, "under the left eye");
  EXPECT_GT(value_of(r, "worst"), value_of(r, "lost"));
}

/// Who fills one half of a region's lines is not excused by the other half.
TEST_P(OnFeatures, LinesGoneFromAPartOfARegionCount) {
  const Photo filled = edits::filled_lines(s);
  cv::Mat side = cv::Mat::zeros(s.photo.size.height, s.photo.size.width, CV_32F);  // beyond .1 IOD right of the nose
  side.colRange(0, std::max(1, int(s.face.points(1, 0) - 0.1f * s.face.iod))) = 1;
  const float whole = value_of(lines_of(s, filled), "worst");
  const float some = value_of(lines_of(s, edits::mixed(s, edits::floats(filled), side)), "worst");
  cv::Mat corner = side.clone();
  corner.rowRange(0, std::max(1, int(s.face.points(1, 1) - 0.25f * s.face.iod))) = 0;
  const float part = value_of(lines_of(s, edits::mixed(s, edits::floats(filled), corner)), "worst");
  EXPECT_GT(some, 0.7f * whole);
  EXPECT_GT(part, 0.35f * whole);
}

TEST_P(OnFeatures, RecolouredHairIsSeen) {
  float before = 1;
  for (const float strength : {0.3f, 0.6f, 1.f}) {
    const float now = value_of(hair_of(s, edits::recoloured_hair(s, cv::Vec3f(14, 4, 10) * strength)), "colour");
    EXPECT_GT(now, before) << strength;
    before = now;
  }
  EXPECT_GT(before, 6);
  EXPECT_GT(share_of(s, hair_of(s, edits::recoloured_hair(s, {0, 18, 10}))), 1) << "dyed red";
  EXPECT_GT(share_of(s, hair_of(s, edits::s_curve(edits::recoloured_hair(s, {14, 4, 10}), 0.3f))), 1)
      << "under a curve";
}

/// On a small face block coding takes lines here and leaves them there; filling takes a share of each.
TEST_P(OnFeatures, WhatBlockCodingDoesToLinesIsNotTakenForFilling) {
  cv::Mat small;
  cv::resize(as_mat(s.photo), small, {}, 80 / s.face.iod, 80 / s.face.iod, cv::INTER_AREA);
  const Subject far = study(with_pixels(s.photo, small));
  float before = -1;
  for (const float step : {1.f, 4.f}) {
    const Reading coded = lines_of(far, coarsely_coded(far.photo, step));
    EXPECT_LT(share_of(far, coded), 1) << step;
    EXPECT_GE(value_of(coded, "lost"), before) << step;
    before = value_of(coded, "lost");
  }
  const float filled = value_of(lines_of(far, edits::filled_lines(far)), "lost");
  EXPECT_GT(filled, std::max(2 * before, 0.1f));
}

TEST_P(OnFeatures, LessHairIsSeen) {
  float before = 0.4f;
  for (const float inwards : {0.015f, 0.03f, 0.06f}) {
    const float now = value_of(hair_of(s, edits::less_hair(s, inwards)), "outline");
    EXPECT_GT(now, before) << inwards;
    before = now;
  }
  EXPECT_GT(share_of(s, hair_of(s, edits::less_hair(s, 0.06f))), 1);
}

TEST_P(OnFeatures, BlackAndWhiteIsNotComparedInColour) {
  const Reading r = hair_of(s, edits::black_and_white(s.photo));
  for (const Component& c : r.components)
    EXPECT_EQ(c.status, c.name == "outline" ? Status::measured : Status::not_applicable) << c.name;
}

TEST_P(OnFeatures, WhatOnlyTheEditHidesFails) {
  EditedView hidden = view_of(s, s.photo);
  std::fill_n(hidden.valid.data(), hidden.valid.count(), 0.f);
  const SceneFit scene = fit_scene(*s.reference, hidden);
  EXPECT_EQ(eyes(*s.reference, hidden, scene).status, Status::failed);
  EXPECT_EQ(lines(*s.reference, hidden, scene).status, Status::failed);
  EXPECT_EQ(hair(*s.reference, hidden, scene, find_motion(*s.reference, hidden, scene)).status, Status::failed);
}

/// The same pixels without those above a row.
EditedView cut_off(const Subject& s, const Photo& edited, int top) {
  Affine place = identity();
  place(1, 2) = float(-top);
  return view_of(s, with_pixels(edited, as_mat(edited).rowRange(top, edited.size.height).clone()), place);
}
Reading hair_in(const Subject& s, const EditedView& view) {
  const SceneFit scene = fit_scene(*s.reference, view);
  return hair(*s.reference, view, scene, find_motion(*s.reference, view, scene));
}
const Component& component_of(const Reading& reading, const std::string& name) {
  for (const Component& c : reading.components)
    if (c.name == name) return c;
  throw std::out_of_range(name);
}

TEST(CroppedHair, IsComparedWhereItIsLeftAndNoLossWhereItIsNot) {
  for (const char* name : {"obama3.jpg", "biden.jpg", "thumbor_woman.jpg"}) {
    const Subject& s = edits::head(name);
    const float brows = s.face.points(105, 1);
    const Photo dyed = edits::recoloured_hair(s, {14, 4, 10});
    int compared = 0;
    for (const float above : {1.2f, 0.9f, 0.6f, 0.4f, 0.2f}) {
      const int top = int(brows - above * s.face.iod);
      if (top <= 0) continue;
      const Reading same = hair_in(s, cut_off(s, s.photo, top));
      EXPECT_TRUE(same.status == Status::measured || same.status == Status::not_applicable)
          << name << " at " << above << ": " << same.note;
      if (same.status != Status::measured) continue;
      ++compared;
      EXPECT_LT(share_of(s, same), 0.1f) << name << " at " << above;
      EXPECT_GT(share_of(s, hair_in(s, cut_off(s, dyed, top))), 1) << name << " at " << above;
    }
    EXPECT_GE(compared, 1) << name;
  }
}

TEST_P(OnFeatures, ACropThatLeavesNoHairIsNoLossOfIt) {
  const Reading r = hair_in(s, cut_off(s, s.photo, int(s.face.points(13, 1))));
  EXPECT_EQ(r.status, Status::not_applicable) << r.note;
}

/// Everything over the mouth in one colour.
Photo flat_above_the_mouth(const Subject& s) {
  cv::Mat flat = as_mat(s.photo).clone();
  flat.rowRange(0, int(s.face.points(13, 1))).setTo(cv::Scalar(90, 85, 80));
  return with_pixels(s.photo, flat);
}

TEST_P(OnFeatures, AnOutlineThatOnlyTheEditLostFails) {
  EXPECT_EQ(component_of(hair_of(s, flat_above_the_mouth(s)), "outline").status, Status::failed);
}

TEST_P(OnFeatures, AnOutlineThatTheOriginalDoesNotShowIsNotApplicable) {
  const Photo flat = flat_above_the_mouth(s);
  const Reading r = hair_of(in_picture(s, flat), flat);
  ASSERT_FALSE(r.components.empty()) << r.note;
  EXPECT_EQ(component_of(r, "outline").status, Status::not_applicable);
  EXPECT_EQ(component_of(r, "colour").status, Status::measured);
}

TEST_P(OnFeatures, AFlatPlateHasFiniteNumbers) {
  for (const float level : {0.f, 0.2f, 1.f}) {
    const EditedView flat{ImageF(frame_size(), 3, level), s.reference->valid, 1, {}};
    const SceneFit scene = fit_scene(*s.reference, flat);
    for (const Reading& r : {eyes(*s.reference, flat, scene), lines(*s.reference, flat, scene),
                             hair(*s.reference, flat, scene, find_motion(*s.reference, flat, scene))})
      for (const Component& c : r.components) EXPECT_TRUE(std::isfinite(c.value)) << r.measure << "." << c.name;
  }
}

TEST(FeaturelessOriginal, HasNothingToLose) {
  const Subject& s = edits::head(kPortraits[0]);
  const Photo grey = edits::graded(s.photo, [](float, int) { return 0.5f; });
  const auto reference =
      make_reference(test::networks(), topology(), grey.view(), s.space, s.face, ImageF({256, 256})).value();
  const Subject flat{grey, s.space, s.face, reference};
  EXPECT_EQ(lines_of(flat, grey).status, Status::not_applicable);
  EXPECT_EQ(hair_of(flat, grey).status, Status::not_applicable) << "nobody in it";
  for (const Component& c : eyes_of(flat, grey).components) EXPECT_EQ(c.value, 0) << c.name;
}

/// The same edit weighs on dark and light skin alike.
TEST(FeaturesFairness, AreSeenOnDarkAndLightSkin) {
  for (const char* name : {"london/062_neutral.jpg", "london/113_neutral.jpg"}) {
    const auto path = test::calibration(name);
    if (!path) GTEST_SKIP() << "no " << name << ": the calibration portraits are not here";
    const Subject s = edits::head_of(test::load_photo(*path));
    EXPECT_GT(share_of(s, eyes_of(s, edits::without_catchlights(s))), 1) << name;
    EXPECT_GT(share_of(s, eyes_of(s, edits::flat_irises(s))), 1) << name;
    EXPECT_GT(share_of(s, lines_of(s, edits::filled_lines(s))), 1) << name;
    EXPECT_GT(share_of(s, hair_of(s, edits::recoloured_hair(s, {14, 4, 10}))), 1) << name;
    EXPECT_LT(share_in(s, eyes_of(s, edits::whitened_eyes(s, 4, 0.67f)), "whites"), 0.9f) << name;
    EXPECT_GT(share_in(s, eyes_of(s, edits::whitened_eyes(s, 15, 0.2f)), "whites"), 1) << name;
    EXPECT_GT(share_in(s, hair_of(s, edits::tinted(s, edits::temples(s), {-20, 0, 0})), "colour_part"), 1) << name;
  }
}

}  // namespace
}  // namespace countenance::drift
