// SPDX-License-Identifier: Apache-2.0
#include "property/wishes.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/support.h"

namespace countenance::test {
namespace {

TEST(Wishes, NothingWrittenIsOverTheLimitAndGrantsAreMaximal) {
  std::vector<std::filesystem::path> portraits;
  for (const char* name : {"obama3.jpg", "obama.jpg", "biden.jpg", "grace_hopper.jpg", "obama2.jpg"})
    portraits.push_back(registry(name));
  for (const char* name : {"london/062_neutral.jpg", "london/119_neutral.jpg", "london/092_neutral.jpg"})
    if (const auto path = calibration(name)) portraits.push_back(*path);
  const auto trials = try_wishes(portraits, 30, 20261);
  std::vector<float> granted;
  int written = 0, nothing = 0;
  for (const auto& t : trials) {
    if (!t.refused.empty()) continue;
    EXPECT_TRUE(t.within) << t.portrait << ", " << t.format << ", " << t.wish << ": drift " << t.drift;
    EXPECT_TRUE(t.maximal) << t.portrait << ", " << t.format << ", " << t.wish << ": granted " << t.granted
                           << ", drift " << t.drift;
    ++written;
    nothing += t.nothing;
    granted.push_back(t.granted);
  }
  std::nth_element(granted.begin(), granted.begin() + granted.size() / 2, granted.end());
  RecordProperty("median_grant", std::to_string(granted[granted.size() / 2]));
  EXPECT_GT(granted[granted.size() / 2], 0.2f) << "a governor that grants nothing has failed";
  EXPECT_GE(written, 27);
  EXPECT_LE(nothing, 3) << "wishes that came to nothing at all";
}

}  // namespace
}  // namespace countenance::test
