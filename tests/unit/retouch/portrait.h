// SPDX-License-Identifier: Apache-2.0
// A portrait of the test package, studied as retouch does.
#pragma once

#include <cmath>
#include <map>
#include <string>

#include "colour/density.h"
#include "retouch/lighting.h"
#include "support/support.h"

namespace countenance::test {

struct Portrait {
  skin::Canvas canvas;
  skin::SkinMap map;
  retouch::Lighting lighting;
};

inline Portrait study(const std::filesystem::path& path) {
  const Photo photo = load_photo(path);
  const auto space = colour::Space::open(photo.icc, photo.view().colours()).value();
  const auto faces = networks()->find(photo.view(), space, {}).value();
  const Rect all{0, 0, photo.size.width, photo.size.height};
  const ImageF person = networks()->person(colour::read_srgb8(photo.view(), space, all, {256, 256}).value()).value();
  Portrait out;
  out.canvas = skin::make_canvas(photo.view(), space, faces.at(0), person).value();
  out.map = skin::find_skin(out.canvas);
  out.lighting = retouch::fit_lighting(out.canvas, out.map, face::load_topology().value());
  return out;
}

/// Of a public package, studied once a program.
inline const Portrait& portrait(const std::string& name) {
  static std::map<std::string, Portrait> known;
  const auto it = known.find(name);
  return it != known.end() ? it->second : known.emplace(name, study(registry(name))).first->second;
}

/// The canvas's picture with a density added.
inline void add_density(skin::Canvas& c, const ImageF& delta) {
  for (std::size_t i = 0; i < c.linear.count(); ++i)
    c.linear.data()[i] =
        (c.linear.data()[i] + colour::kDensityFloor) * std::exp2(-delta.data()[i]) - colour::kDensityFloor;
  c.density = colour::density(c.linear);
  c.shm = colour::unmix(c.density);
}

}  // namespace countenance::test
