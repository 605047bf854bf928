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

/// Leaves of healed spots those that the drift measure would count as marks lost or faded, and offers them: colour is
/// not as sure there as healing took it to be, and a spot healed by half is worse than one that stays.
void leave_lost_marks(retouch::Edit& heal, const FaceStudy& face);

/// The face as the other operators are to see it: with that change of density, stops, already made.
[[nodiscard]] skin::Canvas changed(const skin::Canvas& canvas, const ImageF& delta);

}  // namespace countenance::govern
