// SPDX-License-Identifier: Apache-2.0
// even-light: for a picture of several people, the contrast of the light on each face brought towards the team's.
//
//   g = (clip(T / C, .65, 1.5) − 1) · L      C = P95 − P5 of L on skin (Lighting::range), T: the faces' median, stops
//
// L is the fitted log2 E about its mean, so a face with harder light than its neighbours gets a fill, one with flatter
// light a key from where its own comes. Finished as every light (retouch/gain.h): the mean L* of each face's skin stays,
// so nobody becomes lighter or darker.
#pragma once

#include <optional>

#include "retouch/edit.h"
#include "retouch/lighting.h"

namespace countenance::retouch {

/// `team`: T; none: there are not two faces whose light is known. Holds back where the fit is not to be trusted.
[[nodiscard]] Edit even_light(const skin::Canvas& canvas, const Lighting& lighting, std::optional<float> team);

}  // namespace countenance::retouch
