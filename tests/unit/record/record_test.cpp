// SPDX-License-Identifier: Apache-2.0
// The record itself: from a report, to JSON and back, in words.
#include "record/record.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "unit/record/samples.h"

namespace countenance::record::test {
namespace {

using drift::Status;

drift::Report report() {
  drift::Report r;
  r.policy = "natural";
  r.within = r.measured = true;
  r.drift = 0.612345678f;
  drift::FaceReport face;
  face.iod_px = 118.25f;
  face.ita = 43.5f;
  face.within = face.measured = true;
  face.drift = r.drift;
  face.limiting = "texture.pores";
  face.where = "left cheek";
  drift::Reading texture{"texture", Status::measured, {}, "left cheek"};
  texture.components = {{"blotch", "ratio", 0.01f, Status::measured, 0.4f, 0.4f, 0.025f},
                        {"pores", "ratio", 0.0367407f, Status::measured, 0.06f, 0.06f, 0.612345678f},
                        {"fine", "ratio", 0, Status::not_resolved}};
  drift::Reading marks{"marks", Status::not_resolved};
  marks.marks = {{0.25f, 0.75f, 2.5f, 0.3f, 0.1f, "permanent", "faded", "chin"}};
  drift::Reading light{"light", Status::not_applicable}, hair{"hair", Status::not_in_policy};
  face.readings = {texture, marks, light, hair};
  r.faces = {face};
  return r;
}

drift::Policy policy() {
  drift::Policy p;
  p.name = "natural";
  p.limits = {{"texture.pores", 0.06f}, {"marks.lost", 0.66f}};
  p.required = {"texture", "marks"};
  return p;
}

TEST(Record, SaysWhatTheReportSays) {
  const Record r = record_of("retouch", {"p", "f"}, policy(), report());
  EXPECT_EQ(r.operation, "retouch");
  EXPECT_EQ(r.original, (Fingerprint{"p", "f"}));
  EXPECT_EQ(r.first, r.original);
  EXPECT_FALSE(r.as_original);
  EXPECT_EQ(r.metric, drift::kMetricVersion);
  EXPECT_TRUE(r.within);
  EXPECT_EQ(r.drift, 0.6123f);
  ASSERT_EQ(r.faces.size(), 1u);
  ASSERT_EQ(r.faces[0].measures.size(), 3u) << "what the policy does not ask for is left out";
  EXPECT_EQ(r.faces[0].measures[0], (Measure{"texture", Status::measured, "pores", 0.6123f, 0.03674f, "ratio", 0.06f}));
  EXPECT_EQ(r.faces[0].measures[1], (Measure{"marks", Status::not_resolved, {}, 0, 0, {}, 0}));
  EXPECT_EQ(r.faces[0].measures[2].status, Status::not_applicable);
  EXPECT_EQ(r.unverifiable, (std::vector<std::string>{"face 1: texture.fine", "face 1: marks"}));
}

/// Neither where anything is on the face, nor how large or how light it is.
TEST(Record, HoldsNothingOfTheFace) {
  const std::string text = to_json(record_of("retouch", {"p", "f"}, policy(), report()));
  for (const char* word : {"118", "43.5", "cheek", "chin", "\"ita", "\"iod", "0.25", "2.5", "permanent", "authentic"})
    EXPECT_EQ(text.find(word), std::string::npos) << word << " in " << text;
}

TEST(Record, JsonBringsItBack) {
  Record r = sample();
  r.result_file = std::string(64, 'f');
  const auto back = record_of_json(to_json(r));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, r);
  r = record_of("retouch", {"p", ""}, policy(), report());
  EXPECT_EQ(*record_of_json(to_json(r)), r);
}

TEST(Record, DamagedJsonIsRefusedByName) {
  using nlohmann::json;
  const json whole = json::parse(to_json(sample()));
  for (const auto& [name, value] : whole.items()) {
    if (name == "date" || name == "schema") continue;
    json without = whole, other = whole;
    without.erase(name);
    other[name] = nullptr;
    for (const json& damaged : {without, other}) {
      const auto read = record_of_json(damaged.dump());
      ASSERT_FALSE(read) << name;
      EXPECT_EQ(read.error().code, Code::bad_input);
      EXPECT_NE(read.error().message.find(name), std::string::npos) << read.error().message;
    }
  }
  json status = whole;
  status["faces"][1]["measures"]["tone"]["status"] = "splendid";
  EXPECT_FALSE(record_of_json(status.dump()));
  json editor = whole;
  editor["edited_by"] = "a cat";
  EXPECT_FALSE(record_of_json(editor.dump()));
  for (const char* text : {"", "{", "[]", "3", R"({"schema":"countenance.record/2"})", R"({"schema":3})"})
    EXPECT_FALSE(record_of_json(text)) << text;
}

TEST(Record, APolicyIsKnownByItsLimitsAlone) {
  const drift::Policy p = policy();
  drift::Policy same = p, tighter = p, fewer = p, lenient = p;
  same.name = "another", same.title = "t", same.reason = "r", same.wishes = {{"even", 1.f}}, same.locked = true;
  std::swap(same.required[0], same.required[1]);
  tighter.limits["texture.pores"] = 0.05f;
  fewer.required.pop_back();
  lenient.accept_not_resolved = true;
  EXPECT_EQ(policy_sha256(p), policy_sha256(same));
  for (const auto& other : {tighter, fewer, lenient}) EXPECT_NE(policy_sha256(p), policy_sha256(other));
}

TEST(Record, DialsGrantedAreWhatWasDone) {
  govern::Grant even{1, "even", 0.6f, 0.42f, {}, {}}, fill{0, "fill", 1.5f, 0.5f, {}, {}},
      none{0, "teeth", 1, 0, {}, {}}, mark{0, govern::kHealMark, 1, 1, {}, {}};
  EXPECT_EQ(done_by({even, fill, none, mark}, 2),
            (std::vector<std::string>{"face 2: even 0.42 of 0.60", "face 1: fill 0.50 of 1.50 stops",
                                      "face 1: heal-mark 1.00 of 1.00"}));
  EXPECT_EQ(done_by({fill}, 1), std::vector<std::string>{"fill 0.50 of 1.50 stops"});
  EXPECT_TRUE(changes_tones({mark, even}));
  EXPECT_FALSE(changes_tones({mark, none}));
}

TEST(Record, RepairsAreWhatGuardDid) {
  govern::Guarded guarded;
  guarded.report.faces.resize(1);
  guarded.repairs = {{0, "skin", "pores", 0.4f, 0.3f, "texture.pores"}};
  guarded.fallen_back = {0.12f};
  EXPECT_EQ(done_by(govern::Guarded{}), std::vector<std::string>{"another tool's edit, as it came"});
  EXPECT_EQ(done_by(guarded), (std::vector<std::string>{"another tool's edit, brought back inside the limits",
                                                        "skin: pores, 40 % of the change stays",
                                                        "face 1: 12 % of its area is the original's"}));
}

/// Over several sittings the first original stays the one that counts.
TEST(Record, FollowsToTheFirstOriginal) {
  Record first = record_of("retouch", {"one", "1"}, policy(), report());
  Record second = record_of("retouch", {"two", "2"}, policy(), report());
  Record third = record_of("guard", {"three", "3"}, policy(), report());
  follow(second, first);
  follow(third, second);
  EXPECT_EQ(third.original, (Fingerprint{"three", "3"}));
  EXPECT_EQ(third.first, (Fingerprint{"one", "1"}));
  EXPECT_TRUE(third.as_original);
}

TEST(Record, InWords) {
  const std::string text = to_text(sample());
  for (const char* part : {"guard by Countenance 9.8.7", "within policy natural", "drift 0.61", "a generative tool",
                           "compositeWithTrainedAlgorithmicMedia", "even 0.42 of 0.60", "could not be told",
                           "face 2: marks", "taken for an original", "first original", "not resolved", "12345"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
  Record outside = sample();
  outside.within = false;
  EXPECT_EQ(to_text(outside).find(": within policy"), std::string::npos);
}

}  // namespace
}  // namespace countenance::record::test
