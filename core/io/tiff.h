// SPDX-License-Identifier: Apache-2.0
// TIFF files: the tags of the first page, beside those that libvips reads.
#pragma once

#include "io/bytes.h"
#include "io/ifd.h"

namespace countenance::io {

struct TiffContents {
  Bytes xmp, iim, photoshop;
  Resolution resolution;
  int pages = 1;                                        ///< full ones; smaller versions of a page do not count
  bool reduced = false;                                 ///< there are smaller versions
  bool raw = false;                                     ///< a camera's raw file
  bool half = false;                                    ///< 16-bit floats
  bool premultiplied = false, unnamed_channel = false;  ///< what the fourth (second) channel is said to be
  bool min_is_white = false;
  bool exif = false, layers = false, profile = false, content_credentials = false;
};
/// Of a classic TIFF; a BigTIFF gives a default one.
[[nodiscard]] TiffContents read_tiff(Span file);

/// Makes a TIFF of 16-bit integers one of 16-bit floats of the same bits, or back (libvips below 8.16 knows no such
/// floats). False if it has no such tag.
bool set_half(Bytes& file, bool half);

/// Makes `iim` the value of the IPTC tag, if there is one. (libvips gives libtiff the length in words, which libtiff from
/// 4.5 on takes for bytes: three quarters of the records are left out.)
void set_iim(Bytes& file, Span iim);

/// Makes `xmp` the packet, in place of one that is there, which is blanked. False: not a classic TIFF, or too large for
/// one.
[[nodiscard]] bool set_xmp(Bytes& file, Span xmp);

/// Makes the resolution 1 × 1 without a unit: none is known. (The tags may not be missing, and libvips writes a
/// resolution of its own.) A BigTIFF is left as it is.
void set_no_resolution(Bytes& file);

}  // namespace countenance::io
