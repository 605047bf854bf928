// SPDX-License-Identifier: GPL-3.0-or-later
#include "procedures.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "fails.h"

namespace countenance::plugin {
namespace {

TEST(Procedures, AreNamedOnceAndTakeParametersThatThereAre) {
  std::set<std::string> names, mnemonics;
  for (const Procedure& p : procedures()) {
    EXPECT_TRUE(names.insert(p.name).second) << p.name;
    EXPECT_EQ(find_procedure(p.name), &p);
    EXPECT_TRUE(*p.blurb && *p.help) << p.name;
    const std::string label = p.label;
    EXPECT_EQ(label.substr(label.size() - 3), "…") << label;
    EXPECT_TRUE(mnemonics.insert(label.substr(label.find('_') + 1, 1)).second) << label;
    std::set<const Parameter*> taken;
    for (const Parameter* parameter : p.parameters) {
      ASSERT_TRUE(parameter) << p.name;
      EXPECT_TRUE(taken.insert(parameter).second) << parameter->name;
    }
    EXPECT_TRUE(settings_of(to_json(p.settings))) << p.name;
    EXPECT_TRUE(policy_of(p.settings)) << p.name;
  }
  EXPECT_EQ(find_procedure("plug-in-countenance-blur"), nullptr);
}

TEST(Procedures, OfOneDialMoveNoOther) {
  for (const char* name : {"plug-in-countenance-relight", "plug-in-countenance-even-skin"}) {
    const Procedure& p = *find_procedure(name);
    const Wishes wishes = wishes_of(p.settings).value();
    int moved = 0;
    for (const Dial& dial : kDials) moved += wishes.*dial.value != 0;
    EXPECT_EQ(moved, 1) << name;
    EXPECT_NE(std::get<float>(get(p.settings, *p.parameters.front())), 0) << name;

    Settings settings = p.settings;
    ASSERT_TRUE(move(settings, p, *find_parameter("preset"), std::string("conference")));
    EXPECT_EQ(settings.preset, "conference");
    EXPECT_EQ(wishes_of(settings).value(), wishes) << name << ": the preset's dials are not its";
    ASSERT_TRUE(move(settings, p, *p.parameters.front(), 0.25f));
    EXPECT_EQ(std::get<float>(get(settings, *p.parameters.front())), 0.25f);
  }
}

TEST(Procedures, OfAllDialsTakeThePresets) {
  const Procedure& p = *find_procedure("plug-in-countenance-retouch");
  Settings settings = p.settings;
  ASSERT_TRUE(move(settings, p, *find_parameter("preset"), std::string("press")));
  EXPECT_NE(wishes_of(settings).value(), wishes_of(p.settings).value());
}

TEST(NextTime, IsOfAnotherImage) {
  Settings settings;
  settings.face = 2;
  settings.paint = settings.protect = "cheeks";
  settings.preset = "press";
  Settings expected;
  expected.preset = "press";
  EXPECT_EQ(to_json(for_next_time(settings)), to_json(expected));
}

}  // namespace
}  // namespace countenance::plugin
