// SPDX-License-Identifier: Apache-2.0
// Heatmap: where drift is, over a grey copy of the picture.
#pragma once

#include "drift/reading.h"
#include "drift/reference.h"

namespace countenance::drift {

/// `background` display sRGB (or grey) of the whole photo at any size; `from_photo` maps photo px to it.
/// `references[i]` belongs to the face of index i; nullptr: none. Nothing below a quarter of the limit, amber at it,
/// red from there to twice the limit.
[[nodiscard]] Image8 heatmap(View<const std::uint8_t> background, const Affine& from_photo,
                             const std::vector<const Reference*>& references, const Report& report);

}  // namespace countenance::drift
