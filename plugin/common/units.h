// SPDX-License-Identifier: GPL-3.0-or-later
// Units: a dial's number as people read and type it: "58 %", "0.40 st", "15°".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "parameters.h"

namespace countenance::plugin {

struct Unit {
  double factor = 1;  ///< shown number ÷ value
  int decimals = 0;
  const char* suffix = "";
  double step = 1, page = 10;  ///< of the shown number, as arrow and page keys move it
};
[[nodiscard]] Unit unit_of(const Parameter& parameter);

[[nodiscard]] std::string in_words(const Parameter& parameter, float value);
/// What was typed, with or without its suffix, held to the range; none: it is no number.
[[nodiscard]] std::optional<float> typed(const Parameter& parameter, std::string_view text);

}  // namespace countenance::plugin
