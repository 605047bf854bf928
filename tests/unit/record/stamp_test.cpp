// SPDX-License-Identifier: Apache-2.0
// The record in XMP: merged into what is there, read back, and the coded pixels as they were.
#include "record/stamp.h"

#include "base/content.h"
#include "base/sha256.h"
#include "io/jpeg.h"
#include "record/record_xmp.h"
#include "record/source_type.h"
#include "support/support.h"
#include "unit/io/pictures.h"
#include "unit/record/samples.h"

namespace countenance::record::test {
namespace {

using countenance::test::registry;
using io::Format;
using io::test::expect_refused;
using io::test::Folder;
using io::test::has;
using io::test::put;

const std::string kUri = "http://cv.iptc.org/newscodes/digitalsourcetype/";

int occurrences(const std::string& text, const std::string& part) {
  int n = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++n;
  return n;
}

class Formats : public testing::TestWithParam<Format> {};

TEST_P(Formats, BringItBackAndKeepThePixels) {
  for (const std::string& packet : {std::string(), packet_of("own:key='kept'")}) {
    io::Encoded picture = picture_of(GetParam(), packet);
    const io::Loaded before = loaded(picture);
    const auto done = stamp(picture, sample());
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_TRUE(picture.notes.empty());
    const io::Loaded after = loaded(picture);
    EXPECT_EQ(before.photo.bytes, after.photo.bytes);
    EXPECT_EQ(before.photo.icc, after.photo.icc);
    const auto found = find_record(after);
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_TRUE(*found);
    EXPECT_EQ(**found, sample());
    EXPECT_EQ(packet_text(picture).find("own:key=\"kept\"") != std::string::npos, !packet.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(All, Formats, testing::Values(Format::jpeg, Format::png, Format::tiff, Format::webp));

TEST(Stamp, TheSameRecordGivesTheSameBytes) {
  io::Encoded one = picture_of(Format::jpeg), two = picture_of(Format::jpeg), other = picture_of(Format::jpeg);
  Record changed = sample();
  changed.done.pop_back();
  ASSERT_TRUE(stamp(one, sample()) && stamp(two, sample()) && stamp(other, changed));
  EXPECT_EQ(one.bytes, two.bytes);
  const auto instance = [](const io::Encoded& e) {
    const std::string text = packet_text(e);
    return text.substr(text.find("xmpMM:InstanceID"), 60);
  };
  EXPECT_NE(instance(one), instance(other));
}

TEST(Stamp, WithoutADateNoTimeIsSaid) {
  io::Encoded picture = picture_of(Format::png);
  Record r = sample();
  r.date.clear();
  ASSERT_TRUE(stamp(picture, r));
  for (const char* name : {"stEvt:when", "ModifyDate", "MetadataDate", "countenance:Date"})
    EXPECT_EQ(packet_text(picture).find(name), std::string::npos) << name;
  EXPECT_EQ((*find_record(loaded(picture)))->date, "");
}

TEST(Stamp, HistoryGrowsAndTheOlderRecordGivesWay) {
  io::Encoded picture = picture_of(
      Format::jpeg, packet_of("xmpMM:DocumentID='xmp.did:D' xmpMM:InstanceID='xmp.iid:I' "
                              "xmpMM:OriginalDocumentID='xmp.did:O' xmp:ModifyDate='2001-01-01'",
                              "<dc:creator><rdf:Seq><rdf:li>A. Photographer</rdf:li></rdf:Seq></dc:creator>"
                              "<xmpMM:History><rdf:Seq><rdf:li stEvt:action='saved' stEvt:softwareAgent='Another'/>"
                              "</rdf:Seq></xmpMM:History>"));
  ASSERT_TRUE(stamp(picture, sample(3)));
  std::string text = packet_text(picture);
  EXPECT_EQ(occurrences(text, "stEvt:action"), 2);
  EXPECT_LT(text.find("Another"), text.find("Countenance 9.8.7")) << "at the end";
  EXPECT_EQ(occurrences(text, "stEvt:action=\"edited\""), 1);
  EXPECT_EQ(occurrences(text, "xmpMM:DocumentID=\"xmp.did:D\""), 1);
  EXPECT_EQ(occurrences(text, "xmpMM:OriginalDocumentID=\"xmp.did:O\""), 1);
  EXPECT_EQ(occurrences(text, "stRef:instanceID=\"xmp.iid:I\""), 1);
  EXPECT_EQ(occurrences(text, "A. Photographer"), 1);
  EXPECT_EQ(occurrences(text, "ModifyDate=\"2026-05-17"), 1);
  Record second = sample(1);
  second.done = {"heal 1.00 of 1.00"};
  second.unverifiable.clear();
  ASSERT_TRUE(stamp(picture, second));
  text = packet_text(picture);
  EXPECT_EQ(occurrences(text, "stEvt:action"), 3);
  const auto found = find_record(loaded(picture));
  ASSERT_TRUE(found && *found);
  EXPECT_EQ(**found, second) << "nothing of the older record is left in it";
}

TEST(Stamp, IdentifiersAreMadeOfTheOriginalWhereThereAreNone) {
  io::Encoded picture = picture_of(Format::png), other = picture_of(Format::tiff);
  ASSERT_TRUE(stamp(picture, sample()) && stamp(other, sample()));
  const auto document = [](const io::Encoded& e) {
    const std::string text = packet_text(e);
    return text.substr(text.find("xmpMM:DocumentID"), 63);
  };
  EXPECT_EQ(document(picture), document(other)) << "two renditions of one document";
  EXPECT_EQ(packet_text(picture).find("DerivedFrom"), std::string::npos);
  const std::string uuid = identifier("xmp.did:", "x");
  ASSERT_EQ(uuid.size(), 8u + 36u);
  EXPECT_EQ(uuid[8 + 14], '8');
  EXPECT_NE(std::string("89ab").find(uuid[8 + 19]), std::string::npos);
}

TEST(Stamp, TheSourceTypeIsNeverDowngraded) {
  for (const char* there : {"trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"}) {
    io::Encoded picture = picture_of(Format::jpeg, packet_of("Iptc4xmpExt:DigitalSourceType='" + kUri + there + "'"));
    Record r = sample();
    r.source_type = source_type_of(Editor::human);
    ASSERT_TRUE(stamp(picture, r));
    EXPECT_EQ(source_type_in(loaded(picture).metadata), kUri + there);
  }
  io::Encoded capture =
      picture_of(Format::jpeg, packet_of("Iptc4xmpExt:DigitalSourceType='" + kUri + "digitalCapture'"));
  ASSERT_TRUE(stamp(capture, sample()));
  EXPECT_EQ(source_type_in(loaded(capture).metadata), kUri + "compositeWithTrainedAlgorithmicMedia");
}

TEST(Stamp, ForeignShapesOfOurPropertiesGiveWay) {
  io::Encoded picture = picture_of(Format::png, packet_of("xmpMM:History='once upon a time'"));
  ASSERT_TRUE(stamp(picture, sample()));
  EXPECT_EQ(**find_record(loaded(picture)), sample());
  io::Encoded prefixed =
      picture_of(Format::png, packet_of("xmlns:countenance='urn:somebody-else#' countenance:Version='theirs'"));
  ASSERT_TRUE(stamp(prefixed, sample()));
  EXPECT_EQ(**find_record(loaded(prefixed)), sample());
  EXPECT_NE(packet_text(prefixed).find("theirs"), std::string::npos);
}

TEST(Stamp, ADamagedPacketIsSaidToBeLost) {
  io::Encoded picture = picture_of(Format::png, "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF><broken");
  ASSERT_TRUE(stamp(picture, sample()));
  EXPECT_TRUE(has(picture.notes, "XMP (it is damaged)"));
  EXPECT_EQ(**find_record(loaded(picture)), sample());
}

/// A JPEG's packet has 64 KB. What is left out is said; what the source type and the original's hash are is never left out.
TEST(Stamp, WhatDoesNotFitIntoAJpegIsLeftOutAndSaid) {
  io::Encoded crowd = picture_of(Format::jpeg, packet_of("own:key='kept'"));
  ASSERT_TRUE(stamp(crowd, sample(60)));
  EXPECT_TRUE(has(crowd.notes, "without its measures"));
  const auto brief = find_record(loaded(crowd));
  ASSERT_TRUE(brief && *brief);
  ASSERT_EQ((*brief)->faces.size(), 60u);
  EXPECT_EQ((*brief)->faces[59].drift, sample(60).faces[59].drift);
  EXPECT_TRUE((*brief)->faces[0].measures.empty());
  EXPECT_NE(packet_text(crowd).find("kept"), std::string::npos);

  io::Encoded full = picture_of(Format::jpeg, packet_of("own:key='" + std::string(64000, 'k') + "'"));
  EXPECT_GT(packet_text(full).size(), 64000u);
  ASSERT_TRUE(stamp(full, sample()));
  EXPECT_TRUE(has(full.notes, "XMP (too large"));
  EXPECT_EQ((*find_record(loaded(full)))->source_type, sample().source_type);

  io::Encoded png = picture_of(Format::png);
  ASSERT_TRUE(stamp(png, sample(60)));
  EXPECT_EQ(**find_record(loaded(png)), sample(60));
}

TEST(FindRecord, NoneIsNoErrorAndADamagedOneIs) {
  for (const std::string& packet : {std::string(), packet_of("own:key='x'"), std::string("no packet")}) {
    const auto found = find_record(loaded(picture_of(Format::png, packet)));
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_FALSE(*found);
  }
  const auto with = [](const std::string& attributes) {
    return find_record(
        loaded(picture_of(Format::png, packet_of("xmlns:c='" + std::string(kNamespace) + "' " + attributes))));
  };
  const std::string good =
      "c:EditedBy='human' c:Within='True' c:Drift='0.5' c:Tones='False' c:AsOriginal='False' "
      "c:OriginalPixelsSHA256='a' c:FirstOriginalPixelsSHA256='b' ";
  ASSERT_TRUE(with(good)) << with(good).error().message;
  for (const char* member :
       {"EditedBy", "Within", "Drift", "Tones", "AsOriginal", "OriginalPixelsSHA256", "FirstOriginalPixelsSHA256"}) {
    std::string damaged = good;
    damaged.replace(damaged.find(std::string("c:") + member), 3, "c:Z");
    const auto found = with(damaged);
    ASSERT_FALSE(found) << member;
    expect_refused(found.error(), Code::bad_input, "damaged");
  }
}

TEST(FindRecord, OneInABrokenPacketIsDamagedAndNotNone) {
  io::Encoded picture = picture_of(Format::png);
  ASSERT_TRUE(stamp(picture, sample()));
  std::string text = packet_text(picture);
  text.replace(text.find("</x:xmpmeta>"), 3, "<<<");
  std::string wide;
  for (const char c : text) wide += {c, '\0'};
  for (const std::string& broken : {text, text.substr(0, text.size() / 2), wide.substr(0, wide.size() / 2)}) {
    io::Metadata metadata;
    metadata.xmp.assign(broken.begin(), broken.end());
    const auto found = find_record(metadata);
    ASSERT_FALSE(found);
    expect_refused(found.error(), Code::bad_input, "damaged");
  }
}

/// Longer than any picture's, it is not read to its end.
TEST(FindRecord, AnEndlessOneIsRefused) {
  for (const char* array : {"Measures", "Faces", "Done", "Unverifiable"}) {
    io::Encoded picture = picture_of(Format::png);
    ASSERT_TRUE(stamp(picture, sample()));
    std::string text = packet_text(picture), items;
    for (int i = 0; i < 12000; ++i) items += "<rdf:li>x</rdf:li>";
    const std::string tag = "<countenance:" + std::string(array) + ">";
    const auto at = text.find("<rdf:li", text.find(tag));
    ASSERT_NE(text.find(tag), text.npos) << array;
    text.insert(at, items);
    io::Metadata metadata;
    metadata.xmp.assign(text.begin(), text.end());
    const auto found = find_record(metadata);
    ASSERT_FALSE(found) << array;
    expect_refused(found.error(), Code::bad_input, "damaged");
  }
}

TEST(Stamp, WhereNothingWasDoneItWasConverted) {
  io::Encoded picture = picture_of(Format::tiff);
  Record r = sample();
  r.done.clear();
  r.source_type.clear();
  ASSERT_TRUE(stamp(picture, r));
  EXPECT_EQ(packet_text(picture).find("DigitalSourceType"), std::string::npos);
  EXPECT_EQ(occurrences(packet_text(picture), "stEvt:action=\"converted\""), 1);
  EXPECT_EQ(**find_record(loaded(picture)), r);
}

TEST(Fingerprints, AreOfThePixelsAndTheFile) {
  const Folder folder;
  const auto source = io::load(registry("grace_hopper.jpg"));
  ASSERT_TRUE(source);
  const Fingerprint print = fingerprint(io::test::get(registry("grace_hopper.jpg")), source->photo);
  EXPECT_EQ(print.file, *sha256_file(registry("grace_hopper.jpg")));
  // Written without loss, with other metadata, it is the same picture still.
  put(folder / "same.png", io::encode(source->photo, io::Loaded{}, Format::png)->bytes);
  EXPECT_TRUE(*is_picture(folder / "same.png", print));
  Photo touched = source->photo;
  touched.bytes[1000] ^= 1;
  put(folder / "other.png", io::encode(touched, io::Loaded{}, Format::png)->bytes);
  EXPECT_FALSE(*is_picture(folder / "other.png", print));
  EXPECT_FALSE(*is_picture(registry("obama3.jpg"), print));
  EXPECT_FALSE(is_picture(folder / "none.png", print));
  EXPECT_TRUE(same_picture(print, {"other", print.file}));
  EXPECT_FALSE(same_picture({"a", ""}, {"b", ""}));
}

TEST(Fingerprints, TellLayoutAndProfileApart) {
  const Photo photo = io::test::ramp({12, 8}, 3);
  Photo turned = photo, profiled = photo, linear = photo;
  std::swap(turned.size.width, turned.size.height);
  profiled.icc = {1, 2, 3};
  linear.linear = true;
  for (const Photo& other : {turned, profiled, linear}) EXPECT_NE(pixels_sha256(photo), pixels_sha256(other));
  EXPECT_EQ(pixels_sha256(photo), pixels_sha256(io::test::ramp({12, 8}, 3)));
}

}  // namespace
}  // namespace countenance::record::test
