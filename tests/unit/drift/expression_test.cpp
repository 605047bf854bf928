// SPDX-License-Identifier: Apache-2.0
// expression: 0 where nothing moved, growing with a smile, a raised brow, lowered lids, parted lips.
#include <gtest/gtest.h>

#include <cmath>

#include "drift/judge.h"
#include "unit/drift/feature_edits.h"

namespace countenance::drift {
namespace {

Point point(const Subject& s, int i) { return s.face.points.row(i).head<2>().transpose(); }
Point middle(const Subject& s, face::Indices region) {
  Point sum(0, 0);
  for (const int i : region) sum += point(s, i);
  return sum / float(region.size());
}

/// Places lifted (downwards if negative) by a share of the IOD under Gaussians of σ IOD.
Photo lifted(const Subject& s, const std::vector<Point>& places, float rise, float sigma_x, float sigma_y) {
  return warped(s.photo, [&](Point p) {
    Point from = p;
    for (const Point& place : places) {
      const Point d = (p - place) / s.face.iod;
      const float q = d.x() * d.x() / (sigma_x * sigma_x) + d.y() * d.y() / (sigma_y * sigma_y);
      from.y() += rise * s.face.iod * std::exp(-q / 2);
    }
    return from;
  });
}
Photo smiling(const Subject& s, float rise) { return lifted(s, {point(s, 61), point(s, 291)}, rise, 0.16f, 0.16f); }
Photo smirking(const Subject& s, float rise) { return lifted(s, {point(s, 61)}, rise, 0.16f, 0.16f); }
Photo browed(const Subject& s, float rise) {
  return lifted(s, {middle(s, face::kBrowRight), middle(s, face::kBrowLeft)}, rise, 0.3f, 0.13f);
}
Photo lidded(const Subject& s, float rise) { return lifted(s, {point(s, 159), point(s, 386)}, rise, 0.16f, 0.07f); }
Photo parted(const Subject& s, float rise) { return lifted(s, {point(s, 17)}, -rise, 0.25f, 0.12f); }

Reading expression_of(const Subject& s, const Photo& edited) {
  const EditedView view = view_of(s, edited);
  return expression(*s.reference, find_motion(*s.reference, view, fit_scene(*s.reference, view)));
}
/// Of `natural`'s limit.
float share(const Subject& s, const Reading& reading, const std::string& component = {}) {
  Policy natural = load_policy("natural").value();
  natural.required = {"expression"};
  FaceReport face;
  face.iod_px = s.reference->iod;
  face.readings = {reading};
  judge(face, natural);
  EXPECT_TRUE(face.measured) << face.note;
  if (component.empty()) return face.drift;
  for (const Component& c : face.readings[0].components)
    if (c.name == component) return c.share;
  ADD_FAILURE() << component;
  return -1;
}

class Expression : public ::testing::TestWithParam<const char*> {
 protected:
  const Subject& s = edits::head(GetParam());

