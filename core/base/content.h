// SPDX-License-Identifier: Apache-2.0
// A picture known by its content.
#pragma once

#include <string>

#include "base/photo.h"

namespace countenance {

/// SHA-256 of the pixels, their size and layout, and the profile: the same picture in another lossless file has the same.
[[nodiscard]] std::string pixels_sha256(const Photo& photo);

}  // namespace countenance
