// SPDX-License-Identifier: GPL-3.0-or-later
#include "language.h"

#include <libintl.h>

#include <clocale>

#include "beside.h"
#include "translate.h"

namespace countenance::plugin {

std::filesystem::path locale_folder() { return program_folder() / "locale"; }

void use_translations(const std::filesystem::path& folder) {
  std::setlocale(LC_MESSAGES, "");
  bindtextdomain(kDomain, folder.c_str());
  bind_textdomain_codeset(kDomain, "UTF-8");
  set_translator([](const char* text) -> const char* { return dgettext(kDomain, text); });
}

}  // namespace countenance::plugin
