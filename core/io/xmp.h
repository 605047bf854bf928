// SPDX-License-Identifier: Apache-2.0
// XMP packets by exempi: merged, never replaced.
#pragma once

#include <optional>

#include "base/image.h"
#include "io/bytes.h"

namespace countenance::io {

/// The packet with what new upright pixels make untrue put right: tiff:Orientation 1, the size, no xmp:Thumbnails, no
/// reference to a part outside the packet. Byte for byte as it was if nothing of it was there. nullopt: the packet
/// cannot be read and seems to hold a preview.
[[nodiscard]] std::optional<Bytes> updated_xmp(Span packet, Size size);

}  // namespace countenance::io
