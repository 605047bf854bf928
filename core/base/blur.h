// SPDX-License-Identifier: Apache-2.0
// Gaussian means, plain and masked. Sigma in pixels; large ones are taken on a decimated copy (cost independent of
// sigma).
#pragma once

#include "base/image.h"

namespace countenance {

/// G_σ * x, mirrored at the borders. σ < 0.2 px returns x.
[[nodiscard]] ImageF gaussian(View<const float> x, float sigma);

/// Masked-normalised mean (G_σ * (m x)) / max(G_σ * m, 1e-3): nothing leaks in from where m = 0,
/// not even NaN. `m` has one channel. Farther than about 3 σ from any mask the mean falls to 0.
[[nodiscard]] ImageF masked_gaussian(View<const float> x, View<const float> m, float sigma);

/// Area averages where `size` is smaller, linear interpolation where it is larger, each axis for itself.
[[nodiscard]] ImageF resize(View<const float> x, Size size);

/// Guided filter (He, Sun, Tang 2010) of `x` (1 channel) by a guide of 1 or 3 channels: four box means, radius r px,
/// regulariser eps > 0 in the guide's squared unit.
[[nodiscard]] ImageF guided_filter(View<const float> guide, View<const float> x, int r, float eps);

/// Hermite step: 0 below a, 1 above b.
[[nodiscard]] inline float smoothstep(float x, float a, float b) {
  const float t = x <= a ? 0.f : x >= b ? 1.f : (x - a) / (b - a);
  return t * t * (3 - 2 * t);
}

}  // namespace countenance
