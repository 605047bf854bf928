// SPDX-License-Identifier: GPL-3.0-or-later
// Pixels of a GeglBuffer ↔ Photo.
//
// Samples are taken as they stand, in the buffer's own type and encoding; the colour space that a buffer is labelled
// with counts for nothing (GIMP 2.10 labels all of them sRGB). What the samples mean is the host's to say: Photo::icc.
//
// A Photo knows no 32-bit integers and no doubles: those are read as float, and so are perceptual samples, as what is
// usually encoded. Writing then leaves alone, bit for bit, every pixel that is as it was read.
#pragma once

#include <gegl.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/image.h"
#include "base/photo.h"
#include "base/result.h"

namespace countenance::plugin {

/// Of all pixels of `area`, which lies in the buffer's extent. Photo::linear says how the buffer's format encodes, icc
/// is empty. Error{bad_input}: indexed colours, or another layout that is neither RGB nor grey.
Result<Photo> read_pixels(GeglBuffer* buffer, const Rect& area);

/// A digest of what read_pixels() gives of all of the buffer, without holding it: sha256() of the bytes of that photo.
Result<std::string> digest_of(GeglBuffer* buffer);

/// Says of pixels that read_pixels() gave that the image's own profile is this one. A buffer of linear format holds
/// linear light in the profile's primaries; but a profile of tables has none, and there samples are as the profile has
/// them.
void name_colours(Photo& photo, const std::uint8_t* icc, std::size_t length);

/// Writes `photo`, of the layout that read_pixels() gives of this buffer, with its first pixel at (x, y).
/// Error{internal}: another layout.
Result<> write_pixels(GeglBuffer* buffer, int x, int y, const Photo& photo);

/// What read_pixels() would give of `photo` after write_pixels() to a buffer of this format.
Result<Photo> settled(const Babl* format, Photo photo);

}  // namespace countenance::plugin
