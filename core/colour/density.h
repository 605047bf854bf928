// SPDX-License-Identifier: Apache-2.0
// Optical density, the space edits live in: d = −log2(l + ε), in stops, per channel of linear working RGB.
// Skin chromophores and illumination add there (Lambert–Beer). Axes of a density: shading (1,1,1), haemoglobin,
// melanin.
#pragma once

#include <Eigen/Core>

#include "base/image.h"

namespace countenance::colour {

inline constexpr float kDensityFloor = 1.f / 1024;  ///< ε, linear

/// d = −log2(max(l, 0) + ε); same shape as the input.
[[nodiscard]] ImageF density(View<const float> linear);

/// Row k is axis k in density RGB, scaled so that one unit is a mean of one stop: s (1,1,1), haemoglobin
/// (.2988,.6838,.6657)/mean, melanin (.4143,.3570,.8372)/mean.
[[nodiscard]] const Eigen::Matrix3f& chromophore_axes();
/// (s, h, m) of densities: q = d · axes⁻¹, row vectors; h × w × 3 in and out.
[[nodiscard]] ImageF unmix(View<const float> density);
[[nodiscard]] ImageF mix(View<const float> shm);

}  // namespace countenance::colour
