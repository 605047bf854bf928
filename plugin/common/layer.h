// SPDX-License-Identifier: GPL-3.0-or-later
// What differs of two pictures of one size and layout, as a layer over the first.
#pragma once

#include "host.h"

namespace countenance::plugin {

/// `before` lies at (x, y) of the image. The mask falls within 2 % of `iod` (between the eyes, px). Its area is empty where
/// nothing differs; name and note are empty.
[[nodiscard]] Output layer_over(const Photo& before, Photo after, int x, int y, float iod);

}  // namespace countenance::plugin
