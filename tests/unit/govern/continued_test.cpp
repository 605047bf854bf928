// SPDX-License-Identifier: Apache-2.0
// A retouch retouched again is held to its first original.
#include "govern/continued.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "govern/estimator.h"
#include "govern/gauge.h"
#include "govern/governor.h"
#include "support/must.h"
#include "unit/govern/trio.h"

namespace countenance::govern {
namespace {

using test::must;
using test::natural;
using test::photo_of;
using test::pixels;
using test::trio;

const Wishes& wishes() {
  static const Wishes all{.even = 1, .fill = 1.5f};
  return all;
}

/// What a round trip that loses nothing last gave.
struct Written {
  Verdict verdict;
  Photo photo;
};
Result<Written> retouched(const Study& study, const Wishes& wished = wishes()) {
  CNT_TRY(proposal, propose(study, wished));
  Written out{{}, *study.photo};
  Photo last;
  const Roundtrip exact{
      [&](Photo p) -> Result<Photo> { return last = std::move(p); }, {}, "file", [&] { out.photo = last; }};
  CNT_TRY(done, govern(study, proposal, natural(), exact));
  out.verdict = std::move(done.verdict);
  return out;
}

std::shared_ptr<const Study> studied(const Photo& photo) {
  const Study& first = *trio().study;
  return must(study(std::make_shared<const Photo>(photo), first.networks, first.topology));
}

/// The first sitting.
const Written& once() {
  static const Written made = must(retouched(*trio().study));
  return made;
}

float most_of(const std::vector<std::vector<float>>& strengths) {
  float most = 0;
  for (const auto& face : strengths)
    for (const float s : face) most = std::max(most, s);
  return most;
}

TEST(Continued, ASecondSittingIsInsideOfTheFirstOriginal) {
  const Study& first = *trio().study;
  ASSERT_TRUE(once().verdict.report.within);
  const auto again = studied(once().photo);

  const Written loose = must(retouched(*again));
  EXPECT_FALSE(must(measure(first, loose.photo, natural())).within) << "by itself it goes as far once more";

  const auto held = must(continued(*again, trio().study));
  const Written tight = must(retouched(*held));
  const drift::Report total = must(measure(first, tight.photo, natural()));
  EXPECT_TRUE(total.within);
  EXPECT_EQ(drift::to_json(tight.verdict.report), drift::to_json(total)) << "what is said is what is measured";
}

/// Where there is room, it is given; what is predicted is what comes out.
TEST(Continued, WhatIsLeftOfTheLimitsIsGiven) {
  const Written little = must(retouched(*trio().study, {.even = 0.1f}));
  const auto held = must(continued(*studied(little.photo), trio().study));
  const Written more = must(retouched(*held, {.even = 0.3f}));
  EXPECT_EQ(more.verdict.strengths.size(), held->faces.size());
  EXPECT_GT(most_of(more.verdict.strengths), 0.9f);
  EXPECT_GT(more.verdict.report.drift, little.verdict.report.drift);
  const Gauge gauge(*held, must(propose(*held, Wishes{.even = 0.3f})));
  const drift::Report predicted = must(gauge.measure(more.verdict.strengths, natural()));
  for (const auto& face : predicted.faces)
    EXPECT_NEAR(face.drift, more.verdict.report.faces[std::size_t(face.index)].drift, 0.08f) << face.limiting;
}

TEST(Continued, AtNoStrengthTheDriftIsThePictures) {
  const auto held = must(continued(*studied(once().photo), trio().study));
  const Proposal proposal = must(propose(*held, wishes()));
  std::vector<std::vector<float>> none;
  for (const auto& edits : proposal.edits) none.emplace_back(edits.size(), 0.f);
  const drift::Report at_0 = must(Gauge(*held, proposal).measure(none, natural()));
  for (const auto& face : at_0.faces)
    EXPECT_NEAR(face.drift, once().verdict.report.faces[std::size_t(face.index)].drift, 0.02f) << face.limiting;
  const Estimator estimator = must(Estimator::make(*held, proposal, natural()));
  EXPECT_EQ(estimator.estimate(none).drift, at_0.drift);
  std::vector<std::vector<float>> half = none;
  for (auto& face : half) std::fill(face.begin(), face.end(), 0.5f);
  const float exact = must(Gauge(*held, proposal).measure(half, natural())).drift;
  EXPECT_NEAR(estimator.estimate(half).drift, exact, 0.15f + 0.2f * exact);
}

TEST(Continued, APictureThatIsOutsideAsItIsIsRefused) {
  cv::Mat lighter = pixels(*trio().study->photo).clone();
  const Rect& box = trio().study->faces[0].face.box;
  cv::Mat face = lighter(cv::Rect(box.x, box.y, box.width, box.height));
  face.convertTo(face, -1, 0.8, 50);
  const auto held = must(continued(*studied(photo_of(lighter)), trio().study));
  const auto done = retouched(*held);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::refused);
  EXPECT_NE(done.error().message.find("as it is: face 1: "), std::string::npos) << done.error().message;
}

TEST(Continued, FacesAreCountedAsInTheFirstOriginal) {
  auto turned = std::make_shared<Study>(*trio().study);
  std::reverse(turned->faces.begin(), turned->faces.end());
  const auto held = must(continued(*trio().study, turned));
  ASSERT_EQ(held->faces.size(), turned->faces.size());
  for (std::size_t f = 0; f < held->faces.size(); ++f) {
    EXPECT_EQ(held->faces[f].face.usable(), turned->faces[f].face.usable());
    EXPECT_EQ(held->faces[f].reference, turned->faces[f].reference);
    EXPECT_NEAR(held->faces[f].face.box.x, turned->faces[f].face.box.x, 1);
    EXPECT_EQ(bool(held->faces[f].base), turned->faces[f].face.usable());
  }
}

/// Another size, a part of it: edits fall where the face is now.
TEST(Continued, ASmallerPartOfItIsHeldToo) {
  cv::Mat smaller;
  const cv::Mat all = pixels(once().photo);
  cv::resize(all(cv::Rect(10, 0, all.cols - 10, all.rows)), smaller, {}, .9, .9, cv::INTER_AREA);
  const auto again = studied(photo_of(smaller));
  const auto held = must(continued(*again, trio().study));
  int usable = 0;
  for (const FaceStudy& face : held->faces) {
    if (!face.face.usable()) continue;
    ++usable;
    EXPECT_NEAR(scale_of(face.photo_from_frame()) * scale_of(face.reference->frame), 0.9f, 0.01f);
    const Point nose = apply(face.photo_from_frame(), Point(face.reference->points.row(4).head<2>().transpose()));
    EXPECT_LT((nose - Point(face.face.points.row(4).head<2>().transpose())).norm(), 0.03f * face.face.iod);
  }
  EXPECT_EQ(usable, 2);
}

TEST(Continued, AnotherPictureIsAnError) {
  const auto other = studied(test::load_photo(test::registry("obama2.jpg")));
  const auto held = continued(*other, trio().study);
  ASSERT_FALSE(held);
  EXPECT_EQ(held.error().code, Code::not_measurable);
}

}  // namespace
}  // namespace countenance::govern
