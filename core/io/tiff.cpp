// SPDX-License-Identifier: Apache-2.0
#include "io/tiff.h"

namespace countenance::io {
namespace {

constexpr std::uint32_t kUnsigned = 1, kFloat = 3, kAssociated = 1, kUnspecified = 0, kReduced = 1, kMask = 4,
                        kNoUnit = 1;
constexpr std::uint32_t kUndefined = 7, kLargestOffset = 0xFFFFFFFF;
constexpr int kMostPages = 1000;

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
