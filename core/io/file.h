// SPDX-License-Identifier: Apache-2.0
// Files by libvips: JPEG, PNG, TIFF, WebP in and out at the input's own depth. Metadata is carried, and each loss is said.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/job.h"
#include "base/photo.h"
#include "base/result.h"

namespace countenance::io {

enum class Format { jpeg, png, tiff, webp };
[[nodiscard]] const char* name_of(Format format);
/// By file name ending; nullopt if none of ours.
[[nodiscard]] std::optional<Format> format_of(const std::filesystem::path& path);

/// Blobs as found in the file: they go back as they came (EXIF: orientation reset, thumbnail regenerated).
struct Metadata {
  std::vector<std::uint8_t> exif, xmp, iptc;
  double x_resolution = 0, y_resolution = 0;  ///< px per mm; 0: unknown
};

struct Loaded {
  Photo photo;           ///< upright
  Format format = Format::jpeg;
  Metadata metadata;
  int orientation = 1;   ///< EXIF, as found; already applied to `photo`
  int jpeg_quality = 0;  ///< of the source, estimated from its tables; 0: not a JPEG
  bool jpeg_subsampled = true;  ///< 4:2:0 or 4:2:2
  std::string file_sha256;
  std::vector<std::string> notes;  ///< "no colour profile: sRGB assumed", …
};

struct LoadOptions {
  bool honour_orientation = true;  ///< false: a tag known to be wrong is ignored (pixels are already upright)
  std::size_t largest_pixels = 200'000'000;  ///< a declared size above this is refused before anything is decoded
};
/// Error{bad_input}: empty, not an image, truncated, unsupported, CMYK, broken profile, too large. Decoding is strict: a truncated file fails.
Result<Loaded> load(const std::filesystem::path& path, const LoadOptions& options = {}, const Job& job = {});

struct SaveOptions {
  int jpeg_quality = 0;                  ///< 0: the source's own, or 95
  std::optional<bool> jpeg_subsampled;   ///< the source's own unless set
  std::string software;                  ///< EXIF Software / history; empty: left
};
/// Encodes into memory. `notes` says what the format cannot carry (RETURNED, never silent).
struct Encoded {
  std::vector<std::uint8_t> bytes;
  std::vector<std::string> notes;
};
Result<Encoded> encode(const Photo& photo, const Loaded& source, Format format, const SaveOptions& options = {}, const Job& job = {});
/// Pixels of an encoded picture, as any reader would find them (upright).
Result<Photo> decode(const std::vector<std::uint8_t>& bytes, const std::string& name, const Job& job = {});

/// Writes beside the target as a temporary file, flushes, renames. Error{cannot_write}; Error{bad_input} when `path` is one of `inputs`
/// (the same file, by any name: links and hard links too).
Result<> write(const std::filesystem::path& path, const std::vector<std::uint8_t>& bytes, const std::vector<std::filesystem::path>& inputs = {});
/// Copies the source's own coded bytes.
Result<> copy(const std::filesystem::path& source, const std::filesystem::path& path);

[[nodiscard]] std::string sha256(const void* data, std::size_t size);
/// An 8-bit picture for people (overlay, heatmap): PNG bytes.
Result<std::vector<std::uint8_t>> png(View<const std::uint8_t> rgb);

}  // namespace countenance::io
