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

/// A gain on the mesh → the field on the grid: carried beyond the mesh by push-pull, made no finer than .05 IOD, `sharp`
/// (may be empty; on the mesh) added to it.
[[nodiscard]] ImageF carry(const ImageF& gain, const ImageF& sharp, const Lighting& light);

/// Fields of the grid → edits of the canvas: × reach, without seams (retouch/seams.h); the delta is −g, one channel.
class GainEdits {
 public:
  explicit GainEdits(const skin::Canvas& canvas);
  [[nodiscard]] Edit make(std::string name, const ImageF& gain, const ImageF& reach, std::string note) const;
  /// g = tanh(field − c), 1 stop at most, on Lighting::reach; c so that the mean L* of the face's skin stays once reach,
  /// seams and the headroom of highlights (retouch/compose.h) have taken their part: by Newton's steps
  ///   c ← c + 3 log2(mean Y'^⅓ / mean Y^⅓)        (L* = 116 Y^⅓ − 16 but for near black)
  [[nodiscard]] Edit centred(std::string name, const ImageF& field, const Lighting& light, std::string note) const;

 private:
  [[nodiscard]] ImageF shaped(const ImageF& gain, const ImageF& reach) const;
  float work_u_;
  ImageF slope_;
};

[[nodiscard]] Edit held_back(std::string name, const Lighting& light, const std::string& why);

}  // namespace countenance::retouch
