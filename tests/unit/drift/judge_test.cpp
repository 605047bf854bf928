// SPDX-License-Identifier: Apache-2.0
#include "drift/judge.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace countenance::drift {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

Component component(const std::string& name, float value, Status status = Status::measured, float sd = 0) {
  Component c{name, "u", value};
  c.status = status;
  c.sd = sd;
  return c;
}
Reading reading(const std::string& measure, std::vector<Component> components) {
  Reading r;
  r.measure = measure;
  r.components = std::move(components);
  return r;
}
Policy policy_of(std::map<std::string, float> limits, std::vector<std::string> required) {
  Policy p;
  p.name = std::string("p");
  p.limits = std::move(limits);
  p.required = std::move(required);
  return p;
}
FaceReport judged(std::vector<Reading> readings, const Policy& policy, float iod = 200) {
  FaceReport face;
  face.iod_px = iod;
  face.readings = std::move(readings);
  judge(face, policy);
  return face;
}
const Policy kTone = policy_of({{"tone.lightness", 1.7f}, {"tone.chroma", 1.6f}}, {"tone"});

TEST(Judge, DriftIsTheLargestShare) {
  const auto face = judged({reading("tone", {component("lightness", 0.85f), component("chroma", 1.2f)})}, kTone);
  EXPECT_TRUE(face.measured);
  EXPECT_TRUE(face.within);
  EXPECT_FLOAT_EQ(face.drift, 1.2f / 1.6f);
  EXPECT_EQ(face.limiting, "tone.chroma");
  EXPECT_FLOAT_EQ(face.readings[0].share, face.drift);
  EXPECT_FLOAT_EQ(face.readings[0].components[0].share, 0.5f);
}

TEST(Judge, TheLimitItselfIsWithinAndBeyondItIsNot) {
  EXPECT_TRUE(judged({reading("tone", {component("chroma", 1.6f)})}, kTone).within);
  const auto over = judged({reading("tone", {component("chroma", 1.61f)})}, kTone);
  EXPECT_TRUE(over.measured);
  EXPECT_FALSE(over.within);
  EXPECT_GT(over.drift, 1);
}

TEST(Judge, AGainIsNoLoss) {
  const auto face = judged({reading("tone", {component("chroma", -5)})}, kTone);
  EXPECT_EQ(face.drift, 0);
  EXPECT_TRUE(face.within);
  EXPECT_EQ(face.limiting, "tone.chroma");
}

TEST(Judge, WhatIsNotAFiniteNumberFails) {
  for (const float x : {kNaN, std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity()}) {
    const auto face = judged({reading("tone", {component("lightness", 0), component("chroma", x)})}, kTone);
    EXPECT_EQ(face.readings[0].status, Status::failed);
    EXPECT_FALSE(face.measured);
    EXPECT_FALSE(face.within);
    EXPECT_TRUE(std::isfinite(face.drift));
    EXPECT_NE(face.note.find("tone"), std::string::npos);
  }
  EXPECT_FALSE(judged({reading("tone", {component("chroma", 0, Status::measured, kNaN)})}, kTone).within);
}

TEST(Judge, AMissingMeasureNeverPasses) {
  const auto face = judged({}, kTone);
  EXPECT_FALSE(face.measured);
  EXPECT_FALSE(face.within);
  ASSERT_EQ(face.readings.size(), 1u);
  EXPECT_EQ(face.readings[0].status, Status::failed);
  EXPECT_FALSE(judged({reading("tone", {})}, kTone).within) << "no component";
  EXPECT_FALSE(judged({reading("tone", {component("unheard_of", 0)})}, kTone).within) << "none that the policy knows";
}

TEST(Judge, AFailedMeasureNeverPasses) {
  Reading failed = reading("tone", {});
  failed.status = Status::failed;
  failed.note = "no skin";
  const auto face = judged({failed}, kTone);
  EXPECT_FALSE(face.within);
  EXPECT_NE(face.note.find("no skin"), std::string::npos);
  Reading half = reading("tone", {component("lightness", 0), component("chroma", 0, Status::failed)});
  EXPECT_FALSE(judged({half}, kTone).within);
  half.components[1].status = Status::not_in_policy;
  EXPECT_FALSE(judged({half}, kTone).within);
}

