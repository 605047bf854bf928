// SPDX-License-Identifier: GPL-3.0-or-later
// Mnemonics: the underlined letter by which Alt reaches a row, given out so that no two clash, in any language.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace countenance::plugin {

class Mnemonics {
 public:
  /// `title` with '_' before the first letter, of a word if there is one, that is still free; without one where none
  /// is. ASCII letters and digits are given out. An underscore of the title's own is doubled.
  [[nodiscard]] std::string mark(std::string_view title);

 private:
  std::set<char> taken_;
};

}  // namespace countenance::plugin
