// SPDX-License-Identifier: Apache-2.0
// Painted masks, which say where an edit may act.
#pragma once

#include "govern/wishes.h"
#include "skin/canvas.h"

namespace countenance::govern {

/// What a paint leaves of an edit in each pixel of a face's canvas, [0, 1]: its map, or 1 − its map if it protects.
/// Averaged down where it is finer than the canvas, linear where it is coarser.
[[nodiscard]] ImageF on_canvas(const Paint& paint, const skin::Canvas& canvas, Size photo);

}  // namespace countenance::govern
