// SPDX-License-Identifier: Apache-2.0
#include "io/ifd.h"

#include <algorithm>

namespace countenance::io {
namespace {

constexpr std::uint16_t kByte = 1, kShort = 3, kLong = 4;

/// Bytes of one value by field type, 0: unknown.
std::size_t width_of(std::uint16_t type) {
  constexpr std::size_t widths[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
  return type < std::size(widths) ? widths[type] : 0;
}

}  // namespace

const IfdEntry* Ifd::find(std::uint16_t tag) const {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const IfdEntry& e) { return e.tag == tag; });
  return found == entries.end() ? nullptr : &*found;
}

std::optional<IfdReader> IfdReader::open(Span bytes) {
  using namespace std::string_view_literals;
  if (bytes.size() < 14) return std::nullopt;
  if (starts_with(bytes, "II*\0"sv)) return IfdReader(bytes, false);
  if (starts_with(bytes, "MM\0*"sv)) return IfdReader(bytes, true);
  return std::nullopt;
}

std::optional<Ifd> IfdReader::at(std::size_t offset) const {
  if (offset < 8 || offset + 2 > bytes_.size()) return std::nullopt;
  Ifd ifd;
  ifd.at = offset;
  const std::size_t count = u16(offset);
  ifd.link = offset + 2 + 12 * count;
  if (count == 0 || ifd.link > bytes_.size()) return std::nullopt;
  // Some writers leave the link out of the last directory.
  if (ifd.link + 4 > bytes_.size())
    ifd.link = 0;
  else
    ifd.next = u32(ifd.link);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = offset + 2 + 12 * i;
    IfdEntry e{std::uint16_t(u16(at)), std::uint16_t(u16(at + 2)), u32(at + 4), at, at + 8, 0};
    const std::size_t width = width_of(e.type);
    if (width == 0) continue;
    e.size = width * e.count;
    if (e.size > 4) e.value = u32(at + 8);
    if (e.value > bytes_.size() || e.size > bytes_.size() - e.value) continue;
    ifd.entries.push_back(e);
  }
  return ifd;
}

std::optional<Ifd> IfdReader::sub(const Ifd& ifd, std::uint16_t tag) const {
  const auto offset = number(ifd, tag);
  return offset ? at(*offset) : std::nullopt;
}

std::optional<std::uint32_t> IfdReader::number(const Ifd& ifd, std::uint16_t tag, std::size_t i) const {
  const IfdEntry* e = ifd.find(tag);
  if (!e || i >= e->count) return std::nullopt;
  if (e->type == kByte) return bytes_[e->value + i];
  if (e->type == kShort) return u16(e->value + 2 * i);
  if (e->type == kLong || e->type == 13) return u32(e->value + 4 * i);
  return std::nullopt;
}

std::optional<double> IfdReader::rational(const Ifd& ifd, std::uint16_t tag) const {
  const IfdEntry* e = ifd.find(tag);
  if (!e || e->type != 5 || e->count < 1) return std::nullopt;
  const double denominator = u32(e->value + 4);
  if (denominator == 0) return std::nullopt;
  return u32(e->value) / denominator;
}

Resolution resolution_of(const IfdReader& reader, const Ifd& ifd) {
  const auto x = reader.rational(ifd, tag::x_resolution), y = reader.rational(ifd, tag::y_resolution);
  const std::uint32_t unit = reader.number(ifd, tag::resolution_unit).value_or(2);
  if (!x || !y || unit < 2 || unit > 3) return {};
  const double mm = unit == 2 ? 25.4 : 10.0;
  return {*x / mm, *y / mm};
}

void put16(Bytes& bytes, std::size_t at, std::uint32_t value, bool big) {
  bytes[at] = std::uint8_t(big ? value >> 8 : value);
  bytes[at + 1] = std::uint8_t(big ? value : value >> 8);
}

void put32(Bytes& bytes, std::size_t at, std::uint32_t value, bool big) {
  put16(bytes, at, big ? value >> 16 : value & 0xFFFF, big);
  put16(bytes, at + 2, big ? value & 0xFFFF : value >> 16, big);
}

void put_number(Bytes& bytes, const IfdEntry& entry, std::uint32_t value, bool big) {
  if (entry.count < 1) return;
  if (entry.type == kShort && value <= 0xFFFF) put16(bytes, entry.value, value, big);
  if (entry.type == kLong) put32(bytes, entry.value, value, big);
}

}  // namespace countenance::io
