// SPDX-License-Identifier: Apache-2.0
// The segments of a JPEG file (ITU-T T.81, annex B): what is beside the coded image, and putting it back.
#pragma once

#include <array>
#include <functional>
#include <optional>

#include "io/bytes.h"
#include "io/ifd.h"

namespace countenance::io {

/// Calls `visit(marker, payload)` for each segment up to the first scan. Returns where that scan's marker is; nullopt:
/// no JPEG.
std::optional<std::size_t> for_segments(Span file, const std::function<void(std::uint8_t marker, Span payload)>& visit);

struct JpegContents {
  Bytes exif, xmp, photoshop, icc;
  Resolution jfif;          ///< px per mm
  int quality = 0;          ///< see quality_of
  bool subsampled = false;  ///< chroma halved both ways
  bool further_pictures = false, extended_xmp = false, content_credentials = false, comment = false;
};
[[nodiscard]] JpegContents read_jpeg(Span file);

/// A copy whose header has the usual values where it has unusual ones that decoders read all the same: another JFIF
/// revision, an Adobe transform of no meaning, spectral bounds on a sequential scan. libjpeg tells of the first oddity
/// alone, so that one of these would hide real damage. nullopt: the header is usual.
[[nodiscard]] std::optional<Bytes> with_usual_header(Span file);

/// IJG quality 1–100 whose scaled luminance table (T.81 table K.1) is `table`, in any order of its 64 steps,
/// or whose table has the nearest sum. Exact for tables made by libjpeg.
[[nodiscard]] int quality_of(std::array<std::uint16_t, 64> table);

/// The segments to put between the start of the image and its tables.
struct JpegMetadata {
  Span exif, xmp, photoshop, icc;
  Resolution jfif;  ///< written where known
};
inline constexpr std::size_t kLargestExif = 65533 - 6, kLargestXmp = 65502;
inline constexpr std::size_t kLargestIcc = 255 * std::size_t(65533 - 12 - 2);  // the parts are counted in a byte
/// `coded` with its application segments and comments replaced.
[[nodiscard]] Bytes with_metadata(Span coded, const JpegMetadata& metadata);
/// `file` with this packet (kLargestXmp at most) in place of its own, all else as it was.
[[nodiscard]] Bytes with_xmp_segment(Span file, Span xmp);

}  // namespace countenance::io
