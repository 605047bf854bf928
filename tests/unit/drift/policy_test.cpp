// SPDX-License-Identifier: Apache-2.0
#include "drift/policy.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "drift/builtin.h"
#include "drift/measures.h"

namespace countenance::drift {
namespace {

namespace fs = std::filesystem;

/// A user configuration of its own, and no site policy unless a test writes one.
class PolicyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("countenance_policy_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "countenance/policies");
    setenv("XDG_CONFIG_HOME", folder_.c_str(), 1);
    setenv("COUNTENANCE_SITE_POLICY", "", 1);
  }
  void TearDown() override {
    fs::remove_all(folder_);
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("COUNTENANCE_SITE_POLICY");
  }
  fs::path write(const std::string& name, const std::string& text) {
    const fs::path path = folder_ / name;
    std::ofstream(path) << text;
    return path;
  }
  void user(const std::string& name, const std::string& members) {
    write("countenance/policies/" + name + ".json", whole(name, members));
  }
  void site(const std::string& text) { setenv("COUNTENANCE_SITE_POLICY", write("site.json", text).c_str(), 1); }
  static std::string whole(const std::string& name, const std::string& members) {
    return R"({"schema":"countenance.policy/1","name":")" + name + "\"" + (members.empty() ? "" : ",") + members + "}";
  }
  fs::path folder_;
};

std::string error_of(const std::string& json) {
  const auto policy = parse_policy(json, "p.json");
  if (policy) return "accepted";
  EXPECT_EQ(policy.error().code, Code::bad_input);
  EXPECT_EQ(policy.error().message.find('\n'), std::string::npos) << "one line";
  return policy.error().message;
}

struct Bad {
  const char* name;
  const char* json;
  const char* says;
};
void PrintTo(const Bad& bad, std::ostream* os) { *os << bad.says; }
class BadPolicy : public PolicyTest, public ::testing::WithParamInterface<Bad> {};

TEST_P(BadPolicy, NamesFileAndMember) {
  const std::string message = error_of(GetParam().json);
  EXPECT_TRUE(message.starts_with("policy p.json: ")) << message;
  EXPECT_NE(message.find(GetParam().says), std::string::npos) << message;
}

