// SPDX-License-Identifier: GPL-3.0-or-later
#include "mnemonics.h"

#include <cctype>

namespace countenance::plugin {
namespace {

bool letter(char c) { return static_cast<unsigned char>(c) < 0x80 && std::isalnum(static_cast<unsigned char>(c)); }

}  // namespace

std::string Mnemonics::mark(std::string_view title) {
  const auto at_word = [&](std::size_t i) { return i == 0 || title[i - 1] == ' '; };
  std::size_t chosen = std::string_view::npos;
  for (const bool words_only : {true, false})
    for (std::size_t i = 0; i < title.size() && chosen == std::string_view::npos; ++i)
      if (letter(title[i]) && (at_word(i) || !words_only) && !taken_.contains(char(std::tolower(title[i])))) chosen = i;
  std::string out;
  for (std::size_t i = 0; i < title.size(); ++i) {
    if (i == chosen) {
      taken_.insert(char(std::tolower(title[i])));
      out += '_';
    }
    if (title[i] == '_') out += '_';
    out += title[i];
  }
  return out;
}

}  // namespace countenance::plugin
