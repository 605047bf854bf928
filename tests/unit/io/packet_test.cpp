// SPDX-License-Identifier: Apache-2.0
// An XMP packet put into an encoded picture: found again by libvips, all else as it was.
#include "io/packet.h"

#include <zlib.h>

#include "io/exif.h"
#include "io/jpeg.h"
#include "io/png.h"
#include "io/tiff.h"
#include "io/webp.h"
#include "support/support.h"
#include "unit/io/pictures.h"

namespace countenance::io::test {
namespace {

using countenance::test::registry;

std::string packet_of(const std::string& words) {
  return "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
         "<rdf:Description rdf:about='' xmlns:own='urn:own#' own:key='" +
         words + "'/></rdf:RDF></x:xmpmeta>";
}

std::string text(Span bytes) { return {bytes.begin(), bytes.end()}; }

/// All that load() finds beside the packet.
void expect_alike(const Bytes& before, const Bytes& after) {
  const Folder folder;
  put(folder / "a", before);
  put(folder / "b", after);
  const auto a = load(folder / "a"), b = load(folder / "b");
  ASSERT_TRUE(a) << a.error().message;
  ASSERT_TRUE(b) << b.error().message;
  EXPECT_EQ(a->photo.bytes, b->photo.bytes);
  EXPECT_EQ(a->photo.size, b->photo.size);
  EXPECT_EQ(a->photo.icc, b->photo.icc);
  EXPECT_EQ(a->photo.sample, b->photo.sample);
  EXPECT_EQ(a->metadata.exif, b->metadata.exif);
  EXPECT_EQ(a->metadata.iptc, b->metadata.iptc);
  EXPECT_EQ(a->metadata.x_resolution, b->metadata.x_resolution);
  EXPECT_EQ(a->orientation, b->orientation);
  EXPECT_EQ(a->jpeg_quality, b->jpeg_quality);
}

void expect_put(const Bytes& file, const std::string& words) {
  const std::string packet = packet_of(words);
  const auto done = with_packet(file, span_of(packet));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(text(packet_in(*done)), packet);
  const auto half = IfdReader::open(file) && read_tiff(file).half;  // libvips below 8.16 does not open these
  if (!half) {
    EXPECT_EQ(field(*done, VIPS_META_XMP_NAME), packet);
  }
  expect_alike(file, *done);
  // And in its place another, of which nothing is left.
  const std::string next = packet_of("of another length, to be sure");
  const auto again = with_packet(*done, span_of(next));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(text(packet_in(*again)), next);
  EXPECT_FALSE(contains(*again, span_of(packet)));
  expect_alike(file, *again);
}

class Kinds : public testing::TestWithParam<std::tuple<Format, Sample, int>> {};

TEST_P(Kinds, OfOurOwnWriting) {
  const auto [format, sample, channels] = GetParam();
  const auto source = load(registry("grace_hopper.jpg"));
  ASSERT_TRUE(source);
  for (const Loaded& metadata : {Loaded{}, *source}) {
    Loaded bare = metadata;
    bare.metadata.xmp.clear();
    const auto encoded = encode(noise({61, 47}, channels, sample), bare, format);
    ASSERT_TRUE(encoded) << encoded.error().message;
    EXPECT_TRUE(packet_in(encoded->bytes).empty());
    expect_put(encoded->bytes, "x");
  }
}

INSTANTIATE_TEST_SUITE_P(
    Formats, Kinds,
    testing::Values(std::tuple{Format::jpeg, Sample::u8, 3}, std::tuple{Format::jpeg, Sample::u8, 1},
                    std::tuple{Format::png, Sample::u8, 4}, std::tuple{Format::png, Sample::u16, 3},
                    std::tuple{Format::tiff, Sample::u8, 3}, std::tuple{Format::tiff, Sample::u16, 4},
                    std::tuple{Format::tiff, Sample::f32, 3}, std::tuple{Format::tiff, Sample::f16, 3},
                    std::tuple{Format::webp, Sample::u8, 3}, std::tuple{Format::webp, Sample::u8, 4}));

TEST(Packet, OfFilesFromElsewhere) {
  for (const char* name : {"obama3.jpg", "thumbor_giunchedi.jpg", "astronaut.png", "grace_hopper.jpg"})
    expect_put(get(registry(name)), name);
}

TEST(Packet, AfterExifAndBeforeAllElse) {
  const Bytes file = get(registry("thumbor_giunchedi.jpg"));
  const std::string packet = packet_of("x");
  std::vector<int> markers;
  for_segments(*with_packet(file, span_of(packet)), [&](std::uint8_t marker, Span p) {
    if (starts_with(p, "http://ns.adobe.com/xap/1.0/")) marker = 1;
    markers.push_back(marker);
  });
  const auto at = std::find(markers.begin(), markers.end(), 1);
  ASSERT_NE(at, markers.end());
  for (auto before = markers.begin(); before != at; ++before)
    EXPECT_TRUE(*before == 0xE0 || *before == 0xE1) << *before;
  EXPECT_EQ(std::count(markers.begin(), markers.end(), 1), 1);
}

TEST(Packet, ACompressedOneInAPngIsRead) {
  const std::string packet = packet_of(std::string(5000, 'z'));
  Bytes squeezed(8192);
  uLongf size = squeezed.size();
  ASSERT_EQ(compress(squeezed.data(), &size, reinterpret_cast<const Bytef*>(packet.data()), packet.size()), Z_OK);
  squeezed.resize(size);
  Bytes chunk;
  append(chunk, std::string_view("XML:com.adobe.xmp\0\1\0\0\0", 22));
  append(chunk, squeezed);
  Bytes file = encode(ramp({20, 10}, 3), {}, Format::png)->bytes;
  const Bytes made = png_chunk("iTXt", chunk);
  file.insert(file.begin() + 33, made.begin(), made.end());  // after the header
  EXPECT_EQ(text(packet_in(file)), packet);
  expect_put(file, "x");
}

TEST(Packet, InABigEndianTiffWithAndWithoutOne) {
  // 2 × 1 px grey, by hand: libtiff writes the machine's own order.
  Bytes file;
  append(file, std::string_view("MM\0*\0\0\0\x0A\x10\xF0", 10));
  const std::uint32_t entries[][3] = {{0x100, 3, 2u << 16}, {0x101, 3, 1u << 16}, {0x102, 3, 8u << 16},
                                      {0x103, 3, 1u << 16}, {0x106, 3, 1u << 16}, {0x111, 4, 8},
                                      {0x115, 3, 1u << 16}, {0x116, 3, 1u << 16}, {0x117, 4, 2}};
  append_big16(file, std::size(entries));
  for (const auto& e : entries)
    append_big16(file, e[0]), append_big16(file, e[1]), append_big32(file, 1), append_big32(file, e[2]);
  append_big32(file, 0);
  ASSERT_TRUE(decode(file, "x")) << decode(file, "x").error().message;
  expect_put(file, "x");
}

TEST(Packet, WhatCannotTakeItSaysSo) {
  expect_refused(with_packet(span_of("no picture"), span_of("x")).error(), Code::bad_input, "JPEG, PNG, TIFF and WebP");
  const Bytes jpeg = jpeg_of(ramp({16, 16}, 3)), large(kLargestXmp + 1, ' ');
  expect_refused(with_packet(jpeg, large).error(), Code::bad_input, "too large for a JPEG");
  EXPECT_TRUE(with_packet(jpeg, Span(large).first(kLargestXmp)));
  Bytes big = encode(ramp({16, 16}, 3), {}, Format::tiff)->bytes;
  big[2] = 43;  // a BigTIFF by its mark
  expect_refused(with_packet(big, span_of("x")).error(), Code::bad_input, "TIFF");
  expect_refused(with_packet(span_of(std::string_view("RIFF\0\0\0\0WEBP", 12)), span_of("x")).error(), Code::bad_input,
                 "WebP");
}

}  // namespace
}  // namespace countenance::io::test
