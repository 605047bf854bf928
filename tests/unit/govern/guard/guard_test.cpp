// SPDX-License-Identifier: Apache-2.0
#include "govern/guard/guard.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "unit/govern/guard/faces.h"

namespace countenance::govern {
namespace {

using namespace countenance::test;
using validity::photo_of;

/// Root mean square of the difference over the face, levels.
double distance(const validity::Document& d, const Photo& a, const cv::Mat& b) {
  cv::Mat difference;
  cv::absdiff(validity::pixels_of(a), b, difference);
  difference.convertTo(difference, CV_32FC3);
  const cv::Scalar mean = cv::mean(difference.mul(difference), d.oval > 0.5f);
  return std::sqrt((mean[0] + mean[1] + mean[2]) / 3);
}
bool tells(const Guarded& g, const std::string& part, const std::string& what) {
  return std::any_of(g.repairs.begin(), g.repairs.end(),
                     [&](const Repair& r) { return r.part == part && r.what == what; });
}

struct Case {
  const char* name;
  std::vector<const char*> edits;
  const char *part, *what;  ///< what must be told
};
class Altered : public ::testing::TestWithParam<Case> {};

TEST_P(Altered, ComesInsideAndKeepsWhatIsOffTheHead) {
  for (const char* name : {"obama3.jpg", "thumbor_henner_22mp.jpg"}) {
    SCOPED_TRACE(name);
    const validity::Document& d = document(name);
    cv::Mat pixels = d.pixels;
    for (const char* edit : GetParam().edits) pixels = edited(d, edit, pixels);
    const Photo before = photo_of(pixels);
    const auto measured = must(measure(*d.study, before, natural()));
    ASSERT_TRUE(measured.outside);
    const GuardedPhoto out = guarded(*d.study, before);
    EXPECT_FALSE(out.result.nothing);
    EXPECT_FLOAT_EQ(out.result.before.drift, measured.drift);
    EXPECT_EQ(out.result.verified, "host");
    auto resolvable = natural();
    resolvable.accept_not_resolved = true;
    const auto again = must(measure(*d.study, out.photo, resolvable));
    EXPECT_TRUE(again.within) << why_not_within(again);
    EXPECT_TRUE(tells(out.result, GetParam().part, GetParam().what)) << to_text(out.result);
    EXPECT_LT(distance(d, out.photo, d.pixels), distance(d, before, d.pixels));
    // what lies off the head keeps its bytes
    cv::Mat head;
    const int side = 2 * int(1.5f * d.iod) + 1;
    cv::dilate(d.oval, head, cv::getStructuringElement(cv::MORPH_ELLIPSE, {side, side}));
    cv::Mat difference;
    cv::absdiff(validity::pixels_of(out.photo), pixels, difference);
    cv::Mat outside = (head < 0.5f) & (d.person < 0.05f);
    if (cv::countNonZero(outside) > 0) {
      EXPECT_EQ(cv::sum(cv::mean(difference, outside))[0], 0);
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Guard, Altered,
                         ::testing::Values(Case{"plastic", {"blur .030"}, "skin", "pores"},
                                           Case{"lightened", {"lighter 6"}, "skin", "light"},
                                           Case{"jaw", {"jaw 8 %"}, "outline", "shape"},
                                           Case{"catchlights", {"catchlights"}, "right eye", "detail"},
                                           Case{"lips", {"lips 30"}, "mouth", "detail"},
                                           Case{"three", {"eyes 20 %", "median .12", "darker 6"}, "skin", "light"}),
                         [](const auto& info) { return info.param.name; });

/// Mean of the skin in the middle of the face, L*a*b*.
cv::Scalar complexion(const validity::Document& d, const cv::Mat& pixels) {
  cv::Mat linear, lab, middle;
  pixels.convertTo(linear, CV_32FC3, 1 / 255.);
  cv::cvtColor(linear, lab, cv::COLOR_RGB2Lab);
  const int side = 2 * int(0.3f * d.iod) + 1;
  cv::erode(d.oval, middle, cv::getStructuringElement(cv::MORPH_ELLIPSE, {side, side}));
  return cv::mean(lab, middle > 0.5f);
}

/// A filter that smooths the whole picture changes how its colours go with tone, and the fit of the scene follows; where
/// the complexion is not over it stays.
TEST(Guard, OfASmoothedPictureTheComplexionStays) {
  const validity::Document& d = document("biden.jpg");
  cv::Mat smooth;
  cv::bilateralFilter(d.pixels, smooth, 25, 60, 0.12 * d.iod);
  const GuardedPhoto out = guarded(*d.study, photo_of(smooth));
  EXPECT_TRUE(out.result.report.within);
  EXPECT_TRUE(tells(out.result, "skin", "folds"));
  const cv::Scalar is = complexion(d, validity::pixels_of(out.photo)), was = complexion(d, smooth);
  EXPECT_LT(cv::norm(is - was), 1) << is << was;
}

TEST(Guard, LeavesWhatIsInside) {
  const validity::Document& d = document("obama3.jpg");
  const Photo edited_photo = photo_of(edited(d, "exposure +.4"));
  const GuardedPhoto out = guarded(*d.study, edited_photo);
  EXPECT_TRUE(out.result.nothing);
  EXPECT_TRUE(out.result.repairs.empty());
  EXPECT_TRUE(out.result.report.within);
  EXPECT_EQ(out.result.verified, "");
}

TEST(Guard, IsIdempotentAndTheTighterThePolicyTheNearerTheOriginal) {
  const validity::Document& d = document("obama3.jpg");
  const Photo before = photo_of(edited(d, "lighter 6", edited(d, "median .12")));
  auto tight = natural();
  for (auto& [name, limit] : tight.limits) limit *= 0.6f;
  const GuardedPhoto loose = guarded(*d.study, before), tighter = guarded(*d.study, before, tight);
  EXPECT_TRUE(guarded(*d.study, loose.photo).result.nothing);
  EXPECT_LE(tighter.result.report.drift, 1);
  EXPECT_LT(distance(d, tighter.photo, d.pixels), distance(d, loose.photo, d.pixels));
}

TEST(Guard, KeepsTheSizeDepthAndAlphaOfTheEditedPicture) {
  const validity::Document& d = document("thumbor_henner_22mp.jpg");
  cv::Mat pixels = edited(d, "lighter 6"), larger;
  cv::resize(pixels, larger, {}, 1.5, 1.5, cv::INTER_CUBIC);
  Photo before{{larger.cols, larger.rows}, 4, Sample::u16, false, {}, {}};
  before.bytes.resize(std::size_t(before.stride()) * std::size_t(larger.rows));
  for (int y = 0; y < larger.rows; ++y) {
    auto* row = reinterpret_cast<std::uint16_t*>(before.row(y));
    for (int x = 0; x < larger.cols; ++x) {
      for (int c = 0; c < 3; ++c) row[4 * x + c] = std::uint16_t(larger.at<cv::Vec3b>(y, x)[c] * 257);
      row[4 * x + 3] = 65535;
    }
  }
  const GuardedPhoto out = guarded(*d.study, before);
  EXPECT_EQ(out.photo.size, before.size);
  EXPECT_EQ(out.photo.channels, 4);
  EXPECT_EQ(out.photo.sample, Sample::u16);
  EXPECT_FALSE(out.result.nothing);
  int finer = 0;
  for (int y = 0; y < larger.rows; ++y) {
    const auto* row = reinterpret_cast<const std::uint16_t*>(out.photo.view().row(y));
    for (int x = 0; x < larger.cols; ++x) {
      EXPECT_EQ(row[4 * x + 3], 65535);
      finer += row[4 * x] % 257 != 0;
    }
  }
  EXPECT_GT(finer, 1000);  // what was mended has 16 bits
}

TEST(Guard, NamesWhatASmallOriginalCannotTell) {
  const validity::Document& d = document("obama3.jpg", 56);
  const GuardedPhoto out = guarded(*d.study, photo_of(edited(d, "lighter 6")));
  EXPECT_FALSE(out.result.nothing);
  EXPECT_FALSE(out.result.report.within);  // not passed …
  EXPECT_FALSE(out.result.report.outside);
  ASSERT_FALSE(out.result.unverifiable.empty());  // … but named
  EXPECT_NE(std::find(out.result.unverifiable.begin(), out.result.unverifiable.end(), "face 1: texture.pores"),
            out.result.unverifiable.end());
}

/// A network that redraws the surroundings as much as the face is no encoding of it.
TEST(Guard, NamesASmallFaceThatChangedAsItsSurroundingsDid) {
  const validity::Document& d = document("obama3.jpg", 54);
  for (const auto& [sigma, named] : {std::pair{4.5, true}, {1.5, false}}) {
    cv::Mat noise(d.pixels.size(), CV_16SC3), noisy;
    cv::RNG(7).fill(noise, cv::RNG::NORMAL, 0, sigma);
    cv::add(d.pixels, noise, noisy, {}, CV_8U);
    const Photo before = photo_of(noisy);
    ASSERT_TRUE(must(measure(*d.study, before, natural())).faces[0].unchanged) << sigma;
    const GuardedPhoto out = guarded(*d.study, before);
    EXPECT_TRUE(out.result.nothing);
    EXPECT_EQ(out.result.report.within, !named);
    EXPECT_EQ(out.result.unverifiable.empty(), !named);
  }
}

TEST(Guard, RefusesWhatThePolicyRefusesAndAnotherPicture) {
  const validity::Document& d = document("obama3.jpg");
  Roundtrip host;
  host.through = [](Photo p) -> Result<Photo> { return p; };
  auto never = natural();
  never.refuse = "by the studio";
  const auto refused = guard(*d.study, photo_of(d.pixels), never, host);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::refused);
  const auto different = guard(*d.study, photo_of(document("thumbor_henner_22mp.jpg").pixels), natural(), host);
  ASSERT_FALSE(different);
  EXPECT_EQ(different.error().code, Code::not_measurable);
}

TEST(Guard, SaysWhyWhatTheEncodingSpoilsIsNotWritten) {
  const validity::Document& d = document("obama3.jpg");
  Roundtrip spoilt;
  int asked = 0;
  spoilt.through = [&](Photo p) -> Result<Photo> {
    cv::Mat pixels = validity::pixels_of(p);
    cv::GaussianBlur(pixels, pixels, {}, 0.05 * d.iod);
    return photo_of(pixels);
  };
  spoilt.improve = [&] { return ++asked, false; };
  spoilt.remedy = "write a PNG";
  const auto out = guard(*d.study, photo_of(edited(d, "lighter 6")), natural(), spoilt);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, Code::refused);
  EXPECT_EQ(asked, 1);
  EXPECT_NE(out.error().message.find("write a PNG"), std::string::npos) << out.error().message;
}

TEST(Guard, HearsACancel) {
  const validity::Document& d = document("obama3.jpg");
  Roundtrip host;
  host.through = [](Photo p) -> Result<Photo> { return p; };
  int told = 0;
  Job job;
  job.progress = [&](double, std::string_view) { return ++told < 6; };
  const auto out = guard(*d.study, photo_of(edited(d, "lighter 6")), natural(), host, job);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, Code::cancelled);
}

}  // namespace
}  // namespace countenance::govern
