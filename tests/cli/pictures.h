// SPDX-License-Identifier: Apache-2.0
// Pictures made for the command line's tests.
#pragma once

#include <filesystem>
#include <string>

namespace countenance::test {

/// A portrait resized by (kx, ky), in the format of the name's ending; a JPEG of quality 90.
void write_resized(const std::filesystem::path& from, const std::filesystem::path& to, double kx, double ky);
/// The same picture as a JPEG of this quality; in the P3 profile of libvips; in other light, its values times `gain`
/// (PNG); left and right exchanged, or turned by a quarter (PNG, without an orientation that says so).
void write_jpeg(const std::filesystem::path& from, const std::filesystem::path& to, int quality);
void write_in_p3(const std::filesystem::path& from, const std::filesystem::path& to);
void write_exposed(const std::filesystem::path& from, const std::filesystem::path& to, double gain);
void write_mirrored(const std::filesystem::path& from, const std::filesystem::path& to);
void write_turned(const std::filesystem::path& from, const std::filesystem::path& to);
/// It and its negative, as an animated WebP.
void write_animated(const std::filesystem::path& from, const std::filesystem::path& to);
/// A smooth ramp: no face at all.
void write_ramp(const std::filesystem::path& to, int width, int height);
/// A mask, black but for the white left half.
void write_left_half(const std::filesystem::path& to, int width, int height);
/// The same pixels at 16 bits a channel, as a TIFF.
void write_16_bits(const std::filesystem::path& from, const std::filesystem::path& to);
struct Pixels {
  int width = 0, height = 0;
  std::size_t bytes_each = 0;
  std::string bytes;
};
/// As they are stored, whatever an orientation says.
Pixels pixels_of(const std::filesystem::path& path);
struct Box {
  int x = 0, y = 0, width = 0, height = 0;
};
/// The part of a picture, as a PNG.
void write_part(const std::filesystem::path& from, const std::filesystem::path& to, const Box& part);
/// The same pixels with an alpha of 255, and of `alpha` in the box, as a PNG.
void write_with_alpha(const std::filesystem::path& from, const std::filesystem::path& to, const Box& box, int alpha);
/// Lighter in an ellipse that fades to the edges of the box: its values times `gain` in the middle, as a PNG.
void write_lighter_in(const std::filesystem::path& from, const std::filesystem::path& to, const Box& box, double gain);
/// The same pixels with an EXIF orientation, as a JPEG.
void write_with_orientation(const std::filesystem::path& from, const std::filesystem::path& to, int orientation);
/// A JPEG with these bytes as its embedded profile, whatever they are.
void write_with_profile(const std::filesystem::path& jpeg, const std::filesystem::path& to, const std::string& profile);
/// A well-formed PNG header that declares width × height, 8-bit RGB, and hardly any data.
std::string png_declaring(unsigned width, unsigned height);

}  // namespace countenance::test
