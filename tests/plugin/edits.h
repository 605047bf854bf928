// SPDX-License-Identifier: GPL-3.0-or-later
// What other tools make of a portrait of 3 × 8 bits.
#pragma once

#include <algorithm>
#include <cmath>

#include "base/photo.h"

namespace countenance::plugin {

/// Lighter by `by` of 255.
inline Photo lightened(Photo photo, int by) {
  for (std::uint8_t& v : photo.bytes) v = std::uint8_t(std::min(255, v + by));
  return photo;
}

/// The face gives way to means of 5 × 5 of its pixels, softly towards its edge: no pores are left.
inline Photo smoothed(const Photo& photo, const Rect& face) {
  Photo out = photo;
  for (int y = std::max(2, face.y); y < std::min(face.bottom(), photo.size.height - 2); ++y)
    for (int x = std::max(2, face.x); x < std::min(face.right(), photo.size.width - 2); ++x) {
      const double u = 2. * (x - face.x) / face.width - 1, v = 2. * (y - face.y) / face.height - 1;
      const double w = std::clamp(4 * (1 - std::hypot(u, v)), 0., 1.);
      for (int c = 0; c < 3; ++c) {
        double sum = 0;
        for (int i = 0; i < 25; ++i) sum += photo.view().row(y + i / 5 - 2)[3 * (x + i % 5 - 2) + c];
        std::uint8_t& to = out.row(y)[3 * x + c];
        to = std::uint8_t(std::lround(to + w * (sum / 25 - to)));
      }
    }
  return out;
}

}  // namespace countenance::plugin
