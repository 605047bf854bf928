// SPDX-License-Identifier: Apache-2.0
// shine: gloss on forehead, nose and cheeks, taken back part of the way; its shape stays, since skin without any
// highlight looks dead.
//
// Dichromatic reflection (Shafer 1985): l = skin's own colour + S·(1,1,1), S the mirrored, neutral light. Of S three
// witnesses must agree, each against this face's own skin nearby (σ .3 IOD, what stands out not counted) and one robust
// deviation more:
//   S_B = (B − ρR) / (1 − ρ), ρ = B/R of the skin nearby;   S_G with green;   S_Y = Y − Y of the skin nearby
//   S = agreement(S_B, S_G) · min(S_B, S_G, S_Y);   Δ = mix(0, w·gap_h, w·gap_m) + b,   w = S / (S + .05 Y)
// Colour comes back further than brightness goes, as a retoucher does it: what is only darkened stays grey. gap: what
// the skin nearby has more of haemoglobin and melanin (never less: nothing is paled). b, one for all channels, is such
// that brightness falls to Y − a S, a = .6 at strength 1: at strength .5 a core keeps 70 % of what it stands out by.
// The agreement tells gloss from skin without melanin (vitiligo), whose blue gains more than its green, and from pale
// skin, whose green gains more than its blue. docs/retouch.md.
//
// No channel is lifted, and none darkened by `bound` or more: Δ · bound·tanh(M/bound)/M, M its largest channel. Where a
// tone curve left no colour (near white) a S fades out with a soft border and the tint alone is left. Where skin has no
// colour (black and white) nothing is found.
#pragma once

#include "retouch/edit.h"
#include "skin/canvas.h"
#include "skin/skin_map.h"

namespace countenance::retouch {

struct ShineParams {
  float share = 0.6f;   ///< a, [0, 1]
  float bound = 0.60f;  ///< stops, of the largest channel
};
/// Holds back (trusted false, Δ 0) where too little skin was found.
[[nodiscard]] Edit shine(const skin::Canvas& canvas, const skin::SkinMap& skin, const ShineParams& params = {});

}  // namespace countenance::retouch
