// SPDX-License-Identifier: Apache-2.0
// relight: gains made from the fitted light of a face, smooth but where they follow the edge of a cast shadow. Pores,
// lashes and catchlights keep their contrast.
#pragma once

#include <vector>

#include "retouch/edit.h"
#include "retouch/lighting.h"

namespace countenance::retouch {

struct RelightParams {
  float fill = 0;      ///< stops by which a shadow is lifted, [0, 2], up to .7 of its depth
  float key = 0;       ///< stops added towards the key light, [−2, 2]; negative weakens it, no further than to none
  float key_turn = 0;  ///< degrees the key light is turned around the viewing axis, clockwise as seen, [−180, 180]
  float exposure = 0;  ///< stops on the whole person, [−1, 1]
};

/// One Edit a dial that is not 0: "fill", "key" (both key dials; "key-turn" where it alone is moved), "exposure". With
/// L = log2 E about its mean over the skin, F what of it a lamp beside the camera gives too (retouch/frontal.h), K the
/// key's lobe over its own P95 − P5 on skin, A the slope of L on K (≥ 0):
///   fill:  R = L − F: what is dark and does not only turn away from the camera
///          g = β h(−R) + tanh-bounded(β h(−R − r) − β h(−R); .25 stop),  h(x) = (x + √(x² + .15²)) / 2,
///          r = Lighting::local, as far as Lighting::measured says, and what of it is over .3 stop brighter always
///          β = min(.7, fill / −P5(R + r)) · (range of R: 0 up to .3 stop, 1 from .8 on)
///                                         · (range of R ÷ range of L: 0 up to .4, 1 from .6 on)
///   key:   g = max(A + key, 0)·K(turned) − A·K
///   exposure: g = exposure.
/// fill and key: the mean L* of the face's skin stays; finished by retouch/gain.h: bounded to 1 stop, carried beyond the
/// mesh, × Lighting::reach, nowhere steeper than the eye sees (retouch/seams.h). The delta is −g, one channel. What is
/// not to be trusted (Lighting::fill_doubt, Lighting::doubt) is 0 and says why.
[[nodiscard]] std::vector<Edit> relight(const skin::Canvas& canvas, const Lighting& lighting,
                                        const RelightParams& params);

}  // namespace countenance::retouch
