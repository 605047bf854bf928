// SPDX-License-Identifier: Apache-2.0
#include "io/packet.h"

#include <limits>

#include "io/contents.h"
#include "io/jpeg.h"
#include "io/png.h"
#include "io/tiff.h"
#include "io/webp.h"

namespace countenance::io {

std::size_t largest_packet(Span file) {
  return sniff(file) == Format::jpeg ? kLargestXmp : std::numeric_limits<std::uint32_t>::max();
}

Bytes packet_in(Span file) {
  const auto format = sniff(file);
  if (!format) return {};
  Bytes packet = format == Format::jpeg   ? read_jpeg(file).xmp
                 : format == Format::png  ? read_png(file).xmp
                 : format == Format::tiff ? read_tiff(file).xmp
                                          : read_webp(file).xmp;
  while (!packet.empty() && packet.back() == 0) packet.pop_back();
  return packet;
}

Result<Bytes> with_packet(Span file, Span packet) {
  const auto format = sniff(file);
  if (!format) return fail(Code::bad_input, "XMP goes into JPEG, PNG, TIFF and WebP");
  if (packet.size() > largest_packet(file))
    return fail(Code::bad_input, "XMP that is too large for a JPEG: write a PNG or TIFF");
  if (format == Format::jpeg) return with_xmp_segment(file, packet);
  if (format == Format::png) return with_xmp_chunk(file, packet);
  if (format == Format::tiff) {
    Bytes out(file.begin(), file.end());
    if (!set_xmp(out, packet)) return fail(Code::bad_input, "XMP that does not fit into this TIFF: write a PNG");
    return out;
  }
  WebpContents c = read_webp(file);
  if (c.size.width == 0) return fail(Code::bad_input, "a WebP of unknown size cannot take XMP: write a PNG");
  return with_metadata(file, c.size, c.alpha, WebpMetadata{c.exif, packet, c.icc});
}

}  // namespace countenance::io
