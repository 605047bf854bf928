// SPDX-License-Identifier: Apache-2.0
// A face that cannot be measured must come out as it went in: equal, or changed by no more than writing the file does.
#pragma once

#include "base/result.h"
#include "colour/colour.h"

namespace countenance::govern {

/// In display-encoded levels (0…255) at the photo's own resolution, in 8 × 8 cells of the photo's grid (JPEG's own):
///
///   activity = rms of the original about its mean        change = rms(edited − original)      shift = |mean of that|
///   noise    = P75 of change (shift) of the cells round the box with alike activity, at most `most_noise` (5/12 of it)
///
/// Unchanged: no cell of the box with change > 3 (noise + ¼) or shift > 4 (noise + ¼), and their mean change under 1.25 ×
/// the mean noise + .1. Round an untouched face in a lossless file the noise is 0, so is what may change in it (¾ of a
/// level in one cell). False where the pictures differ in size, or the box in alpha (drift::same_alpha). docs/drift.md has what that catches.
inline constexpr float kNoiseOfWriting = 6;  ///< levels: about JPEG q50
Result<bool> unchanged(const Rect& box, const PhotoView& original, const colour::Space& original_space,
                       const PhotoView& edited, const colour::Space& edited_space, float most_noise = kNoiseOfWriting);

}  // namespace countenance::govern
