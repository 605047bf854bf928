// SPDX-License-Identifier: GPL-3.0-or-later
#include "language.h"

#include <gnu/libc-version.h>
#include <gtest/gtest.h>

#include <clocale>
#include <cstdlib>
#include <string>

#include "gauges.h"
#include "parameters.h"
#include "phrases.h"
#include "procedures.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

class Language : public testing::Test {
 protected:
  /// From glibc 2.37 or so on, "C.UTF-8" is like "C" never translated: then another locale is needed.
  void SetUp() override {
    for (const char* locale : {"de_DE.UTF-8", "nb_NO.UTF-8", "en_US.UTF-8", "en_GB.UTF-8", "C.UTF-8"}) {
      setenv("LC_ALL", locale, 1);
      if (std::setlocale(LC_MESSAGES, "")) break;
    }
    if (std::getenv("LC_ALL") == std::string("C.UTF-8") && std::string(gnu_get_libc_version()) != "2.36")
      GTEST_SKIP() << "the only locale here is C.UTF-8, which this C library may not translate";
  }
  static void speak(const char* language) {
    setenv("LANGUAGE", language, 1);
    use_translations(COUNTENANCE_LOCALE);
  }
  ~Language() override { set_translator(nullptr); }
};

TEST_F(Language, IsTheUsers) {
  speak("de");
  EXPECT_STREQ(title_of(Group::skin), "Haut");
  EXPECT_STREQ(title_of_measure("tone"), "Teint");
  speak("nb");
  EXPECT_STREQ(title_of(Group::skin), "Hud");
  speak("xx:de");
  EXPECT_STREQ(title_of(Group::skin), "Haut") << "the next that is known";
  speak("xx");
  EXPECT_STREQ(title_of(Group::skin), "Skin");
}

TEST_F(Language, IsThatOfEveryTable) {
  for (const char* language : {"de", "nb"}) {
    speak(language);
    const auto translated = [&](const char* text) {
      EXPECT_STRNE(translate(text), text) << "in the catalogue of " << language;
    };
    for (const Parameter& p : parameters()) {
      translated(p.title);
      translated(p.help);
      if (*p.unit) translated(p.unit);
      for (const Choice& choice : p.choices) translated(choice.title);
    }
    for (const Procedure& p : procedures())
      for (const char* text : {p.title, p.label, p.blurb, p.help}) translated(text);
    for (const std::string& name : builtin_policies()) translated(load_policy(name)->title.c_str());
    for (const std::string& measure : drift::measure_names()) EXPECT_STRNE(title_of_measure(measure), "") << measure;
  }
}

TEST_F(Language, IsThatOfWhatReportsSay) {
  EXPECT_EQ(binds_in_words("held back by texture.pores on face 1, left cheek"),
            "held back by Texture on face 1, left cheek");
  EXPECT_EQ(binds_in_words("no more was found inside the limits"), "no more was found inside the limits");
  EXPECT_EQ(place_in_words("hair by the left temple"), "hair by the left temple");
  speak("de");
  EXPECT_EQ(binds_in_words("held back by texture.pores on face 1, left cheek"),
            "begrenzt durch Hautstruktur (Gesicht 1, linke Wange)");
  EXPECT_EQ(binds_in_words("held back by light.flat"), "begrenzt durch Licht");
  EXPECT_EQ(binds_in_words("no more was found inside the limits on face 2"),
            "mehr fand sich innerhalb der Grenzen nicht (Gesicht 2)");
  EXPECT_EQ(binds_in_words("left untouched: something on it"), "unberührt gelassen: something on it");
  EXPECT_EQ(place_in_words("hair by the left temple"), "Haare: linke Schläfe");
  EXPECT_EQ(place_in_words("elsewhere"), "elsewhere");
  EXPECT_EQ(error_in_words("no face was found"), "kein Gesicht gefunden");
  EXPECT_EQ(error_in_words("policy 'mine' refuses retouch: none here"),
            "Richtlinie „mine“ lehnt Retusche ab: none here");
  const auto refused = policy_of({.preset = "document"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(error_in_words(refused.error().message).find("Richtlinie „document“ lehnt Retusche ab: Bilder für Pässe"),
            0u)
      << error_in_words(refused.error().message);
}

}  // namespace
}  // namespace countenance::plugin
