// SPDX-License-Identifier: Apache-2.0
// The shape of the manifest definition; that the c2pa library takes it is tested in tests/python.
#include "record/c2pa.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "unit/record/samples.h"

namespace countenance::record::test {
namespace {

using nlohmann::json;

json manifest_of(const Record& r) {
  return json::parse(c2pa_manifest(r, {"before.png", "image/png"}, {"after.jpg", "image/jpeg"}));
}
json assertion(const json& manifest, const std::string& label) {
  for (const json& a : manifest["assertions"])
    if (a["label"] == label) return a["data"];
  return {};
}

TEST(C2pa, OpensTheOriginalFirst) {
  const json m = manifest_of(sample());
  EXPECT_EQ(m["claim_generator_info"][0], (json{{"name", "Countenance"}, {"version", "9.8.7"}}));
  EXPECT_EQ(m["title"], "after.jpg");
  EXPECT_EQ(m["format"], "image/jpeg");
  ASSERT_EQ(m["ingredients"].size(), 1u);
  const json& parent = m["ingredients"][0];
  EXPECT_EQ(parent["relationship"], "parentOf");
  EXPECT_EQ(parent["title"], "before.png");
  EXPECT_EQ(parent["format"], "image/png");
  EXPECT_EQ(parent["hash"], sample().original.file);
  const json actions = assertion(m, "c2pa.actions.v2")["actions"];
  ASSERT_EQ(actions.size(), 3u);
  EXPECT_EQ(actions[0]["action"], "c2pa.opened");
  EXPECT_EQ(actions[0]["parameters"]["ingredientIds"], json::array({parent["label"]}));
  EXPECT_EQ(actions[1]["action"], "c2pa.edited");
  EXPECT_EQ(actions[2]["action"], "c2pa.adjustedColor");
  for (const int i : {1, 2}) EXPECT_EQ(actions[i]["digitalSourceType"], sample().source_type);
  for (const json& a : actions) EXPECT_EQ(a["when"], sample().date);
}

TEST(C2pa, NamesWhatAnotherToolMade) {
  const json m = json::parse(c2pa_manifest(sample(), {"before.png", "image/png"}, {"after.jpg", "image/jpeg"},
                                           Placed{{"ai.webp", "image/webp"}, "abc"}));
  ASSERT_EQ(m["ingredients"].size(), 2u);
  const json& edited = m["ingredients"][1];
  EXPECT_EQ(edited["relationship"], "componentOf");
  EXPECT_EQ(edited["title"], "ai.webp");
  EXPECT_EQ(edited["format"], "image/webp");
  EXPECT_EQ(edited["hash"], "abc");
  const json actions = assertion(m, "c2pa.actions.v2")["actions"];
  ASSERT_EQ(actions.size(), 4u);
  EXPECT_EQ(actions[0]["action"], "c2pa.opened");
  EXPECT_EQ(actions[1]["action"], "c2pa.placed");
  EXPECT_EQ(actions[1]["parameters"]["ingredientIds"], json::array({edited["label"]}));
}

TEST(C2pa, SaysOnlyWhatWasDone) {
  Record r = sample();
  r.tones = false;
  EXPECT_EQ(assertion(manifest_of(r), "c2pa.actions.v2")["actions"].size(), 2u);
  r.done.clear();
  r.date.clear();
  const json actions = assertion(manifest_of(r), "c2pa.actions.v2")["actions"];
  ASSERT_EQ(actions.size(), 1u);
  EXPECT_FALSE(actions[0].contains("when"));
}

TEST(C2pa, CarriesTheRecord) {
  EXPECT_EQ(assertion(manifest_of(sample()), kDriftAssertion), json::parse(to_json(sample())));
  EXPECT_EQ(c2pa_manifest(sample(), {"a", "b"}, {"c", "d"}).find("uthentic"), std::string::npos);
  EXPECT_NO_THROW(c2pa_manifest(sample(), {"not UTF-8: \xFF", "b"}, {"c", "d"}));
}

}  // namespace
}  // namespace countenance::record::test
