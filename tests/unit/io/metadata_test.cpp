// SPDX-License-Identifier: Apache-2.0
// Metadata through each format: kept, or said to be lost. libvips and libexif read it back independently.
#include <limits>
#include <map>

#include "io/exif.h"
#include "io/jpeg.h"
#include "io/photoshop.h"
#include "io/tiff.h"
#include "support/support.h"
#include "unit/io/pictures.h"

namespace countenance::io::test {
namespace {

using countenance::test::registry;

std::string text(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

/// Some writers count the end mark of the text in.
std::string without_end_marks(std::string s) {
  while (!s.empty() && s.back() == '\0') s.pop_back();
  return s;
}

/// Every EXIF value that libexif finds, but for those that follow the pixels.
std::map<std::string, std::string> exif_values(Span file) {
  VipsImage* image = vips_image_new_from_buffer(file.data(), file.size(), "", nullptr);
  if (!image) throw std::runtime_error(vips_error_buffer());
  std::map<std::string, std::string> values;
  vips_image_map(
      image,
      [](VipsImage* in, const char* name, GValue*, void* to) -> void* {
        const std::string n = name;
        if (n.starts_with("exif-ifd") && !n.starts_with("exif-ifd1") && n.find("Dimension") == n.npos &&
            !n.starts_with("exif-ifd0-Image")) {
          const char* value = nullptr;
          vips_image_get_string(in, name, &value);
          (*static_cast<std::map<std::string, std::string>*>(to))[n] = value;
        }
        return nullptr;
      },
      &values);
  g_object_unref(image);
  return values;
}

class Carried : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    file_ = get(registry(GetParam()));
    auto loaded = load(registry(GetParam()), {.honour_orientation = false});
    ASSERT_TRUE(loaded) << loaded.error().message;
    source_ = std::move(*loaded);
    photo_ = ramp({300, 200}, 3);
    photo_.icc = source_.photo.icc;
  }
  Bytes file_;
  Loaded source_;
  Photo photo_;
};

TEST_P(Carried, AsTheTableSays) {
  const std::string icc = field(file_, VIPS_META_ICC_NAME), xmp = without_end_marks(field(file_, VIPS_META_XMP_NAME));
  EXPECT_EQ(text(source_.photo.icc), icc);
  EXPECT_EQ(text(source_.metadata.xmp), xmp);
  const auto exif = exif_values(file_);
  const Bytes iim = iim_of(source_.metadata.iptc);
  for (const Format format : {Format::jpeg, Format::png, Format::tiff, Format::webp}) {
    const auto encoded = encode(photo_, source_, format);
    ASSERT_TRUE(encoded) << encoded.error().message;
    const Bytes& out = encoded->bytes;
    SCOPED_TRACE(name_of(format));
    EXPECT_EQ(field(out, VIPS_META_ICC_NAME), icc);
    if (xmp.find("PixelXDimension") == xmp.npos && xmp.find("tiff:ImageWidth") == xmp.npos) {
      EXPECT_EQ(field(out, VIPS_META_XMP_NAME), xmp);
    }
    if (!xmp.empty()) {
      EXPECT_NE(field(out, VIPS_META_XMP_NAME).find("xmpmeta"), std::string::npos);
    }
    const bool keeps_iptc = format == Format::jpeg || format == Format::tiff;
    if (!iim.empty()) {
      if (format == Format::tiff) {
        EXPECT_EQ(read_tiff(out).iim, iim);
      }
      EXPECT_EQ(contains(out, iim), keeps_iptc);
      EXPECT_EQ(has(encoded->notes, "IPTC"), !keeps_iptc);
    }
    if (format == Format::tiff) {
      EXPECT_EQ(has(encoded->notes, "EXIF"), !source_.metadata.exif.empty());
    } else {
      EXPECT_FALSE(has(encoded->notes, "EXIF"));
      auto kept = exif_values(out), expected = exif;
      if (expected.contains("exif-ifd0-Orientation"))
        expected["exif-ifd0-Orientation"] = "1 (Top-left, Short, 1 components, 2 bytes)";
      for (const auto& [name, value] : expected) EXPECT_EQ(kept[name], value) << name;
    }
    // Once more through the file, nothing more is lost than before.
    const Folder folder;
    put(folder / "a", out);
    const auto again = load(folder / "a");
    ASSERT_TRUE(again) << again.error().message;
    if (keeps_iptc) {
      EXPECT_EQ(iim_of(again->metadata.iptc), iim);
    }
    if (source_.metadata.x_resolution > 0 && format != Format::webp) {
      EXPECT_NEAR(again->metadata.x_resolution, source_.metadata.x_resolution, 0.02);
    }
    EXPECT_EQ(again->orientation, 1);
  }
}

INSTANTIATE_TEST_SUITE_P(Portraits, Carried,
                         testing::Values("obama3.jpg", "obama2.jpg", "thumbor_giunchedi.jpg",
                                         "thumbor_paumier_14mp.jpg", "pyfeat_single_face.jpg", "grace_hopper.jpg"));

TEST(Metadata, MakerNotesStayWhereTheyWere) {
  // Their offsets count from the start of the blob: moved, they are void. A Canon EOS 7D wrote these.
  const auto source = load(registry("thumbor_paumier_14mp.jpg"), {.honour_orientation = false});
  ASSERT_TRUE(source);
  const auto place = [](const Bytes& exif) {
    const auto reader = IfdReader::open(exif);
    const auto details = reader->sub(*reader->first(), tag::exif_ifd);
    const IfdEntry* note = details->find(0x927C);
    return note ? std::pair(note->value, Bytes(exif.begin() + std::ptrdiff_t(note->value),
                                               exif.begin() + std::ptrdiff_t(note->value + note->size)))
                : std::pair(std::size_t(0), Bytes());
  };
  const auto before = place(source->metadata.exif);
  ASSERT_GT(before.second.size(), 100u);
  const Folder folder;
  put(folder / "a", encode(ramp({64, 64}, 3), *source, Format::jpeg)->bytes);
  EXPECT_EQ(place(load(folder / "a")->metadata.exif), before);
}

TEST(Metadata, NoneIsInvented) {
  Loaded bare;
  bare.format = Format::png;
  for (const Format format : {Format::jpeg, Format::png, Format::webp, Format::tiff}) {
    const auto encoded = encode(ramp({32, 32}, 3), bare, format);
    EXPECT_TRUE(encoded->notes.empty());
    for (const char* name : {VIPS_META_EXIF_NAME, VIPS_META_XMP_NAME, VIPS_META_IPTC_NAME, VIPS_META_ICC_NAME})
      EXPECT_EQ(field(encoded->bytes, name), "") << name_of(format) << " " << name;
    const Folder folder;
    put(folder / "a", encoded->bytes);
    EXPECT_EQ(load(folder / "a")->metadata.x_resolution, 0) << name_of(format);
  }
}

TEST(Metadata, ResolutionWithoutExif) {
  Loaded source;
  source.metadata.x_resolution = 300 / 25.4, source.metadata.y_resolution = 150 / 25.4;
  const Folder folder;
  for (const Format format : {Format::jpeg, Format::png, Format::tiff}) {
    put(folder / "a", encode(ramp({32, 32}, 3), source, format)->bytes);
    const auto back = load(folder / "a");
    EXPECT_NEAR(back->metadata.x_resolution, 300 / 25.4, 0.01) << name_of(format);
    EXPECT_NEAR(back->metadata.y_resolution, 150 / 25.4, 0.01) << name_of(format);
  }
}

/// pHYs holds 1 to 2^31 - 1 pixels a metre; EXIF may say more, or less.
TEST(Metadata, AResolutionThatAPngCannotSayIsLeftOut) {
  const Folder folder;
  const auto written = [&](double x, double y) {
    Loaded source;
    source.metadata.x_resolution = x, source.metadata.y_resolution = y;
    put(folder / "a", encode(ramp({32, 32}, 3), source, Format::png)->bytes);
    const auto back = load(folder / "a");
    return std::pair(back->metadata.x_resolution, back->metadata.y_resolution);
  };
  const std::pair<double, double> none;
  for (const double v : {4.29e8, 2147483.648, 4e-4, 1e300, std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(written(v, 10), none) << v;
    EXPECT_EQ(written(10, v), none) << v;
  }
  EXPECT_EQ(written(2147483.647, 0.001), std::pair(2147483.647, 0.001));
}

TEST(Metadata, OversizedGoesInPartsOrIsSaid) {
  Loaded source;
  source.metadata.xmp.assign(70000, ' ');
  const std::string start = "<x:xmpmeta xmlns:x='adobe:ns:meta/'></x:xmpmeta>";
  std::copy(start.begin(), start.end(), source.metadata.xmp.begin());
  Photo photo = ramp({32, 32}, 3);
  photo.icc = noise({1000, 200}, 1, Sample::u8).bytes;  // four segments
  const auto encoded = encode(photo, source, Format::jpeg);
  ASSERT_TRUE(encoded);
  EXPECT_TRUE(has(encoded->notes, "XMP (too large"));
  EXPECT_EQ(field(encoded->bytes, VIPS_META_ICC_NAME), text(photo.icc));
  EXPECT_EQ(decode(encoded->bytes, "x")->icc, photo.icc);
  photo.icc.clear();
  EXPECT_EQ(field(encode(photo, source, Format::tiff)->bytes, VIPS_META_XMP_NAME), text(source.metadata.xmp));
  source.metadata.iptc = resource_of_iim(noise({500, 200}, 1, Sample::u8).bytes);
  const Folder folder;
  put(folder / "a", encode(photo, source, Format::jpeg)->bytes);
  EXPECT_EQ(load(folder / "a")->metadata.iptc, source.metadata.iptc);
}

TEST(Metadata, AProfileOfMorePartsThanAJpegCountsIsRefused) {
  Photo photo = ramp({32, 32}, 3);
  photo.icc.assign(kLargestIcc, 0x5A);
  const auto held = encode(photo, {}, Format::jpeg);
  ASSERT_TRUE(held) << held.error().message;
  EXPECT_EQ(decode(held->bytes, "x")->icc, photo.icc);
  photo.icc.push_back(0x5A);
  expect_refused(encode(photo, {}, Format::jpeg).error(), Code::bad_input, "colour profile of 16.7 MB");
}

TEST(Metadata, TheIptcTagOfATiffGoesBeforeItsPhotoshopResource) {
  const Bytes tag = {0x1C, 2, 5, 0, 3, 'n', 'e', 'w'}, resource = {0x1C, 2, 5, 0, 3, 'o', 'l', 'd'};
  const Bytes other = {'8', 'B', 'I', 'M', 0x04, 0x25, 0, 0, 0, 0, 0, 2, 'x', 'y'};
  Bytes resources = resource_of_iim(resource);
  append(resources, other);
  const auto tiff = [](Span iim, Span photoshop) {
    Bytes file = saved(
        ramp({16, 16}, 3),
        [](VipsImage* in, void** d, std::size_t* n) { return vips_tiffsave_buffer(in, d, n, nullptr); },
        [&](VipsImage* image) {
          if (!iim.empty()) vips_image_set_blob_copy(image, VIPS_META_IPTC_NAME, iim.data(), iim.size());
          if (!photoshop.empty())
            vips_image_set_blob_copy(image, VIPS_META_PHOTOSHOP_NAME, photoshop.data(), photoshop.size());
        });
    set_iim(file, iim);
    EXPECT_EQ(read_tiff(file).iim, Bytes(iim.begin(), iim.end()));
    EXPECT_TRUE(decode(file, "x"));
    return file;
  };
  const Folder folder;
  const auto found = [&](Span iim, Span photoshop) {
    put(folder / "a", tiff(iim, photoshop));
    return load(folder / "a")->metadata.iptc;
  };
  EXPECT_EQ(iim_of(found(tag, resources)), tag);
  EXPECT_FALSE(contains(found(tag, resources), resource));
  EXPECT_TRUE(contains(found(tag, resources), other));
  EXPECT_EQ(iim_of(found(tag, {})), tag);
  EXPECT_EQ(iim_of(found({}, resources)), resource);
  // The start alone of what the resource holds is no newer copy.
  EXPECT_EQ(iim_of(found(Span(resource).first(6), resources)), resource);
}

TEST(Metadata, WhatNoOutputCarriesIsSaid) {
  const Folder folder;
  const Bytes plain = jpeg_of(ramp({32, 32}, 3));
  Bytes jpeg(plain.begin(), plain.begin() + 2);
  append(jpeg, std::string_view("\xFF\xFE\0\7hello", 9));
  append(jpeg, std::string_view("\xFF\xE2\0\6MPF\0", 8));
  append(jpeg, std::string_view("\xFF\xEB\0\4JP", 6));
  jpeg.insert(jpeg.end(), plain.begin() + 2, plain.end());
  put(folder / "a", jpeg);
  const auto loaded = load(folder / "a");
  ASSERT_TRUE(loaded) << loaded.error().message;
  const auto notes = encode(loaded->photo, *loaded, Format::jpeg)->notes;
  EXPECT_TRUE(has(notes, "comment"));
  EXPECT_TRUE(has(notes, "further pictures"));
  EXPECT_TRUE(has(notes, "content credentials"));
  EXPECT_EQ(notes.size(), 3u);
}

TEST(Metadata, ContentCredentialsOfEveryFormatAreSaidToBeLost) {
  const Folder folder;
  const auto said = [&](const Bytes& file) {
    put(folder / "a", file);
    const auto loaded = load(folder / "a");
    if (!loaded) ADD_FAILURE() << loaded.error().message;
    return loaded && has(encode(loaded->photo, *loaded, Format::png)->notes, "content credentials");
  };
  const auto plain = [](Format format) { return encode(ramp({32, 32}, 3), {}, format)->bytes; };
  for (const Format format : {Format::jpeg, Format::png, Format::tiff, Format::webp})
    EXPECT_FALSE(said(plain(format))) << name_of(format);
  Bytes png = plain(Format::png);
  const Bytes chunk = png_chunk("caBX", span_of("jumb"));
  png.insert(png.begin() + 33, chunk.begin(), chunk.end());  // after the header
  EXPECT_TRUE(said(png));
  Bytes webp = plain(Format::webp);
  append(webp, std::string_view("C2PA\4\0\0\0jumb", 12));
  webp[4] = std::uint8_t(webp.size() - 8), webp[5] = std::uint8_t((webp.size() - 8) >> 8);
  EXPECT_TRUE(said(webp));
  Bytes tiff = plain(Format::tiff);
  ASSERT_TRUE(set_xmp(tiff, span_of("x")));  // one tag more, to be made another
  const IfdEntry* e = nullptr;
  const auto directory = IfdReader::open(tiff)->first();
  ASSERT_TRUE(e = directory->find(tag::xmp));
  put16(tiff, e->at, tag::content_credentials, false);
  EXPECT_TRUE(said(tiff));
}

TEST(Metadata, XmpIsMergedNotReplaced) {
  const std::string packet =
      "<?xpacket begin='\xEF\xBB\xBF' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' "
      "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:tiff='http://ns.adobe.com/tiff/1.0/' "
      "xmlns:exif='http://ns.adobe.com/exif/1.0/' "
      "xmlns:own='http://example.org/own/' "
      "xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmlns:xmpGImg='http://ns.adobe.com/xap/1.0/g/img/' own:key='of my own' "
      "@>"
      "<dc:creator><rdf:Seq><rdf:li>A. "
      "Photographer</rdf:li></rdf:Seq></dc:creator>$</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>";
  const auto with = [&](const std::string& attributes, const std::string& elements) {
    std::string p = packet;
    p.replace(p.find('@'), 1, attributes);
    p.replace(p.find('$'), 1, elements);
    Loaded source;
    source.metadata.xmp.assign(p.begin(), p.end());
    return std::pair(p, field(encode(ramp({32, 24}, 3), source, Format::jpeg)->bytes, VIPS_META_XMP_NAME));
  };
  const auto untouched = with("tiff:Orientation='1'", "");
  EXPECT_EQ(untouched.second, untouched.first);
  const auto turned = with("tiff:Orientation='8' exif:PixelXDimension='24' exif:PixelYDimension='32'",
                           "<xmp:Thumbnails><rdf:Alt><rdf:li "
                           "rdf:parseType='Resource'><xmpGImg:image>/9j/STALE</xmpGImg:image></rdf:li></rdf:Alt>"
                           "</xmp:Thumbnails>");
  EXPECT_NE(turned.second.find("tiff:Orientation=\"1\""), std::string::npos) << turned.second;
  EXPECT_NE(turned.second.find("exif:PixelXDimension=\"32\""), std::string::npos);
  EXPECT_NE(turned.second.find("A. Photographer"), std::string::npos);
  EXPECT_NE(turned.second.find("of my own"), std::string::npos);
  EXPECT_EQ(turned.second.find("STALE"), std::string::npos);
  EXPECT_NE(turned.second.find("<?xpacket end"), std::string::npos);
}

}  // namespace
}  // namespace countenance::io::test
