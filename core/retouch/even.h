// SPDX-License-Identifier: Apache-2.0
// even: bounded skin smoothing. Attenuates the blotch band (σ 2–10 % IOD) of the skin; the pore band is untouched; folds,
// jaw, lines, scars and borders of pigment are held by gates.
//
//   Δ = m · bound · tanh(−λ Σᵢ wᵢ gᵢ bᵢ / bound)   per axis of (s,h,m), then mixed to density RGB
//
// bᵢ: four sub-bands of (ℓ,h,m), summed before they are brought back to (s,h,m). ℓ = s + a·(h,m) is the density of
// luminance, in stops: colour is evened at the luminance it has, and of a fold only as much goes as goes of ℓ. gᵢ: gates
// relative to this person's own robust deviation in that band and axis, so that they act alike on every skin tone; λ: set
// on each face so that the dial's default takes `share` of its unevenness.
// docs/retouch.md.
#pragma once

#include "retouch/edit.h"
#include "skin/canvas.h"
#include "skin/skin_map.h"

namespace countenance::retouch {

/// The dial's default strength.
inline constexpr float kDefaultEven = 0.7f;

struct EvenParams {
  float share = 0.312f;  ///< of the unevenness, taken at the default strength, [0, .6]
  float luminance = 0.6f, haemoglobin = 0.9f, melanin = 0.9f;  ///< how (ℓ,h,m) share in it, [0, 1]
  float fine = 0.020f, coarse = 0.10f;                         ///< band limits, σ in IOD
  float bound = 0.25f;                                         ///< |Δ| per axis stays under this, stops
};
/// Holds back (trusted false, Δ 0) where the mask covers too little of the face.
[[nodiscard]] Edit even(const skin::Canvas& canvas, const skin::SkinMap& skin, const EvenParams& params = {});

}  // namespace countenance::retouch
