// SPDX-License-Identifier: Apache-2.0
// Patches of a picture, as the networks are fed.
#pragma once

#include <cstdint>

#include "base/geometry.h"
#include "base/image.h"

namespace countenance::face {

/// Pixel p of the patch is picture point picture_from_patch p (a similarity), interpolated linearly; border pixels
/// repeat outside. Where a patch pixel covers more than kDirect picture pixels the picture is area-averaged first: a
/// face of 20 megapixels must not reach a network aliased, or pores and noise move the landmarks.
[[nodiscard]] Image8 patch(View<const std::uint8_t> srgb8, const Affine& picture_from_patch, Size size);
inline constexpr float kDirect = 1.5f;

/// Throws std::logic_error unless the picture has three channels.
void check_rgb(View<const std::uint8_t> srgb8);

}  // namespace countenance::face
