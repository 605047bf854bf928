// SPDX-License-Identifier: Apache-2.0
// JPEG: the source's own quality and chroma subsampling are found, and written again.
#include "io/jpeg.h"

#include <cstdlib>

#include "support/support.h"
#include "unit/io/pictures.h"

namespace countenance::io::test {
namespace {

using countenance::test::registry;

TEST(Jpeg, QualityIsExactForIjgTables) {
  const Photo photo = ramp({32, 32}, 3);
  for (int quality = 1; quality <= 100; ++quality)
    for (const bool subsampled : {false, true}) {
      const JpegContents c = read_jpeg(jpeg_of(photo, quality, subsampled));
      EXPECT_EQ(c.quality, quality);
      EXPECT_EQ(c.subsampled, subsampled) << quality;
    }
}

TEST(Jpeg, QualityOfOtherTablesIsNearestBySum) {
  // A flat table: its sum is 64 · 20; that of the standard table at q is nearest for the q found.
  std::array<std::uint16_t, 64> flat{};
  flat.fill(20);
  const int found = quality_of(flat);
  const auto distance = [&](int quality) {
    const Bytes file = jpeg_of(ramp({8, 8}, 1), quality);
    const std::uint8_t dqt[] = {0xFF, 0xDB};
    const auto at = std::search(file.begin(), file.end(), std::begin(dqt), std::end(dqt)) + 5;
    int sum = 0;
    for (int i = 0; i < 64; ++i) sum += at[i];
    return std::abs(sum - 64 * 20);
  };
  for (int quality = 1; quality <= 100; ++quality) EXPECT_LE(distance(found), distance(quality)) << quality;
}

TEST(Jpeg, RealOnes) {
  // Quality as exiftool 12.57 estimates it.
  struct Case {
    const char* name;
    int quality;
    bool subsampled;
  };
  for (const Case& c : {Case{"grace_hopper.jpg", 80, true}, Case{"obama3.jpg", 92, false},
                        Case{"thumbor_giunchedi.jpg", 99, false}, Case{"thumbor_woman.jpg", 90, false}}) {
    const auto loaded = load(registry(c.name));
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_NEAR(loaded->jpeg_quality, c.quality, 1) << c.name;
    EXPECT_EQ(loaded->jpeg_subsampled, c.subsampled) << c.name;
    EXPECT_FALSE(loaded->lossless);
  }
}

TEST(Jpeg, WrittenAtTheSourcesOwnUnlessTold) {
  const Folder folder;
  for (const int quality : {60, 83, 95})
    for (const bool subsampled : {false, true}) {
      put(folder / "a.jpg", jpeg_of(ramp({64, 48}, 3), quality, subsampled));
      const auto source = load(folder / "a.jpg");
      ASSERT_TRUE(source);
      const JpegContents own = read_jpeg(encode(source->photo, *source, Format::jpeg)->bytes);
      EXPECT_EQ(own.quality, quality);
      EXPECT_EQ(own.subsampled, subsampled);
      SaveOptions told;
      told.jpeg_quality = 70;
      told.jpeg_subsampled = !subsampled;
      const JpegContents other = read_jpeg(encode(source->photo, *source, Format::jpeg, told)->bytes);
      EXPECT_EQ(other.quality, 70);
      EXPECT_EQ(other.subsampled, !subsampled);
    }
  Loaded png;
  png.format = Format::png;
  const JpegContents fresh = read_jpeg(encode(ramp({64, 48}, 3), png, Format::jpeg)->bytes);
  EXPECT_EQ(fresh.quality, 95);
  EXPECT_FALSE(fresh.subsampled);
}

TEST(Jpeg, ReencodingASourceMovesItLittle) {
  const auto source = load(registry("grace_hopper.jpg"));
  ASSERT_TRUE(source);
  const auto back = decode(encode(source->photo, *source, Format::jpeg)->bytes, "x");
  ASSERT_TRUE(back);
  double sum = 0;
  for (std::size_t i = 0; i < back->bytes.size(); ++i) sum += std::abs(back->bytes[i] - source->photo.bytes[i]);
  EXPECT_LT(sum / double(back->bytes.size()), 1.0);
}

TEST(Jpeg, CopyIsVerbatim) {
  const Folder folder;
  ASSERT_TRUE(io::copy(registry("obama3.jpg"), folder / "b.jpg"));
  EXPECT_EQ(get(registry("obama3.jpg")), get(folder / "b.jpg"));
}

}  // namespace
}  // namespace countenance::io::test
