// SPDX-License-Identifier: Apache-2.0
// The XMP packet of a picture that is already encoded, read and put in without touching the coded pixels.
#pragma once

#include "base/result.h"
#include "io/bytes.h"

namespace countenance::io {

/// The most an XMP packet may take in this file: kLargestXmp in a JPEG.
[[nodiscard]] std::size_t largest_packet(Span file);
/// Empty: none.
[[nodiscard]] Bytes packet_in(Span file);
/// The file with this packet in place of its own; every byte of the coded image, and all other metadata, as it was.
/// Error{bad_input}: not a JPEG, PNG, classic TIFF or WebP, or a packet that is too large for it.
Result<Bytes> with_packet(Span file, Span packet);

}  // namespace countenance::io
