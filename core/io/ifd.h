// SPDX-License-Identifier: Apache-2.0
// Image file directories (TIFF 6.0, section 2): the structure of classic TIFF files and of EXIF blobs.
// Nothing read is trusted: an offset outside the bytes is as if it were not there.
#pragma once

#include <optional>

#include "io/bytes.h"

namespace countenance::io {

namespace tag {
inline constexpr std::uint16_t subfile_type = 0xFE, image_width = 0x100, image_length = 0x101, bits_per_sample = 0x102,
                               photometric = 0x106, strip_offsets = 0x111, orientation = 0x112, strip_bytes = 0x117,
                               x_resolution = 0x11A, y_resolution = 0x11B, resolution_unit = 0x128,
                               extra_samples = 0x152, sample_format = 0x153, thumbnail_offset = 0x201,
                               thumbnail_length = 0x202, xmp = 700, iptc = 33723, photoshop = 34377, exif_ifd = 0x8769,
                               gps_ifd = 0x8825, layers = 37724, profile = 34675, pixel_x_dimension = 0xA002,
                               pixel_y_dimension = 0xA003, interoperability_ifd = 0xA005, dng_version = 50706,
                               content_credentials = 52545;
}  // namespace tag

struct IfdEntry {
  std::uint16_t tag = 0, type = 0;
  std::uint32_t count = 0;
  std::size_t at = 0;     ///< of the 12 bytes of the entry
  std::size_t value = 0;  ///< of the first value
  std::size_t size = 0;   ///< of all values, bytes
};

struct Ifd {
  std::size_t at = 0;
  std::vector<IfdEntry> entries;
  std::size_t link = 0;  ///< where the offset of the next directory is stored
  std::size_t next = 0;  ///< that offset; 0: none
  [[nodiscard]] const IfdEntry* find(std::uint16_t tag) const;
};

class IfdReader {
 public:
  /// nullopt: not a classic TIFF structure.
  static std::optional<IfdReader> open(Span bytes);
  [[nodiscard]] std::optional<Ifd> first() const { return at(u32(4)); }
  [[nodiscard]] std::optional<Ifd> at(std::size_t offset) const;
  /// The directory an entry points to.
  [[nodiscard]] std::optional<Ifd> sub(const Ifd& ifd, std::uint16_t tag) const;
  /// The i-th value of a BYTE, SHORT or LONG entry.
  [[nodiscard]] std::optional<std::uint32_t> number(const Ifd& ifd, std::uint16_t tag, std::size_t i = 0) const;
  [[nodiscard]] std::optional<double> rational(const Ifd& ifd, std::uint16_t tag) const;
  [[nodiscard]] Span value(const IfdEntry& entry) const { return bytes_.subspan(entry.value, entry.size); }
  [[nodiscard]] bool big() const { return big_; }

 private:
  IfdReader(Span bytes, bool big) : bytes_(bytes), big_(big) {}
  [[nodiscard]] std::uint32_t u16(std::size_t at) const { return big_ ? big16(bytes_, at) : little16(bytes_, at); }
  [[nodiscard]] std::uint32_t u32(std::size_t at) const { return big_ ? big32(bytes_, at) : little32(bytes_, at); }

  Span bytes_;
  bool big_;
};

/// px per mm by the resolution tags of a directory; 0: none, or without a unit.
struct Resolution {
  double x = 0, y = 0;
};
[[nodiscard]] Resolution resolution_of(const IfdReader& reader, const Ifd& ifd);

void put16(Bytes& bytes, std::size_t at, std::uint32_t value, bool big);
void put32(Bytes& bytes, std::size_t at, std::uint32_t value, bool big);
/// Sets the first value of a SHORT or LONG entry, where it fits.
void put_number(Bytes& bytes, const IfdEntry& entry, std::uint32_t value, bool big);

}  // namespace countenance::io
