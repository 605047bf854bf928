// SPDX-License-Identifier: Apache-2.0
// The alpha samples of a row.
#pragma once

#include <cstdint>

#include "base/photo.h"

namespace countenance::colour {

/// Coverage in [0, 1] of `n` pixels; what is not a number counts as 0. The layout must have alpha.
void read_alpha(const PhotoView& layout, const std::uint8_t* samples, int n, float* alpha);

}  // namespace countenance::colour