TEST(Judge, WhatTheOriginalHasNotIsNoLoss) {
  const auto face = judged(
      {reading("tone", {component("lightness", 0.17f), component("chroma", 99, Status::not_applicable)})}, kTone);
  EXPECT_TRUE(face.within);
  EXPECT_FLOAT_EQ(face.drift, 0.1f);
  Reading none = reading("light", {});
  none.status = Status::not_applicable;
  const Policy both = policy_of({{"tone.chroma", 1}, {"light.flat", 1}}, {"tone", "light"});
  EXPECT_TRUE(judged({reading("tone", {component("chroma", 0)}), none}, both).within);
}

TEST(Judge, NothingMeasuredAtAllNeverPasses) {
  Reading none = reading("tone", {component("chroma", 0, Status::not_applicable)});
  EXPECT_FALSE(judged({none}, kTone).within);
  Policy lenient = policy_of({{"texture.pores", 1}}, {"texture"});
  lenient.accept_not_resolved = true;
  EXPECT_FALSE(judged({reading("texture", {component("pores", 0)})}, lenient, 56).within);
}

TEST(Judge, MeasuresOutsideThePolicyDoNotCount) {
  const auto face =
      judged({reading("tone", {component("chroma", 0)}), reading("light", {component("flat", 50)})}, kTone);
  EXPECT_TRUE(face.within);
  EXPECT_EQ(face.drift, 0);
  EXPECT_EQ(face.readings[1].status, Status::not_in_policy);
  EXPECT_EQ(face.readings[1].share, 0);
}

TEST(Judge, AComponentWithoutALimitIsShownNotJudged) {
  const auto face = judged({reading("tone", {component("chroma", 0.8f), component("mean_lightness", 50)})}, kTone);
  EXPECT_FLOAT_EQ(face.drift, 0.5f);
  EXPECT_EQ(face.readings[0].components[1].limit, 0);
}

TEST(Judge, LimitsWidenToTheFloorOfTheSize) {
  const Policy policy = policy_of({{"texture.pores", 0.09f}}, {"texture"});
  // a + b (100 / IOD)^p = .21 · (100 / 90)^1.5
  const auto small = judged({reading("texture", {component("pores", 0.1f)})}, policy, 90);
  EXPECT_NEAR(small.readings[0].components[0].limit, 0.21 * std::pow(100. / 90, 1.5), 1e-5);
  EXPECT_TRUE(small.within);
  const auto large = judged({reading("texture", {component("pores", 0.1f)})}, policy, 300);
  EXPECT_FLOAT_EQ(large.readings[0].components[0].limit, 0.09f);
  EXPECT_FALSE(large.within);
}

TEST(Judge, TheSmallerPictureDecidesTheSize) {
  const Policy policy = policy_of({{"texture.pores", 0.09f}, {"texture.blotch", 0.4f}}, {"texture"});
  FaceReport face;
  face.iod_px = 200;
  face.resolution = 0.28f;  // 56 px between the eyes in the edited picture
  face.readings = {reading("texture", {component("pores", 0.5f), component("blotch", 0.1f)})};
  judge(face, policy);
  EXPECT_EQ(face.readings[0].components[0].status, Status::not_resolved);
  EXPECT_FALSE(face.within);
  face.resolution = 3;  // an enlargement adds nothing
  face.readings[0].components[0].status = Status::measured;
  judge(face, policy);
  EXPECT_FALSE(face.within);
}

TEST(Judge, WithoutAnEssentialComponentItsMeasureIsNotResolved) {
  Policy policy = policy_of({{"texture.pores", 0.09f}, {"texture.blotch", 0.4f}, {"texture.fine", 0.3f}}, {"texture"});
  const std::vector<Reading> plastic = {
      reading("texture", {component("pores", 9), component("blotch", 0.2f), component("fine", 0)})};
  const auto strict = judged(plastic, policy, 52);
  EXPECT_EQ(strict.readings[0].status, Status::not_resolved) << "blotch alone does not see plastic skin";
  EXPECT_FALSE(strict.measured);
  EXPECT_FALSE(strict.within);
  policy.accept_not_resolved = true;
  const auto thumbnail = judged(plastic, policy, 52);
  EXPECT_EQ(thumbnail.readings[0].status, Status::measured);
  EXPECT_EQ(thumbnail.limiting, "texture.blotch");
  EXPECT_TRUE(thumbnail.within);
}

TEST(Judge, WithoutAnotherComponentAMeasureIsJudgedByTheRest) {
  const Policy policy = policy_of({{"texture.pores", 0.09f}, {"texture.pores_correlation", 0.1f}}, {"texture"});
  const auto face =
      judged({reading("texture", {component("pores", 0.02f), component("pores_correlation", 9)})}, policy, 99);
  EXPECT_EQ(face.readings[0].components[1].status, Status::not_resolved);
  EXPECT_EQ(face.readings[0].status, Status::measured);
  EXPECT_EQ(face.limiting, "texture.pores");
  EXPECT_TRUE(face.within);
}

