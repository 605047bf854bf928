// SPDX-License-Identifier: Apache-2.0
// under-eye: dark circles and bags lifted part of the way towards the tone of the same cheek below. What is finer than
// σ .05 IOD stays: folds and fine lines are there as before, in kinder light.
//
//   e = q − r     (s,h,m) at σ .05 IOD, less the cheek's own at σ .25, counted from the cheek below the region alone
//   Δ = −m · mix(x (1 + (x/boundₖ)⁴)^−¼),  x = aₖ eₖ',   then min(Δ, 0) in each channel: only lifted
//
// eₖ': e less a tenth of a robust deviation of this cheek's skin in that axis. Shading is taken up only where it is
// darker than the cheek; pigments move towards it from either side (blue circles have too little melanin's yellow).
// Region m: by the mesh, from .07 IOD below the eye's outline (lashes end at about .06; shading from .09, since a lid's
// own edge is form) to the edge of the socket and a little over it.
#pragma once

#include "retouch/edit.h"
#include "skin/canvas.h"
#include "skin/skin_map.h"

namespace countenance::retouch {

struct UnderEyeParams {
  float shading = 1, pigment = 1;              ///< a, [0, 1]
  float bound = 0.40f, pigment_bound = 0.15f;  ///< stops
};
/// Holds back (trusted false, Δ 0) where too little skin, or no cheek below either eye, was found.
[[nodiscard]] Edit under_eye(const skin::Canvas& canvas, const skin::SkinMap& skin, const UnderEyeParams& params = {});

}  // namespace countenance::retouch
