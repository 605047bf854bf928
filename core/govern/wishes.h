// SPDX-License-Identifier: Apache-2.0
// What the user asks for, and what was granted of it.
#pragma once

#include <string>

#include "base/result.h"

namespace countenance::govern {

/// Every dial at 0 leaves the picture alone.
struct Wishes {
  float even = 0;      ///< [0, 1]
  float fill = 0;      ///< stops, [0, 2]
  float key = 0;       ///< stops, [−2, 2]
  float key_turn = 0;  ///< degrees, [−180, 180]
  float exposure = 0;  ///< stops, [−1, 1]
};

/// The dials by name, as policies, the command line and verdicts call them.
struct Dial {
  const char* name;
  float Wishes::*value;
  float low, high;
};
inline constexpr Dial kDials[] = {{"even", &Wishes::even, 0, 1},
                                  {"fill", &Wishes::fill, 0, 2},
                                  {"key", &Wishes::key, -2, 2},
                                  {"key-turn", &Wishes::key_turn, -180, 180},
                                  {"exposure", &Wishes::exposure, -1, 1}};

Result<> validate(const Wishes& wishes);  ///< Error{bad_input} names the dial and its range

struct Grant {
  int face = 0;
  std::string dial;   ///< "even"
  float wished = 0;   ///< in the dial's unit
  float granted = 0;  ///< the same unit
  std::string note;   ///< "held back by texture.pores on face 1, left cheek"; or what the operator says
};

}  // namespace countenance::govern