TEST(Judge, AWidenedLimitKeepsThePolicysBesideIt) {
  const Policy policy = policy_of({{"geometry.flow_rms", 0.01f}, {"geometry.flow_peak", 40}}, {"geometry"});
  const auto face = judged({reading("geometry", {component("flow_rms", 0), component("flow_peak", 0)})}, policy, 100);
  EXPECT_GT(face.readings[0].components[0].limit, 0.01f);
  EXPECT_FLOAT_EQ(face.readings[0].components[0].policy_limit, 0.01f);
  EXPECT_EQ(face.readings[0].components[1].limit, face.readings[0].components[1].policy_limit);
}

TEST(Judge, AnUnresolvedMeasurePassesOnlyWhereThePolicyAccepts) {
  Policy policy = policy_of({{"texture.pores", 0.09f}, {"tone.chroma", 1}}, {"texture", "tone"});
  const std::vector<Reading> readings = {reading("texture", {component("pores", 0)}),
                                         reading("tone", {component("chroma", 0.3f)})};
  const auto strict = judged(readings, policy, 56);
  EXPECT_EQ(strict.readings[0].status, Status::not_resolved);
  EXPECT_FALSE(strict.measured);
  EXPECT_FALSE(strict.within);
  EXPECT_NE(strict.note.find("texture is not resolved"), std::string::npos) << strict.note;
  policy.accept_not_resolved = true;
  const auto lenient = judged(readings, policy, 56);
  EXPECT_TRUE(lenient.measured);
  EXPECT_TRUE(lenient.within);
  EXPECT_FLOAT_EQ(lenient.drift, 0.3f);
}

TEST(Judge, AnUnknownSizeResolvesNothing) {
  EXPECT_FALSE(judged({reading("tone", {component("chroma", 0)})}, kTone, kNaN).within);
  EXPECT_FALSE(judged({reading("tone", {component("chroma", 0)})}, kTone, 0).within);
}

TEST(Judge, WhatASceneChangeMayExplainIsNeverAPass) {
  // limit 1.7, sd 1: explained up to √(1.7² + 2²) = 2.625
  const auto status = [](float value, float sd) {
    return judged({reading("tone", {component("lightness", value, Status::measured, sd)})}, kTone);
  };
  EXPECT_TRUE(status(1.6f, 1).within);
  const auto pulled = status(2.6f, 1);
  EXPECT_EQ(pulled.readings[0].status, Status::not_separable);
  EXPECT_FALSE(pulled.within);
  EXPECT_FALSE(pulled.measured);
  EXPECT_GT(pulled.drift, 1) << "it is still over the limit";
  const auto over = status(2.7f, 1);
  EXPECT_EQ(over.readings[0].status, Status::measured);
  EXPECT_TRUE(over.measured);
  EXPECT_FALSE(over.within);
  EXPECT_EQ(status(2.2f, 0).readings[0].status, Status::measured) << "no sd, no excuse";
  const auto unknown = status(0.2f, 2.3f);
  EXPECT_EQ(unknown.readings[0].status, Status::not_separable);
  EXPECT_FALSE(unknown.within);
  EXPECT_TRUE(status(0.2f, 2.2f).within);
}

TEST(Judge, AnUncertaintyCountsInLimitsOfItsOwnComponent) {
  const Policy natural = load_policy("natural").value();
  for (const auto& [measure, name] : std::initializer_list<std::pair<const char*, const char*>>{
           {"tone", "lightness"}, {"tone", "chroma"}, {"eyes", "iris_colour"}, {"hair", "colour_worst"}}) {
    Policy policy = natural;
    policy.required = {measure};
    const float limit = policy.limits.at(std::string(measure) + "." + name);
    const auto at = [&](float sd) {
      return judged({reading(measure, {component(name, 0.1f * limit, Status::measured, sd * limit)})}, policy, 500);
    };
    EXPECT_TRUE(at(1.29f).within) << measure << "." << name;
    EXPECT_EQ(at(1.31f).readings[0].status, Status::not_separable) << measure << "." << name;
  }
  EXPECT_TRUE(judged({reading("hair", {component("colour_worst", 0.1f, Status::measured, 2.3f)})},
                     policy_of({{"hair.colour_worst", 6}}, {"hair"}))
                  .within)
      << "what makes a lightness uncertain is little beside a hair colour's limit";
}

