// SPDX-License-Identifier: Apache-2.0
// Composing: out = 2^−(d + Σ sₖ·Δₖ) − ε at full size, tile by tile. One scalar a pixel limits the whole delta to the tightest
// channel's headroom (hue kept). Pixels where |Σ sₖ·Δₖ| < 1/512 stop, or alpha is 0, keep their bytes.
#pragma once

#include <vector>

#include "base/job.h"
#include "base/photo.h"
#include "colour/colour.h"
#include "retouch/edit.h"
#include "skin/canvas.h"

namespace countenance::retouch {

inline constexpr float kLeastDelta = 1.f / 512;  ///< stops

/// Σ sₖ·Δₖ of one face at work scale: h × w × 3.
[[nodiscard]] ImageF sum(const std::vector<Edit>& edits, const std::vector<float>& strengths, Size size);

/// The whole change of one face: a summed delta and where it lies.
struct Layer {
  ImageF delta;  ///< work scale, stops
  Rect roi;      ///< of the photo
};
/// The bounded change of one pixel: `rgb` linear, in place. Both the full render and candidates on a frame use this.
void apply_delta(float* rgb, const float* delta);

/// Renders all layers into a copy of the photo.
Result<Photo> compose(const Photo& photo, const colour::Space& space, const std::vector<Layer>& layers, const Job& job = {});

/// The same at another scale, display-encoded sRGB 8 bit: `roi` of the photo shown at `size`. Same deltas, so the same look.
Result<Image8> compose_preview(const PhotoView& photo, const colour::Space& space, const std::vector<Layer>& layers, const Rect& roi, Size size,
                               const Job& job = {});

}  // namespace countenance::retouch
