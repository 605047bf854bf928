// SPDX-License-Identifier: Apache-2.0
// What `measure` cannot measure ends with exit code 4 (5 without models), one line that says why, and never with 0.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/pictures.h"
#include "cli/program.h"
#include "support/support.h"

namespace countenance::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// One portrait at its head, and where its face and one eye lie in that.
class Unmeasured : public testing::Test {
 protected:
  static constexpr Box kHead{425, 100, 700, 900}, kFace{180, 120, 345, 450}, kHalf{180, 120, 172, 450},
      kEye{250, 270, 70, 60}, kCheek{250, 360, 80, 80};

  void SetUp() override { write_part(registry("obama3.jpg"), head, kHead); }
  [[nodiscard]] fs::path with_alpha(const Box& box, int alpha) const {
    const std::string name = std::to_string(box.x) + "-" + std::to_string(box.width) + "-" + std::to_string(alpha);
    const fs::path path = folder / (name + ".png");
    write_with_alpha(head, path, box, alpha);
    return path;
  }
  static void is_not(const fs::path& original, const fs::path& edited, const std::string& why, int code = 4,
                     const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"measure", original.string(), edited.string(), "--json", "-q"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome run = countenance(arguments);
    EXPECT_EQ(run.code, code) << original << edited << run.err;
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
    EXPECT_NE(run.err.find(why), std::string::npos) << run.err;
    if (run.out.empty()) return;
    const json report = json::parse(run.out);
    EXPECT_FALSE(report["measured"].get<bool>());
    EXPECT_FALSE(report["within"].get<bool>());
  }
  static void is_within(const fs::path& original, const fs::path& edited) {
    const Outcome run = countenance({"measure", original.string(), edited.string(), "-q"});
    EXPECT_EQ(run.code, 0) << original << edited << run.out << run.err;
  }
  Folder folder;
  fs::path head = folder / "head.png";
};

constexpr const char* kTransparent = "more or less transparent than in the original";

TEST_F(Unmeasured, AFaceHalfTransparentInTheEditedPicture) {
  for (const Box& box : {kFace, kHalf, kEye, kCheek}) is_not(head, with_alpha(box, 153), kTransparent);
  is_not(head, with_alpha(kCheek, 230), kTransparent);
  is_not(head, with_alpha(kEye, 0), kTransparent);
  is_not(head, with_alpha(kFace, 0), "");
}

TEST_F(Unmeasured, AFaceHalfTransparentInTheOriginal) {
  for (const Box& box : {kFace, kHalf, kEye, kCheek}) is_not(with_alpha(box, 153), head, kTransparent);
  for (const int alpha : {100, 230}) is_not(with_alpha(kCheek, alpha), head, kTransparent);
  is_not(with_alpha(kEye, 0), head, kTransparent);
  is_not(with_alpha(kFace, 0), head, "");
}

TEST_F(Unmeasured, WhatIsHardlySeenInBoth) {
  const fs::path eye = with_alpha(kEye, 100);
  is_not(eye, eye, kTransparent);
}

TEST_F(Unmeasured, AlphaThatIsTheSameOrNoneIsNoObstacle) {
  const fs::path whole = with_alpha({}, 255), thin = with_alpha({0, 0, kHead.width, kHead.height}, 204);
  is_within(head, whole);
  is_within(whole, head);
  is_within(thin, thin);
}

/// What was cut out of its background is as opaque as before where the face is.
TEST_F(Unmeasured, ATransparentBackgroundIsNoObstacle) {
  const fs::path out = with_alpha({0, 0, 60, kHead.height}, 0);
  is_within(head, out);
}

TEST_F(Unmeasured, ACropThroughTheFace) {
  const int middle = kFace.x + kFace.width / 2, nose = kFace.y + kFace.height / 2;
  const Box below{0, nose, kHead.width, kHead.height - nose}, above{0, 0, kHead.width, nose},
      left{0, 0, middle, kHead.height};
  for (const Box& part : {below, above, left}) {
    const fs::path cut = folder / "cut.png";
    write_part(head, cut, part);
    is_not(head, cut, "");
  }
}

TEST_F(Unmeasured, WithoutModels) {
  Folder none;
  is_not(head, head, "models/fetch", 5, {"--models", none.path().string()});
}

TEST_F(Unmeasured, NoFaceInTheEditedPicture) {
  write_ramp(folder / "ramp.png", kHead.width, kHead.height);
  is_not(head, folder / "ramp.png", "not this photograph");
  is_not(folder / "ramp.png", head, "no face");
}

}  // namespace
}  // namespace countenance::test
