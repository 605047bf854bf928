// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "unit/drift/faces.h"

namespace countenance::drift {
namespace {

constexpr const char* kPortrait = "obama3.jpg";

TEST(Frame, PutsTheEyesLevelAndOneIodApart) {
  const Subject& s = subject(kPortrait);
  const auto corner = [&](int i) { return Point(s.reference->points.row(i).head<2>().transpose()); };
  const Point right = (corner(33) + corner(133)) / 2, left = (corner(362) + corner(263)) / 2;
  EXPECT_NEAR(right.y(), left.y(), 0.05);
  EXPECT_NEAR(left.x() - right.x(), kFrameIod, 0.05);
  EXPECT_NEAR(s.reference->points(168, 0), -kLeft * kFrameIod, 0.05);
  EXPECT_NEAR(s.reference->points(168, 1), -kTop * kFrameIod, 0.05);
}

TEST(Frame, HoldsThePhotosColours) {
  const Subject& s = subject(kPortrait);
  // a flat place: the tip of the chin's underside would do as well; compare with the photo's own pixel
  const Point frame_point = s.reference->points.row(151).head<2>().transpose();
  const Point at = apply(inverse(s.reference->frame), frame_point);
  const std::uint8_t* p =
      s.photo.bytes.data() +
      3 * (std::size_t(std::lround(at.y())) * std::size_t(s.photo.size.width) + std::size_t(std::lround(at.x())));
  for (int c = 0; c < 3; ++c)
    EXPECT_NEAR(s.reference->linear.at(int(std::lround(frame_point.x())), int(std::lround(frame_point.y())), c),
                colour::srgb_decode(p[c] / 255.f), 0.05);
}

TEST(Masks, SkinLiesInTheOvalAndTheSceneOutside) {
  const Reference& r = *subject(kPortrait).reference;
  double skin = 0, oval = 0;
  for (std::size_t i = 0; i < r.skin.count(); ++i) {
    skin += r.skin.data()[i];
    oval += r.oval.data()[i];
    ASSERT_LE(r.skin.data()[i], r.oval.data()[i]);
    ASSERT_EQ(r.nonskin.data()[i] * r.oval.data()[i], 0);
    ASSERT_EQ(r.hair.data()[i] * r.oval.data()[i], 0);
  }
  EXPECT_GT(skin, 0.35 * oval);
  EXPECT_LT(skin, 0.8 * oval);
  for (const int eye : {468, 473}) EXPECT_EQ(r.skin.at(int(r.points(eye, 0)), int(r.points(eye, 1))), 0);
  EXPECT_EQ(r.skin.at(int(r.points(13, 0)), int(r.points(13, 1))), 0);
  EXPECT_EQ(r.skin.at(int(r.points(50, 0)), int(r.points(50, 1))), 1);
}

TEST(Places, AreTheSubjects) {
  const Reference& r = *subject(kPortrait).reference;
  const auto named = [&](int i) { return place_name(r, Point(r.points.row(i).head<2>().transpose())); };
  EXPECT_EQ(named(50), "right cheek");
  EXPECT_EQ(named(280), "left cheek");
  EXPECT_EQ(named(152), "chin");
  EXPECT_EQ(named(4), "nose");
  EXPECT_EQ(named(397), "left jaw");
  EXPECT_EQ(named(151), "forehead");
}

TEST(View, OfTheSamePictureHasTheSameBits) {
  const Subject& s = subject(kPortrait);
  const EditedView view = view_of(s, s.photo);
  EXPECT_TRUE(view.original.empty());
  EXPECT_EQ(view.resolution, 1);
  EXPECT_TRUE(std::equal(view.linear.data(), view.linear.data() + view.linear.count(), s.reference->linear.data()));
}

TEST(View, OfASmallerPictureBringsTheOriginalDownToIt) {
  const Subject& s = subject(kPortrait);
  cv::Mat half;
  cv::resize(as_mat(s.photo), half, {}, 0.5, 0.5, cv::INTER_AREA);
  const Photo small = with_pixels(s.photo, half);
  const EditedView view = view_of(s, small, resampling({0, 0, s.photo.size.width, s.photo.size.height}, small.size));
  EXPECT_NEAR(view.resolution, 0.5, 0.01);
  ASSERT_FALSE(view.original.empty());
  double own = 0, full = 0;
  for (std::size_t i = 0; i < view.linear.count(); ++i) {
    if (s.reference->skin.data()[i / 3] == 0) continue;
    own += std::pow(view.linear.data()[i] - view.original.data()[i], 2);
    full += std::pow(view.linear.data()[i] - s.reference->linear.data()[i], 2);
  }
  EXPECT_LT(own, 0.4 * full) << "the lower resolution is not the edit's doing";
}

TEST(View, OutsideTheEditedPictureIsNotValid) {
  const Subject& s = subject(kPortrait);
  const int cut = int(s.face.points(152, 1));  // the picture ends at the chin
  const Photo cropped = with_pixels(s.photo, as_mat(s.photo).rowRange(0, cut).clone());
  const EditedView view = view_of(s, cropped);
  EXPECT_EQ(view.valid.at(int(s.reference->points(4, 0)), int(s.reference->points(4, 1))), 1);
  EXPECT_EQ(view.valid.at(int(s.reference->points(152, 0)), int(s.reference->points(152, 1)) + 8), 0);
}

TEST(View, RefusesAMapWithoutInverse) {
  const Subject& s = subject(kPortrait);
  const auto view = make_view(*s.reference, s.photo.view(), s.space, Affine::Zero());
  ASSERT_FALSE(view);
  EXPECT_EQ(view.error().code, Code::not_measurable);
}

}  // namespace
}  // namespace countenance::drift
