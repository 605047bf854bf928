// SPDX-License-Identifier: GPL-3.0-or-later
// What drivers share: texts of Scheme, and where the networks are.
#pragma once

#include <string>

#include "parameters.h"

namespace countenance::hosts {

[[nodiscard]] std::string quoted(const std::string& text);
/// A number or a text, as the parameter's kind has it.
[[nodiscard]] std::string literal(const plugin::Parameter& parameter, const plugin::Value& value);
/// The folder of the networks: an editor under test has another home, where there are none.
[[nodiscard]] std::string models();

}  // namespace countenance::hosts
