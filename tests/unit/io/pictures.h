// SPDX-License-Identifier: Apache-2.0
// Pictures and files for the tests of io, made by libvips directly: what another program would have written.
#pragma once

#include <gtest/gtest.h>
#include <vips/vips.h>

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "io/bytes.h"
#include "io/file.h"

// In the names of tests.
namespace countenance {
void PrintTo(Sample sample, std::ostream* os);
}
namespace countenance::io {
void PrintTo(Format format, std::ostream* os);
}

namespace countenance::io::test {

/// A folder of its own, gone at the end.
class Folder {
 public:
  Folder();
  ~Folder();
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::size_t count() const;  ///< of what lies in it, hidden files too

 private:
  std::filesystem::path path_;
};

void put(const std::filesystem::path& path, Span bytes);
[[nodiscard]] Bytes get(const std::filesystem::path& path);

/// Pseudo-random samples over the whole range of the type; floats in −0.5 to 1.5.
[[nodiscard]] Photo noise(Size size, int channels, Sample sample, unsigned seed = 1);
/// A smooth picture, for lossy formats.
[[nodiscard]] Photo ramp(Size size, int channels);

/// `photo` through a saver of libvips: save(image, &data, &size) gives 0. `dress` may alter the image before.
using Save = std::function<int(VipsImage*, void**, std::size_t*)>;
[[nodiscard]] Bytes saved(const Photo& photo, const Save& save, const std::function<void(VipsImage*)>& dress = {});
[[nodiscard]] Bytes jpeg_of(const Photo& photo, int quality = 90, bool subsampled = false);

/// What libvips reads of a file: a field as text (blobs as their bytes); empty: not there.
[[nodiscard]] std::string field(Span file, const char* name);

/// One chunk of a PNG with its checksum.
[[nodiscard]] Bytes png_chunk(std::string_view type, Span data);

[[nodiscard]] bool has(const std::vector<std::string>& notes, std::string_view part);
[[nodiscard]] bool contains(Span bytes, Span part);
[[nodiscard]] inline Span span_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// One line, of this code.
void expect_refused(const Error& error, Code code, std::string_view part);

}  // namespace countenance::io::test
