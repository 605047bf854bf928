// SPDX-License-Identifier: Apache-2.0
#include "cli/pictures.h"

#include <vips/vips.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <stdexcept>

#include "cli/program.h"

namespace countenance::test {
namespace {

void check(bool ok) {
  if (!ok) throw std::runtime_error(vips_error_buffer());
}

VipsImage* open(const std::filesystem::path& path) {
  static const bool started = VIPS_INIT("test") == 0;
  VipsImage* image = started ? vips_image_new_from_file(path.c_str(), nullptr) : nullptr;
  check(image != nullptr);
  return image;
}

/// What `change` makes of a picture, saved by the name's ending.
void write_changed(const std::filesystem::path& from, const std::filesystem::path& to,
                   const std::function<int(VipsImage* in, VipsImage** out)>& change) {
  VipsImage *in = open(from), *out = nullptr;
  check(change(in, &out) == 0);
  check(vips_image_write_to_file(out, to.c_str(), nullptr) == 0);
  g_object_unref(out);
  g_object_unref(in);
}

std::string big_endian(unsigned v) { return {char(v >> 24), char(v >> 16), char(v >> 8), char(v)}; }

std::string chunk(const std::string& type, const std::string& data) {
  const std::string body = type + data;
  const auto crc = crc32(0, reinterpret_cast<const Bytef*>(body.data()), uInt(body.size()));
  return big_endian(unsigned(data.size())) + body + big_endian(unsigned(crc));
}

}  // namespace

void write_resized(const std::filesystem::path& from, const std::filesystem::path& to, double kx, double ky) {
  VipsImage *in = open(from), *out = nullptr;
  check(vips_resize(in, &out, kx, "vscale", ky, nullptr) == 0);
  check((to.extension() == ".jpg" ? vips_jpegsave(out, to.c_str(), "Q", 90, nullptr)
                                  : vips_image_write_to_file(out, to.c_str(), nullptr)) == 0);
  g_object_unref(out);
  g_object_unref(in);
}

void write_jpeg(const std::filesystem::path& from, const std::filesystem::path& to, int quality) {
  VipsImage* in = open(from);
  check(vips_jpegsave(in, to.c_str(), "Q", quality, nullptr) == 0);
  g_object_unref(in);
}

void write_in_p3(const std::filesystem::path& from, const std::filesystem::path& to) {
  write_changed(from, to, [](VipsImage* in, VipsImage** out) {
    return vips_icc_transform(in, out, "p3", "embedded", TRUE, "input_profile", "srgb", nullptr);
  });
}

void write_exposed(const std::filesystem::path& from, const std::filesystem::path& to, double gain) {
  write_changed(from, to,
                [=](VipsImage* in, VipsImage** out) { return vips_linear1(in, out, gain, 0, "uchar", TRUE, nullptr); });
}

void write_mirrored(const std::filesystem::path& from, const std::filesystem::path& to) {
  write_changed(from, to,
                [](VipsImage* in, VipsImage** out) { return vips_flip(in, out, VIPS_DIRECTION_HORIZONTAL, nullptr); });
}

void write_turned(const std::filesystem::path& from, const std::filesystem::path& to) {
  write_changed(from, to, [](VipsImage* in, VipsImage** out) { return vips_rot(in, out, VIPS_ANGLE_D90, nullptr); });
}

void write_animated(const std::filesystem::path& from, const std::filesystem::path& to) {
  VipsImage *in = open(from), *other = nullptr, *both = nullptr, *out = nullptr;
  check(vips_invert(in, &other, nullptr) == 0);
  check(vips_join(in, other, &both, VIPS_DIRECTION_VERTICAL, nullptr) == 0);
  check(vips_copy(both, &out, nullptr) == 0);
  vips_image_set_int(out, VIPS_META_PAGE_HEIGHT, in->Ysize);
  check(vips_webpsave(out, to.c_str(), nullptr) == 0);
  for (VipsImage* image : {out, both, other, in}) g_object_unref(image);
}

void write_ramp(const std::filesystem::path& to, int width, int height) {
  std::string data(std::size_t(width) * height * 3, '\0');
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < 3; ++c) data[(std::size_t(y) * width + x) * 3 + c] = char(40 + 150 * x / width + 20 * c);
  check(VIPS_INIT("test") == 0);
  VipsImage* image = vips_image_new_from_memory(data.data(), data.size(), width, height, 3, VIPS_FORMAT_UCHAR);
  check(image && vips_image_write_to_file(image, to.c_str(), nullptr) == 0);
  g_object_unref(image);
}

void write_left_half(const std::filesystem::path& to, int width, int height) {
  std::string data(std::size_t(width) * height, '\0');
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width / 2; ++x) data[std::size_t(y) * width + x] = '\xff';
  check(VIPS_INIT("test") == 0);
  VipsImage* image = vips_image_new_from_memory(data.data(), data.size(), width, height, 1, VIPS_FORMAT_UCHAR);
  check(image && vips_image_write_to_file(image, to.c_str(), nullptr) == 0);
  g_object_unref(image);
}

