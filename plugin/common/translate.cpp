// SPDX-License-Identifier: GPL-3.0-or-later
#include "translate.h"

#include <atomic>

namespace countenance::plugin {

static std::atomic<Translator> translator = nullptr;

void set_translator(Translator given) { translator = given; }

const char* translate(const char* text) {
  const Translator to = translator;
  return to && *text ? to(text) : text;  // gettext("") is the header of its catalogue
}

}  // namespace countenance::plugin
