// SPDX-License-Identifier: GPL-3.0-or-later
// A retouch by hand, measured.
#include "comparison.h"

#include "common.h"

namespace countenance::plugin {
namespace {

/// Lighter by `by` of 255.
Photo lightened(Photo photo, int by) {
  for (std::uint8_t& v : photo.bytes) v = std::uint8_t(std::min(255, v + by));
  return photo;
}

/// The middle of the face is one colour.
Photo flattened_face(Photo photo) {
  const Rect face = must(studio().study(photo, content_hash(photo), {})).faces().front().box;
  for (int y = face.y + face.height / 4; y < face.bottom() - face.height / 4; ++y)
    for (int x = face.x + face.width / 4; x < face.right() - face.width / 4; ++x)
      std::fill_n(photo.row(y) + 3 * x, 3, std::uint8_t{150});
  return photo;
}

TEST(Comparison, OfAPictureWithItselfMovesNothing) {
  const Comparison same = must(compare(studio(), person(), person(), {}));
  EXPECT_TRUE(same.standing.exact);
  EXPECT_TRUE(same.standing.within);
  EXPECT_EQ(same.report.drift, 0);
  EXPECT_NE(same.to_json().find("countenance.measure/1"), std::string::npos);
  const Image8 map = must(same.heatmap(200));
  EXPECT_EQ(std::max(map.width(), map.height()), 200);
}

TEST(Comparison, SaysWhatIsOver) {
  const Comparison flat = must(compare(studio(), person(), flattened_face(person()), {}));
  EXPECT_FALSE(flat.standing.within);
  EXPECT_GT(flat.report.drift, 1);
  EXPECT_NE(flat.standing.sentence, must(compare(studio(), person(), person(), {})).standing.sentence);
}

TEST(Comparison, MeasuresUnderLimitsThatRefuseRetouch) {
  Settings document;
  document.preset = "document";
  EXPECT_TRUE(must(compare(studio(), person(), lightened(person(), 1), document)).standing.exact);
  fails(policy_of(document), Code::refused, "document");
}

TEST(Comparison, RefusesAnotherPicture) {
  Photo other = person();
  other.size.height /= 2;
  other.bytes.resize(std::size_t(other.stride() * other.size.height));
  EXPECT_FALSE(compare(studio(), person(), other, {}));
}

}  // namespace
}  // namespace countenance::plugin
