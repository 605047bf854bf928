// SPDX-License-Identifier: Apache-2.0
#include "io/webp.h"

#include <functional>

namespace countenance::io {
namespace {

using namespace std::string_view_literals;

void for_chunks(Span file, const std::function<void(std::string_view type, Span data)>& visit) {
  if (!starts_with(file, "RIFF"sv) || !matches(file, 8, "WEBP")) return;
  for (std::size_t at = 12; at + 8 <= file.size();) {
    const std::size_t size = little32(file, at + 4);
    if (size > file.size() - at - 8) return;
    visit({reinterpret_cast<const char*>(file.data()) + at, 4}, file.subspan(at + 8, size));
    at += 8 + size + size % 2;
  }
}

void append_chunk(Bytes& to, std::string_view type, Span data) {
  append(to, type);
  append_little32(to, std::uint32_t(data.size()));
  append(to, data);
  if (data.size() % 2) to.push_back(0);
}

/// Of the canvas (VP8X), a lossless (VP8L) or a lossy image (VP8): RFC 9649, 2.7, 3.4; RFC 6386, 9.1.
void take_frame(std::string_view type, Span data, WebpContents& c) {
  if (type == "VP8X" && data.size() >= 10) {
    c.alpha = (data[0] & 0x10) != 0;
    c.size = {int(1 + (little32(data, 4) & 0xFFFFFF)), int(1 + (little32(data, 6) >> 8))};
  } else if (type == "VP8L" && data.size() >= 5 && data[0] == 0x2F && c.size.width == 0) {
    const std::uint32_t bits = little32(data, 1);
    c.alpha = (bits >> 28 & 1) != 0;
    c.size = {int(1 + (bits & 0x3FFF)), int(1 + (bits >> 14 & 0x3FFF))};
  } else if (type == "VP8 " && data.size() >= 10 && c.size.width == 0) {
    c.size = {int(little16(data, 6) & 0x3FFF), int(little16(data, 8) & 0x3FFF)};
  }
}

}  // namespace

WebpContents read_webp(Span file) {
  WebpContents c;
  for_chunks(file, [&](std::string_view type, Span data) {
    take_frame(type, data, c);
    if (type == "VP8L") c.lossless = true;
    if (type == "ANIM") c.animated = true;
    if (type == "C2PA") c.content_credentials = true;
    if (type == "ICCP" && c.icc.empty()) append(c.icc, data);
    if (type == "XMP " && c.xmp.empty()) append(c.xmp, data);
    // Some writers copy JPEG's prefix along.
    if (type == "EXIF" && c.exif.empty()) append(c.exif, starts_with(data, "Exif\0\0"sv) ? data.subspan(6) : data);
  });
  return c;
}

Bytes with_metadata(Span coded, Size size, bool alpha, const WebpMetadata& metadata) {
  Bytes out;
  append(out, "RIFF\0\0\0\0WEBP"sv);
  const std::uint8_t flags = std::uint8_t((metadata.icc.empty() ? 0 : 0x20) | (alpha ? 0x10 : 0) |
                                          (metadata.exif.empty() ? 0 : 0x08) | (metadata.xmp.empty() ? 0 : 0x04));
  if (flags != 0) {
    const auto w = std::uint32_t(size.width - 1), h = std::uint32_t(size.height - 1);
    const std::uint8_t header[] = {flags,
                                   0,
                                   0,
                                   0,
                                   std::uint8_t(w),
                                   std::uint8_t(w >> 8),
                                   std::uint8_t(w >> 16),
                                   std::uint8_t(h),
                                   std::uint8_t(h >> 8),
                                   std::uint8_t(h >> 16)};
    append_chunk(out, "VP8X", header);
  }
  if (!metadata.icc.empty()) append_chunk(out, "ICCP", metadata.icc);
  for_chunks(coded, [&](std::string_view type, Span data) {
    if (type == "ALPH" || type == "VP8 " || type == "VP8L") append_chunk(out, type, data);
  });
  if (!metadata.exif.empty()) append_chunk(out, "EXIF", metadata.exif);
  if (!metadata.xmp.empty()) append_chunk(out, "XMP ", metadata.xmp);
  Bytes total;
  append_little32(total, std::uint32_t(out.size() - 8));
  std::copy(total.begin(), total.end(), out.begin() + 4);
  return out;
}

}  // namespace countenance::io
