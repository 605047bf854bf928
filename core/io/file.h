// SPDX-License-Identifier: Apache-2.0
// Files by libvips: JPEG, PNG, TIFF, WebP in and out at the input's own depth. Metadata is carried, and each loss is
// said.
//
// | to        | ICC  | XMP  | EXIF                   | IPTC |
// | JPEG      | kept | kept | kept                   | kept |
// | PNG, WebP | kept | kept | kept                   | lost |
// | TIFF      | kept | kept | lost                   | kept |
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/job.h"
#include "base/photo.h"
#include "base/result.h"

namespace countenance::io {

enum class Format { jpeg, png, tiff, webp };
[[nodiscard]] const char* name_of(Format format);  ///< "JPEG"
/// By file name ending; nullopt if none of ours.
[[nodiscard]] std::optional<Format> format_of(const std::filesystem::path& path);

/// Blobs as found in the file. They go back byte for byte, but for what the new pixels make untrue: orientation, size,
/// previews.
struct Metadata {
  std::vector<std::uint8_t> exif;             ///< a TIFF structure, without JPEG's "Exif" prefix
  std::vector<std::uint8_t> xmp;              ///< a packet
  std::vector<std::uint8_t> iptc;             ///< Photoshop image resources; IPTC-IIM is resource 0x0404 among them
  double x_resolution = 0, y_resolution = 0;  ///< px per mm; 0: unknown
};

struct Loaded {
  Photo photo;  ///< upright
  Format format = Format::jpeg;
  Metadata metadata;
  int orientation = 1;             ///< EXIF, as found; already applied to `photo`, unless LoadOptions said otherwise
  int jpeg_quality = 0;            ///< 1–100, IJG scale, of the source by its luminance table; 0: not a JPEG
  bool jpeg_subsampled = true;     ///< 4:2:0. (4:2:2 and 4:4:0 count as 4:4:4: written so, they lose nothing.)
  bool lossless = true;            ///< the source's coding loses nothing: not JPEG, nor WebP of the lossy kind
  std::vector<std::string> notes;  ///< "no colour profile: sRGB assumed", …
  std::vector<std::string>
      losses;  ///< parts of the file no output of ours carries, for encode() to say: "a multi-picture preview", …
};

struct LoadOptions {
  bool honour_orientation = true;            ///< false: a tag known to be wrong is ignored (pixels are already upright)
  std::size_t largest_pixels = 200'000'000;  ///< a declared size above this is refused before anything is decoded,
                                             ///< and a file longer than so many pixels can be before it is read
};
/// The format is told by content, not by name. Float TIFF without a profile is linear light, as is the custom.
/// Error{bad_input}: missing, empty, not a picture, damaged, truncated, unsupported, CMYK, several pages, too large.
/// Decoding is strict: a file that does not give every pixel fails.
Result<Loaded> load(const std::filesystem::path& path, const LoadOptions& options = {}, const Job& job = {});
/// A file whole, once its first bytes and its length are those of a picture. Error{bad_input}.
Result<std::vector<std::uint8_t>> read(const std::filesystem::path& path, const LoadOptions& options = {});
/// The same of a file's bytes. `name` is for the error.
Result<Loaded> load(const std::vector<std::uint8_t>& bytes, const std::string& name, const LoadOptions& options = {},
                    const Job& job = {});

/// Puts some of the next bytes, `most` of them at most, at `to`; says how many: none at the end.
using Stream = std::function<Result<std::size_t>(std::uint8_t* to, std::size_t most)>;
/// A picture's file out of a pipe, whose length nobody knows, to its end: refused as a file would be, after its first
/// bytes, or once it is longer than any such picture.
Result<std::vector<std::uint8_t>> read(const Stream& stream, const std::string& name, const LoadOptions& options = {});

struct SaveOptions {
  int jpeg_quality = 0;                 ///< JPEG and lossy WebP; 0: the source's own, or 95
  std::optional<bool> jpeg_subsampled;  ///< the source's own unless set; 4:4:4 where the source was not a JPEG
};
/// Encodes into memory. `notes` says what the format cannot carry (RETURNED, never silent).
struct Encoded {
  std::vector<std::uint8_t> bytes;
  std::vector<std::string> notes;
};
/// At the photo's depth and channels. WebP is lossless where the source was. Deterministic.
/// Error{bad_input}: the format cannot hold these pixels (alpha in a JPEG, float in anything but TIFF, …).
Result<Encoded> encode(const Photo& photo, const Loaded& source, Format format, const SaveOptions& options = {},
                       const Job& job = {});
/// Pixels of an encoded picture, as any reader would find them (upright). `name` is for the error.
Result<Photo> decode(const std::vector<std::uint8_t>& bytes, const std::string& name, const Job& job = {});

/// Writes beside the target as a temporary file, flushes, renames; nothing is left behind when it fails.
/// Error{cannot_write}; Error{bad_input} when `path` is one of `inputs` (the same file, by any name: links and hard
/// links too).
Result<> write(const std::filesystem::path& path, const std::vector<std::uint8_t>& bytes,
               const std::vector<std::filesystem::path>& inputs = {});
/// Copies the source's own coded bytes, likewise.
Result<> copy(const std::filesystem::path& source, const std::filesystem::path& path);

/// An 8-bit picture for people (overlay, heatmap), 1 or 3 channels: PNG bytes.
Result<std::vector<std::uint8_t>> png(View<const std::uint8_t> rgb);

}  // namespace countenance::io
