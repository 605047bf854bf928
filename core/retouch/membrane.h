// SPDX-License-Identifier: Apache-2.0
// Membrane: what a hole would look like if only its surroundings were known.
//
//   ∇²f = 0 in the hole, f = x around it (Pérez, Gangnet, Blake 2003, without a source). Pixels that are neither hole nor
//   source do not exist: nothing flows across them.
#pragma once

#include "base/image.h"

namespace countenance::retouch {

enum class Part : std::uint8_t { absent, source, hole };

/// x with its holes filled, every channel; all else as it is. A hole without any source keeps its values. Each connected
/// hole costs its own bounding box alone.
[[nodiscard]] ImageF membrane(const ImageF& x, const Image<Part>& parts);

}  // namespace countenance::retouch
