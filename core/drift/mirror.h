// SPDX-License-Identifier: Apache-2.0
// The face's other half: where the mirror twin of each place lies. Internal to drift/.
#pragma once

#include "drift/reference.h"

namespace countenance::drift {

struct Mirror {
  ImageF twin;     ///< h × w × 2, px: of each place
  ImageF visible;  ///< 0/1: the place and its twin are both seen, neither much narrower than the other
};
/// By the mesh: a place keeps its weights in its triangle, whose corners become their mirror twins. So it is the face's
/// own midline, bent and turned as it is. `points` in px of the result.
[[nodiscard]] Mirror mirror_of(const face::Points& points, const face::Topology& topology, Size size);

}  // namespace countenance::drift
