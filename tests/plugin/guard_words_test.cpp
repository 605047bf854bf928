// SPDX-License-Identifier: GPL-3.0-or-later
#include "guard_words.h"

#include <gtest/gtest.h>

#include "gauges.h"

namespace countenance::plugin {
namespace {

using Lines = std::vector<std::string>;

Report report(std::vector<float> shares) {
  Report out;
  out.policy = "natural";
  out.measured = out.within = true;
  for (std::size_t f = 0; f < shares.size(); ++f) {
    FaceReport face;
    face.index = int(f);
    face.drift = shares[f];
    face.limiting = "texture.pores";
    face.measured = true;
    face.within = shares[f] <= 1;
    face.readings = {{"texture", drift::Status::measured, {}, "left cheek"},
                     {"marks", drift::Status::not_resolved, {}},
                     {"lines", drift::Status::not_resolved, {}}};
    face.readings[0].share = shares[f];
    out.within = out.within && face.within;
    out.drift = std::max(out.drift, shares[f]);
    out.faces.push_back(std::move(face));
  }
  return out;
}

Guarded guarded(std::size_t faces) {
  Guarded out;
  out.before = report(std::vector<float>(faces, 1.8f));
  out.report = report(std::vector<float>(faces, 0.9f));
  out.fallen_back = std::vector<float>(faces, 0.f);
  return out;
}

TEST(GuardWords, SayWhatOfWhichPartStays) {
  Guarded one = guarded(1);
  one.repairs = {{0, "skin", "pores", 0.124f, 0.5f, "texture.pores"},
                 {0, "mouth", "all", 0, 0.1f, "geometry.mouth"},
                 {0, "right eye", "shape", 0.004f, 0.1f, "geometry.eyes"}};
  EXPECT_EQ(taken_back(one), (Lines{"Skin, pores: 12 % of the change stays", "Mouth: as in the original",
                                    "Right eye, shape: as in the original"}));
  one.fallen_back = {0.08f};
  EXPECT_EQ(taken_back(one).back(), "8 % of the face is the original's again");
}

TEST(GuardWords, SayWhoseWhereThereAreSeveralFaces) {
  Guarded two = guarded(2);
  two.repairs = {{1, "skin", "light", 0.5f, 0.5f, "light.flat"}};
  two.fallen_back = {0, 0.3f};
  EXPECT_EQ(taken_back(two), (Lines{"Face 2, skin, light: 50 % of the change stays",
                                    "Face 2, 30 % of the face is the original's again"}));
  two.unverifiable = {"face 1: texture.pores", "face 1: texture.fine", "face 1: lines.lost", "face 2: marks.lost"};
  EXPECT_EQ(unverifiable(two), (Lines{"Face 1, too small in the original to tell: Lines",
                                      "Face 1, in part too small in the original to tell: Texture",
                                      "Face 2, too small in the original to tell: Marks"}));
}

TEST(GuardWords, GaugesKnowWhereTheyWere) {
  const Standing standing = standing_of(guarded(2));
  EXPECT_TRUE(standing.within && standing.exact);
  for (const FaceGauges& face : standing.faces) {
    ASSERT_EQ(face.gauges.size(), 3u);
    EXPECT_FLOAT_EQ(face.gauges[0].share, 0.9f);
    ASSERT_TRUE(face.gauges[0].before);
    EXPECT_FLOAT_EQ(*face.gauges[0].before, 1.8f);
  }
  EXPECT_EQ(standing.sentence.find("Inside the limits of 'natural'"), 0u) << standing.sentence;
}

TEST(GuardWords, OfNothingNothingIsSaidToHaveBeenTakenBack) {
  Guarded none = guarded(1);
  none.before = none.report;
  none.nothing = true;
  const Standing standing = standing_of(none);
  EXPECT_TRUE(standing.taken_back.empty());
  EXPECT_FALSE(standing.faces.at(0).gauges.at(0).before);
  EXPECT_EQ(standing.sentence.find("Nothing had to be taken back. Inside"), 0u) << standing.sentence;
}

}  // namespace
}  // namespace countenance::plugin
