// SPDX-License-Identifier: GPL-3.0-or-later
// Where a retouch changed a photo, as a rectangle and as a layer's mask.
#pragma once

#include "base/image.h"
#include "base/photo.h"

namespace countenance::plugin {

struct Change {
  Rect area;    ///< every pixel whose samples differ, and `feather` px around; empty: none does
  Image8 mask;  ///< of area: 255 max(0, 1 − d ÷ (feather + 1)), d px (city block) to the next pixel that differs
};
/// Both of one size and layout; feather: px, [0, 254]. A mask of 255 wherever the pixels differ makes a layer show just
/// what was measured; it falls only where both are equal.
[[nodiscard]] Change change_of(const Photo& before, const Photo& after, int feather);

/// The pixels of `area` alone; a photo that is moved in is cut where it lies, without a second one in memory.
[[nodiscard]] Photo part(Photo photo, const Rect& area);

/// Where `where` (of the photo's size; empty: it acts everywhere) is 0, `photo` is as `original` again.
void keep_outside(Photo& photo, const Photo& original, const Image8& where);

/// Whether these pixels, laid over their original with that mask, show just what they are: so it is where every pixel with
/// a mask of 255 is opaque. Then the mask becomes 0 wherever a pixel is not, since a layer over it would add to it.
[[nodiscard]] bool lies_over(const Photo& pixels, Image8& mask);

/// The colours alone.
[[nodiscard]] Photo without_alpha(Photo photo);

}  // namespace countenance::plugin
