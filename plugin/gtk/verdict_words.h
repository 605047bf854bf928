// SPDX-License-Identifier: GPL-3.0-or-later
// What a state of a desk comes to, in the words and the colour of the verdict.
#pragma once

#include <string>

#include "desk.h"
#include "procedures.h"
#include "surface.h"

namespace countenance::plugin {

struct Words {
  bool known = false;  ///< else `sentence` is what is being waited for
  Tone tone = Tone::calm;
  std::string sentence, more;
};
[[nodiscard]] Words words_of(const Desk::State& state, const Procedure& procedure);
/// Below the picture.
[[nodiscard]] std::string status_of(const Desk::State& state);

}  // namespace countenance::plugin
