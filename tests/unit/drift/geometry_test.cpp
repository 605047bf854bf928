// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "drift/judge.h"
#include "unit/drift/faces.h"

namespace countenance::drift {
namespace {

Point point(const Subject& s, int i) { return s.face.points.row(i).head<2>().transpose(); }
Point middle(const Subject& s, face::Indices region) {
  Point sum(0, 0);
  for (const int i : region) sum += point(s, i);
  return sum / float(region.size());
}

/// The lower face made narrower by a share of its width: strongest at the jaw line, nothing above the eyes.
Photo slim(const Subject& s, float strength) {
  const Point top = point(s, 168), chin = point(s, 152);
  const float half = (point(s, 454) - point(s, 234)).norm() / 2;
  return warped(s.photo, [&](Point p) {
    const float down = std::clamp((p.y() - top.y()) / (chin.y() - top.y()), 0.f, 1.6f);
    const float centre = top.x() + (chin.x() - top.x()) * std::min(down, 1.f);
    const float r = (p.x() - centre) / half;
    const float rise = std::min(1.f, 1.6f * std::min(down, 1.f)) * std::clamp((1.6f - down) / 0.4f, 0.f, 1.f);
    const float inwards = std::abs(r) <= 1 ? r * r : std::max(0.f, 1 - (std::abs(r) - 1) / 0.6f);
    return Point(p.x() + (r > 0 ? 1.f : -1.f) * strength * half * inwards * rise, p.y());
  });
}

/// Both eyes enlarged by a share.
Photo enlarge_eyes(const Subject& s, float strength) {
  const Point eyes[] = {middle(s, face::kEyeRight), middle(s, face::kEyeLeft)};
  return warped(s.photo, [&](Point p) {
    Point from = p;
    for (const Point& eye : eyes) {
      const Point d = p - eye;
      const float q = d.squaredNorm() / std::pow(0.34f * s.face.iod, 2.f);
      from -= strength / (1 + strength) * std::exp(-std::pow(q, 1.5f)) * d;
    }
    return from;
  });
}

/// The nose narrowed by a share.
Photo narrow_nose(const Subject& s, float strength) {
  const Point nose = (point(s, 4) + point(s, 2)) / 2;
  return warped(s.photo, [&](Point p) {
    const Point d = p - nose;
    const float q = std::pow(d.x() / (0.36f * s.face.iod), 2.f) + std::pow(d.y() / (0.34f * s.face.iod), 2.f);
    return Point(p.x() + strength / (1 - strength) * std::exp(-std::pow(q, 1.5f)) * d.x(), p.y());
  });
}

Reading geometry_of(const Subject& s, const Photo& edited) {
  const EditedView view = view_of(s, edited);
  return geometry(*s.reference, find_motion(*s.reference, view, fit_scene(*s.reference, view)));
}
float share_of(const std::string& component, float value, float iod) {
  Policy natural = load_policy("natural").value();
  natural.required = {"geometry"};
  FaceReport face;
  face.iod_px = iod;
  Reading r;
  r.measure = "geometry";
  r.components = {{component, "", value}};
  face.readings = {r};
  judge(face, natural);
  return face.drift;
}

class Geometry : public ::testing::TestWithParam<const char*> {
 protected:
  const Subject& s = subject(GetParam());
  [[nodiscard]] float share(const Reading& r, const std::string& component) const {
    return share_of(component, value_of(r, component), s.reference->iod);
  }
};

TEST_P(Geometry, NothingMovedIsExactlyNothing) {
  const Reading r = geometry_of(s, s.photo);
  ASSERT_EQ(r.status, Status::measured) << r.note;
  EXPECT_EQ(r.components.size(), 7u);
  for (const Component& c : r.components) {
    EXPECT_EQ(c.status, Status::measured) << c.name;
    EXPECT_EQ(c.value, 0) << c.name;
  }
}

TEST_P(Geometry, SeesASlimmedJawAndGrowsWithIt) {
  const Reading one = geometry_of(s, slim(s, 0.015f)), two = geometry_of(s, slim(s, 0.03f)),
                three = geometry_of(s, slim(s, 0.06f));
  EXPECT_GT(share(two, "jaw"), 1) << "3 %";
  EXPECT_LT(value_of(one, "jaw"), value_of(two, "jaw"));
  EXPECT_LT(value_of(two, "jaw"), value_of(three, "jaw"));
  EXPECT_LT(share(two, "eye_scale"), 1) << "the eyes were left alone";
  EXPECT_GE(value_of(two, "jaw_side"), value_of(two, "jaw"));
}

TEST_P(Geometry, SeesEnlargedEyesAndGrowsWithThem) {
  const Reading one = geometry_of(s, enlarge_eyes(s, 0.04f)), two = geometry_of(s, enlarge_eyes(s, 0.08f));
  EXPECT_GT(share(two, "eye_scale"), 1) << "8 %";
  EXPECT_LT(value_of(one, "eye_scale"), value_of(two, "eye_scale"));
  EXPECT_NEAR(value_of(two, "eye_scale"), 3.9, 1) << "the mean under the window of an 8 % bump";
  EXPECT_NE(two.where.find("eye"), std::string::npos) << two.where;
}

TEST_P(Geometry, SeesANarrowedNose) { EXPECT_GT(share(geometry_of(s, narrow_nose(s, 0.06f)), "nose_width"), 1); }

TEST_P(Geometry, IsNotAlarmedByExposureLightOrCoding) {
  cv::Mat brighter;
  as_mat(s.photo).convertTo(brighter, -1, 1.25, 4);
  cv::Mat shaded = as_mat(s.photo).clone();
  for (int y = 0; y < shaded.rows; ++y)
    for (int x = 0; x < shaded.cols; ++x)
      for (int c = 0; c < 3; ++c) {
        auto& v = shaded.at<cv::Vec3b>(y, x)[c];
        v = cv::saturate_cast<uchar>(v * (0.85 + 0.3 * x / shaded.cols));
      }
  for (const Photo& edited :
       {with_pixels(s.photo, brighter), with_pixels(s.photo, shaded), coarsely_coded(s.photo, 3)}) {
    const Reading r = geometry_of(s, edited);
    for (const Component& c : r.components) EXPECT_LT(share(r, c.name), 0.9f) << c.name;
  }
}

TEST_P(Geometry, SaysTheSameEachTime) {
  const Photo edited = slim(s, 0.03f);
  const Reading a = geometry_of(s, edited), b = geometry_of(s, edited);
  for (std::size_t i = 0; i < a.components.size(); ++i) EXPECT_EQ(a.components[i].value, b.components[i].value);
}

TEST_P(Geometry, WhatMovedIsBroughtBackForThePhotometricMeasures) {
  const auto loss = [&](const EditedView& view, const SceneFit& scene) {
    return value_of(texture(*s.reference, view, scene), "pores_worst");
  };
  const EditedView slimmed = view_of(s, slim(s, 0.06f));
  const SceneFit scene = fit_scene(*s.reference, slimmed);
  const auto straight = straightened(slimmed, find_motion(*s.reference, slimmed, scene));
  ASSERT_TRUE(straight);
  EXPECT_LT(loss(*straight, scene), 0.6f * loss(slimmed, scene)) << "texture was only displaced";

  const EditedView same = view_of(s, s.photo);
  EXPECT_FALSE(straightened(same, find_motion(*s.reference, same, fit_scene(*s.reference, same))));
}

TEST_P(Geometry, AFaceWithoutDetailFails) {
  cv::Mat flat = as_mat(s.photo).clone();
  flat.setTo(cv::Scalar(120, 100, 90));
  EXPECT_EQ(geometry_of(s, with_pixels(s.photo, flat)).status, Status::failed);
}

INSTANTIATE_TEST_SUITE_P(Registry, Geometry, ::testing::Values("obama3.jpg", "thumbor_woman.jpg"),
                         [](const auto& info) {
                           return std::string(info.param).substr(0, std::string(info.param).find('.'));
                         });

TEST(Recognition, SameIsExactlyZeroAndAnotherPersonIsFar) {
  const Subject& s = subject("obama3.jpg");
  const EditedView same = view_of(s, s.photo);
  const Reading r = recognition(*s.reference, same, fit_scene(*s.reference, same));
  ASSERT_EQ(r.status, Status::measured) << r.note;
  EXPECT_EQ(value_of(r, "distance"), 0);

  EditedView other = same;
  other.linear = subject("thumbor_woman.jpg").reference->linear;
  SceneFit untouched;
  untouched.original = s.reference->linear;
  EXPECT_GT(value_of(recognition(*s.reference, other, untouched), "distance"), 0.3f);
}

TEST(Recognition, WhatIsNotShownDoesNotCount) {
  const Subject& s = subject("obama3.jpg");
  EditedView view = view_of(s, s.photo);
  SceneFit scene;
  scene.original = s.reference->linear;
  for (int y = 0; y < view.valid.height() / 2; ++y)
    for (int x = 0; x < view.valid.width(); ++x) {
      view.valid.at(x, y) = 0;
      for (int c = 0; c < 3; ++c) view.linear.at(x, y, c) = 0.5f;
    }
  EXPECT_EQ(value_of(recognition(*s.reference, view, scene), "distance"), 0);
}

constexpr std::size_t kMeasures = 11;

TEST(Measure, OfTheSamePictureIsZeroEverywhereAndWithin) {
  const Subject& s = subject("obama3.jpg");
  FaceReport face;
  face.iod_px = s.reference->iod;
  face.readings = measure(*s.reference, view_of(s, s.photo));
  ASSERT_EQ(face.readings.size(), kMeasures);
  judge(face, load_policy("natural").value());
  EXPECT_EQ(face.drift, 0);
  EXPECT_TRUE(face.within) << face.note;
}

TEST(Measure, WhatIsLeftOutDoesNotPass) {
  const Subject& s = subject("obama3.jpg");
  const std::vector<Reading> all = measure(*s.reference, view_of(s, s.photo));
  for (const Effort& effort : {Effort{false, false}, Effort{false, false, false}, Effort{true, true, false}}) {
    FaceReport face;
    face.iod_px = s.reference->iod;
    face.readings = measure(*s.reference, view_of(s, s.photo), effort);
    std::vector<std::string> names = left_out(effort);
    EXPECT_EQ(face.readings.size(), kMeasures - names.size());
    for (const Reading& reading : face.readings) names.push_back(reading.measure);
    for (const Reading& reading : all)
      EXPECT_EQ(std::count(names.begin(), names.end(), reading.measure), 1) << reading.measure;
    judge(face, load_policy("natural").value());
    EXPECT_FALSE(face.within);
  }
}

TEST(Measure, NeverThrows) {
  const Subject& s = subject("obama3.jpg");
  EditedView broken = view_of(s, s.photo);
  broken.linear = ImageF({4, 4}, 1);
  const auto readings = measure(*s.reference, broken);
  ASSERT_EQ(readings.size(), kMeasures);
  EXPECT_EQ(readings[1].status, Status::failed);
  EXPECT_FALSE(readings[1].note.empty());
}

}  // namespace
}  // namespace countenance::drift
