// SPDX-License-Identifier: Apache-2.0
#include "io/tiff.h"

#include <algorithm>
#include <utility>

namespace countenance::io {
namespace {

constexpr std::uint32_t kUnsigned = 1, kFloat = 3, kAssociated = 1, kUnspecified = 0, kReduced = 1, kMask = 4,
                        kNoUnit = 1;
constexpr std::uint32_t kByte = 1, kUndefined = 7, kLargestOffset = 0xFFFFFFFF;
constexpr int kMostPages = 1000;
constexpr std::size_t kEntry = 12, kMostEntries = 0xFFFF;  // bytes of a directory's entry; its count has 16 bits

Bytes copy_of(const IfdReader& reader, const Ifd& ifd, std::uint16_t tag) {
  const IfdEntry* e = ifd.find(tag);
  if (!e) return {};
  const Span value = reader.value(*e);
  return {value.begin(), value.end()};
}

}  // namespace

TiffContents read_tiff(Span file) {
  TiffContents c;
  const auto reader = IfdReader::open(file);
  const auto first = reader ? reader->first() : std::nullopt;
  if (!first) return c;
  const auto number = [&](std::uint16_t tag) { return reader->number(*first, tag); };
  c.xmp = copy_of(*reader, *first, tag::xmp);
  c.iim = copy_of(*reader, *first, tag::iptc);
  c.photoshop = copy_of(*reader, *first, tag::photoshop);
  c.resolution = resolution_of(*reader, *first);
  c.raw = first->find(tag::dng_version) || (number(tag::subfile_type).value_or(0) & kReduced) || matches(file, 8, "CR");
  c.half = number(tag::bits_per_sample) == 16 && number(tag::sample_format) == kFloat;
  c.premultiplied = number(tag::extra_samples) == kAssociated;
  c.unnamed_channel = number(tag::extra_samples) == kUnspecified;
  c.min_is_white = number(tag::photometric) == 0;
  c.exif = first->find(tag::exif_ifd) || first->find(tag::gps_ifd);
  c.layers = first->find(tag::layers) != nullptr;
  c.profile = first->find(tag::profile) != nullptr;
  c.content_credentials = first->find(tag::content_credentials) != nullptr;
  int seen = 1;
  for (auto page = reader->at(first->next); page && seen < kMostPages; page = reader->at(page->next), ++seen) {
    if (reader->number(*page, tag::subfile_type).value_or(0) & (kReduced | kMask))
      c.reduced = true;
    else
      ++c.pages;
  }
  return c;
}

bool set_half(Bytes& file, bool half) {
  const auto reader = IfdReader::open(file);
  const auto first = reader ? reader->first() : std::nullopt;
  const IfdEntry* e = first ? first->find(tag::sample_format) : nullptr;
  if (!e || e->type != 3) return false;
  for (std::size_t i = 0; i < e->count; ++i) put16(file, e->value + 2 * i, half ? kFloat : kUnsigned, reader->big());
  return true;
}

bool set_xmp(Bytes& file, Span xmp) {
  const auto reader = IfdReader::open(file);
  const auto first = reader ? reader->first() : std::nullopt;
  if (!first) return false;
  const bool big = reader->big();
  const auto u16 = [&](std::size_t at) { return big ? big16(file, at) : little16(file, at); };
  const std::size_t entries = u16(first->at), directory = 2 + kEntry * (entries + 1) + 4;
  if (entries >= kMostEntries || file.size() + 2 + xmp.size() + directory > kLargestOffset) return false;
  const auto next_even = [&] {
    if (file.size() % 2) file.push_back(0);
    return std::uint32_t(file.size());
  };
  Bytes entry(kEntry);
  put16(entry, 0, tag::xmp, big);
  put16(entry, 2, kByte, big);
  put32(entry, 4, std::uint32_t(xmp.size()), big);
  put32(entry, 8, next_even(), big);
  append(file, xmp);
  if (const IfdEntry* old = first->find(tag::xmp)) {
    if (matches(file, old->value, "<"))
      std::fill_n(file.begin() + std::ptrdiff_t(old->value), old->size, std::uint8_t(0));
    std::copy(entry.begin(), entry.end(), file.begin() + std::ptrdiff_t(old->at));
    return true;
  }
  // A directory cannot grow where it is: a new one, in the order of tags, takes its place.
  Bytes grown(2);
  put16(grown, 0, std::uint32_t(entries + 1), big);
  bool placed = false;
  for (std::size_t i = 0, at = first->at + 2; i < entries; ++i, at += kEntry) {
    if (u16(at) > tag::xmp && !std::exchange(placed, true)) append(grown, entry);
    append(grown, Span(file).subspan(at, kEntry));
  }
  if (!placed) append(grown, entry);
  grown.resize(directory);
  put32(grown, directory - 4, std::uint32_t(first->next), big);
  put32(file, 4, next_even(), big);
  append(file, grown);
  return true;
}

void set_iim(Bytes& file, Span iim) {
  const auto reader = IfdReader::open(file);
  const auto first = reader ? reader->first() : std::nullopt;
  const IfdEntry* e = first ? first->find(tag::iptc) : nullptr;
  if (!e || iim.size() <= 4 || file.size() + 1 + iim.size() > kLargestOffset) return;
  const IfdEntry entry = *e;
  const bool big = reader->big();
  if (file.size() % 2) file.push_back(0);
  put16(file, entry.at + 2, kUndefined, big);
  put32(file, entry.at + 4, std::uint32_t(iim.size()), big);
  put32(file, entry.at + 8, std::uint32_t(file.size()), big);
  append(file, iim);
}

void set_no_resolution(Bytes& file) {
  const auto reader = IfdReader::open(file);
  const auto first = reader ? reader->first() : std::nullopt;
  if (!first) return;
  const bool big = reader->big();
  for (const std::uint16_t tag : {tag::x_resolution, tag::y_resolution})
    if (const IfdEntry* e = first->find(tag); e && e->size == 8) {
      put32(file, e->value, 1, big);
      put32(file, e->value + 4, 1, big);
    }
  if (const IfdEntry* e = first->find(tag::resolution_unit)) put_number(file, *e, kNoUnit, big);
}

}  // namespace countenance::io
