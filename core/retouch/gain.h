// SPDX-License-Identifier: Apache-2.0
// From a gain on the mesh, stops, to the edit of a dial: what all operators of light share.
#pragma once

#include <string>
#include <vector>

#include "retouch/edit.h"
#include "retouch/lighting.h"

namespace countenance::retouch {

/// The values where the face's skin is.
[[nodiscard]] std::vector<float> on_skin(const ImageF& field, const Lighting& light);
[[nodiscard]] float mean_on_skin(const ImageF& field, const Lighting& light);

/// A gain on the mesh → the finished field on the grid: carried beyond the mesh by push-pull, made no finer than .05
/// IOD, `sharp` (may be empty; on the mesh) added to it, bounded by tanh to 1 stop, and centred so that the mean L* of
/// the face's skin stays: Σ w (2^(g/3) − 1) = 0, w = Y^⅓ on the skin (L* = 116 Y^⅓ − 16 but for near black).
[[nodiscard]] ImageF finish(const ImageF& gain, const ImageF& sharp, const Lighting& light);

/// Fields of the grid → edits of the canvas: × reach, without seams (retouch/seams.h); the delta is −g, one channel.
class GainEdits {
 public:
  explicit GainEdits(const skin::Canvas& canvas);
  [[nodiscard]] Edit make(std::string name, const ImageF& gain, const ImageF& reach, std::string note) const;

 private:
  float work_u_;
  ImageF slope_;  ///< visible slope at IOD ≤ 128 px: neither light nor reach is finer
};

[[nodiscard]] Edit held_back(std::string name, const Lighting& light, const std::string& why);

}  // namespace countenance::retouch
