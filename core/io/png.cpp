// SPDX-License-Identifier: Apache-2.0
#include "io/png.h"

#include <zlib.h>

#include <cmath>
#include <functional>
#include <string>
#include <utility>

namespace countenance::io {
namespace {

using namespace std::string_view_literals;

constexpr auto kSignature = "\x89PNG\r\n\x1a\n"sv, kXmpKeyword = "XML:com.adobe.xmp"sv;
constexpr std::size_t kLargestText = 64 << 20;

void for_chunks(Span file, const std::function<void(std::string_view type, Span data, Span chunk)>& visit) {
  if (!starts_with(file, kSignature)) return;
  for (std::size_t at = kSignature.size(); at + 12 <= file.size();) {
    const std::size_t size = big32(file, at);
    if (size > file.size() - at - 12) return;
    const std::string_view type(reinterpret_cast<const char*>(file.data()) + at + 4, 4);
    visit(type, file.subspan(at + 8, size), file.subspan(at, size + 12));
    at += size + 12;
  }
}

void append_chunk(Bytes& to, std::string_view type, Span data) {
  append_big32(to, std::uint32_t(data.size()));
  const std::size_t at = to.size();
  append(to, type);
  append(to, data);
  append_big32(to, std::uint32_t(crc32(0, to.data() + at, uInt(to.size() - at))));
}

void append_xmp(Bytes& to, Span xmp) {
  Bytes text;
  append(text, kXmpKeyword);
  append(text, "\0\0\0\0\0"sv);  // end of the keyword, not compressed (2), no language, no translated keyword
  append(text, xmp);
  append_chunk(to, "iTXt", text);
}

bool is_xmp(std::string_view type, Span data) { return type == "iTXt" && starts_with(data, kXmpKeyword); }

/// The text of an iTXt chunk; empty: it is damaged.
Bytes text_of(Span data) {
  std::size_t at = kXmpKeyword.size() + 3;  // the keyword's end, flag and method of compression
  if (data.size() < at) return {};
  const bool compressed = data[at - 2] == 1;
  for (int skipped = 0; skipped < 2; ++skipped) {  // language, translated keyword
    while (at < data.size() && data[at] != 0) ++at;
    if (at++ >= data.size()) return {};
  }
  const Span text = data.subspan(at);
  if (!compressed) return {text.begin(), text.end()};
  for (std::size_t room = 8 * text.size() + 4096; room <= kLargestText; room *= 4) {
    Bytes out(room);
    uLongf size = uLongf(room);
    const int result = uncompress(out.data(), &size, text.data(), uLong(text.size()));
    out.resize(size);
    if (result == Z_OK) return out;
    if (result != Z_BUF_ERROR) return {};
  }
  return {};
}

/// pHYs by PNG 1.2, 4.2.4.2: pixels per metre, each from 1 to below 2^31. What it cannot say is left out.
void append_resolution(Bytes& to, Resolution per_mm) {
  Bytes size;
  for (const double v : {per_mm.x, per_mm.y}) {
    const double per_metre = std::round(v * 1000);
    if (!(per_metre >= 1 && per_metre < 2147483648.0)) return;
    append_big32(size, std::uint32_t(per_metre));
  }
  size.push_back(1);  // the unit is the metre
  append_chunk(to, "pHYs", size);
}

}  // namespace

PngContents read_png(Span file) {
  PngContents c;
  for_chunks(file, [&](std::string_view type, Span data, Span) {
    if (type == "IHDR" && data.size() >= 10) c.palette = data[9] == 3;
    if (type == "iCCP") c.has_profile = true;
    if (type == "acTL") c.animated = true;
    if (type == "caBX") c.content_credentials = true;
    if (type == "IEND") c.complete = true;
    if (type == "eXIf" && c.exif.empty()) append(c.exif, data);
    if (is_xmp(type, data) && c.xmp.empty()) c.xmp = text_of(data);
    if (type == "pHYs" && data.size() >= 9 && data[8] == 1)
      c.resolution = {big32(data, 0) / 1000.0, big32(data, 4) / 1000.0};
    if (type == "tEXt" || type == "zTXt" || type == "iTXt") c.text = c.text || !starts_with(data, kXmpKeyword);
  });
  return c;
}

Bytes with_metadata(Span coded, const PngMetadata& metadata) {
  Bytes out;
  out.reserve(coded.size() + metadata.exif.size() + metadata.xmp.size() + 128);
  append(out, kSignature);
  bool added = false;
  for_chunks(coded, [&](std::string_view type, Span, Span chunk) {
    if (type == "IDAT" && !added) {
      added = true;
      append_resolution(out, metadata.resolution);
      if (!metadata.exif.empty()) append_chunk(out, "eXIf", metadata.exif);
      if (!metadata.xmp.empty()) append_xmp(out, metadata.xmp);
    }
    if (type != "eXIf" && type != "pHYs") append(out, chunk);
  });
  return out;
}

Bytes with_xmp_chunk(Span file, Span xmp) {
  Bytes out;
  out.reserve(file.size() + xmp.size() + 64);
  append(out, kSignature);
  bool added = false;
  for_chunks(file, [&](std::string_view type, Span data, Span chunk) {
    if (type == "IDAT" && !std::exchange(added, true)) append_xmp(out, xmp);
    if (!is_xmp(type, data)) append(out, chunk);
  });
  return out;
}

}  // namespace countenance::io
