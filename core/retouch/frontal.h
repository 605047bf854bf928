// SPDX-License-Identifier: Apache-2.0
// Frontal light: what of the light on a face a lamp beside the camera would give as well. Such a lamp, of whatever size
// and on whatever gloss, lights a place by how far it faces the camera, and more the more it does:
//
//   F(n) = f(n_z),  f nondecreasing, least squares to the light L over the skin      stops, about its mean
//
// (isotonic regression; Barlow et al. 1972). What turns away from the camera is dark by F, and by F is no shadow:
// shadow is L − F.
#pragma once

#include "retouch/lighting.h"

namespace countenance::retouch {

/// F on the mesh, about its mean over the skin, for `level` (log2 of a light on the grid of `light`).
[[nodiscard]] ImageF frontal_light(const ImageF& level, const Lighting& light);

}  // namespace countenance::retouch
