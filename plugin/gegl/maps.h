// SPDX-License-Identifier: GPL-3.0-or-later
// Maps: buffers that say how much, not what colour.
#pragma once

#include <gegl.h>

#include "base/image.h"

namespace countenance::plugin {

/// Of a selection, a channel or a layer's mask: its values, 255 in full; 0 beyond the buffer.
[[nodiscard]] Image8 read_coverage(GeglBuffer* buffer, const Rect& area);
/// Of a layer: how bright each pixel looks (its encoded luminance), times its alpha; 0 beyond the buffer.
[[nodiscard]] Image8 read_brightness(GeglBuffer* buffer, const Rect& area);
/// A layer's mask, from the buffer's first pixel.
void write_coverage(GeglBuffer* buffer, const Image8& mask);

}  // namespace countenance::plugin
