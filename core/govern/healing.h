// SPDX-License-Identifier: Apache-2.0
// Which marks of which face a request picks.
#pragma once

#include <vector>

#include "govern/study.h"
#include "govern/wishes.h"
#include "retouch/heal.h"

namespace countenance::govern {

/// What is picked of each face of the study, beside what goes by itself. Error{bad_input}: a mark that is not there, a place without skin.
Result<std::vector<retouch::HealParams>> healing_of(const Study& study, const Request& request);

/// The face as the other operators are to see it: with that change of density, stops, already made.
[[nodiscard]] skin::Canvas changed(const skin::Canvas& canvas, const ImageF& delta);

}  // namespace countenance::govern
