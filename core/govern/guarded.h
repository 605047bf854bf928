// SPDX-License-Identifier: Apache-2.0
// What guard made of an edited picture, and what it took back of another tool's change.
#pragma once

#include <string>
#include <vector>

#include "base/export.h"
#include "drift/reading.h"

namespace countenance::govern {

struct Repair {
  int face = 0;
  std::string part;     ///< "skin", "right eye", "mouth", "hair", …
  std::string what;     ///< "shape", "pores", "folds", "light", "colour", "marks", "all"
  float kept = 0;       ///< share of the change that stays, [0, 1)
  float area = 0;       ///< share of the face's oval where it acted
  std::string because;  ///< the component that was furthest over its limit there: "texture.pores"; empty: none was, it
                        ///< went with the rest
};

struct Guarded {
  drift::Report before;         ///< of the edited picture as it came
  drift::Report report;         ///< of the result, as found again
  std::vector<Repair> repairs;  ///< empty: nothing had to be taken back
  std::vector<std::string>
      unverifiable;                ///< "face 1: texture.pores": what the original is too small to tell; never a pass
  std::vector<float> fallen_back;  ///< [face] share of its oval where nothing is left of the other tool's change
  std::string verified;            ///< "file" or "host"; "" where nothing was changed
  bool nothing = false;            ///< inside as it came: keep the edited picture's own bytes
  bool improved = false;           ///< the encoding had to be made better
};

/// Schema countenance.guard/1: {"schema", "nothing", "within", "verified", "unverifiable": […], "fallen_back": […],
///  "repairs": [{"face": from 0, "part", "what", "kept", "area", "because"}], "before", "after": those of report_json()}.
[[nodiscard]] CNT_API std::string to_json(const Guarded& guarded);
/// What was taken back, and a table of each face before and after.
[[nodiscard]] CNT_API std::string to_text(const Guarded& guarded);

}  // namespace countenance::govern