#define HEAD R"({"schema":"countenance.policy/1","name":"x",)"
INSTANTIATE_TEST_SUITE_P(
    All, BadPolicy,
    ::testing::Values(
        Bad{"Empty", "", "not JSON"}, Bad{"Text", "hello", "not JSON: parse error at line 1"},
        Bad{"Cut", R"({"schema":"countenance.policy/1","name":)", "not JSON"}, Bad{"List", "[]", "must be an object"},
        Bad{"NoSchema", R"({"name":"x","inherits":"natural"})", "schema: missing"},
        Bad{"OtherSchema", R"({"schema":"countenance.policy/2","name":"x","inherits":"natural"})",
            "schema: must be countenance.policy/1"},
        Bad{"NoName", R"({"schema":"countenance.policy/1","inherits":"natural"})", "name: missing"},
        Bad{"NameOfAPath", R"({"schema":"countenance.policy/1","name":"../x","inherits":"natural"})",
            "name: use lower-case"},
        Bad{"NameOfANumber", R"({"schema":"countenance.policy/1","name":7,"inherits":"natural"})",
            "name: of the wrong type"},
        Bad{"UnknownMember", HEAD R"("inherits":"natural","limit":{}})", "limit: unknown member"},
        Bad{"UnknownMeasure", HEAD R"("inherits":"natural","limits":{"skin.pores":0.1}})",
            "limits.skin.pores: unknown measure 'skin'; there are: recognition"},
        Bad{"UnknownComponent", HEAD R"("inherits":"natural","limits":{"texture.pore":0.1}})",
            "limits.texture.pore: unknown component; texture has: texture.pores"},
        Bad{"UnknownRequired", HEAD R"("inherits":"natural","required":["skin"]})", "required: unknown measure 'skin'"},
        Bad{"NotTaken", HEAD R"("required":["symmetry"],"limits":{"tone.chroma":1}})", "limits: none for symmetry"},
        Bad{"RequiresNothing", HEAD R"("inherits":"natural","required":[]})", "required: "},
        Bad{"RequiredTwice", HEAD R"("inherits":"natural","required":["tone","tone"]})", "required: "},
        Bad{"Negative", HEAD R"("inherits":"natural","limits":{"tone.chroma":-1}})",
            "limits.tone.chroma: a limit must be greater than 0"},
        Bad{"Zero", HEAD R"("inherits":"natural","limits":{"tone.chroma":0}})",
            "limits.tone.chroma: a limit must be greater than 0"},
        Bad{"NextToZero", HEAD R"("inherits":"natural","limits":{"tone.chroma":1e-60}})",
            "limits.tone.chroma: comes to 0"},
        Bad{"Huge", HEAD R"("inherits":"natural","limits":{"tone.chroma":1e30}})", "limits.tone.chroma: "},
        Bad{"BeyondNumbers", HEAD R"("inherits":"natural","limits":{"tone.chroma":1e999}})",
            "not JSON: number overflow"},
        Bad{"NaN", HEAD R"("inherits":"natural","limits":{"tone.chroma":NaN}})", "not JSON"},
        Bad{"Null", HEAD R"("inherits":"natural","limits":{"tone.chroma":null}})",
            "limits.tone.chroma: of the wrong type"},
        Bad{"TextLimit", HEAD R"("inherits":"natural","limits":{"tone.chroma":"1.6"}})",
            "limits.tone.chroma: of the wrong type"},
        Bad{"Twice", HEAD R"("inherits":"natural","limits":{"tone.chroma":1,"tone.chroma":9}})",
            "tone.chroma: given twice"},
        Bad{"LockedByText", HEAD R"("inherits":"natural","locked":"yes"})", "locked: of the wrong type"},
        Bad{"EmptyRefusal", HEAD R"("inherits":"document","refuse":""})", "refuse: "},
        Bad{"WishBeyondItsDial", HEAD R"("inherits":"natural","wishes":{"even":2}})",
            "wishes.even: out of the dial's range"},
        Bad{"NoParent", HEAD R"("inherits":"nature"})", "inherits: policy 'nature': there is none of that name"},
        Bad{"NoMeasures", HEAD R"("limits":{"tone.chroma":1}})", "required: missing"},
        Bad{"NoLimits", HEAD R"("required":["tone"]})", "limits: none for tone"},
        Bad{"LooserThanLocked", HEAD R"("inherits":"document","limits":{"tone.chroma":5}})",
            "limits.tone.chroma: 5 is above 1.2, but 'document' is locked"},
        Bad{"ScalesUpLocked", HEAD R"("inherits":"document","scale":{"tone":1.5}})",
            "scale.tone: 1.5 is above 1, but 'document' is locked"},
        Bad{"ScalesNothing", HEAD R"("scale":{"all":0.5},"required":["tone"],"limits":{"tone.chroma":1}})",
            "scale: there are no limits to scale"},
        Bad{"ScalesByNought", HEAD R"("inherits":"natural","scale":{"all":0}})", "scale.all: a factor must be above 0"},
        Bad{"ScalesToNought", HEAD R"("inherits":"natural","scale":{"tone":1e-60}})", "limits.tone.chroma: comes to 0"},
        Bad{"ScalesNoMeasure", HEAD R"("inherits":"natural","scale":{"beauty":2}})", "scale.beauty: unknown member"},
        Bad{"DropsFromLocked", HEAD R"("inherits":"document","required":["tone"]})",
            "required: leaves out recognition, but 'document' is locked"},
        Bad{"AcceptsUnderLocked", HEAD R"("inherits":"document","accept_not_resolved":true})",
            "accept_not_resolved: true, but 'document' is locked"},
        Bad{"UnlocksLocked", HEAD R"("inherits":"document","locked":false})",
            "locked: false, but 'document' is locked"}),
    [](const auto& info) { return info.param.name; });

TEST_F(PolicyTest, BuiltInOnesAreWhole) {
  EXPECT_EQ(builtin_policies(),
            (std::vector<std::string>{"conference", "corporate", "creative", "directory", "document",
                                      "medical-legal-finance", "natural", "press", "profile"}));
  for (const std::string& name : builtin_policies()) {
    const auto policy = load_policy(name);
    ASSERT_TRUE(policy) << policy.error().message;
    EXPECT_EQ(policy->name, name);
    EXPECT_GT(policy->reason.size(), 80u) << "a reason that a person can read";
    EXPECT_EQ(policy->required, measure_names());
    EXPECT_EQ(policy->limits.size(), components().size()) << "every component is held";
    EXPECT_EQ(policy->refuse.empty(), name != "document");
  }
  EXPECT_NE(load_policy("document")->refuse.find("passport"), std::string::npos);
}

TEST_F(PolicyTest, PressIsNowhereLooserThanNatural) {
  const Policy natural = *load_policy("natural"), press = *load_policy("press");
  for (const auto& [name, limit] : natural.limits) EXPECT_LE(press.limits.at(name), limit) << name;
  EXPECT_LT(press.limits.at("texture.blotch"), natural.limits.at("texture.blotch"));
}

