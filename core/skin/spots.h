// SPDX-License-Identifier: Apache-2.0
// Spots: the marks of one face as healing sees them, at work scale. The ledger's finder (skin/marks.h) with a lower
// threshold: what is listed in vain is kept and costs nothing, and blood is so unlike skin that it may be faint.
#pragma once

#include "skin/canvas.h"
#include "skin/marks.h"

namespace countenance::skin {

struct Spots {
  std::vector<Mark> marks;  ///< work px; transient: heals by itself, permanent: stays, keep: colour does not say
  ImageF skin;              ///< h × w, 0/1: skin on which marks are looked for
};
/// Marks above z 5 (where chance leaves fewer than three a face, from 3.6 on), and what is surely blood from 4.5 on.
[[nodiscard]] Spots find_spots(const Canvas& canvas);

}  // namespace countenance::skin
