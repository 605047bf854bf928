// SPDX-License-Identifier: Apache-2.0
#include "io/jpeg.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <numeric>
#include <string>

namespace countenance::io {
namespace {

using namespace std::string_view_literals;

constexpr auto kExif = "Exif\0\0"sv, kXmp = "http://ns.adobe.com/xap/1.0/\0"sv, kIcc = "ICC_PROFILE\0"sv,
               kExtendedXmp = "http://ns.adobe.com/xmp/extension/\0"sv, kPhotoshop = "Photoshop 3.0\0"sv;
constexpr std::uint8_t kSos = 0xDA, kDqt = 0xDB, kApp0 = 0xE0, kCom = 0xFE;
constexpr std::size_t kLargestPayload = 65533;

bool is_frame(std::uint8_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/// T.81 table K.1.
constexpr std::array<int, 64> kLuminance = {16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,
                                            14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,
                                            18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,
                                            49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};

std::array<std::uint16_t, 64> scaled_luminance(int quality) {
  const int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  std::array<std::uint16_t, 64> table{};
  for (std::size_t i = 0; i < 64; ++i)
    table[i] = std::uint16_t(std::clamp((kLuminance[i] * percent + 50) / 100, 1, 255));
  return table;
}

void append_segment(Bytes& to, std::uint8_t marker, std::string_view prefix, Span payload) {
  to.push_back(0xFF);
  to.push_back(marker);
  append_big16(to, std::uint32_t(2 + prefix.size() + payload.size()));
  append(to, prefix);
  append(to, payload);
}

Resolution jfif_resolution(Span payload) {
  if (payload.size() < 12 || payload[7] < 1 || payload[7] > 2) return {};
  const double mm = payload[7] == 1 ? 25.4 : 10.0;
  return {big16(payload, 8) / mm, big16(payload, 10) / mm};
}

}  // namespace

std::optional<std::size_t> for_segments(Span file, const std::function<void(std::uint8_t, Span)>& visit) {
  if (!starts_with(file, "\xFF\xD8\xFF"sv)) return std::nullopt;
  for (std::size_t at = 2; at + 4 <= file.size();) {
    if (file[at] != 0xFF) return std::nullopt;
    const std::uint8_t marker = file[at + 1];
    if (marker == 0xFF) {  // fill
      ++at;
      continue;
    }
    if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7)) {  // alone
      at += 2;
      continue;
    }
    const std::size_t length = big16(file, at + 2);
    if (length < 2 || length > file.size() - at - 2 || marker == 0xD8 || marker == 0xD9) return std::nullopt;
    if (marker == kSos) return at;
    visit(marker, file.subspan(at + 4, length - 2));
    at += 2 + length;
  }
  return std::nullopt;
}

int quality_of(std::array<std::uint16_t, 64> table) {
  // The order of the steps is of no use here: tables of one family differ in every step alike.
  std::sort(table.begin(), table.end());
  const int sum = std::accumulate(table.begin(), table.end(), 0);
  int nearest = 100, distance = 1 << 30;
  for (int quality = 100; quality >= 1; --quality) {
    auto scaled = scaled_luminance(quality);
    std::sort(scaled.begin(), scaled.end());
    if (scaled == table) return quality;
    const int off = std::abs(std::accumulate(scaled.begin(), scaled.end(), 0) - sum);
    if (off < distance) distance = off, nearest = quality;
  }
  return nearest;
}

JpegContents read_jpeg(Span file) {
  JpegContents c;
  std::array<std::array<std::uint16_t, 64>, 4> tables{};
  std::size_t luminance_table = 0;
  std::map<int, Span> icc;
  for_segments(file, [&](std::uint8_t marker, Span p) {
    const auto body = [&](std::string_view prefix) { return p.subspan(prefix.size()); };
    if (marker == kApp0 && starts_with(p, "JFIF\0"sv)) {
      c.jfif = jfif_resolution(p);
    } else if (marker == kApp0 + 1 && starts_with(p, kExif)) {
      if (c.exif.empty()) append(c.exif, body(kExif));
    } else if (marker == kApp0 + 1 && starts_with(p, kXmp)) {
      if (c.xmp.empty()) append(c.xmp, body(kXmp));
    } else if (marker == kApp0 + 1 && starts_with(p, kExtendedXmp)) {
      c.extended_xmp = true;
    } else if (marker == kApp0 + 2 && starts_with(p, kIcc) && p.size() > 14) {
      icc.emplace(p[12], p.subspan(14));
    } else if (marker == kApp0 + 2 && starts_with(p, "MPF\0"sv)) {
      c.further_pictures = true;
    } else if (marker == kApp0 + 11) {
      c.content_credentials = true;
    } else if (marker == kApp0 + 13 && starts_with(p, kPhotoshop)) {
      append(c.photoshop, body(kPhotoshop));
    } else if (marker == kCom) {
      c.comment = true;
    } else if (marker == kDqt) {
      while (!p.empty()) {
        const bool wide = p[0] >> 4;
        const std::size_t id = p[0] & 3, size = 1 + (wide ? 128 : 64);
        if (p.size() < size) break;
        for (std::size_t i = 0; i < 64; ++i) tables[id][i] = std::uint16_t(wide ? big16(p, 1 + 2 * i) : p[1 + i]);
        p = p.subspan(size);
      }
    } else if (is_frame(marker) && p.size() >= 9) {
      luminance_table = p[8] & 3;
      c.subsampled = p[5] >= 3 && (p[7] >> 4) >= 2 && (p[7] & 15) >= 2;
    }
  });
  for (const auto& [number, part] : icc) append(c.icc, part);
  c.quality = quality_of(tables[luminance_table]);
  return c;
}

