// SPDX-License-Identifier: Apache-2.0
// What a tool does to a face at full strength, and the strength at which it takes a given share of the unevenness.
//
// A rival's result is a layer over the original, at an opacity, through our skin mask: in display-encoded values, as
// layers are mixed where they are used. Ours is a delta of density, composed as in every render.
#pragma once

#include <optional>

#include "face.h"

namespace countenance::pareto {

struct Change {
  enum class Kind { layer, density } kind = Kind::layer;
  ImageF by;     ///< of the face's part, h × w × 3, masked: encoded values in [−1, 1], or stops
  ImageF small;  ///< the same at the size of Face::small
};
/// `layer`: display-encoded in [0, 1], of the face's part.
[[nodiscard]] Change layer_over(const Face& face, const ImageF& layer);
/// `delta`: an Edit's, over the face's canvas.
[[nodiscard]] Change density_by(const Face& face, const ImageF& delta);

/// The whole photo, at 16 bits.
[[nodiscard]] Photo rendered(const Face& face, const Change& change, float strength);

/// In (0, 1], to .2 % of the unevenness on Face::small. nullopt: not at any opacity.
[[nodiscard]] std::optional<float> strength_for(const Face& face, const Change& change, float share);

}  // namespace countenance::pareto
