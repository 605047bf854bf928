// SPDX-License-Identifier: GPL-3.0-or-later
// Advice: an error in whole sentences, with what to do about it.
#pragma once

#include <string>

#include "base/result.h"

namespace countenance::plugin {

struct Advice {
  std::string what;    ///< "No usable face: …"
  std::string remedy;  ///< "Choose a layer that shows a face from the front."; empty: `what` says it
};
[[nodiscard]] Advice advice_on(const Error& error);

}  // namespace countenance::plugin
