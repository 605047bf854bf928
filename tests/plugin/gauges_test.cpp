// SPDX-License-Identifier: GPL-3.0-or-later
#include "gauges.h"

#include <gtest/gtest.h>

namespace countenance::plugin {
namespace {

Report report(float drift, const std::string& limiting, const std::string& where) {
  FaceReport face;
  face.drift = drift;
  face.limiting = limiting;
  face.where = where;
  face.measured = true;
  face.within = drift <= 1;
  Report out;
  out.policy = "natural";
  out.drift = drift;
  out.within = out.measured = face.within;
  out.faces = {face};
  return out;
}
bool says(const std::string& sentence, const std::string& words) { return sentence.find(words) != std::string::npos; }

TEST(Gauges, EveryMeasureHasItsWord) {
  Report all = report(0, "", "");
  for (const std::string& measure : drift::measure_names()) {
    EXPECT_STRNE(title_of_measure(measure), "") << measure;
    all.faces[0].readings.push_back({measure, drift::Status::measured, {}});
  }
  EXPECT_EQ(standing_of_wish(all, false).faces.at(0).gauges.size(), drift::measure_names().size());
  EXPECT_STREQ(title_of_measure("tone"), "Complexion");
  EXPECT_STREQ(title_of_measure("smoothness"), "");
}

TEST(Gauges, WhatWasNotMeasuredIsNotTakenAndSaysWhy) {
  using drift::Status;
  Report r = report(0.5f, "texture.pores", "");
  for (const Status status : {Status::measured, Status::not_applicable, Status::not_resolved, Status::not_separable,
                              Status::failed, Status::not_in_policy})
    r.faces[0].readings.push_back({"texture", status, {}});
  const auto gauges = standing_of_wish(r, false).faces.at(0).gauges;
  ASSERT_EQ(gauges.size(), 5u) << "what the limits do not ask for has no gauge";
  for (std::size_t i = 0; i < gauges.size(); ++i) {
    EXPECT_EQ(gauges[i].taken, i == 0);
    EXPECT_EQ(gauges[i].words.empty(), i == 0);
  }
}

TEST(Sentence, NamesWhatIsNearestAndWhere) {
  const Standing standing = standing_of_wish(report(0.64f, "tone.chroma", "left cheek"), false);
  EXPECT_TRUE(standing.within);
  EXPECT_FALSE(standing.exact);
  for (const char* words : {"natural", "Complexion", "left cheek", "64 %"})
    EXPECT_TRUE(says(standing.sentence, words)) << standing.sentence;
}

TEST(Sentence, SaysThatAnEstimateOverTheLimitWillBeHeldBack) {
  const Standing standing = standing_of_wish(report(1.31f, "texture.pores", "chin"), false);
  EXPECT_FALSE(standing.within);
  for (const char* words : {"held back", "Texture", "chin", "131 %"})
    EXPECT_TRUE(says(standing.sentence, words)) << standing.sentence;
}

TEST(Sentence, NamesTheFaceWhereThereAreSeveral) {
  Report two = report(0.3f, "light.flat", "");
  two.faces.push_back(two.faces[0]);
  two.faces[1].index = 1;
  two.faces[1].drift = two.drift = 0.8f;
  EXPECT_TRUE(says(standing_of_wish(two, false).sentence, "Light, face 2")) << standing_of_wish(two, false).sentence;
}

TEST(Sentence, OfAVerdictSaysWhatHoldsBackInAPhotographersWords) {
  Verdict verdict;
  verdict.report = report(0.97f, "texture.pores", "left cheek");
  verdict.binds = "held back by texture.pores on left cheek";
  verdict.grants = {{0, "even", 1, 0.4f}};
  const Standing standing = standing_of(verdict);
  EXPECT_TRUE(standing.exact);
  EXPECT_TRUE(says(standing.sentence, "held back by Texture on left cheek")) << standing.sentence;
  EXPECT_EQ(standing.grants.size(), 1u);
}

TEST(Sentence, OfAFaceThatCouldNotBeMeasuredIsItsReason) {
  Report failed = report(0.2f, "texture.pores", "");
  failed.within = failed.faces[0].within = failed.faces[0].measured = false;
  failed.faces[0].note = "hair could not be measured";
  const Standing standing = standing_of_wish(failed, false);
  EXPECT_FALSE(standing.within);
  EXPECT_TRUE(says(standing.sentence, "hair could not be measured")) << standing.sentence;
}

}  // namespace
}  // namespace countenance::plugin
