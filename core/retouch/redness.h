// SPDX-License-Identifier: Apache-2.0
// redness: patches of haemoglobin on nose, cheeks, chin, ears and neck brought part of the way towards the skin around
// them, at scales coarser than even's blotches. One axis alone moves: no light, no melanin, and a blush stays a blush.
//
//   e = G(.04) h − h₀ − t     h₀: haemoglobin of this skin nearby (σ .45 IOD, outliers not counted); t: σ̂ of it
//   Δh = −m · k · a · bound · tanh(max(e, 0) / bound) + c · m · (where there is no excess)
//
// c gives back to the rest of the face what the patches lose, up to `most_back`; what is left over the note tells.
// k holds back on the cheeks: A = Σ min(e, e*) / Σ max(e, e*) over the cheek's mesh points and their mirror twins tells
// rouge and blush, which lie alike on both and are the person's choice: k = 1 − .7 from A = .55 on, 1 below .4.
// Lips and .1 IOD around them stay out.
#pragma once

#include "retouch/edit.h"
#include "skin/canvas.h"
#include "skin/skin_map.h"

namespace countenance::retouch {

struct RednessParams {
  float share = 0.8f;        ///< a, [0, 1]
  float bound = 0.30f;       ///< stops of haemoglobin
  float most_back = 0.012f;  ///< c, stops: under 1/64 in any channel, so that what is given back is not seen by itself
};
/// Holds back (trusted false, Δ 0) where too little skin was found.
[[nodiscard]] Edit redness(const skin::Canvas& canvas, const skin::SkinMap& skin, const RednessParams& params = {});

}  // namespace countenance::retouch
