// SPDX-License-Identifier: GPL-3.0-or-later
#include "layer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "change.h"

namespace countenance::plugin {

static constexpr float kFeatherPerIod = 0.02f;

Output layer_over(const Photo& before, Photo after, int x, int y, float iod) {
  const int feather = std::clamp(int(std::lround(kFeatherPerIod * iod)), 1, 254);
  Change change = change_of(before, after, feather);
  Output out{false, change.area, x + change.area.x, y + change.area.y};
  if (change.area.empty()) return out;
  out.pixels = part(std::move(after), change.area);
  out.mask = std::move(change.mask);
  return out;
}

}  // namespace countenance::plugin
