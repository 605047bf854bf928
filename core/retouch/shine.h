// SPDX-License-Identifier: Apache-2.0
// shine: gloss on forehead, nose and cheeks, taken back part of the way; its shape stays, since skin without any
// highlight looks dead.
//
// Dichromatic reflection (Shafer 1985): l = skin's own colour + S·(1,1,1), S the mirrored, neutral light. Of S three
// witnesses must agree, each against this face's own skin nearby (σ .3 IOD, what stands out not counted) and one robust
// deviation more:
//   S_B = (B − ρR) / (1 − ρ), ρ = B/R of the skin nearby;   S_G with green;   S_Y = Y − Y of the skin nearby
//   S = agreement(S_B, S_G) · min(S_B, S_G, S_Y);   Δ = log2((l + ε) / (l − a S + ε)),   a = .6 at strength 1
// The agreement tells gloss from skin without melanin (vitiligo), whose blue gains more than its green, and from pale
// skin, whose green gains more than its blue. docs/retouch.md.
//
// Δ darkens by at most `bound` (tanh) and moves haemoglobin and melanin towards those of the skin nearby, never past
// them nor away. Pixels near white carry no colour to go by: Δ fades out there, and a nose does not turn grey. Where
// skin has no colour (black and white) nothing is found.
#pragma once

#include "retouch/edit.h"
#include "skin/canvas.h"
#include "skin/skin_map.h"

namespace countenance::retouch {

struct ShineParams {
  float share = 0.6f;   ///< a, [0, 1]
  float bound = 0.45f;  ///< stops
};
/// Holds back (trusted false, Δ 0) where too little skin was found.
[[nodiscard]] Edit shine(const skin::Canvas& canvas, const skin::SkinMap& skin, const ShineParams& params = {});

}  // namespace countenance::retouch