void write_with_profile(const std::filesystem::path& jpeg, const std::filesystem::path& to,
                        const std::string& profile) {
  const std::string payload = std::string("ICC_PROFILE\0\1\1", 14) + profile;
  const auto length = payload.size() + 2;
  std::string bytes = bytes_of(jpeg);
  bytes.insert(
      2, std::string("\xFF\xE2") + char(length >> 8) + char(length & 0xFF) + payload);  // right after the start marker
  put(to, bytes);
}

void write_16_bits(const std::filesystem::path& from, const std::filesystem::path& to) {
  VipsImage *in = open(from), *out = nullptr;
  check(vips_colourspace(in, &out, VIPS_INTERPRETATION_RGB16, nullptr) == 0);
  check(vips_tiffsave(out, to.c_str(), nullptr) == 0);
  g_object_unref(out);
  g_object_unref(in);
}

void write_part(const std::filesystem::path& from, const std::filesystem::path& to, const Box& part) {
  VipsImage *in = open(from), *out = nullptr;
  check(vips_extract_area(in, &out, part.x, part.y, part.width, part.height, nullptr) == 0);
  check(vips_pngsave(out, to.c_str(), nullptr) == 0);
  g_object_unref(out);
  g_object_unref(in);
}

void write_lighter_in(const std::filesystem::path& from, const std::filesystem::path& to, const Box& box, double gain) {
  Pixels pixels = pixels_of(from);
  if (pixels.bytes_each != 3) throw std::logic_error("8-bit R,G,B is wanted");
  for (int y = box.y; y < box.y + box.height; ++y)
    for (int x = box.x; x < box.x + box.width; ++x) {
      const double u = 2.0 * (x - box.x) / box.width - 1, v = 2.0 * (y - box.y) / box.height - 1;
      const double k = 1 + (gain - 1) * std::clamp(2 * (1 - u * u - v * v), 0.0, 1.0);
      for (int c = 0; c < 3; ++c) {
        char& value = pixels.bytes[3 * (std::size_t(y) * std::size_t(pixels.width) + std::size_t(x)) + std::size_t(c)];
        value = char(std::uint8_t(std::min(255.0, std::uint8_t(value) * k + .5)));
      }
    }
  VipsImage *raw = vips_image_new_from_memory(pixels.bytes.data(), pixels.bytes.size(), pixels.width, pixels.height, 3,
                                              VIPS_FORMAT_UCHAR),
            *out = nullptr;
  const bool failed = !raw || vips_copy(raw, &out, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr) != 0 ||
                      vips_image_write_to_file(out, to.c_str(), nullptr) != 0;
  if (out) g_object_unref(out);
  if (raw) g_object_unref(raw);
  if (failed) throw std::runtime_error(vips_error_buffer());
}

void write_with_alpha(const std::filesystem::path& from, const std::filesystem::path& to, const Box& box, int alpha) {
  const Pixels pixels = pixels_of(from);
  const auto width = std::size_t(pixels.width), height = std::size_t(pixels.height);
  if (pixels.bytes_each != 3) throw std::logic_error("8-bit R,G,B is wanted");
  std::string data;
  data.reserve(4 * width * height);
  for (int y = 0; y < pixels.height; ++y)
    for (int x = 0; x < pixels.width; ++x) {
      data.append(pixels.bytes, 3 * (std::size_t(y) * width + std::size_t(x)), 3);
      const bool in_box = x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
      data.push_back(in_box ? char(alpha) : char(255));
    }
  VipsImage *raw =
                vips_image_new_from_memory(data.data(), data.size(), pixels.width, pixels.height, 4, VIPS_FORMAT_UCHAR),
            *out = nullptr;
  check(raw && vips_copy(raw, &out, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr) == 0);
  check(vips_pngsave(out, to.c_str(), nullptr) == 0);
  g_object_unref(out);
  g_object_unref(raw);
}

Pixels pixels_of(const std::filesystem::path& path) {
  VipsImage* in = open(path);
  std::size_t size = 0;
  void* data = vips_image_write_to_memory(in, &size);
  check(data != nullptr);
  Pixels out{in->Xsize, in->Ysize, VIPS_IMAGE_SIZEOF_PEL(in), {static_cast<const char*>(data), size}};
  g_free(data);
  g_object_unref(in);
  return out;
}

void write_with_orientation(const std::filesystem::path& from, const std::filesystem::path& to, int orientation) {
  VipsImage *in = open(from), *out = nullptr;
  check(vips_copy(in, &out, nullptr) == 0);
  vips_image_set_int(out, VIPS_META_ORIENTATION, orientation);
  check(vips_jpegsave(out, to.c_str(), "Q", 90, nullptr) == 0);
  g_object_unref(out);
  g_object_unref(in);
}

std::string png_declaring(unsigned width, unsigned height) {
  const std::string few(64, '\0');
  uLongf length = compressBound(uLong(few.size()));
  std::string packed(length, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &length, reinterpret_cast<const Bytef*>(few.data()),
           uLong(few.size()));
  packed.resize(length);
  return std::string("\x89PNG\r\n\x1a\n", 8) +
         chunk("IHDR", big_endian(width) + big_endian(height) + std::string("\x08\x02\0\0\0", 5)) +
         chunk("IDAT", packed) + chunk("IEND", "");
}

}  // namespace countenance::test