TEST(Judge, JudgingAgainTakesTheNewPolicy) {
  auto face = judged(
      {reading("tone", {component("lightness", 2, Status::measured, 1)}), reading("light", {component("flat", 0.1f)})},
      kTone);
  EXPECT_EQ(face.readings[0].status, Status::not_separable);
  const Policy wider = policy_of({{"tone.lightness", 4}, {"light.flat", 0.2f}}, {"tone", "light"});
  EXPECT_FALSE(face.note.empty());
  judge(face, wider);
  EXPECT_TRUE(face.note.empty()) << face.note;
  EXPECT_EQ(face.readings[0].status, Status::measured);
  EXPECT_EQ(face.readings[1].status, Status::measured);
  EXPECT_TRUE(face.within);
  EXPECT_FLOAT_EQ(face.drift, 0.5f);
}

/// Two policies, one after the other, and either alone: the verdict is the last one's.
TEST(Judge, NothingOfAnEarlierPolicyStays) {
  Reading none = reading("eyes", {}), broken = reading("hair", {}), half = reading("tone", {component("chroma", 0)});
  none.status = Status::not_applicable;
  broken.status = Status::failed;
  half.components.push_back(component("lightness", 0, Status::failed));
  const std::vector<Reading> readings = {none, half, broken};
  const Policy chroma = policy_of({{"tone.chroma", 1}}, {"tone"}),
               lightness = policy_of({{"tone.lightness", 1}}, {"tone"}),
               eyes = policy_of({{"tone.chroma", 1}, {"eyes.iris", 1}}, {"tone", "eyes"}),
               hair = policy_of({{"tone.chroma", 1}, {"hair.colour", 1}}, {"tone", "hair"}),
               texture = policy_of({{"texture.pores", 1}}, {"texture"}), empty = policy_of({}, {"tone"});
  ASSERT_TRUE(judged(readings, eyes).within);
  ASSERT_FALSE(judged(readings, lightness).within);
  for (const Policy& first : {chroma, lightness, eyes, hair, texture, empty})
    for (const Policy& second : {chroma, lightness, eyes, hair}) {
      auto face = judged(readings, first);
      judge(face, second);
      const auto alone = judged(readings, second);
      EXPECT_EQ(face.within, alone.within);
      EXPECT_EQ(face.measured, alone.measured);
      EXPECT_EQ(face.note, alone.note);
      EXPECT_EQ(face.drift, alone.drift);
      for (std::size_t i = 0; i < readings.size(); ++i) EXPECT_EQ(face.readings[i].status, alone.readings[i].status);
    }
}

TEST(Judge, TheMapComesOutInUnitsOfTheLimit) {
  Reading r = reading("tone", {component("chroma", 0.8f)});
  r.map = ImageF({200, 1});
  for (int x = 0; x < 100; ++x) r.map.at(x, 0) = float(x + 1);  // half of it unchanged
  r.map.at(150, 0) = kNaN;
  const auto face = judged({r}, kTone);
  EXPECT_FLOAT_EQ(face.readings[0].map.at(98, 0), 0.5f);  // the 99th of 100 changed ones
  EXPECT_FLOAT_EQ(face.readings[0].map.at(0, 0), 0.5f / 99);
  EXPECT_EQ(face.readings[0].map.at(150, 0), 0);
}

TEST(Assemble, EveryFaceMustBeWithin) {
  const auto face = [](bool measured, bool within, float drift) {
    FaceReport f;
    f.measured = measured;
    f.within = within;
    f.drift = drift;
    return f;
  };
  EXPECT_FALSE(assemble({}, kTone).within);
  EXPECT_FALSE(assemble({}, kTone).measured);
  const Report good = assemble({face(true, true, 0.2f), face(true, true, 0.7f)}, kTone);
  EXPECT_TRUE(good.within);
  EXPECT_FLOAT_EQ(good.drift, 0.7f);
  EXPECT_EQ(good.policy, "p");
  EXPECT_FALSE(assemble({face(true, true, 0), face(true, false, 2)}, kTone).within);
  EXPECT_FALSE(assemble({face(true, true, 0), face(false, true, 0)}, kTone).within);
  EXPECT_FALSE(assemble({face(true, true, 0), face(false, false, 0)}, kTone).measured);
}

}  // namespace
}  // namespace countenance::drift
