// SPDX-License-Identifier: Apache-2.0
// Seams: how steep a gain may be before the eye sees its edge, and the gain that is nowhere steeper.
//
//   t = 1 stop/IOD + .3 |∇ log₂ Y|       stops per IOD (.01 stop per .01 IOD on plain skin); Y averaged by σ .01 IOD
//   |g'(p)| = min over q of |g(q)| + ∫ t along the way from q to p
//
// The constant: by Barten's contrast sensitivity (2003; 100 cd/m², the IOD 10° wide: a face that fills the screen) the
// least slope that is seen on a blank field is .0026 stop per .01 IOD, for ramps from .03 IOD on; skin's own texture
// raises thresholds about fourfold. The factor: an edge that is there already hides a change of its contrast by less
// than about a third. So a gain follows the edges of the picture, takes at most .3 of the contrast of any of them, and
// ends softly everywhere else: no halo, no seam.
#pragma once

#include "base/image.h"

namespace countenance::retouch {

inline constexpr float kPlainSlope = 1;  ///< stops per IOD
inline constexpr float kShareOfEdge = 0.3f;

/// t, stops per pixel of `linear`, a picture with `iod` px between the eyes.
[[nodiscard]] ImageF visible_slope(View<const float> linear, float iod);

/// g' for a gain of either sign: never larger than |g|, of its sign. One channel, the size of `slope`.
[[nodiscard]] ImageF without_seams(const ImageF& gain, const ImageF& slope);

/// The steepest step between neighbours ÷ what may be seen there: over 1 is a seam.
[[nodiscard]] float steepest(View<const float> gain, const ImageF& slope);

}  // namespace countenance::retouch
