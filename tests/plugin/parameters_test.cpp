// SPDX-License-Identifier: GPL-3.0-or-later
// The table, and the settings that it describes.
#include "parameters.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "fails.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

using nlohmann::json;

/// No parameter has its default.
Settings unusual() {
  Settings s;
  for (const Parameter& p : parameters()) {
    Value value = std::string("press");
    if (p.kind == Kind::real) value = 0.25f * p.low + 0.75f * p.high;
    if (p.kind == Kind::whole) value = 3.f;
    if (p.kind == Kind::choice) value = std::string(p.choices.back().name);
    EXPECT_TRUE(set(s, p, value)) << p.name;
  }
  return s;
}

TEST(Parameters, HoldEveryDialOnceWithItsRange) {
  std::set<std::string> names;
  for (const Parameter& p : parameters()) {
    EXPECT_TRUE(names.insert(p.name).second) << p.name;
    EXPECT_TRUE(*p.title && *p.help) << p.name;
    EXPECT_EQ(p.kind == Kind::choice, !p.choices.empty()) << p.name;
  }
  for (const Dial& dial : kDials) {
    const Parameter* p = find_parameter(dial.name);
    ASSERT_TRUE(p) << dial.name;
    EXPECT_EQ(p->low, dial.low);
    EXPECT_EQ(p->high, dial.high);
    EXPECT_EQ(std::get<float>(get(Settings{}, *p)), retouch_path(0.5f).*dial.value);
  }
  EXPECT_EQ(names.size(), std::size(kDials) + 8);
  EXPECT_EQ(find_parameter("blur"), nullptr);
}

TEST(Parameters, TheRetouchDialGoesBeforeTheOthers) {
  for (const Parameter& p : parameters()) {
    if (p.name == std::string("retouch")) return;
    EXPECT_EQ(govern::find_dial(p.name), nullptr) << p.name;
  }
  FAIL() << "there is no Retouch dial";
}

TEST(Parameters, DefaultsAreTheirOwnValues) {
  const Settings defaults;
  for (const Parameter& p : parameters()) {
    Settings s;
    EXPECT_TRUE(set(s, p, get(defaults, p))) << p.name;
    EXPECT_EQ(to_json(s), to_json(defaults));
  }
}

TEST(Parameters, ValuesOutOfRangeAreRefusedAndNothingIsSet) {
  for (const Parameter& p : parameters()) {
    std::vector<Value> wrong;
    if (p.kind == Kind::real || p.kind == Kind::whole)
      wrong = {std::nextafter(p.low, -1e9f), std::nextafter(p.high, 1e9f), NAN, std::string("1")};
    if (p.kind == Kind::whole) wrong.emplace_back(0.5f);
    if (p.kind == Kind::choice) wrong = {std::string("neither"), 1.f};
    if (p.kind == Kind::policy) wrong = {1.f};
    if (p.kind == Kind::policy && !p.optional) wrong.emplace_back(std::string());
    for (const Value& value : wrong) {
      Settings s;
      fails(set(s, p, value), Code::bad_input, p.name);
      EXPECT_EQ(to_json(s), to_json(Settings{}));
    }
  }
}

TEST(SettingsJson, ComesBackAsItWas) {
  const Settings s = unusual();
  const auto again = settings_of(to_json(s));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(to_json(*again), to_json(s));
  for (const Parameter& p : parameters()) EXPECT_NE(get(*again, p), get(Settings{}, p)) << p.name;
}

TEST(SettingsJson, WhatIsNotThereHasItsDefault) {
  const auto s = settings_of(R"({"schema": "countenance.settings/1", "even": 0.25})");
  ASSERT_TRUE(s) << s.error().message;
  Settings expected;
  expected.wishes.even = 0.25f;
  EXPECT_EQ(to_json(*s), to_json(expected));
}

TEST(SettingsJson, IsReadStrictly) {
  const auto with = [](const std::string& name, const json& value) {
    json out = json::parse(to_json(Settings{}));
    out[name] = value;
    return out.dump();
  };
  fails(settings_of("{"), Code::bad_input, "JSON");
  fails(settings_of("[]"), Code::bad_input, "JSON");
  fails(settings_of("{}"), Code::bad_input, "countenance.settings/1");
  fails(settings_of(with("schema", "countenance.settings/2")), Code::bad_input, "countenance.settings/1");
  fails(settings_of(with("blur", 1)), Code::bad_input, "blur");
  fails(settings_of(with("even", 1.5)), Code::bad_input, "even");
  fails(settings_of(with("even", "1")), Code::bad_input, "even");
  fails(settings_of(with("even", nullptr)), Code::bad_input, "even");
  fails(settings_of(with("even", true)), Code::bad_input, "even");
  fails(settings_of(with("face", 1.5)), Code::bad_input, "face");
  fails(settings_of(with("output", "beside")), Code::bad_input, "output");
  fails(settings_of(with("preset", "")), Code::bad_input, "preset");
}