TEST_F(PolicyTest, SchemaKnowsTheRegistryAndNothingElse) {
  const auto schema = nlohmann::json::parse(policy_schema());
  std::set<std::string> in_schema, in_registry;
  for (const auto& [name, value] : schema["properties"]["limits"]["properties"].items()) in_schema.insert(name);
  for (const Floor& f : components()) in_registry.insert(f.component);
  EXPECT_EQ(in_schema, in_registry);
  EXPECT_EQ(schema["properties"]["required"]["items"]["enum"].get<std::vector<std::string>>(), measure_names());
}

TEST_F(PolicyTest, InheritsWhatItDoesNotSay) {
  const auto child = parse_policy(
      whole("mine", R"("inherits":"natural","limits":{"tone.chroma":0.5},"accept_not_resolved":true)"), "p.json");
  ASSERT_TRUE(child) << child.error().message;
  const Policy natural = *load_policy("natural");
  EXPECT_EQ(child->name, "mine");
  EXPECT_EQ(child->reason, natural.reason);
  EXPECT_FLOAT_EQ(child->limits.at("tone.chroma"), 0.5f);
  EXPECT_FLOAT_EQ(child->limits.at("texture.pores"), natural.limits.at("texture.pores"));
  EXPECT_TRUE(child->accept_not_resolved);
  EXPECT_FALSE(natural.accept_not_resolved);
}

TEST_F(PolicyTest, ScaleGoesOnInheritedLimitsAndItsOwnStand) {
  const Policy natural = load_policy("natural").value();
  user("studio", R"("inherits":"natural","scale":{"all":0.5,"tone":2},"limits":{"light.flat":0.2})");
  const auto studio = load_policy("studio");
  ASSERT_TRUE(studio) << studio.error().message;
  EXPECT_FLOAT_EQ(studio->limits.at("texture.pores"), 0.5f * natural.limits.at("texture.pores"));
  EXPECT_FLOAT_EQ(studio->limits.at("tone.chroma"), 2 * natural.limits.at("tone.chroma"));
  EXPECT_FLOAT_EQ(studio->limits.at("light.flat"), 0.2f);
  user("grandchild", R"("inherits":"studio","scale":{"texture":0.5})");
  EXPECT_FLOAT_EQ(load_policy("grandchild")->limits.at("texture.pores"), 0.25f * natural.limits.at("texture.pores"));
}

TEST_F(PolicyTest, AChildMayTightenALockedParentAndStaysLocked) {
  user("studio", R"("inherits":"natural","locked":true)");
  const auto child = parse_policy(whole("shoot", R"("inherits":"studio","limits":{"tone.chroma":0.5})"), "p.json");
  ASSERT_TRUE(child) << child.error().message;
  EXPECT_TRUE(child->locked);
  EXPECT_FLOAT_EQ(child->limits.at("tone.chroma"), 0.5f);
  EXPECT_FALSE(parse_policy(whole("shoot", R"("inherits":"studio","limits":{"tone.chroma":1.7})"), "p.json"));
}

TEST_F(PolicyTest, UserComesBeforeBuiltIn) {
  user("natural", R"("inherits":"natural","limits":{"tone.chroma":0.25})");  // its parent is the built-in one
  const auto mine = load_policy("natural");
  ASSERT_TRUE(mine) << mine.error().message;
  EXPECT_FLOAT_EQ(mine->limits.at("tone.chroma"), 0.25f);
  EXPECT_GT(mine->limits.size(), 10u);
}

/// Ten times ten times …: what limits come to is held to what they may be.
TEST_F(PolicyTest, ScalesDoNotLeadPastWhatALimitMayBe) {
  user("wide", R"("inherits":"natural","limits":{"recognition.distance":9},"scale":{"all":10})");
  user("wider", R"("inherits":"wide","scale":{"recognition":10})");
  user("widest", R"("inherits":"wider","scale":{"recognition":10})");
  ASSERT_TRUE(load_policy("widest"));
  EXPECT_FLOAT_EQ(load_policy("wider")->limits.at("recognition.distance"), 90);
  EXPECT_FLOAT_EQ(load_policy("widest")->limits.at("recognition.distance"), 900);
  user("beyond", R"("inherits":"widest","scale":{"recognition":10})");
  const auto beyond = load_policy("beyond");
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().code, Code::bad_input);
  EXPECT_NE(beyond.error().message.find("beyond.json: limits.recognition.distance: comes to 9000"), std::string::npos)
      << beyond.error().message;
}

