// SPDX-License-Identifier: Apache-2.0
#include "skin/spots.h"

namespace countenance::skin {

Spots find_spots(const Canvas& canvas) {
  ImageF skin = mark_zone(canvas.density, canvas.points, canvas.u);
  for (std::size_t i = 0; i < canvas.weight.count(); ++i)
    if (canvas.weight.data()[i] == 0) skin.data()[i] = 0;
  const MarkBands bands(std::move(skin), canvas.u);
  const MarkSearch search{.highest = 5, .faint_blood = true};
  return {find_marks(canvas.density, bands, canvas.points, finest_mark_scale(canvas.u, kListedPixels), search),
          bands.skin()};
}

}  // namespace countenance::skin
