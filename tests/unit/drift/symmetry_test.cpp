// SPDX-License-Identifier: Apache-2.0
// symmetry: 0 where nothing changed, growing as a face is morphed with its mirror image, blind to light, evening and
// coding.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/blur.h"
#include "drift/judge.h"
#include "drift/mirror.h"
#include "drift/parts.h"
#include "unit/drift/skin_edits.h"

namespace countenance::drift {
namespace {

/// Where a pixel's mirror twin lies, photo px; pixels off the mesh have none.
struct Twins {
  ImageF at, on_face;
};
Twins twins_of(const Subject& s) {
  const Size size = s.photo.size;
  Mirror m = mirror_of(s.face.points, *topology(), size);
  const ImageF oval = face::grow(face::polygon(size, s.face.points, face::kOval), -0.05f * s.face.iod);
  for (std::size_t i = 0; i < oval.count(); ++i) m.visible.data()[i] *= oval.data()[i];
  return {std::move(m.twin), gaussian(m.visible, 0.05f * s.face.iod)};
}

/// The face blended with its mirror image, each feature between where it is and where its twin is: at ½ both halves are
/// the same.
Photo symmetrised(const Subject& s, float strength) {
  const Twins twins = twins_of(s);
  const cv::Mat from = edits::floats(s.photo), map = countenance::as_mat(twins.at);
  cv::Mat twin, w3;
  cv::remap(from, twin, map, {}, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  cv::merge(std::vector<cv::Mat>(3, countenance::as_mat(twins.on_face) * strength), w3);
  return edits::rounded(s.photo, from + w3.mul(twin - from));
}

/// One side of the mouth lifted, in IOD: shape without a change of features.
Photo smirking(const Subject& s, float rise) {
  const Point corner = s.face.points.row(61).head<2>().transpose();
  return warped(s.photo, [&](Point p) {
    const float q = (p - corner).squaredNorm() / std::pow(0.16f * s.face.iod, 2.f);
    return Point(p.x(), p.y() + rise * s.face.iod * std::exp(-q / 2));
  });
}

Reading symmetry_of(const Subject& s, const EditedView& view) {
  const SceneFit scene = fit_scene(*s.reference, view);
  const Motion motion = find_motion(*s.reference, view, scene);
  const auto straight = straightened(view, motion);
  return symmetry(*s.reference, straight ? *straight : view, scene, motion);
}
Reading symmetry_of(const Subject& s, const Photo& edited) { return symmetry_of(s, view_of(s, edited)); }

/// Of `natural`'s limit.
float share(const Subject& s, const Reading& reading, const std::string& component = {}) {
  Policy natural = load_policy("natural").value();
  natural.required = {"symmetry"};
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

class Symmetry : public ::testing::TestWithParam<const char*> {
 protected:
  const Subject& s = edits::head(GetParam());
};

TEST_P(Symmetry, NothingChangedIsZeroExactly) {
  const Reading r = symmetry_of(s, s.photo);
  ASSERT_EQ(r.status, Status::measured) << r.note;
  EXPECT_EQ(r.components.size(), 3u);
  for (const Component& c : r.components) {
    EXPECT_EQ(c.status, Status::measured) << c.name;
    EXPECT_EQ(c.value, 0) << c.name;
  }
}

TEST_P(Symmetry, SeesAFaceMadeSymmetricAndGrowsWithIt) {
  float before = 0.02f;
  for (const float strength : {0.125f, 0.25f, 0.5f}) {
    const Reading r = symmetry_of(s, symmetrised(s, strength));
    EXPECT_GT(value_of(r, "features"), before) << strength;
    EXPECT_FALSE(r.where.empty() && r.components[0].where.empty());
    before = value_of(r, "features");
    if (strength == 0.5f) {
      EXPECT_GT(share(s, r, "features"), 2);
    }
  }
}

TEST_P(Symmetry, AsymmetryExaggeratedIsAChangeToo) {
  const Reading r = symmetry_of(s, symmetrised(s, -0.3f));
  EXPECT_GT(share(s, r, "features"), 1);
}

TEST_P(Symmetry, SeesOneHalfMoved) {
  const Reading one = symmetry_of(s, smirking(s, 0.01f)), three = symmetry_of(s, smirking(s, 0.03f));
  EXPECT_LT(value_of(one, "one_sided"), value_of(three, "one_sided"));
  EXPECT_GT(share(s, three, "one_sided"), 1);
  EXPECT_LT(share(s, three, "features"), 1) << "what moved is not also another feature";
}

TEST_P(Symmetry, LightIsNoSymmetry) {
  for (const Photo& edited : {edits::turn_light(s, 0.8f), edits::flatten(s, 0.5f), edits::exposed(s, -0.5f),
                              edits::white_balanced(s.photo, 1.12f), edits::lighten(s, 4)})
    EXPECT_LT(share(s, symmetry_of(s, edited)), 0.6f);
}

TEST_P(Symmetry, WhatBothHalvesLoseIsNoSymmetry) {
  cv::Mat noise(as_mat(s.photo).size(), CV_32FC3), noisy, soft;
  cv::RNG(3).fill(noise, cv::RNG::NORMAL, 0, 3);
  noisy = edits::floats(s.photo) + noise;
  EXPECT_LT(share(s, symmetry_of(s, edits::rounded(s.photo, noisy))), 0.6f);
  EXPECT_LT(share(s, symmetry_of(s, edits::blur_skin(s, 0.012f))), 0.75f);
  cv::resize(as_mat(s.photo), soft, {}, 0.5, 0.5, cv::INTER_AREA);
  cv::resize(soft, soft, as_mat(s.photo).size(), 0, 0, cv::INTER_CUBIC);
  EXPECT_LT(share(s, symmetry_of(s, with_pixels(s.photo, soft))), 0.75f);
}

TEST_P(Symmetry, HalvesThatOnlyTheEditHidesFail) {
  EditedView hidden = view_of(s, s.photo);
  for (int y = 0; y < hidden.valid.height(); ++y) std::fill_n(hidden.valid.row(y), hidden.valid.width() / 2, 0.f);
  const SceneFit scene = fit_scene(*s.reference, hidden);
  const Reading r = symmetry(*s.reference, hidden, scene, find_motion(*s.reference, hidden, scene));
  EXPECT_EQ(r.components[0].status, Status::failed);
}

INSTANTIATE_TEST_SUITE_P(Registry, Symmetry, ::testing::Values("obama3.jpg", "thumbor_woman.jpg"),
                         [](const auto& info) {
                           return std::string(info.param).substr(0, std::string(info.param).find('.'));
                         });

TEST(SymmetryBySkin, TheSameEditWeighsTheSame) {
  float least = 1e9f, most = 0;
  for (const char* name : {"london/025_neutral.jpg", "london/062_neutral.jpg", "london/122_neutral.jpg"}) {
    const auto path = test::calibration(name);
    if (!path) GTEST_SKIP() << "no calibration portraits here";
    const Subject s = edits::head_of(test::load_photo(*path));
    const float value = value_of(symmetry_of(s, symmetrised(s, 0.5f)), "features");
    least = std::min(least, value), most = std::max(most, value);
    EXPECT_LT(share(s, symmetry_of(s, edits::turn_light(s, 0.8f))), 0.6f) << name;
  }
  EXPECT_GT(least, 0.5f);
  EXPECT_LT(most, 1.5f * least);
}

TEST(MirrorOf, ATwinsTwinIsThePlaceItself) {
  const Subject& s = edits::head("obama3.jpg");
  const SymmetryReference& own = *s.reference->symmetry;
  EXPECT_GT(own.seen, 0.5);
  for (int y = 0; y < own.mask.height(); ++y)
    for (int x = 0; x < own.mask.width(); ++x) {
      if (own.mask.at(x, y) == 0) continue;
      const int tx = int(std::lround(own.twin.at(x, y, 0))), ty = int(std::lround(own.twin.at(x, y, 1)));
      EXPECT_NEAR(own.twin.at(tx, ty, 0), x, 9);
      EXPECT_NEAR(own.twin.at(tx, ty, 1), y, 9);
    }
}

}  // namespace
}  // namespace countenance::drift
