// SPDX-License-Identifier: Apache-2.0
// Where a change of light may act beyond the mesh: inside the person, falling off with the distance to the face.
#pragma once

#include "skin/canvas.h"
#include "skin/skin_map.h"

namespace countenance::retouch {

struct Reach {
  ImageF light;   ///< for shaped light
  ImageF person;  ///< for exposure
};
/// Both at work scale in [0, 1]: matte × exp(−(distance to the mesh / .9 IOD)²) × Canvas::inside, a taper of .35 IOD at
/// those sides where the photo goes on. Matte: the person probability, clip((p − .5)/.4), guided by density (r = .05 IOD),
/// smoothstep .25 → .95. No reach where p ≤ .2. `light` is further limited off the mesh and below the chin to skin, so
/// that clothes stay.
[[nodiscard]] Reach find_reach(const skin::Canvas& canvas, const skin::SkinMap& skin, View<const float> coverage,
                               float grid_iod);

}  // namespace countenance::retouch