std::optional<Bytes> with_usual_header(Span file) {
  std::vector<std::pair<std::size_t, std::uint8_t>> changes;
  const auto want = [&](std::size_t at, std::uint8_t value) {
    if (file[at] != value) changes.emplace_back(at, value);
  };
  std::size_t transform = 0;
  bool three = false, sequential = false;
  const auto scan = for_segments(file, [&](std::uint8_t marker, Span p) {
    const auto at = std::size_t(p.data() - file.data());
    if (marker == kApp0 && starts_with(p, "JFIF\0"sv) && p.size() >= 14) want(at + 5, 1);
    if (marker == kApp0 + 14 && starts_with(p, "Adobe"sv) && p.size() >= 12) transform = at + 11;
    if (is_frame(marker) && p.size() >= 6) {
      three = p[5] == 3;
      sequential = marker == 0xC0 || marker == 0xC1 || marker == 0xC9;
    }
  });
  if (!scan) return std::nullopt;
  if (three && transform != 0 && file[transform] > 1) want(transform, 1);  // YCbCr, as decoders assume
  const std::size_t end = *scan + 2 + big16(file, *scan + 2);
  if (sequential && end >= *scan + 8) want(end - 3, 0), want(end - 2, 63), want(end - 1, 0);
  if (changes.empty()) return std::nullopt;
  Bytes usual(file.begin(), file.end());
  for (const auto& [at, value] : changes) usual[at] = value;
  return usual;
}

Bytes with_metadata(Span coded, const JpegMetadata& metadata) {
  Bytes out = {0xFF, 0xD8};
  out.reserve(coded.size() + metadata.exif.size() + metadata.xmp.size() + metadata.photoshop.size() +
              metadata.icc.size() + 4096);
  if (metadata.jfif.x > 0 && metadata.jfif.y > 0) {
    Bytes density;
    append_big16(density, std::uint32_t(std::lround(std::clamp(metadata.jfif.x * 25.4, 1., 65535.))));
    append_big16(density, std::uint32_t(std::lround(std::clamp(metadata.jfif.y * 25.4, 1., 65535.))));
    append(density, "\0\0"sv);  // no thumbnail
    append_segment(out, kApp0, "JFIF\0\1\1\1"sv, density);
  }
  if (!metadata.exif.empty()) append_segment(out, kApp0 + 1, kExif, metadata.exif);
  if (!metadata.xmp.empty()) append_segment(out, kApp0 + 1, kXmp, metadata.xmp);
  for (Span rest = metadata.photoshop; !rest.empty();) {
    const Span part = rest.first(std::min(rest.size(), kLargestPayload - kPhotoshop.size()));
    append_segment(out, kApp0 + 13, kPhotoshop, part);
    rest = rest.subspan(part.size());
  }
  const std::size_t room = kLargestPayload - kIcc.size() - 2, parts = (metadata.icc.size() + room - 1) / room;
  for (std::size_t i = 0; i < parts; ++i) {
    const char number[] = {char(i + 1), char(parts)};
    const Span part = metadata.icc.subspan(i * room, std::min(room, metadata.icc.size() - i * room));
    append_segment(out, kApp0 + 2, std::string(kIcc) + std::string(number, 2), part);
  }
  const auto scan = for_segments(coded, [&](std::uint8_t marker, Span p) {
    const bool application =
        marker >= kApp0 && marker <= kApp0 + 15 && marker != kApp0 + 14;  // 14 names the colour coding
    if (!application && marker != kCom) append_segment(out, marker, {}, p);
  });
  append(out, coded.subspan(scan.value_or(2)));
  return out;
}

Bytes with_xmp_segment(Span file, Span xmp) {
  Bytes out = {0xFF, 0xD8};
  out.reserve(file.size() + xmp.size() + 64);
  bool placed = false;
  const auto place = [&] {
    if (!placed) append_segment(out, kApp0 + 1, kXmp, xmp);
    placed = true;
  };
  const auto scan = for_segments(file, [&](std::uint8_t marker, Span p) {
    if (marker == kApp0 + 1 && starts_with(p, kXmp)) return;
    const bool leads = marker == kApp0 || (marker == kApp0 + 1 && starts_with(p, kExif));
    if (!leads) place();
    append_segment(out, marker, {}, p);
  });
  place();
  append(out, file.subspan(scan.value_or(2)));
  return out;
}

}  // namespace countenance::io
