// SPDX-License-Identifier: Apache-2.0
// EXIF blobs (CIPA DC-008): read, and altered in place, so that maker notes, whose offsets nobody knows, stay valid.
#pragma once

#include "base/image.h"
#include "io/bytes.h"
#include "io/ifd.h"

namespace countenance::io {

struct ExifFacts {
  bool readable = false;
  int orientation = 1;
  Resolution resolution;
  bool has_thumbnail = false;  ///< a coded one, which can be made anew
  bool adobe_rgb = false;      ///< DCF option file: the colour space is Adobe RGB, though no profile says so
};
[[nodiscard]] ExifFacts read_exif(Span exif);

struct ExifUpdate {
  Size size;                              ///< of the new pixels
  Span thumbnail;                         ///< JPEG of the new pixels; empty: the old one goes without a follower
  std::size_t largest = std::size_t(-1);  ///< bytes; a thumbnail that does not fit is left out
};
/// Orientation 1, the new size, and no old preview: the thumbnail is replaced or removed, and any coded picture left
/// elsewhere (in a maker note) is blanked. An empty or unreadable blob gives an empty one.
[[nodiscard]] Bytes updated_exif(Span exif, const ExifUpdate& update);

}  // namespace countenance::io
