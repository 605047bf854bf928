// SPDX-License-Identifier: Apache-2.0
// Where on the face an edit found something, in words.
#pragma once

#include <string>

#include "retouch/skin_grid.h"

namespace countenance::retouch {

inline constexpr float kShown = 1.f / 64;  ///< stops of a channel: an edit that stays below it has found nothing

/// max |Δ|.
[[nodiscard]] float largest(const ImageF& delta);

/// "forehead, nose, left cheek": the parts of which `amount` (h × w of the grid) is `least` or more on 2 %. Left and
/// right are the subject's; ears and neck are what lies off the face's oval. "in one small place" where it is on less of each.
[[nodiscard]] std::string places_of(const SkinGrid& grid, const skin::Canvas& canvas, const skin::SkinMap& skin,
                                    const ImageF& amount, float least);

}  // namespace countenance::retouch
