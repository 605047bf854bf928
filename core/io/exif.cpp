// SPDX-License-Identifier: Apache-2.0
#include "io/exif.h"

#include <algorithm>

#include "io/jpeg.h"

namespace countenance::io {
namespace {

constexpr std::size_t kHeader = 8;

/// Never the header.
void blank(Bytes& bytes, std::size_t from, std::size_t size) {
  if (from < kHeader || from >= bytes.size()) return;
  std::fill_n(bytes.begin() + std::ptrdiff_t(from), std::min(size, bytes.size() - from), std::uint8_t{0});
}

/// Coded pictures wherever they lie: a start that leads through well-formed segments to a scan.
void blank_pictures(Bytes& bytes) {
  static constexpr std::uint8_t start[] = {0xFF, 0xD8, 0xFF}, end[] = {0xFF, 0xD9};
  for (auto at = bytes.begin() + kHeader;;) {
    at = std::search(at, bytes.end(), std::begin(start), std::end(start));
    if (at == bytes.end()) return;
    const std::size_t from = std::size_t(at - bytes.begin());
    const auto scan = for_segments(Span(bytes).subspan(from), [](std::uint8_t, Span) {});
    if (!scan) {
      ++at;
      continue;
    }
    auto stop = std::search(at + std::ptrdiff_t(*scan), bytes.end(), std::begin(end), std::end(end));
    if (stop != bytes.end()) stop += 2;
    std::fill(at, stop, std::uint8_t{0});
    at = stop;
  }
}

/// Takes the old thumbnail's bytes away. Returns the room they had, for a coded one.
std::size_t clear_thumbnail(Bytes& bytes, const IfdReader& reader, const Ifd& ifd) {
  const auto offset = reader.number(ifd, tag::thumbnail_offset), length = reader.number(ifd, tag::thumbnail_length);
  if (const IfdEntry* strips = ifd.find(tag::strip_offsets))
    for (std::size_t i = 0; i < strips->count; ++i)
      blank(bytes, reader.number(ifd, tag::strip_offsets, i).value_or(0),
            reader.number(ifd, tag::strip_bytes, i).value_or(0));
  if (!offset || !length || *offset < kHeader || *offset > bytes.size() || *length > bytes.size() - *offset) return 0;
  blank(bytes, *offset, *length);
  return *length;
}

/// Puts the new thumbnail where the old one was, or at the end if it is larger. False: it does not fit.
bool place_thumbnail(Bytes& bytes, const IfdReader& reader, const Ifd& ifd, std::size_t room,
                     const ExifUpdate& update) {
  const IfdEntry *offset = ifd.find(tag::thumbnail_offset), *length = ifd.find(tag::thumbnail_length);
  if (update.thumbnail.empty() || !offset || !length || room == 0) return false;
  const bool big = reader.big();
  std::size_t at = reader.number(ifd, tag::thumbnail_offset).value_or(0);
  if (update.thumbnail.size() > room) {
    if (bytes.size() + 1 + update.thumbnail.size() > update.largest) return false;
    if (bytes.size() % 2) bytes.push_back(0);
    at = bytes.size();
    bytes.resize(at + update.thumbnail.size());
  }
  std::copy(update.thumbnail.begin(), update.thumbnail.end(), bytes.begin() + std::ptrdiff_t(at));
  put_number(bytes, *offset, std::uint32_t(at), big);
  put_number(bytes, *length, std::uint32_t(update.thumbnail.size()), big);
  if (const IfdEntry* e = ifd.find(tag::orientation)) put_number(bytes, *e, 1, big);
  return true;
}

}  // namespace

ExifFacts read_exif(Span exif) {
  ExifFacts facts;
  const auto reader = IfdReader::open(exif);
  const auto first = reader ? reader->first() : std::nullopt;
  if (!first) return facts;
  facts.readable = true;
  const std::uint32_t orientation = reader->number(*first, tag::orientation).value_or(1);
  facts.orientation = orientation >= 1 && orientation <= 8 ? int(orientation) : 1;
  facts.resolution = resolution_of(*reader, *first);
  if (const auto thumbnail = reader->at(first->next))
    facts.has_thumbnail = thumbnail->find(tag::thumbnail_offset) != nullptr;
  const auto details = reader->sub(*first, tag::exif_ifd);
  const auto interoperability = details ? reader->sub(*details, tag::interoperability_ifd) : std::nullopt;
  const IfdEntry* index = interoperability ? interoperability->find(1) : nullptr;
  facts.adobe_rgb = index && starts_with(reader->value(*index), "R03");
  return facts;
}

Bytes updated_exif(Span exif, const ExifUpdate& update) {
  const auto reader = IfdReader::open(exif);
  const auto first = reader ? reader->first() : std::nullopt;
  if (!first) return {};
  Bytes bytes(exif.begin(), exif.end());
  const bool big = reader->big();
  const auto set = [&](const Ifd& ifd, std::uint16_t tag, std::uint32_t value) {
    if (const IfdEntry* e = ifd.find(tag)) put_number(bytes, *e, value, big);
  };
  set(*first, tag::orientation, 1);
  set(*first, tag::image_width, std::uint32_t(update.size.width));
  set(*first, tag::image_length, std::uint32_t(update.size.height));
  if (const auto details = reader->sub(*first, tag::exif_ifd)) {
    set(*details, tag::pixel_x_dimension, std::uint32_t(update.size.width));
    set(*details, tag::pixel_y_dimension, std::uint32_t(update.size.height));
  }
  const auto thumbnail = reader->at(first->next);
  const std::size_t room = thumbnail ? clear_thumbnail(bytes, *reader, *thumbnail) : 0;
  blank_pictures(bytes);
  if (thumbnail && !place_thumbnail(bytes, *reader, *thumbnail, room, update)) put32(bytes, first->link, 0, big);
  return bytes;
}

}  // namespace countenance::io
