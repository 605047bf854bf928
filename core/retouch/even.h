// SPDX-License-Identifier: Apache-2.0
// even: bounded skin smoothing. Attenuates the blotch band (σ 1.2–10 % IOD) of the skin, most on the haemoglobin and
// melanin axes; the pore band is untouched; folds, lips, jaw and marks are held by gates.
#pragma once

#include "retouch/edit.h"
#include "skin/canvas.h"

namespace countenance::retouch {

struct EvenParams {
  float shading = 0.45f, haemoglobin = 0.9f, melanin = 0.9f;  ///< share of the band taken at strength 1, [0, 1]
  float fine = 0.012f, coarse = 0.10f;                        ///< band limits, σ in IOD
  float bound = 0.25f;                                        ///< |Δ| per axis stays under this, stops
};
[[nodiscard]] Edit even(const skin::Canvas& canvas, const skin::SkinMap& skin, const EvenParams& params = {});

}  // namespace countenance::retouch