TEST(Dials, AreSetByThePresetTheRetouchDialOrEachByItself) {
  Settings s;
  s.wishes.even = 0.9f;
  s.retouch = 0.25f;
  EXPECT_EQ(wishes_of(s)->even, retouch_path(0.5f).even) << "natural wishes for the middle of the path";
  s.dials = kByRetouch;
  EXPECT_EQ(wishes_of(s)->even, retouch_path(0.25f).even);
  s.dials = kOwn;
  EXPECT_EQ(wishes_of(s)->even, 0.9f);
}

TEST(Dials, ShowWhatActsAsTheyAreMoved) {
  const auto move_to = [](Settings& s, const char* name, const Value& value) {
    const auto done = move(s, *find_parameter(name), value);
    EXPECT_TRUE(done) << done.error().message;
    EXPECT_EQ(wishes_of(s)->even, s.wishes.even) << name;
    EXPECT_EQ(wishes_of(s)->fill, s.wishes.fill) << name;
  };
  Settings s;
  move_to(s, "retouch", 0.25f);
  EXPECT_EQ(s.dials, kByRetouch);
  EXPECT_EQ(s.wishes.fill, retouch_path(0.25f).fill);
  move_to(s, "even", 0.9f);
  EXPECT_EQ(s.dials, kOwn);
  EXPECT_EQ(s.wishes.even, 0.9f);
  EXPECT_EQ(s.wishes.fill, retouch_path(0.25f).fill) << "the others stay";
  move_to(s, "preset", std::string("press"));
  EXPECT_EQ(s.dials, kByPreset);
  EXPECT_EQ(s.retouch, load_policy("press")->wishes.at("retouch"));
  EXPECT_LT(s.wishes.even, 0.9f);
  const std::string before = to_json(s);
  fails(move(s, *find_parameter("preset"), std::string("none-such")), Code::bad_input, "none-such");
  fails(move(s, *find_parameter("even"), 2.f), Code::bad_input, "even");
  EXPECT_EQ(to_json(s), before);
}

TEST(Limits, AreThePresetsOrAnothersAndARefusalRefuses) {
  Settings s;
  EXPECT_EQ(policy_of(s)->name, "natural");
  s.limits = "press";
  EXPECT_EQ(policy_of(s)->name, "press");
  s.limits = "none-such";
  fails(policy_of(s), Code::bad_input, "none-such");
  s.limits = "document";
  fails(policy_of(s), Code::refused, "passports");
  s = Settings{};
  s.preset = "document";
  s.limits = "natural";
  fails(policy_of(s), Code::refused, "passports");
}

TEST(Faces, AreNumberedFromOne) {
  Settings s;
  s.dials = kOwn;
  s.face = 2;
  const auto request = request_of(s, 2);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->of(1).even, s.wishes.even);
  EXPECT_EQ(request->of(0).even, 0) << "the other face is left alone";
  fails(request_of(s, 1), Code::bad_input, "no face 2");
}

TEST(Words, AreTranslated) {
  EXPECT_STREQ(title_of(Group::skin), "Skin");
  set_translator([](const char* text) { return std::string("Skin") == text ? "Haut" : text; });
  EXPECT_STREQ(title_of(Group::skin), "Haut");
  EXPECT_STREQ(title_of(Group::light), "Light");
  set_translator(nullptr);
  EXPECT_STREQ(title_of(Group::skin), "Skin");
}

TEST(Script, SaysNothingThatWouldNotAct) {
  EXPECT_TRUE(check_script({}));
  Settings zeros;
  zeros.wishes = {};
  zeros.retouch = 0;
  EXPECT_TRUE(check_script(zeros)) << "a script that fills arguments up";
  for (const char* who : {kByPreset, kByRetouch}) {
    Settings s;
    s.dials = who;
    s.wishes.even = 0.9f;
    fails(check_script(s), Code::bad_input, "dials 'own'");
    s.dials = kOwn;
    EXPECT_TRUE(check_script(s));
  }
  Settings retouch;
  retouch.retouch = 0.8f;
  fails(check_script(retouch), Code::bad_input, "dials 'retouch'");
  retouch.dials = kOwn;
  fails(check_script(retouch), Code::bad_input, "dials 'retouch'");
  retouch.dials = kByRetouch;
  EXPECT_TRUE(check_script(retouch));
  retouch.wishes = retouch_path(0.8f);
  EXPECT_TRUE(check_script(retouch)) << "as they act anyway";
  Settings unknown;
  unknown.preset = "nobody's";
  fails(check_script(unknown), Code::bad_input, "nobody's");
}

}  // namespace
}  // namespace countenance::plugin
