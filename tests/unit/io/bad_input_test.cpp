// SPDX-License-Identifier: Apache-2.0
// Files that are not what they should be: one clear line each, never a crash, never half a picture.
#include "io/jpeg.h"
#include "support/support.h"
#include "unit/io/pictures.h"

namespace countenance::io::test {
namespace {

using namespace std::string_view_literals;
using countenance::test::registry;

void expect_bad(Span bytes, std::string_view part, const LoadOptions& options = {}) {
  const Folder folder;
  put(folder / "bad.jpg", bytes);
  const auto loaded = load(folder / "bad.jpg", options);
  ASSERT_FALSE(loaded) << part;
  expect_refused(loaded.error(), Code::bad_input, part);
  EXPECT_NE(loaded.error().message.find("bad.jpg"), std::string::npos) << loaded.error().message;
}

Bytes png_declaring(std::uint32_t width, std::uint32_t height) {
  Bytes header, file;
  append_big32(header, width), append_big32(header, height);
  append(header, "\x08\x02\0\0\0"sv);  // 8-bit RGB
  append(file, "\x89PNG\r\n\x1a\n"sv);
  append(file, png_chunk("IHDR", header));
  append(file, png_chunk("IDAT", span_of("\x78\x9c\x63\0\0\0\x01\0\x01"sv)));
  append(file, png_chunk("IEND", {}));
  return file;
}

Save pngsave() {
  return [](VipsImage* in, void** d, std::size_t* n) { return vips_pngsave_buffer(in, d, n, nullptr); };
}
Save tiffsave(VipsForeignTiffCompression compression = VIPS_FOREIGN_TIFF_COMPRESSION_NONE) {
  return [=](VipsImage* in, void** d, std::size_t* n) {
    return vips_tiffsave_buffer(in, d, n, "compression", compression, nullptr);
  };
}
Save webpsave(bool lossless) {
  return [=](VipsImage* in, void** d, std::size_t* n) {
    return vips_webpsave_buffer(in, d, n, "lossless", lossless, nullptr);
  };
}

TEST(BadInput, NotAFile) {
  const Folder folder;
  expect_refused(load(folder / "none.jpg").error(), Code::bad_input, "no such file");
  expect_refused(load(folder.path()).error(), Code::bad_input, "folder");
  expect_refused(load("/dev/zero").error(), Code::bad_input, "ordinary file");
}

TEST(BadInput, NotAPicture) {
  expect_bad({}, "empty");
  expect_bad(span_of("Dear photographer,\nthis is a text.\n"), "not a picture");
  expect_bad(span_of("\xFF\xD8"sv), "not a picture");
  expect_bad(span_of("\xFF\xD8\xFF"sv), "JPEG");
  expect_bad(span_of("\x89PNG\r\n\x1a\n"sv), "PNG");
  expect_bad(span_of("II*\0"sv), "TIFF");
  expect_bad(span_of("RIFF\x04\0\0\0WEBP"sv), "WebP");
  expect_bad(span_of("GIF89a............"), "GIF");
  expect_bad(span_of("\0\0\0\x18"
                     "ftypheic"sv),
             "HEIC");
  expect_bad(span_of("8BPS\0\1......"sv), "Photoshop");
  expect_bad(span_of("%PDF-1.7"), "PDF");
}

TEST(BadInput, DeclaredTooLarge) {
  expect_bad(png_declaring(60000, 60000), "60000 x 60000");
  LoadOptions small;
  small.largest_pixels = 99;
  expect_bad(saved(ramp({10, 10}, 3), pngsave()), "10 x 10", small);
  small.largest_pixels = 100;
  const Folder folder;
  put(folder / "a", saved(ramp({10, 10}, 3), pngsave()));
  EXPECT_TRUE(load(folder / "a", small));
}

TEST(BadInput, AHugeFileIsNotReadWhole) {
  const Folder folder;
  const auto refused = [&](std::string_view start, std::string_view part) {
    put(folder / "huge.jpg", span_of(start));
    std::filesystem::resize_file(folder / "huge.jpg", 200'000'000'000);  // sparse
    expect_refused(load(folder / "huge.jpg").error(), Code::bad_input, part);
  };
  refused("", "not a picture");
  refused("\xFF\xD8\xFF\xE0", "200.0 GB are more than any JPEG of 200 megapixels");
  refused("II*\0"sv, "more than any TIFF");
  // Bytes after the end within that are no reason to refuse.
  put(folder / "long.png", saved(ramp({10, 10}, 3), pngsave()));
  std::filesystem::resize_file(folder / "long.png", 64 << 20);
  EXPECT_TRUE(load(folder / "long.png", {.honour_orientation = true, .largest_pixels = 100}));
  std::filesystem::resize_file(folder / "long.png", (64 << 20) + 801);
  expect_refused(load(folder / "long.png", {.honour_orientation = true, .largest_pixels = 100}).error(),
                 Code::bad_input, "more than any PNG");
}

/// A pipe that gives a few bytes at a time, `total` in all: these, then zeros.
Stream pipe_of(Bytes start, std::size_t total, std::size_t& given) {
  return [start = std::move(start), total, &given](std::uint8_t* to, std::size_t most) -> Result<std::size_t> {
    const std::size_t some = std::min({most, total - given, start.size() > given ? std::size_t{7} : most});
    for (std::size_t i = 0; i < some; ++i) to[i] = given + i < start.size() ? start[given + i] : 0;
    given += some;
    return some;
  };
}

TEST(BadInput, APipeIsReadAsAFileIs) {
  const Bytes png = saved(ramp({10, 10}, 3), pngsave());
  std::size_t given = 0;
  EXPECT_EQ(read(pipe_of(png, png.size(), given), "a pipe").value(), png);
  const Loaded loaded = load(png, "a pipe").value();
  EXPECT_EQ(loaded.photo.size, (Size{10, 10}));
  EXPECT_EQ(loaded.format, Format::png);

  given = 0;
  expect_refused(read(pipe_of({}, 0, given), "a pipe").error(), Code::bad_input, "a pipe: the file is empty");
  expect_refused(read(pipe_of(Bytes(400, 'x'), 1'000'000'000, given), "a pipe").error(), Code::bad_input,
                 "not a picture");
  EXPECT_LE(given, 16u) << "of what is no picture";
  given = 0;
  const LoadOptions small{.honour_orientation = true, .largest_pixels = 100};
  expect_refused(read(pipe_of(png, 1'000'000'000, given), "a pipe", small).error(), Code::bad_input,
                 "more than any PNG");
  EXPECT_EQ(given, (64u << 20) + 801);
  const Stream broken = [](std::uint8_t*, std::size_t) -> Result<std::size_t> {
    return fail(Code::cancelled, "cancelled");
  };
  expect_refused(read(broken, "a pipe").error(), Code::cancelled, "cancelled");
}

TEST(BadInput, OddSizesAreNotBad) {
  const Folder folder;
  for (const Size size : {Size{1, 1}, Size{1, 30000}, Size{30000, 1}}) {
    put(folder / "a", saved(ramp(size, 3), pngsave()));
    const auto loaded = load(folder / "a");
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->photo.size, size);
    const auto again = encode(loaded->photo, *loaded, Format::jpeg);
    ASSERT_TRUE(again) << again.error().message;
  }
}

TEST(BadInput, Cmyk) {
  const auto cmyk = [](VipsImage* image) { image->Type = VIPS_INTERPRETATION_CMYK; };
  const Photo photo = ramp({32, 32}, 4);
  expect_bad(
      saved(
          photo, [](VipsImage* in, void** d, std::size_t* n) { return vips_jpegsave_buffer(in, d, n, nullptr); }, cmyk),
      "convert it to RGB");
  expect_bad(saved(photo, tiffsave(), cmyk), "convert it to RGB");
}

TEST(BadInput, UnusualTiffs) {
  expect_bad(
      saved(noise({16, 16}, 3, Sample::f32), tiffsave(), [](VipsImage* i) { i->Type = VIPS_INTERPRETATION_LAB; }),
      "convert it to RGB");
  Photo five = ramp({16, 16}, 3);
  five.channels = 5;
  five.bytes.resize(16 * 16 * 5);
  expect_bad(saved(five, tiffsave()), "extra channel");
  const Photo photo = noise({16, 16}, 3, Sample::f32);
  expect_bad(saved(photo,
                   [](VipsImage* in, void** d, std::size_t* n) {
                     VipsImage* wide = nullptr;
                     if (vips_cast(in, &wide, VIPS_FORMAT_DOUBLE, nullptr) != 0) return -1;
                     const int failed = vips_tiffsave_buffer(wide, d, n, nullptr);
                     g_object_unref(wide);
                     return failed;
                   }),
             "unsupported TIFF");
}

TEST(BadInput, SeveralPictures) {
  const auto pages = [](VipsImage* image) { vips_image_set_int(image, "page-height", 16); };
  const Photo photo = noise({16, 48}, 3, Sample::u8);
  expect_bad(saved(photo, tiffsave(), pages), "several pages");
  expect_bad(saved(photo, webpsave(true), pages), "animated");
  Bytes still = saved(photo, pngsave()), moving(still.begin(), still.begin() + 33);
  append(moving, png_chunk("acTL", span_of("\0\0\0\2\0\0\0\0"sv)));
  moving.insert(moving.end(), still.begin() + 33, still.end());
  expect_bad(moving, "animated");
}

TEST(BadInput, PyramidsCountAsOnePicture) {
  const Folder folder;
  const Photo photo = noise({600, 400}, 3, Sample::u8);
  put(folder / "a", saved(photo, [](VipsImage* in, void** d, std::size_t* n) {
        return vips_tiffsave_buffer(in, d, n, "pyramid", TRUE, "tile", TRUE, nullptr);
      }));
  const auto loaded = load(folder / "a");
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->photo.bytes, photo.bytes);
  EXPECT_TRUE(has(encode(loaded->photo, *loaded, Format::tiff)->notes, "smaller versions"));
}

/// A cut file gives an error, or every pixel: never a grey lower half.
void expect_whole_or_error(const Bytes& file, const Photo& truth, int steps) {
  int refused = 0;
  for (int i = 0; i < steps; ++i) {
    const std::size_t length = file.size() * std::size_t(i) / std::size_t(steps);
    const auto photo = decode(Bytes(file.begin(), file.begin() + std::ptrdiff_t(length)), "cut");
    if (photo) {
      EXPECT_EQ(photo->bytes, truth.bytes) << length << " of " << file.size();
    } else {
      ++refused;
      expect_refused(photo.error(), Code::bad_input, "cut");
    }
  }
  EXPECT_GT(refused, steps * 9 / 10);
  // The last bytes one by one.
  for (std::size_t less = 1; less <= 24; ++less) {
    const auto photo = decode(Bytes(file.begin(), file.end() - std::ptrdiff_t(less)), "cut");
    if (photo) {
      EXPECT_EQ(photo->bytes, truth.bytes) << "less " << less;
    }
  }
}

TEST(BadInput, TruncatedJpeg) {
  const Bytes file = get(registry("grace_hopper.jpg"));
  expect_whole_or_error(file, *decode(file, "whole"), 60);
  const Bytes progressive = saved(ramp({200, 150}, 3), [](VipsImage* in, void** d, std::size_t* n) {
    return vips_jpegsave_buffer(in, d, n, "interlace", TRUE, nullptr);
  });
  expect_whole_or_error(progressive, *decode(progressive, "whole"), 60);
}

TEST(BadInput, TruncatedJpegWithAnEndPutOn) {
  Bytes file = get(registry("grace_hopper.jpg"));
  file.resize(file.size() / 2);
  append(file, "\xFF\xD9"sv);
  expect_bad(file, "damaged");
}

/// Headers that libjpeg complains of and reads all the same: a JFIF revision, an Adobe transform, spectral bounds.
std::vector<Bytes> with_odd_headers(const Bytes& file) {
  Bytes revision(file.begin(), file.begin() + 2);
  append(revision, "\xFF\xE0\0\x10JFIF\0\2\1\1\0\x48\0\x48\0\0"sv);
  append(revision, Span(file).subspan(2));
  Bytes transform = file, bounds = file;
  const auto adobe = std::search(transform.begin(), transform.end(), "Adobe\0d", "Adobe\0d" + 7);
  EXPECT_NE(adobe, transform.end());
  adobe[11] = 7;
  const std::size_t scan = for_segments(file, [](std::uint8_t, Span) {}).value();
  bounds[scan + 2 + big16(file, scan + 2) - 2] = 62;
  return {revision, transform, bounds};
}

TEST(BadInput, AnOddHeaderHidesNoDamage) {
  // libjpeg tells of its first complaint alone.
  const Bytes file = get(registry("obama3.jpg"));
  const auto truth = decode(file, "x");
  ASSERT_TRUE(truth) << truth.error().message;
  for (const Bytes& odd : with_odd_headers(file)) {
    const auto photo = decode(odd, "x");
    ASSERT_TRUE(photo) << photo.error().message;
    EXPECT_EQ(photo->bytes, truth->bytes);
    Bytes cut(odd.begin(), odd.begin() + std::ptrdiff_t(odd.size() * 3 / 4));
    append(cut, "\xFF\xD9"sv);
    expect_bad(cut, "damaged");
  }
}

TEST(BadInput, BytesAfterTheEndDoNoHarm) {
  const Bytes file = get(registry("grace_hopper.jpg"));
  Bytes longer = file;
  longer.insert(longer.end(), 5000, 0x55);
  EXPECT_EQ(decode(longer, "x")->bytes, decode(file, "x")->bytes);
  Bytes padded(file.begin(), file.end() - 2);
  append(padded, "\0\0\0\xFF\xD9"sv);  // some cameras pad the last scan
  const auto loaded = decode(padded, "x");
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->bytes, decode(file, "x")->bytes);
}

TEST(BadInput, TruncatedPng) {
  for (const Sample sample : {Sample::u8, Sample::u16}) {
    const Photo photo = noise({90, 70}, 3, sample);
    expect_whole_or_error(saved(photo, pngsave()), photo, 60);
    expect_whole_or_error(
        saved(photo, [](VipsImage* in, void** d,
                        std::size_t* n) { return vips_pngsave_buffer(in, d, n, "interlace", TRUE, nullptr); }),
        photo, 60);
  }
}

TEST(BadInput, TruncatedTiff) {
  const Photo photo = noise({90, 70}, 3, Sample::u16);
  for (const auto compression :
       {VIPS_FOREIGN_TIFF_COMPRESSION_NONE, VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE, VIPS_FOREIGN_TIFF_COMPRESSION_LZW})
    expect_whole_or_error(saved(photo, tiffsave(compression)), photo, 60);
}

TEST(BadInput, TruncatedWebp) {
  const Photo photo = noise({90, 70}, 3, Sample::u8);
  expect_whole_or_error(saved(photo, webpsave(true)), photo, 60);
  const Bytes lossy = saved(photo, webpsave(false));
  expect_whole_or_error(lossy, *decode(lossy, "whole"), 60);
}

TEST(BadInput, FlippedBytesNeverCrash) {
  const Photo photo = ramp({64, 48}, 3);
  Loaded source = *load(registry("obama3.jpg"));
  unsigned state = 7;
  const auto next = [&] { return (state = state * 1664525u + 1013904223u) >> 8; };
  for (const Format format : {Format::jpeg, Format::png, Format::tiff, Format::webp}) {
    const Bytes file = encode(photo, source, format)->bytes;
    for (int i = 0; i < 60; ++i) {
      Bytes bad = file;
      // Half of the flips go where the structure is.
      for (int k = 0; k < 3; ++k)
        bad[next() % (i % 2 ? bad.size() : std::min<std::size_t>(bad.size(), 512))] ^= std::uint8_t(1 + next() % 255);
      const Folder folder;
      put(folder / "a", bad);
      const auto loaded = load(folder / "a", {.honour_orientation = true, .largest_pixels = 1'000'000});
      if (!loaded) {
        expect_refused(loaded.error(), Code::bad_input, "a");
        continue;
      }
      EXPECT_EQ(loaded->photo.bytes.size(),
                std::size_t(loaded->photo.stride()) * std::size_t(loaded->photo.size.height));
      for (const Format to : {Format::jpeg, Format::png, Format::tiff, Format::webp})
        (void)encode(loaded->photo, *loaded, to);
    }
  }
}

TEST(BadInput, BrokenProfileIsCarriedNotJudged) {
  // Whether a profile is any good is for colour/ to say; here it must only not crash, nor be lost in silence.
  const Bytes broken(300, 0x5A), plain = jpeg_of(ramp({32, 32}, 3));
  const Folder folder;
  put(folder / "a", with_metadata(plain, JpegMetadata{{}, {}, {}, broken, {}}));
  const auto loaded = load(folder / "a");
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->photo.icc, broken);
  EXPECT_EQ(decode(encode(loaded->photo, *loaded, Format::jpeg)->bytes, "x")->icc, broken);
  EXPECT_EQ(decode(encode(loaded->photo, *loaded, Format::webp)->bytes, "x")->icc, broken);
  for (const Format format : {Format::png, Format::tiff}) {
    const auto encoded = encode(loaded->photo, *loaded, format);
    if (encoded)
      EXPECT_EQ(decode(encoded->bytes, "x")->icc, broken) << name_of(format);
    else
      expect_refused(encoded.error(), Code::bad_input, "profile");
  }
}

TEST(BadInput, NothingOnStandardError) {
  testing::internal::CaptureStderr();
  Bytes file = get(registry("grace_hopper.jpg"));
  file.resize(file.size() / 2);
  (void)decode(file, "x");
  file = saved(noise({90, 70}, 3, Sample::u8), pngsave());
  file.resize(file.size() / 2);
  (void)decode(file, "x");
  file = saved(noise({90, 70}, 3, Sample::u8), tiffsave());
  file.resize(file.size() / 2);
  (void)decode(file, "x");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace countenance::io::test
