// SPDX-License-Identifier: GPL-3.0-or-later
// Words for people, in their language. A string of a table is marked N_() and translated where it is shown; any other
// is written _("…"). Without a translator every string is its own translation.
#pragma once

#define N_(text) text
#define _(text) countenance::plugin::translate(text)

namespace countenance::plugin {

using Translator = const char* (*)(const char* text);  ///< what it gives stays; gettext() is one
void set_translator(Translator translator);            ///< once, before anything is shown
[[nodiscard]] const char* translate(const char* text);

}  // namespace countenance::plugin
