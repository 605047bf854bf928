// SPDX-License-Identifier: Apache-2.0
#include "drift/align.h"

#include <gtest/gtest.h>

#include <cmath>

#include "drift/judge.h"
#include "drift/policy.h"
#include "unit/drift/faces.h"

namespace countenance::drift {
namespace {

const Subject& sitter() { return subject("obama3.jpg"); }

Result<Affine> place(const Photo& edited) {
  const Subject& s = sitter();
  const auto space = colour::Space::open(edited.icc, edited.view().colours()).value();
  return align(*s.reference, s.photo.view(), s.space, edited.view(), space);
}
/// Largest distance on the face between where two maps put a point, in IOD of the original.
float apart(const Affine& a, const Affine& b) {
  float largest = 0;
  const Subject& s = sitter();
  for (const int i : face::kOval) {
    const Point p = s.face.points.row(i).head<2>().transpose();
    largest = std::max(largest, (apply(a, p) - apply(b, p)).norm() / scale_of(b));
  }
  return largest / s.face.iod;
}
Photo resampled(const Affine& map, Size size) {
  cv::Mat out;
  cv::warpAffine(as_mat(sitter().photo), out, as_matx(map), {size.width, size.height}, cv::INTER_AREA,
                 cv::BORDER_REPLICATE);
  return with_pixels(sitter().photo, out);
}

TEST(Align, TheSamePictureStaysWhereItIs) { EXPECT_EQ(place(sitter().photo).value(), identity()); }

TEST(Align, ARetouchStaysWhereItIs) {
  cv::Mat smooth;
  cv::GaussianBlur(as_mat(sitter().photo), smooth, {}, 0.03 * sitter().face.iod);
  EXPECT_EQ(place(with_pixels(sitter().photo, smooth)).value(), identity());
}

TEST(Align, AShiftIsFound) {
  const Affine shift = (Affine() << 1, 0, 9, 0, 1, -7).finished();
  const auto found = place(resampled(shift, sitter().photo.size));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(*found, shift) << "whole pixels";
}

TEST(Align, AResizeIsExact) {
  for (const float k : {0.5f, 0.37f, 1.6f}) {
    const Size from = sitter().photo.size, to{int(std::lround(from.width * k)), int(std::lround(from.height * k))};
    cv::Mat out;
    cv::resize(as_mat(sitter().photo), out, {to.width, to.height}, 0, 0, k < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
    const auto found = place(with_pixels(sitter().photo, out));
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(*found, resampling({0, 0, from.width, from.height}, to)) << k;
  }
}

TEST(Align, ACropIsExact) {
  const Subject& s = sitter();
  const Point at = s.face.points.row(168).head<2>().transpose();
  const cv::Rect whole(0, 0, s.photo.size.width, s.photo.size.height);
  const cv::Rect cut = cv::Rect(int(at.x() - 1.6f * s.face.iod), int(at.y() - 1.5f * s.face.iod),
                                int(3.1f * s.face.iod), int(3.7f * s.face.iod)) &
                       whole;
  const auto found = place(with_pixels(s.photo, as_mat(s.photo)(cut).clone()));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(*found, (Affine() << 1, 0, float(-cut.x), 0, 1, float(-cut.y)).finished());
}

TEST(Align, ASimilarityIsFollowed) {
  const Size from = sitter().photo.size;
  const cv::Mat m = cv::getRotationMatrix2D({from.width * 0.5f, from.height * 0.45f}, 4, 0.83);
  Affine map;
  for (int y = 0; y < 2; ++y)
    for (int x = 0; x < 3; ++x) map(y, x) = float(m.at<double>(y, x));
  const auto found = place(resampled(map, {int(from.width * 0.93f), int(from.height * 0.95f)}));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_LT(apart(*found, map), 0.01f);
}

struct Resized {
  double scale;
  int kernel;
};
class Resize : public ::testing::TestWithParam<Resized> {};

/// The eyes are the first to suffer: dark, small, with a spark.
TEST_P(Resize, IsNoEditOfTheEyes) {
  static const Policy policy = [] {
    Policy natural = load_policy("natural").value();
    natural.required = {"eyes"};
    return natural;
  }();
  const double base = 100 / double(sitter().face.iod);  // IOD, px
  cv::Mat small, out;
  cv::resize(as_mat(sitter().photo), small, {}, base, base, cv::INTER_AREA);
  static const Subject original = study(with_pixels(sitter().photo, small));
  const auto [scale, kernel] = GetParam();
  cv::resize(as_mat(original.photo), out, {}, scale, scale, kernel);
  const Photo edited = with_pixels(original.photo, out);
  const auto at = align(*original.reference, original.photo.view(), original.space, edited.view(), original.space);
  ASSERT_TRUE(at) << at.error().message;
  const EditedView view = view_of(original, edited, *at);
  FaceReport face;
  face.iod_px = original.face.iod;
  face.resolution = view.resolution;
  face.readings = {eyes(*original.reference, view, fit_scene(*original.reference, view))};
  judge(face, policy);
  EXPECT_TRUE(face.within) << face.limiting << " " << face.drift << " " << face.note;
  EXPECT_LT(face.drift, 0.8f) << face.limiting;
  EXPECT_GT(face.drift, 0) << "another kernel than ours leaves a trace";
}
INSTANTIATE_TEST_SUITE_P(Kernels, Resize,
                         ::testing::Values(Resized{1.4, cv::INTER_CUBIC}, Resized{1.4, cv::INTER_LINEAR},
                                           Resized{1.4, cv::INTER_AREA}, Resized{2, cv::INTER_CUBIC},
                                           Resized{2, cv::INTER_LANCZOS4}, Resized{2, cv::INTER_LINEAR},
                                           Resized{4, cv::INTER_CUBIC}, Resized{4, cv::INTER_LINEAR},
                                           Resized{0.7, cv::INTER_AREA}));

TEST(Align, RotationScaleAndPartsOfAPixelUnderNoiseAreFollowed) {
  const Size from = sitter().photo.size;
  for (const double degrees : {-5., 5.})
    for (const double scale : {0.5, 2.}) {
      const cv::Mat m = cv::getRotationMatrix2D({from.width * 0.5f, from.height * 0.5f}, degrees, scale);
      Affine map;
      for (int y = 0; y < 2; ++y)
        for (int x = 0; x < 3; ++x) map(y, x) = float(m.at<double>(y, x));
      const Size to{int(from.width * scale), int(from.height * scale)};
      map.col(2) += Point(float(to.width - from.width) / 2 + 0.3f, float(to.height - from.height) / 2 - 0.5f);
      const Photo edited = resampled(map, to);
      const cv::Mat pixels = as_mat(edited);
      cv::Mat noise(pixels.size(), CV_16SC3), noisy;
      cv::RNG(3).fill(noise, cv::RNG::NORMAL, 0, 6);
      cv::add(pixels, noise, noisy, {}, CV_8U);
      const auto found = place(with_pixels(edited, noisy));
      ASSERT_TRUE(found) << found.error().message;
      EXPECT_LT(apart(*found, map), 0.012f) << degrees << " " << scale;
    }
}

TEST(Align, AMirroredOrTurnedPictureIsNotMeasured) {
  const cv::Mat pixels = as_mat(sitter().photo);
  cv::Mat mirrored, turned, upside_down;
  cv::flip(pixels, mirrored, 1);
  cv::rotate(pixels, turned, cv::ROTATE_90_CLOCKWISE);
  cv::rotate(pixels, upside_down, cv::ROTATE_180);
  for (const cv::Mat& out : {mirrored, turned, upside_down}) {
    const auto found = place(with_pixels(sitter().photo, out));
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Code::not_measurable);
    EXPECT_FALSE(found.error().message.empty());
  }
}

struct Other {
  const char* name;
  bool same_size;
};
void PrintTo(const Other& other, std::ostream* os) {
  *os << other.name << (other.same_size ? " at the same size" : "");
}
class Different : public ::testing::TestWithParam<Other> {};

TEST_P(Different, IsNotMeasuredAndSaysSo) {
  Photo other = test::load_photo(test::registry(GetParam().name));
  if (GetParam().same_size) {
    cv::Mat out;
    const Size size = sitter().photo.size;
    cv::resize(as_mat(other), out, {size.width, size.height}, 0, 0, cv::INTER_AREA);
    other = with_pixels(other, out);
  }
  const auto found = place(other);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Code::not_measurable);
  EXPECT_NE(found.error().message.find("not this photograph"), std::string::npos) << found.error().message;
}
INSTANTIATE_TEST_SUITE_P(Registry, Different,
                         ::testing::Values(Other{"biden.jpg", false}, Other{"biden.jpg", true},
                                           Other{"obama.jpg", false}, Other{"obama.jpg", true},
                                           Other{"obama2.jpg", true}, Other{"thumbor_woman.jpg", true}));

/// The hard case: another face exactly where the first one was, same size, same background.
TEST(Align, AnotherFaceInTheSamePlaceIsNotMeasured) {
  const Subject &s = sitter(), &other = subject("thumbor_woman.jpg");
  const Affine swap = compose(inverse(s.reference->frame), other.reference->frame);
  cv::Mat out = as_mat(s.photo).clone(), foreign;
  cv::warpAffine(as_mat(other.photo), foreign, as_matx(swap), out.size(), cv::INTER_AREA, cv::BORDER_REPLICATE);
  foreign.copyTo(out, as_mat(face::polygon(s.photo.size, s.face.points, face::kOval)) > 0.5);
  EXPECT_FALSE(place(with_pixels(s.photo, out)));
}

TEST(Align, NoFaceIsSaid) {
  cv::Mat noise(300, 500, CV_8UC3);
  cv::RNG random(7);
  random.fill(noise, cv::RNG::UNIFORM, 0, 255);
  const auto found = place(with_pixels(sitter().photo, noise));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Code::not_measurable);
  EXPECT_NE(found.error().message.find("no face"), std::string::npos) << found.error().message;
}

}  // namespace
}  // namespace countenance::drift
