// SPDX-License-Identifier: Apache-2.0
// The chunks of a PNG file (W3C PNG, third edition): what is beside the coded image, and adding to it.
#pragma once

#include "io/bytes.h"
#include "io/ifd.h"

namespace countenance::io {

struct PngContents {
  Bytes exif, xmp;
  Resolution resolution;
  bool has_profile = false, animated = false, text = false, palette = false, content_credentials = false;
  bool complete = false;  ///< ends as a PNG must, in a whole IEND: decoders give a picture without
};
[[nodiscard]] PngContents read_png(Span file);

struct PngMetadata {
  Span exif, xmp;
  Resolution resolution;  ///< px/mm; 0, or what pHYs cannot say: none
};
/// `coded` with chunks pHYs, eXIf and iTXt (XMP) before the image data, in place of the encoder's own: libvips makes up a
/// resolution, from 8.16 on EXIF too, and there gives the height's resolution as the width's.
[[nodiscard]] Bytes with_metadata(Span coded, const PngMetadata& metadata);
/// `file` with this packet in place of its own, all else as it was.
[[nodiscard]] Bytes with_xmp_chunk(Span file, Span xmp);

}  // namespace countenance::io
