// SPDX-License-Identifier: Apache-2.0
// Untouched pixels through a file: bit-exact where the format can, and what it says where it cannot.
#include <cmath>
#include <cstdlib>
#include <tuple>

#include "support/support.h"
#include "unit/io/pictures.h"

namespace countenance::io::test {
namespace {

using countenance::test::registry;

/// Encoded, written, loaded again.
Loaded through_file(const Photo& photo, const Loaded& source, Format format, const Folder& folder) {
  const auto encoded = encode(photo, source, format);
  if (!encoded) throw std::runtime_error(encoded.error().message);
  const auto path = folder / "picture";  // no ending: content tells
  const auto written = write(path, encoded->bytes);
  if (!written) throw std::runtime_error(written.error().message);
  auto loaded = load(path);
  if (!loaded) throw std::runtime_error(loaded.error().message);
  return std::move(*loaded);
}

class Lossless : public testing::TestWithParam<std::tuple<Format, Sample, int>> {};

TEST_P(Lossless, KeepsEveryBit) {
  const auto [format, sample, channels] = GetParam();
  const Folder folder;
  const Photo photo = noise({131, 77}, channels, sample);
  Loaded source;
  source.photo = photo;
  const Loaded back = through_file(photo, source, format, folder);
  EXPECT_EQ(back.format, format);
  EXPECT_EQ(back.photo.size, photo.size);
  EXPECT_EQ(back.photo.channels, channels);
  EXPECT_EQ(back.photo.sample, sample);
  EXPECT_EQ(back.photo.bytes, photo.bytes);
}

INSTANTIATE_TEST_SUITE_P(Png, Lossless,
                         testing::Combine(testing::Values(Format::png), testing::Values(Sample::u8, Sample::u16),
                                          testing::Values(1, 2, 3, 4)));
INSTANTIATE_TEST_SUITE_P(Tiff, Lossless,
                         testing::Combine(testing::Values(Format::tiff),
                                          testing::Values(Sample::u8, Sample::u16, Sample::f16, Sample::f32),
                                          testing::Values(1, 2, 3, 4)));
INSTANTIATE_TEST_SUITE_P(Webp, Lossless,
                         testing::Combine(testing::Values(Format::webp), testing::Values(Sample::u8),
                                          testing::Values(3)));

TEST(Pixels, LosslessWebpKeepsStraightAlphaWhereItShows) {
  Photo photo = noise({64, 48}, 4, Sample::u8);
  for (std::size_t i = 3; i < photo.bytes.size(); i += 4) photo.bytes[i] = std::max<std::uint8_t>(photo.bytes[i], 1);
  const auto encoded = encode(photo, Loaded{}, Format::webp);
  ASSERT_TRUE(encoded) << encoded.error().message;
  EXPECT_FALSE(has(encoded->notes, "transparency"));
  EXPECT_EQ(decode(encoded->bytes, "x")->bytes, photo.bytes);
  photo.bytes[3] = 0;
  EXPECT_TRUE(has(encode(photo, Loaded{}, Format::webp)->notes, "transparency"));
}

TEST(Pixels, LossyWebpSourceStaysLossyAndNear) {
  const Photo photo = ramp({200, 160}, 3);
  Loaded source;
  source.format = Format::webp;
  source.lossless = false;
  const auto lossy = encode(photo, source, Format::webp);
  ASSERT_TRUE(lossy);
  const Folder folder;
  put(folder / "a", lossy->bytes);
  const auto loaded = load(folder / "a");
  ASSERT_TRUE(loaded);
  EXPECT_FALSE(loaded->lossless);
  int worst = 0;
  for (std::size_t i = 0; i < photo.bytes.size(); ++i)
    worst = std::max(worst, std::abs(photo.bytes[i] - loaded->photo.bytes[i]));
  EXPECT_GT(worst, 0);
  EXPECT_LE(worst, 8);
}

TEST(Pixels, SixteenBitsRoundToEight) {
  const Photo photo = noise({64, 64}, 3, Sample::u16);
  const auto encoded = encode(photo, Loaded{}, Format::webp);
  ASSERT_TRUE(encoded);
  EXPECT_TRUE(has(encoded->notes, "8 bits"));
  const auto back = decode(encoded->bytes, "x");
  ASSERT_TRUE(back);
  const auto* in = reinterpret_cast<const std::uint16_t*>(photo.bytes.data());
  for (std::size_t i = 0; i < back->bytes.size(); ++i) ASSERT_EQ(back->bytes[i], std::lround(in[i] / 257.0)) << i;
  EXPECT_TRUE(has(encode(photo, Loaded{}, Format::jpeg)->notes, "8 bits"));
  EXPECT_FALSE(has(encode(photo, Loaded{}, Format::png)->notes, "8 bits"));
}

TEST(Pixels, GreyStaysGreyInJpegAndSaysSoInWebp) {
  const Photo photo = ramp({64, 64}, 1);
  EXPECT_EQ(decode(encode(photo, Loaded{}, Format::jpeg)->bytes, "x")->channels, 1);
  const auto webp = encode(photo, Loaded{}, Format::webp);
  EXPECT_TRUE(has(webp->notes, "grey"));
  const auto back = decode(webp->bytes, "x");
  ASSERT_EQ(back->channels, 3);
  for (std::size_t i = 0; i < photo.bytes.size(); ++i)
    for (int c = 0; c < 3; ++c) ASSERT_EQ(back->bytes[3 * i + std::size_t(c)], photo.bytes[i]);
}

/// A picture without a profile is said to be taken for sRGB, or for linear light where its samples are floats.
TEST(Pixels, WhatNoProfileIsTakenForIsSaid) {
  const Folder folder;
  const auto notes = [&](const Photo& photo, const Bytes& exif, Format format) {
    Loaded source;
    source.metadata.exif = exif;
    return through_file(photo, source, format, folder).notes;
  };
  using Notes = std::vector<std::string>;
  // Little-endian EXIF: IFD0 → details → interoperability index "R03", the option file of Adobe RGB.
  const Bytes adobe = {'I', 'I', 42,   0,    8, 0, 0, 0,                                       // header
                       1,   0,   0x69, 0x87, 4, 0, 1, 0, 0, 0, 26,  0,   0,   0, 0, 0, 0, 0,   // at 8
                       1,   0,   0x05, 0xA0, 4, 0, 1, 0, 0, 0, 44,  0,   0,   0, 0, 0, 0, 0,   // at 26
                       1,   0,   1,    0,    2, 0, 4, 0, 0, 0, 'R', '0', '3', 0, 0, 0, 0, 0};  // at 44
  EXPECT_EQ(notes(ramp({32, 32}, 3), {}, Format::png), Notes{"no colour profile: sRGB assumed"});
  EXPECT_EQ(notes(ramp({32, 32}, 3), {}, Format::jpeg), Notes{"no colour profile: sRGB assumed"});
  EXPECT_EQ(notes(ramp({32, 32}, 3), adobe, Format::jpeg),
            Notes{"no colour profile, though EXIF says Adobe RGB: sRGB assumed"});
  EXPECT_EQ(notes(noise({32, 32}, 3, Sample::f32), {}, Format::tiff),
            Notes{"no colour profile: linear light in sRGB primaries assumed"});
  Photo with = ramp({32, 32}, 3);
  with.icc = load(registry("obama3.jpg"))->photo.icc;
  ASSERT_FALSE(with.icc.empty());
  EXPECT_EQ(notes(with, {}, Format::jpeg), Notes{});
}

TEST(Pixels, RefusesWhatAFormatCannotHold) {
  expect_refused(encode(ramp({8, 8}, 4), Loaded{}, Format::jpeg).error(), Code::bad_input, "transparency");
  expect_refused(encode(ramp({8, 8}, 2), Loaded{}, Format::jpeg).error(), Code::bad_input, "transparency");
  for (const Sample sample : {Sample::f16, Sample::f32})
    for (const Format format : {Format::jpeg, Format::png, Format::webp})
      expect_refused(encode(noise({8, 8}, 3, sample), Loaded{}, format).error(), Code::bad_input, "TIFF");
  expect_refused(encode(ramp({16384, 1}, 3), Loaded{}, Format::webp).error(), Code::bad_input, "16383");
  Photo grey = ramp({8, 8}, 1);
  grey.icc = {1, 2, 3};
  expect_refused(encode(grey, Loaded{}, Format::webp).error(), Code::bad_input, "grey");
}

TEST(Pixels, PaletteAndFewBitsAreExpanded) {
  const Folder folder;
  Photo two = ramp({40, 30}, 3);  // two colours
  for (std::size_t i = 0; i < two.bytes.size(); ++i)
    two.bytes[i] = i / 3 % 2 ? std::uint8_t(30 + i % 3) : std::uint8_t(200 + i % 3);
  put(folder / "palette", saved(two, [](VipsImage* in, void** d, std::size_t* n) {
        return vips_pngsave_buffer(in, d, n, "palette", TRUE, "dither", 0.0, nullptr);
      }));
  const auto palette = load(folder / "palette");
  ASSERT_TRUE(palette) << palette.error().message;
  EXPECT_EQ(palette->photo.channels, 3);
  EXPECT_EQ(palette->photo.bytes, two.bytes);
  EXPECT_TRUE(has(palette->notes, "palette"));
  Photo black_white = ramp({40, 30}, 1);
  for (auto& b : black_white.bytes) b = b % 2 ? 255 : 0;
  put(folder / "bits", saved(black_white, [](VipsImage* in, void** d, std::size_t* n) {
        return vips_pngsave_buffer(in, d, n, "bitdepth", 1, nullptr);
      }));
  EXPECT_EQ(load(folder / "bits")->photo.bytes, black_white.bytes);
}

TEST(Pixels, InterlacedAndTiledAreReadToo) {
  const Folder folder;
  const Photo photo = noise({301, 203}, 3, Sample::u16);
  put(folder / "adam7", saved(photo, [](VipsImage* in, void** d, std::size_t* n) {
        return vips_pngsave_buffer(in, d, n, "interlace", TRUE, nullptr);
      }));
  EXPECT_EQ(load(folder / "adam7")->photo.bytes, photo.bytes);
  put(folder / "tiles", saved(photo, [](VipsImage* in, void** d, std::size_t* n) {
        return vips_tiffsave_buffer(in, d, n, "tile", TRUE, "bigtiff", TRUE, nullptr);
      }));
  EXPECT_EQ(load(folder / "tiles")->photo.bytes, photo.bytes);
}

TEST(Pixels, PremultipliedTiffBecomesStraight) {
  const Folder folder;
  Photo photo = ramp({32, 32}, 4);
  for (std::size_t i = 3; i < photo.bytes.size(); i += 4) photo.bytes[i] = 128;
  put(folder / "a", saved(photo, [](VipsImage* in, void** d, std::size_t* n) {
        return vips_tiffsave_buffer(in, d, n, "premultiply", TRUE, nullptr);
      }));
  const auto loaded = load(folder / "a");
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_TRUE(has(loaded->notes, "premultiplied"));
  for (std::size_t i = 0; i < photo.bytes.size(); ++i) ASSERT_NEAR(loaded->photo.bytes[i], photo.bytes[i], 2) << i;
}

TEST(Pixels, FloatWithoutProfileIsLinear) {
  const Folder folder;
  const Photo photo = noise({16, 16}, 3, Sample::f32);
  const Loaded back = through_file(photo, Loaded{}, Format::tiff, folder);
  EXPECT_TRUE(back.photo.linear);
  EXPECT_TRUE(has(back.notes, "linear"));
  EXPECT_FALSE(through_file(ramp({16, 16}, 3), Loaded{}, Format::tiff, folder).photo.linear);
}

TEST(Pixels, FormatByEnding) {
  EXPECT_EQ(format_of("a/b.JPG"), Format::jpeg);
  EXPECT_EQ(format_of("b.jpeg"), Format::jpeg);
  EXPECT_EQ(format_of("b.x.tif"), Format::tiff);
  EXPECT_EQ(format_of("b.Webp"), Format::webp);
  EXPECT_EQ(format_of("b.png"), Format::png);
  EXPECT_EQ(format_of("png"), std::nullopt);
  EXPECT_EQ(format_of("b.gif"), std::nullopt);
}

TEST(Pixels, SameBytesWhateverTheThreads) {
  const auto source = load(registry("grace_hopper.jpg"));
  ASSERT_TRUE(source);
  for (const Format format : {Format::jpeg, Format::png, Format::tiff, Format::webp}) {
    const auto one = encode(source->photo, *source, format, {}, {.progress = {}, .threads = 1});
    const auto four = encode(source->photo, *source, format, {}, {.progress = {}, .threads = 4});
    EXPECT_EQ(one->bytes, four->bytes);
  }
}

TEST(Pixels, OverlayIsAPng) {
  const Photo photo = ramp({50, 40}, 3);
  const View<const std::uint8_t> whole(photo.bytes.data(), photo.size, 3);
  const auto bytes = png(whole.part({10, 5, 20, 30}));
  ASSERT_TRUE(bytes) << bytes.error().message;
  const auto back = decode(*bytes, "x");
  ASSERT_EQ(back->size, (Size{20, 30}));
  for (int y = 0; y < 30; ++y)
    for (int x = 0; x < 60; ++x) ASSERT_EQ(back->view().row(y)[x], whole.row(y + 5)[30 + x]);
}

TEST(Pixels, ProgressIsReportedAndCancels) {
  double last = -1;
  const Job watched{.progress = [&](double f, std::string_view) { return last = f, true; }, .threads = 0};
  const auto source = load(registry("obama3.jpg"), {}, watched);
  ASSERT_TRUE(source);
  EXPECT_EQ(last, 1);
  int calls = 0;
  const Job cancelled{.progress = [&](double, std::string_view) { return ++calls < 3; }, .threads = 0};
  expect_refused(load(registry("obama3.jpg"), {}, cancelled).error(), Code::cancelled, "cancelled");
  calls = 0;
  expect_refused(encode(source->photo, *source, Format::png, {}, cancelled).error(), Code::cancelled, "cancelled");
  const Job thrown{
      .progress = [](double f, std::string_view) -> bool { return f > 0.2 ? throw std::runtime_error("mine") : true; },
      .threads = 0};
  EXPECT_THROW((void)load(registry("obama3.jpg"), {}, thrown), std::runtime_error);
}

}  // namespace
}  // namespace countenance::io::test
