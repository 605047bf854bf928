// SPDX-License-Identifier: Apache-2.0
#include "retouch/places.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "face/regions.h"

namespace countenance::retouch {
namespace {

constexpr float kPart = 0.02f;  // of a place's skin
constexpr std::array kChin{83, 313, 176, 400, 148, 377, 152};

struct Place {
  const char* name;
  face::Indices region;
};

}  // namespace

float largest(const ImageF& delta) {
  float most = 0;
  for (std::size_t i = 0; i < delta.count(); ++i) most = std::max(most, std::abs(delta.data()[i]));
  return most;
}

std::string places_of(const SkinGrid& g, const skin::Canvas& canvas, const skin::SkinMap& skin, const ImageF& amount,
                      float least) {
  const face::Points points = g.points(canvas);
  std::string out;
  const auto add_if = [&](const char* name, const ImageF& where) {
    double found = 0, all = 0;
    for (std::size_t i = 0; i < where.count(); ++i) {
      const double w = where.data()[i] * g.mask.data()[i];
      all += w;
      if (amount.data()[i] >= least) found += w;
    }
    if (found > 0 && found >= kPart * all) out += (out.empty() ? "" : ", ") + std::string(name);
  };
  for (const Place& place : {Place{"forehead", face::kForehead},
                             {"nose", face::kNose},
                             {"right cheek", face::kCheekRight},
                             {"left cheek", face::kCheekLeft},
                             {"chin", kChin}})
    add_if(place.name, face::hull(g.size, points, place.region));
  ImageF beyond = g.of(skin.oval);
  for (std::size_t i = 0; i < beyond.count(); ++i) beyond.data()[i] = 1 - beyond.data()[i];
  add_if("ears or neck", beyond);
  return out.empty() ? "in one small place" : out;
}

}  // namespace countenance::retouch
