// SPDX-License-Identifier: Apache-2.0
// Spots of known place, size, contrast and colour, put into a portrait's density.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "govern/study.h"

namespace countenance::spots {

/// R : G : B of the density added, green 1. Red, brown-red and scab: oxygenated, deoxygenated and dried (met-) haemoglobin,
/// rounded by eye from the published spectra for broad sensor bands, with red light's longer way through skin; moles: melanin.
struct Kind {
  const char* name;
  float red, blue;
  bool permanent;
};
inline constexpr Kind kKinds[] = {{"red", .20f, .90f, false},
                                  {"brown-red", .42f, .97f, false},
                                  {"scab", .65f, 1.05f, false},
                                  {"mole", .73f, 1.18f, true},
                                  {"brown mole", .67f, 1.38f, true}};
inline constexpr float kSizes[] = {.01f, .015f, .02f, .03f, .04f};  ///< diameter, IOD
inline constexpr float kContrasts[] = {.1f, .15f, .2f, .3f,
                                       .5f};  ///< mean of the channels at the centre of a wide one, stops

struct Spot {
  Point at;  ///< photo px
  float diameter = 0, contrast = 0;
  const Kind* kind = nullptr;
};

/// Up to `count`, on the skin of the largest face, .16 IOD apart and .06 from marks that are there.
[[nodiscard]] std::vector<Spot> draw(const govern::Study& study, int count, std::mt19937& random);
/// A disc with an edge over .7 to 1.3 of its radius, then as light spreads in skin: σ .6, .3, .2 % IOD of R, G, B.
[[nodiscard]] Result<Photo> with(const govern::Study& study, const std::vector<Spot>& spots);

}  // namespace countenance::spots
