// SPDX-License-Identifier: Apache-2.0
// eyes: redness of the whites, veins and a general pink, reduced; their shading, their own colour, irises, lashes, lids
// and lights in the eye stay.
//
//   Δh = −m · bound · tanh(share · max(h − h₀, 0) / bound)          haemoglobin alone, then mixed to density RGB
//   h₀ = P10(h) − pink,  pink = clip(P20(g)/.367, 0, .15),  g = d_G − (d_R + d_B)/2
//
// per eye, over its white m (retouch/sclera.h). h₀ is this eye's own clearest white; a pink that lies on all of it shows
// as magenta (g > 0), which neither daylight nor lamplight gives. Blood taken away lightens as it does in an eye that
// rested: by at most 1.1 × bound. docs/retouch.md.
#pragma once

#include <array>

#include "retouch/edit.h"
#include "retouch/sclera.h"

namespace countenance::retouch {

struct EyesParams {
  float share = 0.36f;  ///< of the redness, taken at strength 1, [0, .6]
  float bound = 0.3f;   ///< |Δh| stays under this, stops
};
/// Nothing (trusted false) where neither eye shows a white; the note says why. An eye whose P90 of redness is under .03
/// stop gets nothing, from .08 on all of it.
[[nodiscard]] Edit eyes(const skin::Canvas& canvas, const std::array<Sclera, 2>& sclera, const EyesParams& params = {});

}  // namespace countenance::retouch
