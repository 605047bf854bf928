// SPDX-License-Identifier: Apache-2.0
// Several faces in one picture: each pixel belongs to one face, ties blend. An unusable face owns its box and gives
// nothing away.
#pragma once

#include "govern/study.h"
#include "retouch/edit.h"

namespace countenance::govern {

/// Share of face `index` in each pixel of its own canvas, [0, 1]: (1/dᵢ)⁸ ÷ Σⱼ (1/dⱼ)⁸, d = distance to a face's centre
/// in that face's IOD. 0 inside the box of an unusable face, rising over a tenth of that box beyond it.
[[nodiscard]] ImageF ownership(const Study& study, int index);
/// The same on any grid over the photo.
[[nodiscard]] ImageF ownership(const Study& study, int index, const Affine& photo_from_grid, Size grid);

/// Multiplies an edit's delta and mask by that share.
void hold(retouch::Edit& edit, const ImageF& own);

}  // namespace countenance::govern
