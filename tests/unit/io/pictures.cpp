// SPDX-License-Identifier: Apache-2.0
#include "unit/io/pictures.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iterator>
#include <stdexcept>

void countenance::PrintTo(Sample sample, std::ostream* os) {
  *os << std::array{"u8", "u16", "f16", "f32"}.at(std::size_t(sample));
}
void countenance::io::PrintTo(Format format, std::ostream* os) { *os << name_of(format); }

namespace countenance::io::test {

namespace fs = std::filesystem;

namespace {

void start() {
  static const bool ok = VIPS_INIT("test") == 0;
  if (!ok) throw std::runtime_error("libvips does not start");
}

VipsImage* image_of(const Photo& photo) {
  start();
  const bool wide = photo.sample == Sample::u16 || photo.sample == Sample::f16, grey = photo.channels < 3;
  const auto format = photo.sample == Sample::u8    ? VIPS_FORMAT_UCHAR
                      : photo.sample == Sample::f32 ? VIPS_FORMAT_FLOAT
                                                    : VIPS_FORMAT_USHORT;
  VipsImage* image = vips_image_new_from_memory_copy(photo.bytes.data(), photo.bytes.size(), photo.size.width,
                                                     photo.size.height, photo.channels, format);
  image->Type = photo.sample == Sample::f32 && !grey ? VIPS_INTERPRETATION_scRGB
                : wide                               ? (grey ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_RGB16)
                                                     : (grey ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB);
  return image;
}

}  // namespace

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "countenance-io-XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
  path_ = name;
}
Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}
std::size_t Folder::count() const {
  return std::size_t(std::distance(fs::recursive_directory_iterator(path_), fs::recursive_directory_iterator()));
}

void put(const fs::path& path, Span bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()), std::streamsize(bytes.size()));
}

Bytes get(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Photo noise(Size size, int channels, Sample sample, unsigned seed) {
  Photo photo{size, channels, sample, sample == Sample::f32, {}, {}};
  photo.bytes.resize(std::size_t(photo.stride()) * std::size_t(size.height));
  std::uint64_t state = seed;
  const auto next = [&] { return (state = state * 6364136223846793005ull + 1442695040888963407ull) >> 33; };
  if (sample == Sample::f32) {
    auto* p = reinterpret_cast<float*>(photo.bytes.data());
    for (std::size_t i = 0; i < photo.bytes.size() / 4; ++i) p[i] = float(next() % 200001) / 100000.f - 0.5f;
  } else {
    for (auto& b : photo.bytes) b = std::uint8_t(next());
  }
  return photo;
}

Photo ramp(Size size, int channels) {
  Photo photo{size, channels, Sample::u8, false, {}, {}};
  photo.bytes.resize(size.area() * std::size_t(channels));
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x)
      for (int c = 0; c < channels; ++c)
        photo.row(y)[x * channels + c] =
            std::uint8_t(40 + 160 * (c == 1 ? y : x) / std::max(size.width, size.height) + 10 * c);
  return photo;
}

Bytes saved(const Photo& photo, const Save& save, const std::function<void(VipsImage*)>& dress) {
  VipsImage* image = image_of(photo);
  if (dress) dress(image);
  void* data = nullptr;
  std::size_t size = 0;
  const bool ok = save(image, &data, &size) == 0;
  g_object_unref(image);
  if (!ok) throw std::runtime_error(vips_error_buffer());
  const auto* bytes = static_cast<const std::uint8_t*>(data);
  Bytes out(bytes, bytes + size);
  g_free(data);
  return out;
}

Bytes jpeg_of(const Photo& photo, int quality, bool subsampled) {
  return saved(photo, [&](VipsImage* in, void** data, std::size_t* size) {
    return vips_jpegsave_buffer(in, data, size, "Q", quality, "subsample_mode",
                                subsampled ? VIPS_FOREIGN_SUBSAMPLE_ON : VIPS_FOREIGN_SUBSAMPLE_OFF, nullptr);
  });
}

std::string field(Span file, const char* name) {
  start();
  VipsImage* image = vips_image_new_from_buffer(file.data(), file.size(), "", nullptr);
  if (!image) throw std::runtime_error(vips_error_buffer());
  std::string out;
  if (const GType type = vips_image_get_typeof(image, name)) {
    if (type == VIPS_TYPE_BLOB) {
      const void* data = nullptr;
      std::size_t size = 0;
      vips_image_get_blob(image, name, &data, &size);
      out.assign(static_cast<const char*>(data), size);
    } else {
      char* text = nullptr;
      vips_image_get_as_string(image, name, &text);
      out = text;
      g_free(text);
    }
  }
  g_object_unref(image);
  return out;
}

Bytes png_chunk(std::string_view type, Span data) {
  Bytes chunk;
  append_big32(chunk, std::uint32_t(data.size()));
  append(chunk, type);
  append(chunk, data);
  std::uint32_t crc = ~0u;
  for (std::size_t i = 4; i < chunk.size(); ++i) {
    crc ^= chunk[i];
    for (int k = 0; k < 8; ++k) crc = (crc >> 1) ^ (crc & 1 ? 0xEDB88320u : 0u);
  }
  append_big32(chunk, ~crc);
  return chunk;
}

bool has(const std::vector<std::string>& notes, std::string_view part) {
  return std::any_of(notes.begin(), notes.end(), [&](const std::string& n) { return n.find(part) != n.npos; });
}

bool contains(Span bytes, Span part) {
  return std::search(bytes.begin(), bytes.end(), part.begin(), part.end()) != bytes.end();
}

void expect_refused(const Error& error, Code code, std::string_view part) {
  EXPECT_EQ(error.code, code) << error.message;
  EXPECT_NE(error.message.find(part), std::string::npos) << error.message;
  EXPECT_EQ(error.message.find('\n'), std::string::npos) << error.message;
}

}  // namespace countenance::io::test
