// SPDX-License-Identifier: Apache-2.0
// One division of skin tones for the tables of all benchmarks, by the individual typology angle of the face's skin as
// photographed: ITA = atan((L* − 50) / b*), degrees.
#pragma once

#include <string>

namespace countenance::bench {

inline std::string tone_of(float ita) { return ita < 10 ? "dark" : ita <= 41 ? "brown" : "light"; }

}  // namespace countenance::bench
