// SPDX-License-Identifier: GPL-3.0-or-later
// Samples come out of a buffer as they stand, and those that are not retouched go back bit for bit.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "base/sha256.h"
#include "fails.h"
#include "gegl_started.h"
#include "maps.h"
#include "pixels.h"
#include "support/must.h"
#include "unit/colour/profiles.h"

namespace countenance::plugin {
namespace {

using test::must;

struct Buffer {
  GeglBuffer* get;
  const Babl* format;
  Buffer(const char* encoding, Rect extent, const char* space = "sRGB")
      : format(babl_format_with_space(encoding, babl_space(space))) {
    const GeglRectangle all{extent.x, extent.y, extent.width, extent.height};
    get = gegl_buffer_new(&all, format);
  }
  ~Buffer() { g_object_unref(get); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  [[nodiscard]] std::vector<std::uint8_t> bytes() const {
    std::vector<std::uint8_t> out(std::size_t(gegl_buffer_get_pixel_count(get)) *
                                  babl_format_get_bytes_per_pixel(format));
    gegl_buffer_get(get, nullptr, 1, format, out.data(), GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    return out;
  }
  void put(const std::vector<std::uint8_t>& bytes) const {
    gegl_buffer_set(get, nullptr, 0, format, bytes.data(), GEGL_AUTO_ROWSTRIDE);
  }
};

/// Any bits at all, but for floats that are not finite.
std::vector<std::uint8_t> noise(const Babl* format, std::size_t pixels) {
  std::mt19937 random(7);
  std::vector<std::uint8_t> out(pixels * babl_format_get_bytes_per_pixel(format));
  const std::string type = babl_get_name(babl_format_get_type(format, 0));
  std::uniform_real_distribution<double> value(-0.25, 1.5);
  if (type == "float" || type == "double") {
    for (std::size_t i = 0; i < out.size(); i += type == "float" ? 4 : 8) {
      const double v = value(random);
      const auto f = float(v);
      std::memcpy(&out[i], type == "float" ? static_cast<const void*>(&f) : &v, type == "float" ? 4 : 8);
    }
  } else {
    for (auto& byte : out) byte = std::uint8_t(random());
  }
  return out;
}

struct Kind {
  const char* encoding;
  int channels;
  Sample sample;
  bool linear;
};
void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.encoding; }
constexpr Kind kKinds[] = {
    {"R'G'B' u8", 3, Sample::u8, false},       {"R'G'B'A u8", 4, Sample::u8, false},
    {"Y' u8", 1, Sample::u8, false},           {"Y'A u8", 2, Sample::u8, false},
    {"RGB u8", 3, Sample::u8, true},           {"R'G'B'A u16", 4, Sample::u16, false},
    {"RGBA u16", 4, Sample::u16, true},        {"R'G'B' half", 3, Sample::f16, false},
    {"YA half", 2, Sample::f16, true},         {"R'G'B' float", 3, Sample::f32, false},
    {"RGBA float", 4, Sample::f32, true},      {"Y float", 1, Sample::f32, true},
    {"R'G'B' u32", 3, Sample::f32, false},     {"RGBA u32", 4, Sample::f32, true},
    {"R'G'B'A double", 4, Sample::f32, false}, {"Y double", 1, Sample::f32, true},
    {"R~G~B~ u16", 3, Sample::f32, false},     {"Y~A float", 2, Sample::f32, false},
};

class EveryKind : public ::testing::TestWithParam<Kind> {};
INSTANTIATE_TEST_SUITE_P(Pixels, EveryKind, ::testing::ValuesIn(kKinds), [](const auto& info) {
  std::string name;
  for (const char* c = info.param.encoding; *c != 0; ++c)
    name += *c == ' ' ? '_' : *c == '\'' ? 'p' : *c == '~' ? 'q' : *c;
  return name;
});

constexpr Rect kExtent{-3, 5, 70, 150};  // more than one strip, and an offset

TEST_P(EveryKind, ComesAsItStands) {
  const Buffer buffer(GetParam().encoding, kExtent, "Adobe");
  const auto bytes = noise(buffer.format, kExtent.size().area());
  buffer.put(bytes);
  const Photo photo = must(read_pixels(buffer.get, kExtent));
  EXPECT_EQ(photo.size, kExtent.size());
  EXPECT_EQ(photo.channels, GetParam().channels);
  EXPECT_EQ(photo.sample, GetParam().sample);
  EXPECT_EQ(photo.linear, GetParam().linear);
  EXPECT_TRUE(photo.icc.empty());
  ASSERT_EQ(photo.bytes.size(), kExtent.size().area() * photo.channels * bytes_of(photo.sample));
  const std::string encoding = GetParam().encoding;
  const auto is = [&](const char* word) { return encoding.find(word) != std::string::npos; };
  if (!is("u32") && !is("double") && !is("~")) {
    EXPECT_EQ(photo.bytes, bytes);
  }
  const Photo part = must(read_pixels(buffer.get, {10, 20, 5, 80}));
  EXPECT_EQ(std::memcmp(part.view().row(79), photo.view().row(94) + 13 * photo.channels * bytes_of(photo.sample),
                        std::size_t(part.stride())),
            0);
}

TEST_P(EveryKind, WhatIsNotRetouchedGoesBackBitForBit) {
  const Buffer buffer(GetParam().encoding, kExtent);
  const auto before = noise(buffer.format, kExtent.size().area());
  buffer.put(before);
  Photo photo = must(read_pixels(buffer.get, kExtent));
  must(write_pixels(buffer.get, kExtent.x, kExtent.y, photo));
  EXPECT_EQ(buffer.bytes(), before);

  const std::size_t pixel = std::size_t(photo.channels) * bytes_of(photo.sample),
                    native = babl_format_get_bytes_per_pixel(buffer.format);
  std::memcpy(photo.row(100) + 7 * pixel, photo.row(2) + 9 * pixel, pixel);
  must(write_pixels(buffer.get, kExtent.x, kExtent.y, photo));
  auto after = buffer.bytes();
  const std::size_t at = (100 * std::size_t(kExtent.width) + 7) * native;
  EXPECT_NE(std::memcmp(&after[at], &before[at], native), 0) << "the one that is";
  std::memcpy(&after[at], &before[at], native);
  EXPECT_EQ(after, before);
}

TEST_P(EveryKind, IsKnownAgainByItsDigest) {
  const Buffer buffer(GetParam().encoding, kExtent);
  buffer.put(noise(buffer.format, kExtent.size().area()));
  Photo photo = must(read_pixels(buffer.get, kExtent));
  const std::string digest = must(digest_of(buffer.get));
  EXPECT_EQ(digest, sha256(photo.bytes.data(), photo.bytes.size()));
  const std::size_t pixel = std::size_t(photo.channels) * bytes_of(photo.sample);
  std::memcpy(photo.row(149) + 69 * pixel, photo.row(2) + 9 * pixel, pixel);
  must(write_pixels(buffer.get, kExtent.x, kExtent.y, photo));
  EXPECT_NE(must(digest_of(buffer.get)), digest) << "the last pixel is another";
}

TEST_P(EveryKind, SettledIsWhatIsReadAgain) {
  const Buffer buffer(GetParam().encoding, kExtent);
  buffer.put(noise(buffer.format, kExtent.size().area()));
  Photo photo = must(read_pixels(buffer.get, kExtent));
  if (photo.sample == Sample::f32)
    for (std::size_t i = 0; i + 4 <= photo.bytes.size(); i += 4) {
      const auto v = float(0.5 + 0.7 * std::sin(double(i)));  // beyond [0, 1], too
      std::memcpy(&photo.bytes[i], &v, 4);
    }
  const Photo expected = must(settled(buffer.format, photo));
  must(write_pixels(buffer.get, kExtent.x, kExtent.y, photo));
  EXPECT_EQ(must(read_pixels(buffer.get, kExtent)).bytes, expected.bytes);
}

TEST(Pixels, LargeIntegersAreFloatsOfOneScale) {
  const Buffer buffer("Y' u32", {0, 0, 3, 1});
  const std::uint32_t values[] = {0, 0x80000000u, 0xffffffffu};
  gegl_buffer_set(buffer.get, nullptr, 0, buffer.format, values, GEGL_AUTO_ROWSTRIDE);
  Photo photo = must(read_pixels(buffer.get, {0, 0, 3, 1}));
  float got[3];
  std::memcpy(got, photo.bytes.data(), sizeof got);
  EXPECT_EQ(got[0], 0);
  EXPECT_FLOAT_EQ(got[1], 0.5f);
  EXPECT_EQ(got[2], 1);
  const float next[] = {1.5f, -1.f, std::numeric_limits<float>::quiet_NaN()};
  std::memcpy(photo.bytes.data(), next, sizeof next);
  must(write_pixels(buffer.get, 0, 0, photo));
  std::uint32_t after[3];
  gegl_buffer_get(buffer.get, nullptr, 1, buffer.format, after, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  EXPECT_EQ(after[0], 0xffffffffu);
  EXPECT_EQ(after[1], 0u);
  EXPECT_EQ(after[2], 0u);
}

TEST(Pixels, LinearLightIsOfAProfileWithPrimaries) {
  for (const bool tables : {false, true})
    for (const char* encoding : {"RGB float", "R'G'B' float"}) {
      const Buffer buffer(encoding, {0, 0, 2, 2});
      Photo photo = must(read_pixels(buffer.get, {0, 0, 2, 2}));
      const auto icc = tables ? test::lut_profile(4.3) : test::rgb_profile(test::Primaries::adobe, 2.2);
      name_colours(photo, icc.data(), icc.size());
      EXPECT_EQ(photo.icc, icc);
      EXPECT_EQ(photo.linear, !tables && encoding == std::string("RGB float")) << encoding << tables;
    }
}

TEST(Pixels, OtherLayoutsAreRefused) {
  const Babl* colours = nullptr;
  babl_new_palette("a palette", &colours, nullptr);
  const GeglRectangle all{0, 0, 4, 4};
  GeglBuffer* indexed = gegl_buffer_new(&all, colours);
  fails(read_pixels(indexed, {0, 0, 4, 4}), Code::bad_input, "convert it to RGB");
  g_object_unref(indexed);
  const Buffer lab("CIE Lab float", {0, 0, 4, 4}), associated("RaGaBaA float", {0, 0, 4, 4});
  fails(read_pixels(lab.get, {0, 0, 4, 4}), Code::bad_input, "Lab");
  fails(read_pixels(associated.get, {0, 0, 4, 4}), Code::bad_input, "RaGaBaA");
  const Buffer bytes("R'G'B' u8", {0, 0, 4, 4}), words("R'G'B' u16", {0, 0, 4, 4});
  fails(write_pixels(words.get, 0, 0, must(read_pixels(bytes.get, {0, 0, 4, 4}))), Code::internal, "kind");
  fails(settled(words.format, must(read_pixels(bytes.get, {0, 0, 4, 4}))), Code::internal, "kind");
}

TEST(Maps, AreCoverageOrBrightnessAndNothingBeyond) {
  const Buffer channel("Y u8", {0, 0, 2, 1}), layer("R'G'B'A u8", {0, 0, 2, 1});
  channel.put({128, 255});
  layer.put({255, 255, 255, 128, 200, 200, 200, 255});
  const Image8 coverage = read_coverage(channel.get, {-1, 0, 4, 2}), bright = read_brightness(layer.get, {-1, 0, 4, 2});
  ASSERT_EQ(coverage.size(), (Size{4, 2}));
  EXPECT_EQ(std::vector<std::uint8_t>(coverage.data(), coverage.data() + 8),
            (std::vector<std::uint8_t>{0, 128, 255, 0, 0, 0, 0, 0}));
  EXPECT_EQ(std::vector<std::uint8_t>(bright.data(), bright.data() + 8),
            (std::vector<std::uint8_t>{0, 128, 200, 0, 0, 0, 0, 0}));
}

TEST(Maps, CoverageIsTheValueHoweverTheFormatEncodes) {
  for (const char* encoding : {"Y u8", "Y' u8"}) {
    const Buffer channel(encoding, {0, 0, 2, 1});
    channel.put({136, 20});
    const Image8 coverage = read_coverage(channel.get, {0, 0, 2, 1});
    EXPECT_EQ(std::vector<std::uint8_t>(coverage.data(), coverage.data() + 2), (std::vector<std::uint8_t>{136, 20}));
    channel.put({0, 0});
    write_coverage(channel.get, coverage);
    EXPECT_EQ(channel.bytes(), (std::vector<std::uint8_t>{136, 20})) << encoding;
  }
}

TEST(Maps, AMaskIsWrittenInTheBuffersPrecision) {
  Image8 mask({2, 1});
  mask.at(0, 0) = 255;
  mask.at(1, 0) = 51;
  const Buffer eight("Y u8", {0, 0, 2, 1}), floats("Y float", {0, 0, 2, 1});
  write_coverage(eight.get, mask);
  EXPECT_EQ(eight.bytes(), (std::vector<std::uint8_t>{255, 51}));
  write_coverage(floats.get, mask);
  float fifth = 0;
  std::memcpy(&fifth, floats.bytes().data() + 4, 4);
  EXPECT_FLOAT_EQ(fifth, 0.2f);
}

}  // namespace
}  // namespace countenance::plugin
