// SPDX-License-Identifier: GPL-3.0-or-later
// What gauges come to, in words.
#pragma once

#include <span>
#include <string>

#include "gauges.h"

namespace countenance::plugin {

[[nodiscard]] std::string percent(double share);  ///< "46 %"
/// Of gauges out of sight: "6 more, all under 30 %", or the one of them that comes near. One that was not taken is no
/// small one; it is named, with why.
[[nodiscard]] std::string words_of_rest(std::span<const Gauge> rest);

}  // namespace countenance::plugin
