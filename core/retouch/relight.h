// SPDX-License-Identifier: Apache-2.0
// relight: smooth gains made from the fitted light of a face. Nothing finer than .05 IOD is made, so pores, lashes and
// catchlights keep their contrast.
#pragma once

#include <vector>

#include "retouch/edit.h"
#include "retouch/lighting.h"

namespace countenance::retouch {

struct RelightParams {
  float fill =
      0;  ///< stops by which the shadow side is lifted, [0, 2], up to .85 of its depth; the lit side falls half as much
  float key = 0;       ///< stops added towards the key light, [−2, 2]; negative weakens it, no further than to none
  float key_turn = 0;  ///< degrees the key light is turned around the viewing axis, clockwise as seen, [−180, 180]
  float exposure = 0;  ///< stops on the whole person, [−1, 1]
};

/// One Edit a dial that is not 0: "fill", "key" (both key dials), "exposure". With L = log2 E about its mean over the
/// skin, K the key's lobe over its own P95 − P5 on skin, A the slope of L on K (≥ 0):
///   fill:  g = −β·L, halved where negative;  β = min(.85, fill / −P5(L))
///   key:   g = max(A + key, 0)·K(turned) − A·K
///   exposure: g = exposure.
/// fill and key: zero mean over the face's skin, so that brightness stays; bounded by tanh to 1 stop; carried beyond
/// the mesh by push-pull and multiplied by Lighting::reach. The delta is −g, one channel. If the fit is not to be
/// trusted they are 0 and say why.
[[nodiscard]] std::vector<Edit> relight(const skin::Canvas& canvas, const skin::SkinMap& skin, const Lighting& lighting,
                                        const RelightParams& params);

}  // namespace countenance::retouch
