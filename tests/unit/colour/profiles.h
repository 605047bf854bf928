// SPDX-License-Identifier: Apache-2.0
// ICC profiles made with LittleCMS, as bytes.
#pragma once

#include <cstdint>
#include <vector>

namespace countenance::test {

using Bytes = std::vector<std::uint8_t>;

enum class Primaries { srgb, adobe, prophoto };

Bytes srgb_profile();
Bytes rgb_profile(Primaries primaries, double gamma, double version = 4.3);
/// sRGB's curve as a table of 1024 entries of 16 bit, as the common v2 profile has it.
Bytes tabulated_srgb_profile();
Bytes grey_profile(double gamma);
/// A grey profile that connects by Lab: its curve gives L*.
Bytes grey_lab_profile();
/// The adobe space (γ 2.2) as tables of 17³ nodes, both ways unless `one_way`. version < 4: lut16 tables, else mAB/mBA.
Bytes lut_profile(double version, bool one_way = false);
/// γ 2.2 grey as a table of 255 nodes; back by a 17³ table of Lab.
Bytes grey_lut_profile();
Bytes cmyk_profile();
Bytes device_link();
/// sRGB with one tone curve that falls.
Bytes falling_curve_profile();

}  // namespace countenance::test
