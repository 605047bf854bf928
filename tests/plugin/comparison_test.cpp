// SPDX-License-Identifier: GPL-3.0-or-later
// A retouch by hand, measured.
#include "comparison.h"

#include "common.h"

namespace countenance::plugin {
namespace {

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
  const Comparison plastic = must(compare(studio(), person(), smoothed(person()), {}));
  EXPECT_FALSE(plastic.standing.within);
  EXPECT_GT(plastic.report.drift, 1);
  EXPECT_NE(plastic.standing.sentence.find("Outside the limits"), std::string::npos) << plastic.standing.sentence;
}

TEST(Comparison, MeasuresUnderLimitsThatRefuseRetouch) {
  Settings document;
  document.preset = "document";
  EXPECT_TRUE(must(compare(studio(), person(), lightened(person(), 1), document)).standing.exact);
  fails(policy_of(document), Code::refused, "document");
}

TEST(Comparison, RefusesAnotherPicture) {
  fails(compare(studio(), person(), test::load_photo(test::registry("biden.jpg")), {}), Code::not_measurable, "");
}

}  // namespace
}  // namespace countenance::plugin
