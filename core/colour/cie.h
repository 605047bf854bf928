// SPDX-License-Identifier: Apache-2.0
// CIELAB (D50, from linear working RGB by Bradford adaptation), ΔE00 and ITA.
#pragma once

#include <Eigen/Core>

#include "base/image.h"

namespace countenance::colour {

using Lab = Eigen::Vector3f;  ///< L* 0..100, a*, b*

[[nodiscard]] Lab lab(float r, float g, float b);
[[nodiscard]] ImageF lab(View<const float> linear);  ///< h × w × 3
/// CIEDE2000 with kL = kC = kH = 1 (Sharma, Wu, Dalal 2005).
[[nodiscard]] float delta_e00(const Lab& x, const Lab& y);
/// Individual typology angle, degrees: atan2(L* − 50, b*). Very light > 55, dark < −30 (Chardon 1991).
[[nodiscard]] float ita(const Lab& x);
/// Relative luminance of linear working RGB (Rec. 709 weights).
[[nodiscard]] inline float luminance(const float* rgb) {
  return 0.2126f * rgb[0] + 0.7152f * rgb[1] + 0.0722f * rgb[2];
}
[[nodiscard]] ImageF luminance(View<const float> linear);

}  // namespace countenance::colour
