// SPDX-License-Identifier: Apache-2.0
// The chunks of a WebP file (RIFF; RFC 9649): what is beside the coded image, and putting it back.
#pragma once

#include "base/image.h"
#include "io/bytes.h"

namespace countenance::io {

struct WebpContents {
  Bytes exif, xmp, icc;
  bool lossless = false, animated = false, content_credentials = false;
  Size size;  ///< by the container's header or the image's own; empty: neither can be read
  bool alpha = false;
};
[[nodiscard]] WebpContents read_webp(Span file);

struct WebpMetadata {
  Span exif, xmp, icc;
};
inline constexpr int kLargestWebpSide = 16383;
/// The coded image of `coded`, with this metadata and no other.
[[nodiscard]] Bytes with_metadata(Span coded, Size size, bool alpha, const WebpMetadata& metadata);

}  // namespace countenance::io