TEST_F(PolicyTest, UsersPoliciesAreListedByName) {
  user("studio", R"("inherits":"natural")");
  user("a_b-2", R"("inherits":"natural")");
  for (const char* no_name : {"studio copy.json", "Studio.json", ".json", "notes.txt", ".hidden.json"})
    write(std::string("countenance/policies/") + no_name, "{}");
  EXPECT_EQ(user_policies(), (std::vector<std::string>{"a_b-2", "studio"}));
  setenv("XDG_CONFIG_HOME", (folder_ / "none").c_str(), 1);
  EXPECT_TRUE(user_policies().empty());
}

TEST_F(PolicyTest, LoopsAreFound) {
  user("a", R"("inherits":"b")");
  user("b", R"("inherits":"c")");
  user("c", R"("inherits":"a")");
  user("self", R"("inherits":"self")");
  const auto loop = load_policy("a");
  ASSERT_FALSE(loop);
  EXPECT_EQ(loop.error().code, Code::bad_input);
  EXPECT_NE(loop.error().message.find("inherits: comes back to itself"), std::string::npos) << loop.error().message;
  EXPECT_FALSE(load_policy("self"));
}

TEST_F(PolicyTest, FilesAreReadByPath) {
  const fs::path path = write("mine.json", whole("mine", R"("inherits":"press")"));
  ASSERT_TRUE(load_policy(path.string()));
  EXPECT_EQ(load_policy(path.string())->name, "mine");
  for (const std::string& missing : {folder_.string() + "/none.json", folder_.string() + "/", std::string("none.json"),
                                     std::string("none"), std::string(""), std::string("../natural")}) {
    const auto policy = load_policy(missing);
    ASSERT_FALSE(policy) << missing;
    EXPECT_EQ(policy.error().code, Code::bad_input);
    EXPECT_NE(policy.error().message.find(missing), std::string::npos) << policy.error().message;
  }
}

TEST_F(PolicyTest, IntersectTakesTheTighter) {
  Policy a, b;
  a.name = "a";
  b.name = "b";
  a.limits = {{"tone.chroma", 1}, {"tone.lightness", 2}};
  b.limits = {{"tone.chroma", 3}, {"tone.lightness", 1}, {"light.flat", 0.2f}};
  a.required = {"tone"};
  b.required = {"light", "tone"};
  a.accept_not_resolved = true;
  b.refuse = "no";
  b.locked = true;
  const Policy both = intersect(a, b);
  EXPECT_EQ(both.limits,
            (std::map<std::string, float>{{"tone.chroma", 1}, {"tone.lightness", 1}, {"light.flat", 0.2f}}));
  EXPECT_EQ(both.required, (std::vector<std::string>{"tone", "light"}));
  EXPECT_FALSE(both.accept_not_resolved);
  EXPECT_TRUE(both.locked);
  EXPECT_EQ(both.refuse, "no");
  EXPECT_EQ(both.name, "a+b");
  EXPECT_EQ(intersect(b, a).limits, both.limits);
  EXPECT_EQ(intersect(a, a).limits, a.limits);
}

TEST_F(PolicyTest, TheSitePolicyHoldsEverywhere) {
  site(whole("site", R"("limits":{"tone.chroma":0.75},"locked":true)"));
  for (const std::string& name : builtin_policies()) {
    const auto policy = load_policy(name);
    ASSERT_TRUE(policy) << policy.error().message;
    EXPECT_FLOAT_EQ(policy->limits.at("tone.chroma"), 0.75f) << name;
    EXPECT_TRUE(policy->locked);
    EXPECT_EQ(policy->name, name + "+site");
  }
  const auto file =
      load_policy(write("loose.json", whole("loose", R"("inherits":"natural","limits":{"tone.chroma":9})")).string());
  ASSERT_TRUE(file);
  EXPECT_FLOAT_EQ(file->limits.at("tone.chroma"), 0.75f);
}

TEST_F(PolicyTest, ABrokenSitePolicyStopsEverything) {
  site(R"({"schema":"countenance.policy/1","name":"site","limits":{"tone.chroma":0}})");
  EXPECT_FALSE(load_policy("natural"));
  setenv("COUNTENANCE_SITE_POLICY", (folder_ / "none.json").c_str(), 1);
  EXPECT_FALSE(load_policy("natural")) << "a path that was given must be there";
  setenv("COUNTENANCE_SITE_POLICY", "", 1);
  EXPECT_FALSE(site_policy()->has_value());
}

}  // namespace
}  // namespace countenance::drift
