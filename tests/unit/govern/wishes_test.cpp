// SPDX-License-Identifier: Apache-2.0
#include "govern/wishes.h"

#include <gtest/gtest.h>

#include "drift/policy.h"
#include "support/must.h"

namespace countenance::govern {
namespace {

using test::must;

TEST(SetDials, RetouchMovesAllAndThoseNamedStandBesideIt) {
  Wishes wishes{.cast = 0.5f};
  ASSERT_TRUE(set_dials(wishes, {{"even", 0.1f}, {"retouch", 0.5f}, {"under-eye", 0.9f}}));
  EXPECT_FLOAT_EQ(wishes.even, 0.1f);  // though "even" comes before "retouch"
  EXPECT_FLOAT_EQ(wishes.under_eye, 0.9f);
  EXPECT_FLOAT_EQ(wishes.heal, 1) << "as far as it goes";
  EXPECT_FLOAT_EQ(wishes.fill, 0.3f);
  EXPECT_EQ(wishes.cast, 0) << "not on the path";
}

TEST(SetDials, WithoutRetouchLeavesTheOthers) {
  Wishes wishes{.cast = 0.5f};
  ASSERT_TRUE(set_dials(wishes, {{"even", 0.1f}}));
  EXPECT_FLOAT_EQ(wishes.cast, 0.5f);
}

TEST(SetDials, NamesWhatIsNoDialOrOutOfRangeAndChangesNothing) {
  for (const auto& [name, value] : {std::pair{"evn", 0.5f}, {"even", 2.f}, {"retouch", 1.5f}, {"retouch", -0.1f}}) {
    Wishes wishes{.fill = 0.2f};
    const auto done = set_dials(wishes, {{"heal", 1.f}, {name, value}});
    ASSERT_FALSE(done) << name;
    EXPECT_EQ(done.error().code, Code::bad_input);
    EXPECT_NE(done.error().message.find(name), std::string::npos) << done.error().message;
    EXPECT_EQ(wishes.heal, 0);
    EXPECT_FLOAT_EQ(wishes.fill, 0.2f);
  }
}

TEST(SetDials, TakesWhatEveryPresetWishesFor) {
  for (const char* name :
       {"natural", "press", "medical-legal-finance", "corporate", "conference", "profile", "directory", "creative"}) {
    Wishes wishes;
    const drift::Policy preset = must(drift::load_policy(name));
    ASSERT_FALSE(preset.wishes.empty()) << name;
    EXPECT_TRUE(set_dials(wishes, preset.wishes)) << name;
    EXPECT_GT(wishes.even, 0) << name;
  }
  Wishes press;
  ASSERT_TRUE(set_dials(press, must(drift::load_policy("press")).wishes));
  EXPECT_EQ(press.heal, 0) << "what the camera saw";
}

}  // namespace
}  // namespace countenance::govern