  void grows(const char* component, Photo (*edit)(const Subject&, float), std::vector<float> strengths,
             const char* place) {
    float before = 0.05f;
    Reading r;
    for (const float strength : strengths) {
      r = expression_of(s, edit(s, strength));
      EXPECT_GT(value_of(r, component), before) << strength;
      before = value_of(r, component);
    }
    EXPECT_GT(share(s, r, component), 1);
    EXPECT_NE(r.where.find(place), std::string::npos) << r.where;
  }
};

TEST_P(Expression, NothingMovedIsExactlyNothing) {
  const Reading r = expression_of(s, s.photo);
  EXPECT_EQ(r.components.size(), 4u);
  for (const Component& c : r.components) {
    EXPECT_EQ(c.status, Status::measured) << c.name;
    EXPECT_EQ(c.value, 0) << c.name;
  }
}

TEST_P(Expression, SeesASmileAndASmirk) {
  grows("corners", smiling, {0.005f, 0.01f, 0.02f}, "mouth");
  EXPECT_GT(share(s, expression_of(s, smiling(s, -0.02f)), "corners"), 1) << "corners lowered";
  const Reading smirk = expression_of(s, smirking(s, 0.02f));
  EXPECT_GT(share(s, smirk, "corners"), 1);
  EXPECT_EQ(smirk.where, "right corner of the mouth");
  EXPECT_LT(share(s, smirk, "brows"), 0.5f);
}
TEST_P(Expression, SeesRaisedBrows) { grows("brows", browed, {0.01f, 0.02f, 0.04f}, "brow"); }
TEST_P(Expression, SeesLoweredLids) { grows("lids", lidded, {-0.005f, -0.01f, -0.02f}, "eye"); }
TEST_P(Expression, SeesPartedLips) { grows("lips", parted, {0.005f, 0.01f, 0.02f}, "mouth"); }

TEST_P(Expression, IsNotAlarmedByLightEveningOrNoise) {
  cv::Mat noise(as_mat(s.photo).size(), CV_32FC3);
  cv::RNG(3).fill(noise, cv::RNG::NORMAL, 0, 3);
  for (const Photo& edited :
       {edits::exposed(s, -0.5f), edits::white_balanced(s.photo, 1.12f), edits::turn_light(s, 0.8f),
        edits::flatten(s, 0.5f), edits::blur_skin(s, 0.012f), edits::rounded(s.photo, edits::floats(s.photo) + noise)})
    EXPECT_LT(share(s, expression_of(s, edited)), 0.7f);
}

TEST_P(Expression, AFaceWithoutDetailFails) {
  cv::Mat flat = as_mat(s.photo).clone();
  flat.setTo(cv::Scalar(120, 100, 90));
  for (const Component& c : expression_of(s, with_pixels(s.photo, flat)).components)
    EXPECT_EQ(c.status, Status::failed) << c.name;
}

const Component& component_of(const Reading& reading, const std::string& name) {
  for (const Component& c : reading.components)
    if (c.name == name) return c;
  throw std::out_of_range(name);
}

TEST_P(Expression, BehindDarkGlassThereIsNothingToFollow) {
  for (const int level : {0, 8, 30}) {
    const Subject dark = in_picture(s, edits::with_lenses(s, cv::Scalar::all(level)));
    cv::Mat noise(as_mat(dark.photo).size(), CV_32FC3);
    cv::RNG(3).fill(noise, cv::RNG::NORMAL, 0, 2);
    for (const Photo& edited : {dark.photo, edits::exposed(dark, 0.3f), edits::turn_light(dark, 0.5f),
                                edits::rounded(dark.photo, edits::floats(dark.photo) + noise)}) {
      const EditedView view = view_of(dark, edited);
      const Motion motion = find_motion(*dark.reference, view, fit_scene(*dark.reference, view));
      const Reading r = expression(*dark.reference, motion);
      EXPECT_EQ(component_of(r, "lids").status, Status::not_applicable) << level;
      EXPECT_EQ(component_of(r, "corners").status, Status::measured) << level;
      EXPECT_FALSE(r.note.empty());
      EXPECT_LT(share(dark, r), 0.8f) << level;
      EXPECT_LT(value_of(geometry(*dark.reference, motion), "flow_peak"), 0.35f) << level;
    }
    EXPECT_GT(share(dark, expression_of(dark, smiling(dark, 0.02f)), "corners"), 1) << "a smile under the glasses";
  }
}

TEST_P(Expression, GlassPaintedOverOneEyeLeavesTheOtherMeasured) {
  const cv::Mat both = as_mat(edits::with_lenses(s, cv::Scalar::all(8))).clone();
  const int nose = int(point(s, 168).x());
  as_mat(s.photo).colRange(nose, both.cols).copyTo(both.colRange(nose, both.cols));
  const Subject patched = in_picture(s, with_pixels(s.photo, both));
  const Reading lowered = expression_of(patched, lidded(patched, -0.02f));
  EXPECT_EQ(component_of(lowered, "lids").status, Status::measured);
  EXPECT_EQ(component_of(lowered, "lids").where, "left eye");
  EXPECT_GT(share(patched, lowered, "lids"), 1);
}

TEST_P(Expression, WhatOnlyTheEditHidesIsNoPass) {
  const Component& lids = component_of(expression_of(s, edits::with_lenses(s, cv::Scalar::all(8))), "lids");
  EXPECT_TRUE(lids.status == Status::failed || lids.value > 0.6f) << name_of(lids.status) << " " << lids.value;
}

INSTANTIATE_TEST_SUITE_P(Registry, Expression, ::testing::Values("obama3.jpg", "thumbor_woman.jpg"),
                         [](const auto& info) {
                           return std::string(info.param).substr(0, std::string(info.param).find('.'));
                         });

TEST(ExpressionBySkin, TheSameEditWeighsTheSame) {
  float least = 1e9f, most = 0;
  for (const char* name : {"london/025_neutral.jpg", "london/062_neutral.jpg", "london/122_neutral.jpg"}) {
    const auto path = test::calibration(name);
    if (!path) GTEST_SKIP() << "no calibration portraits here";
    const Subject s = edits::head_of(test::load_photo(*path));
    const float value = value_of(expression_of(s, smiling(s, 0.02f)), "corners");
    least = std::min(least, value), most = std::max(most, value);
  }
  EXPECT_GT(least, 1);
  EXPECT_LT(most, 1.25f * least);
}

}  // namespace
}  // namespace countenance::drift
