// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <vector>

#include "gauge_words.h"
#include "verdict_words.h"

namespace countenance::plugin {
namespace {

Gauge taken(const char* title, float share) { return {title, share, true, "", ""}; }
Gauge other(const char* title, const char* why) { return {title, 0, false, "", why}; }

TEST(GaugeWords, TheRestIsSmallOrTheNearestIsNamed) {
  EXPECT_EQ(words_of_rest(std::vector{taken("Eyes", 0.04f), taken("Hair", 0.26f)}), "2 more, all under 30 %");
  EXPECT_EQ(words_of_rest(std::vector{taken("Eyes", 0.04f), taken("Hair", 0.93f)}), "2 more, the nearest Hair: 93 %");
}

TEST(GaugeWords, WhatWasNotTakenIsNamedAndNeverCounted) {
  EXPECT_EQ(words_of_rest(std::vector{taken("Eyes", 0.04f), other("Likeness", "too small to tell")}),
            "1 more, all under 10 %; Likeness: too small to tell");
  EXPECT_EQ(words_of_rest(std::vector{other("Lines", "too small to tell"), other("Hair", "none in this picture"),
                                      other("Likeness", "too small to tell")}),
            "Lines, Likeness: too small to tell; Hair: none in this picture");
}

TEST(VerdictWords, RoomIsSaidOfTheseSettingsAlone) {
  const Procedure& procedure = *find_procedure("plug-in-countenance-retouch");
  Desk::State state;
  state.stage = Desk::Stage::ready;
  state.settings = procedure.settings;
  state.standing = Standing{.exact = true, .within = true, .sentence = "inside the limits"};
  state.reach = {{"even", 0.71f, true}};
  state.stale = false;
  EXPECT_EQ(words_of(state, procedure).more, "Even skin could go to 71 %.");
  state.stale = true;
  EXPECT_EQ(words_of(state, procedure).more, "");
}

TEST(VerdictWords, WhatEndedWithoutAResultIsSaid) {
  const Procedure& procedure = *find_procedure("plug-in-countenance-retouch");
  Desk::State state;
  state.stage = Desk::Stage::ready;
  state.standing = Standing{.exact = true, .within = true, .sentence = "inside the limits"};
  state.notice = "the image takes no more layers";
  const Words words = words_of(state, procedure);
  EXPECT_EQ(words.sentence, "The image takes no more layers.");
  EXPECT_EQ(words.tone, Tone::near);
}

}  // namespace
}  // namespace countenance::plugin
