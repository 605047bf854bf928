// SPDX-License-Identifier: GPL-3.0-or-later
// What a guard did, in a photographer's words. With several faces each line says whose.
#pragma once

#include <string>
#include <vector>

#include "countenance.h"

namespace countenance::plugin {

/// "Skin, pores: 12 % of the change stays"; "Mouth: as in the original"; "8 % of the face is the original's again".
[[nodiscard]] std::vector<std::string> taken_back(const Guarded& guarded);
/// "Too small in the original to tell: Texture, Lines"; or "in part", where some of a measure could be taken.
[[nodiscard]] std::vector<std::string> unverifiable(const Guarded& guarded);

}  // namespace countenance::plugin
