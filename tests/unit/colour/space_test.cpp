// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "colour/colour.h"
#include "profiles.h"

namespace countenance::colour {
namespace {

using test::Bytes, test::Primaries;

void expect_refused(const Bytes& icc, int colours, const std::string& words) {
  const auto space = Space::open(icc, colours);
  ASSERT_FALSE(space) << words;
  EXPECT_EQ(space.error().code, Code::bad_input);
  EXPECT_NE(space.error().message.find(words), std::string::npos) << space.error().message;
  EXPECT_EQ(space.error().message.find('\n'), std::string::npos);
}

TEST(Space, WithoutAProfileSrgbIsAssumedAndSaid) {
  const auto colour = Space::open({}, 3), grey = Space::open({}, 1);
  ASSERT_TRUE(colour && grey);
  EXPECT_TRUE(colour->assumed() && grey->assumed());
  EXPECT_EQ(colour->description(), "sRGB IEC61966-2.1");
  EXPECT_EQ(colour->colours(), 3);
  EXPECT_EQ(grey->colours(), 1);
}

TEST(Space, TakesMatrixGreyAndTableProfilesOfBothVersions) {
  for (const Bytes& icc : {test::srgb_profile(), test::rgb_profile(Primaries::adobe, 2.2, 2.1),
                           test::rgb_profile(Primaries::prophoto, 1.8, 4.3), test::tabulated_srgb_profile(),
                           test::lut_profile(2.4), test::lut_profile(4.3)}) {
    const auto space = Space::open(icc, 3);
    ASSERT_TRUE(space) << space.error().message;
    EXPECT_FALSE(space->assumed());
  }
  for (const Bytes& icc : {test::grey_profile(2.2), test::grey_lab_profile(), test::grey_lut_profile()}) {
    const auto space = Space::open(icc, 1);
    ASSERT_TRUE(space) << space.error().message;
    EXPECT_EQ(space->colours(), 1);
  }
  EXPECT_EQ(Space::open(test::lut_profile(4.3), 3)->description(), "test table");
}

TEST(Space, RefusesWhatDoesNotFitInOneLine) {
  expect_refused(test::cmyk_profile(), 3, "CMYK");
  expect_refused(test::grey_profile(2.2), 3, "greyscale");
  expect_refused(test::srgb_profile(), 1, "RGB");
  expect_refused(test::lut_profile(4.3, true), 3, "B2A");
  expect_refused(test::falling_curve_profile(), 3, "does not rise");
  expect_refused(test::device_link(), 3, "device link");
  expect_refused(Bytes(200, 'x'), 3, "not an ICC profile");
  expect_refused(Bytes{1}, 3, "not an ICC profile");
}

TEST(Space, AProfileCutShortIsRefusedOrWhole) {
  // Wherever it is cut: an error, never a crash; and never usable while a tag that matters is gone.
  for (const Bytes& whole : {test::srgb_profile(), test::lut_profile(2.4), test::lut_profile(4.3)}) {
    const std::size_t step = std::max<std::size_t>(1, whole.size() / 97);
    for (std::size_t n = 1; n < whole.size(); n += step) {
      const auto space = Space::open(std::span(whole).first(n), 3);
      if (space) continue;
      EXPECT_EQ(space.error().code, Code::bad_input);
    }
    expect_refused(Bytes(whole.begin(), whole.begin() + 200), 3, "broken");
    expect_refused(Bytes(whole.begin(), whole.begin() + std::ptrdiff_t(whole.size() / 3)), 3, "broken");
  }
}

TEST(Space, FlippedBytesNeverCrash) {
  for (Bytes bytes : {test::srgb_profile(), test::lut_profile(4.3)})
    for (std::size_t i = 0; i < std::min<std::size_t>(bytes.size(), 600); i += 3) {
      const std::uint8_t was = bytes[i];
      bytes[i] = std::uint8_t(~was);
      if (const auto space = Space::open(bytes, 3); !space) {
        EXPECT_EQ(space.error().code, Code::bad_input);
      }
      bytes[i] = was;
    }
}

}  // namespace
}  // namespace countenance::colour
