// SPDX-License-Identifier: Apache-2.0
// teeth: yellow reduced where teeth are seen; no brightening. What tells them from lips, gums and tongue is this mouth's
// own colours.
//
//   Δd = −m · bound · tanh(share · e / (.875 bound)) · (0, .25, 1),     e = max(min(Y₁, Y₂) − Y₀, 0)
//   Y = d_B − (d_R + d_G)/2
//
// Y₁: its mean over the teeth at σ .10 IOD: one change for all, so that teeth differ as they did; Y₂: at σ .015 IOD: a
// tooth that is white already gets no more than it has. Y₀: this person's own white: the median of the sclera, or, where
// none is seen, the least yellow tenth of the teeth. docs/retouch.md.
#pragma once

#include <array>

#include "retouch/edit.h"
#include "retouch/sclera.h"

namespace countenance::retouch {

struct TeethParams {
  float share = 0.38f;  ///< of the yellow over this person's white, taken at strength 1, [0, .8]
  float bound = 0.34f;  ///< |Δ| of blue stays under this, stops
};
/// With q = (h,m) at σ .006 IOD, q₀ the median of the brighter and less red half of what the inner lips enclose, q₁ that
/// of the lips: t = (q − q₀)·(q₁ − q₀)/|q₁ − q₀|²; a tooth while t < .35 (gone at .6) and no more than 1 stop darker
/// than the median (gone at 1.8). Nothing (trusted false; the note says why) where the mouth is closed (inner lips
/// enclose less than .04 of its width²), q₀ is as red as the lips (|q₁ − q₀| under .2 stop or h₀ > h₁ − .1) or darker, or
/// what is seen is under .004 IOD² or 30 px.
[[nodiscard]] Edit teeth(const skin::Canvas& canvas, const std::array<Sclera, 2>& sclera,
                         const TeethParams& params = {});

}  // namespace countenance::retouch
