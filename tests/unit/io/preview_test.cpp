// SPDX-License-Identifier: Apache-2.0
// What new pixels make untrue: orientation tags and old previews, of which none may survive.
#include <cmath>

#include "io/exif.h"
#include "io/jpeg.h"
#include "io/photoshop.h"
#include "support/support.h"
#include "unit/io/pictures.h"

namespace countenance::io::test {
namespace {

using namespace std::string_view_literals;
using countenance::test::registry;

/// Mean of a channel.
double mean(const Photo& photo, int channel) {
  double sum = 0;
  for (std::size_t i = std::size_t(channel); i < photo.bytes.size(); i += std::size_t(photo.channels))
    sum += photo.bytes[i];
  return sum / double(photo.size.area());
}

Photo flat(Size size, std::uint8_t r, std::uint8_t g, std::uint8_t b) {
  Photo photo = ramp(size, 3);
  for (std::size_t i = 0; i < photo.bytes.size(); ++i) photo.bytes[i] = i % 3 == 0 ? r : i % 3 == 1 ? g : b;
  return photo;
}

TEST(Orientation, EightWaysUpright) {
  const Folder folder;
  const int w = 5, h = 3;
  const Photo stored = noise({w, h}, 3, Sample::u16);
  for (int o = 1; o <= 8; ++o) {
    put(folder / "a",
        saved(
            stored, [](VipsImage* in, void** d, std::size_t* n) { return vips_tiffsave_buffer(in, d, n, nullptr); },
            [&](VipsImage* image) { vips_image_set_int(image, VIPS_META_ORIENTATION, o); }));
    const auto loaded = load(folder / "a");
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->orientation, o);
    const Photo& up = loaded->photo;
    ASSERT_EQ(up.size, (o > 4 ? Size{h, w} : Size{w, h}));
    for (int y = 0; y < up.size.height; ++y)
      for (int x = 0; x < up.size.width; ++x) {
        // EXIF 2.32, 4.6.5: what row 0 and column 0 of the stored picture are when seen
        const int sx = (o == 1 || o == 4) ? x : (o == 2 || o == 3) ? w - 1 - x : (o == 5 || o == 6) ? y : w - 1 - y;
        const int sy = (o == 1 || o == 2) ? y : (o == 3 || o == 4) ? h - 1 - y : (o == 5 || o == 8) ? x : h - 1 - x;
        ASSERT_TRUE(std::equal(&up.view().row(y)[x * 6], &up.view().row(y)[x * 6] + 6, &stored.view().row(sy)[sx * 6]))
            << o << " " << x << "," << y;
      }
    const auto as_stored = load(folder / "a", {.honour_orientation = false});
    EXPECT_EQ(as_stored->orientation, o);
    EXPECT_EQ(as_stored->photo.bytes, stored.bytes);
    put(folder / "b", encode(up, *loaded, Format::tiff)->bytes);
    const auto again = load(folder / "b");
    EXPECT_EQ(again->orientation, 1);
    EXPECT_EQ(again->photo.bytes, up.bytes);
  }
}

TEST(Orientation, OfExifIsHonouredAndResetInEachFormat) {
  for (const bool big : {false, true})
    for (const int type : {3, 4}) {
      Bytes exif;
      append(exif, big ? "MM\0*\0\0\0\x08"sv : "II*\0\x08\0\0\0"sv);
      exif.resize(8 + 2 + 12 + 4);
      put16(exif, 8, 1, big), put16(exif, 10, tag::orientation, big), put16(exif, 12, std::uint32_t(type), big),
          put32(exif, 14, 1, big);
      if (type == 3)
        put16(exif, 18, 6, big);
      else
        put32(exif, 18, 6, big);
      EXPECT_EQ(read_exif(exif).orientation, 6);
      Bytes file = saved(ramp({20, 10}, 3), [](VipsImage* in, void** d, std::size_t* n) {
        return vips_pngsave_buffer(in, d, n, nullptr);
      });
      const Bytes chunk = png_chunk("eXIf", exif);
      file.insert(file.begin() + 33, chunk.begin(), chunk.end());
      const Folder folder;
      put(folder / "a", file);
      const auto loaded = load(folder / "a");
      ASSERT_TRUE(loaded) << loaded.error().message;
      EXPECT_EQ(loaded->orientation, 6);
      EXPECT_EQ(loaded->photo.size, (Size{10, 20}));
      for (const Format format : {Format::jpeg, Format::png, Format::webp}) {
        put(folder / "b", encode(loaded->photo, *loaded, format)->bytes);
        EXPECT_EQ(load(folder / "b")->orientation, 1);
        EXPECT_EQ(load(folder / "b")->photo.size, (Size{10, 20}));
      }
    }
}

TEST(Orientation, AWrongOneCanBeIgnored) {
  const auto turned = load(registry("thumbor_paumier_14mp.jpg"));
  const auto stored = load(registry("thumbor_paumier_14mp.jpg"), {.honour_orientation = false});
  ASSERT_TRUE(turned && stored);
  EXPECT_EQ(turned->orientation, 8);
  EXPECT_EQ(stored->orientation, 8);
  EXPECT_EQ(turned->photo.size, (Size{4052, 3456}));
  EXPECT_EQ(stored->photo.size, (Size{3456, 4052}));
}

TEST(Preview, IsOfTheNewPixels) {
  for (const char* name : {"obama3.jpg", "obama.jpg", "thumbor_giunchedi.jpg", "thumbor_paumier_14mp.jpg"}) {
    SCOPED_TRACE(name);
    const Bytes file = get(registry(name));
    const std::string old = field(file, "jpeg-thumbnail-data");
    ASSERT_GT(old.size(), 500u);
    const auto source = load(registry(name), {.honour_orientation = false});
    ASSERT_TRUE(source);
    const Photo photo = flat({300, 450}, 20, 200, 90);
    for (const Format format : {Format::jpeg, Format::png, Format::webp, Format::tiff}) {
      SCOPED_TRACE(name_of(format));
      const Bytes out = encode(photo, *source, format)->bytes;
      // No stretch of the old one's scan is left (its tables may be the usual ones), and no copy of it among the
      // Photoshop resources.
      const auto scan = for_segments(span_of(old), [](std::uint8_t, Span) {});
      ASSERT_TRUE(scan && *scan + 500 < old.size());
      for (std::size_t at = *scan; at + 64 < old.size(); at += 64)
        EXPECT_FALSE(contains(out, span_of(old).subspan(at, 64))) << at;
      EXPECT_FALSE(contains(out, span_of("8BIM\x04\x0C")));
      if (format == Format::tiff) continue;
      const std::string made = field(out, "jpeg-thumbnail-data");
      ASSERT_FALSE(made.empty());
      const auto seen = decode(Bytes(made.begin(), made.end()), "thumbnail");
      ASSERT_TRUE(seen) << seen.error().message;
      EXPECT_EQ(seen->size, (Size{107, 160}));
      EXPECT_NEAR(mean(*seen, 0), 20, 3);
      EXPECT_NEAR(mean(*seen, 1), 200, 3);
      EXPECT_NEAR(mean(*seen, 2), 90, 3);
      if (!field(file, "exif-ifd2-PixelXDimension").empty()) {
        EXPECT_EQ(field(out, "exif-ifd2-PixelXDimension").substr(0, 4), "300 ");
        EXPECT_EQ(field(out, "exif-ifd2-PixelYDimension").substr(0, 4), "450 ");
      }
    }
  }
}

TEST(Preview, OfSixteenBitsAndAlphaToo) {
  const auto source = load(registry("obama3.jpg"));
  for (const Sample sample : {Sample::u8, Sample::u16})
    for (const int channels : {1, 2, 3, 4}) {
      const auto encoded = encode(noise({64, 64}, channels, sample), *source, Format::png);
      ASSERT_TRUE(encoded) << encoded.error().message;
      const std::string made = field(encoded->bytes, "jpeg-thumbnail-data");
      EXPECT_TRUE(decode(Bytes(made.begin(), made.end()), "x"));
    }
}

/// An EXIF blob with a thumbnail in the second directory and another picture in a maker note.
Bytes exif_with_previews(Span thumbnail, Span hidden, bool big) {
  Bytes exif;
  append(exif, big ? "MM\0*\0\0\0\x08"sv : "II*\0\x08\0\0\0"sv);
  const auto entry = [&](std::uint32_t tag, std::uint32_t type, std::uint32_t count, std::uint32_t value) {
    const std::size_t at = exif.size();
    exif.resize(at + 12);
    put16(exif, at, tag, big), put16(exif, at + 2, type, big), put32(exif, at + 4, count, big),
        put32(exif, at + 8, value, big);
  };
  const auto count = [&](std::uint32_t n) { exif.resize(exif.size() + 2), put16(exif, exif.size() - 2, n, big); };
  const auto link = [&](std::uint32_t n) { exif.resize(exif.size() + 4), put32(exif, exif.size() - 4, n, big); };
  count(1), entry(tag::exif_ifd, 4, 1, 26), link(44);                               // 8..26
  count(1), entry(0x927C, 7, std::uint32_t(hidden.size()), 74), link(0);            // 26..44
  count(2), entry(tag::thumbnail_offset, 4, 1, std::uint32_t(74 + hidden.size()));  // 44..
  entry(tag::thumbnail_length, 4, 1, std::uint32_t(thumbnail.size())), link(0);     // ..74
  append(exif, hidden), append(exif, thumbnail);
  return exif;
}

TEST(Preview, HiddenInAMakerNoteIsBlanked) {
  for (const bool big : {false, true}) {
    const Bytes hidden = jpeg_of(noise({40, 40}, 3, Sample::u8, 3)), old = jpeg_of(noise({30, 30}, 3, Sample::u8, 4));
    const Bytes exif = exif_with_previews(old, hidden, big);
    ASSERT_TRUE(read_exif(exif).has_thumbnail);
    const auto absent = [&](const Bytes& updated, const Bytes& picture) {
      for (std::size_t at = 0; at + 16 < picture.size(); at += 16)
        if (contains(updated, Span(picture).subspan(at, 16)) && picture[at] != 0) return false;
      return true;
    };
    for (const std::size_t size : {std::size_t(100), old.size(), old.size() + 999}) {
      const Bytes thumbnail(size, 0xAB);
      const Bytes updated = updated_exif(exif, {{640, 480}, thumbnail});
      EXPECT_TRUE(absent(updated, hidden));
      EXPECT_TRUE(absent(updated, old));
      EXPECT_TRUE(contains(updated, thumbnail));
      const auto reader = IfdReader::open(updated);
      const auto second = reader->at(reader->first()->next);
      ASSERT_TRUE(second);
      EXPECT_EQ(reader->number(*second, tag::thumbnail_length), size);
      EXPECT_EQ(updated[*reader->number(*second, tag::thumbnail_offset)], 0xAB);
    }
    const Bytes larger(old.size() + 999, 0xAB);
    for (const Bytes& updated :
         {updated_exif(exif, {{640, 480}, {}}), updated_exif(exif, {{640, 480}, larger, exif.size()})}) {
      EXPECT_TRUE(absent(updated, hidden));
      EXPECT_TRUE(absent(updated, old));
      EXPECT_EQ(IfdReader::open(updated)->first()->next, 0u);
    }
  }
}

TEST(Preview, ExifOfNonsenseIsSurvived) {
  const Bytes good = exif_with_previews(jpeg_of(ramp({30, 30}, 3)), jpeg_of(ramp({40, 40}, 3)), false);
  unsigned state = 5;
  const auto next = [&] { return (state = state * 1664525u + 1013904223u) >> 8; };
  const Bytes thumbnail(500, 1);
  for (int i = 0; i < 20000; ++i) {
    Bytes bad = good;
    for (int k = 0; k < 4; ++k) bad[next() % 80] = std::uint8_t(next());
    bad.resize(next() % 4 ? bad.size() : next() % bad.size());
    (void)read_exif(bad);
    const Bytes updated = updated_exif(bad, {{10, 10}, thumbnail});
    (void)read_exif(updated);
  }
}

TEST(Preview, PhotoshopResourcesLoseOnlyPreviews) {
  const Bytes iim = {0x1C, 2, 5, 0, 3, 'a', 'b', 'c'};
  Bytes resources = resource_of_iim(iim);
  append(resources,
         "8BIM\x04\x0C\0\0\0\0\0\x03"
         "old\0"sv);
  append(resources,
         "8BIM\x04\x25\x04name\0\0\0\0\x02"
         "xy"sv);
  append(resources,
         "8BIM\x04\x22\0\0\0\0\0\x02"
         "ex"sv);
  Bytes expected = resource_of_iim(iim);
  append(expected,
         "8BIM\x04\x25\x04name\0\0\0\0\x02"
         "xy"sv);
  EXPECT_EQ(without_previews(resources), expected);
  EXPECT_EQ(iim_of(resources), iim);
  for (std::size_t size = 0; size < resources.size(); ++size) (void)without_previews(Span(resources).first(size));
}

}  // namespace
}  // namespace countenance::io::test
