// SPDX-License-Identifier: Apache-2.0
#include "retouch/even_light.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "retouch/gain.h"

namespace countenance::retouch {
namespace {

constexpr float kLeastRatio = 0.65f,
                kMostRatio = 1.5f;    // a third less, half as much again: still this face's own light
constexpr float kAlike = 0.05f;       // of a ratio of 1: nobody sees a difference
constexpr float kLeastRange = 0.15f;  // stops: flatter light has no direction to strengthen

}  // namespace

Edit even_light(const skin::Canvas& canvas, const Lighting& light, std::optional<float> team) {
  Edit none{"even-light", ImageF(light.reach.size()), light.reach, {}, true};
  if (!team) {
    none.note = "no second face whose light is known: nothing to bring together";
    return none;
  }
  if (!light.doubt.empty()) return held_back("even-light", light, light.doubt);
  const float ratio = std::clamp(*team / std::max(light.range, kLeastRange), kLeastRatio, kMostRatio);
  if (std::abs(ratio - 1) < kAlike) {
    none.note = fmt::format("lit like the others ({:.1f} stops): nothing to do", light.range);
    return none;
  }
  ImageF gain = light.shading;
  for (std::size_t i = 0; i < gain.count(); ++i) gain.data()[i] *= ratio - 1;
  return GainEdits(canvas).centred("even-light", carry(gain, {}, light), light,
                                   fmt::format("light of {:.1f} stops, the team's {:.1f}", light.range, *team));
}

}  // namespace countenance::retouch
