// SPDX-License-Identifier: Apache-2.0
// `guard`: what is permitted passes as it is, what cannot be compared ends with its code and one line, and nothing is
// written.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/sha256.h"
#include "cli/pictures.h"
#include "cli/program.h"
#include "support/support.h"

namespace countenance::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class Guard : public testing::Test {
 protected:
  static constexpr Box kHead{425, 100, 700, 900};

  void SetUp() override { write_part(registry("obama3.jpg"), head, kHead); }
  [[nodiscard]] Outcome guard(const fs::path& edited, const fs::path& out,
                              const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"guard", head.string(), edited.string(), "-o", out.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return countenance(arguments);
  }
  /// `code`, one line that says `why`, and no file appears.
  void refuses(const fs::path& edited, int code, const std::string& why, const std::string& out = "out.png",
               const std::vector<std::string>& more = {}) const {
    const auto before = folder.names();
    const Outcome run = guard(edited, folder / out, more);
    EXPECT_EQ(run.code, code) << edited << run.err;
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
    EXPECT_EQ(run.err.rfind("countenance: ", 0), 0u) << run.err;
    EXPECT_NE(run.err.find(why), std::string::npos) << run.err;
    EXPECT_EQ(run.out, "");
    EXPECT_EQ(folder.names(), before);
  }
  [[nodiscard]] bool is_inside(const fs::path& picture) const {
    return countenance({"measure", head.string(), picture.string()}).code == 0;
  }
  Folder folder;
  fs::path head = folder / "head.png";
};

/// Other light, another size, coding, crop: the coded pixels are copied, and bear a record.
TEST_F(Guard, APermittedEditIsCopied) {
  const fs::path lighter = folder / "lighter.png", smaller = folder / "smaller.png", coded = folder / "coded.jpg",
                 cut = folder / "cut.png";
  write_exposed(head, lighter, 1.06);
  write_resized(head, smaller, .7, .7);
  write_jpeg(head, coded, 80);
  write_part(head, cut, {60, 40, 580, 760});
  for (const fs::path& edited : {lighter, smaller, coded, cut}) {
    const fs::path out = folder / ("out-" + edited.filename().string());
    const Outcome run = guard(edited, out, {"--report", (folder / "r.json").string()});
    ASSERT_EQ(run.code, 0) << edited << run.err;
    EXPECT_NE(run.out.find("nothing had to be taken back"), std::string::npos) << run.out;
    EXPECT_TRUE(pixels_of(out).bytes == pixels_of(edited).bytes) << edited;
    const json record = json::parse(countenance({"record", out.string(), "--json"}).out);
    EXPECT_EQ(record["operation"], "guard");
    EXPECT_EQ(record["original"]["file_sha256"], *sha256_file(head));
    EXPECT_TRUE(record["digital_source_type"].get<std::string>().ends_with("compositeWithTrainedAlgorithmicMedia"));
    const json report = json::parse(bytes_of(folder / "r.json"));
    EXPECT_EQ(report["schema"], "countenance.guard/1");
    EXPECT_TRUE(report["nothing"].get<bool>());
    EXPECT_TRUE(report["within"].get<bool>());
    EXPECT_EQ(report["verified"], "") << "nothing was encoded";
    EXPECT_TRUE(report["repairs"].empty());
  }
}

/// A face made lighter than it is is taken back, and what was written is inside as any reader finds it; one made so light
/// that the fit of the scene follows it, too.
TEST_F(Guard, WhatGoesTooFarIsTakenBack) {
  for (const double gain : {1.2, 1.5}) {
    SCOPED_TRACE(gain);
    const fs::path lit = folder / "lit.png", out = folder / "out.jpg";
    write_lighter_in(head, lit, {180, 120, 345, 450}, gain);
    ASSERT_EQ(countenance({"measure", head.string(), lit.string()}).code, 3);
    const Outcome run = guard(lit, out, {"--json"});
    ASSERT_EQ(run.code, 0) << run.err;
    const json report = json::parse(run.out);
    EXPECT_FALSE(report["repairs"].empty());
    EXPECT_EQ(report["verified"], "file");
    EXPECT_TRUE(is_inside(out));
    const json record = json::parse(countenance({"record", out.string(), "--json"}).out);
    EXPECT_TRUE(record["within"].get<bool>());
    EXPECT_EQ(record["done"].size(), 1 + report["repairs"].size() + (report["fallen_back"][0].get<float>() > 0));
    EXPECT_NE(pixels_of(out).bytes, pixels_of(head).bytes);
  }
}

/// In another format it is measured as it was written.
TEST_F(Guard, APermittedEditInAnotherFormatIsMeasuredAgain) {
  const fs::path lighter = folder / "lighter.png", out = folder / "out.jpg", map = folder / "map.png";
  write_exposed(head, lighter, 1.06);
  const Outcome run = guard(lighter, out, {"--json", "--heatmap", map.string()});
  ASSERT_EQ(run.code, 0) << run.err;
  const json report = json::parse(run.out);
  EXPECT_TRUE(report["nothing"].get<bool>());
  EXPECT_EQ(report["verified"], "file");
  const json measured = json::parse(countenance({"measure", head.string(), out.string(), "--json"}).out);
  EXPECT_NEAR(report["after"]["drift"].get<double>(), measured["drift"].get<double>(), 1e-4);
  EXPECT_NE(report["after"]["drift"], report["before"]["drift"]);
  EXPECT_EQ(bytes_of(map).substr(1, 3), "PNG");
}

/// What a small original cannot tell is named: the file is written, and the code says that it is no pass.
TEST_F(Guard, WhatTheOriginalIsTooSmallToTellIsNamed) {
  const fs::path small = folder / "small.png", edited = folder / "edited.png";
  write_resized(head, small, .5, .5);
  write_exposed(small, edited, 1.06);
  for (const char* name : {"out.png", "out.tif"}) {
    const Outcome run = countenance({"guard", small.string(), edited.string(), "-o", (folder / name).string(),
                                     "--report", (folder / "r.json").string(), "-q"});
    EXPECT_EQ(run.code, 4);
    EXPECT_NE(run.err.find("written, but the original is too small to verify: face 1: texture"), std::string::npos)
        << run.err;
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
    EXPECT_EQ(pixels_of(folder / name).bytes, pixels_of(edited).bytes);
    const json report = json::parse(bytes_of(folder / "r.json"));
    EXPECT_FALSE(report["within"].get<bool>());
    EXPECT_FALSE(report["after"]["within"].get<bool>());
    EXPECT_EQ(report["unverifiable"][0], "face 1: texture.pores");
  }
}

/// An edit that a small original is too small to tell from none at all: no format makes a pass of it.
TEST_F(Guard, WhatCannotBeVerifiedDoesNotHangOnTheFormat) {
  const fs::path small = folder / "small.png", edited = folder / "edited.tif";
  write_resized(head, small, .45, .45);
  write_resized(small, edited, 1, 1);
  std::vector<int> codes;
  std::vector<json> told;
  for (const char* name : {"out.tif", "out.png"}) {
    const Outcome run = countenance({"guard", small.string(), edited.string(), "-o", (folder / name).string(),
                                     "--report", (folder / "r.json").string(), "-q"});
    codes.push_back(run.code);
    told.push_back(json::parse(bytes_of(folder / "r.json")));
  }
  EXPECT_EQ(codes[0], codes[1]);
  EXPECT_EQ(told[0]["within"], told[1]["within"]);
  EXPECT_EQ(told[0]["unverifiable"], told[1]["unverifiable"]);
  EXPECT_EQ(told[0]["after"]["drift"], told[1]["after"]["drift"]);
}

TEST_F(Guard, TheResultHasTheEditedPicturesSizeAndDepth) {
  const fs::path smaller = folder / "smaller.png", deep = folder / "deep.tif", out = folder / "out.png";
  write_resized(head, smaller, .8, .8);
  write_16_bits(smaller, deep);
  ASSERT_EQ(guard(deep, out).code, 0);
  const Pixels before = pixels_of(deep), after = pixels_of(out);
  EXPECT_EQ(after.width, before.width);
  EXPECT_EQ(after.height, before.height);
  EXPECT_EQ(after.bytes_each, 6u);
}

TEST_F(Guard, TheOriginalMayBeOfMoreBits) {
  const fs::path deep = folder / "deep.tif", out = folder / "out.png";
  write_16_bits(head, deep);
  EXPECT_EQ(countenance({"guard", deep.string(), head.string(), "-o", out.string()}).code, 0);
  EXPECT_EQ(pixels_of(out).bytes, pixels_of(head).bytes);
}

TEST_F(Guard, TheOriginalItselfIsCopiedByteForByte) {
  const fs::path out = folder / "out.png";
  EXPECT_EQ(guard(head, out).code, 0);
  EXPECT_EQ(bytes_of(out), bytes_of(head));
}

TEST_F(Guard, AnotherProfileIsNoEdit) {
  const fs::path p3 = folder / "p3.png", out = folder / "out.tif";
  write_in_p3(head, p3);
  ASSERT_EQ(guard(p3, out).code, 0);
  EXPECT_TRUE(is_inside(out)) << "the profile went with the pixels";
}

TEST_F(Guard, AlphaStaysWhereTheFormatHoldsIt) {
  const fs::path alpha = folder / "alpha.png";
  write_with_alpha(head, alpha, {0, 0, 60, 900}, 0);
  ASSERT_EQ(guard(alpha, folder / "out.tif").code, 0);
  EXPECT_EQ(pixels_of(folder / "out.tif").bytes_each, 4u);
  refuses(alpha, 2, "transparency", "out.jpg");
}

TEST_F(Guard, AFaceMadeTransparentIsNotPassed) {
  const fs::path hidden = folder / "hidden.png", out = folder / "out.png";
  write_with_alpha(head, hidden, {180, 120, 345, 450}, 153);
  const Outcome run = guard(hidden, out);
  EXPECT_NE(run.code, 0);
  EXPECT_NE(run.err.find("hidden.png: "), std::string::npos) << run.err;
  EXPECT_NE(run.err.find("transparent"), std::string::npos) << run.err;
  EXPECT_FALSE(fs::exists(out));
}

TEST_F(Guard, WhatCannotBeCompared) {
  const auto made = [&](const char* name, const auto& write) {
    const fs::path path = folder / name;
    write(head, path);
    return path;
  };
  refuses(registry("biden.jpg"), 4, "not this photograph");
  refuses(registry("obama2.jpg"), 4, "not this photograph");
  refuses(made("mirrored.png", write_mirrored), 4, "mirrored");
  refuses(made("turned.png", write_turned), 4, "turned.png: the edited picture is turned");
  write_ramp(folder / "ramp.png", kHead.width, kHead.height);
  refuses(folder / "ramp.png", 4, "ramp.png: ");
}

TEST_F(Guard, WhatCannotBeRead) {
  write_animated(head, folder / "moving.webp");
  refuses(folder / "moving.webp", 2, "an animated WebP");
  put(folder / "moving.gif", "GIF89a");
  refuses(folder / "moving.gif", 2, "a GIF");
  refuses(folder / "none.png", 2, "no such file");
  put(folder / "text.jpg", "This is no picture.\n");
  refuses(folder / "text.jpg", 2, "text.jpg");
}

TEST_F(Guard, WhatIsAskedWrongly) {
  const fs::path edited = folder / "edited.png";
  write_exposed(head, edited, 1.06);
  const std::string before = bytes_of(edited);
  for (const char* out : {"head.png", "edited.png"}) refuses(edited, 2, "never overwritten", out);
  EXPECT_EQ(bytes_of(edited), before);
  refuses(edited, 2, "out.bmp", "out.bmp");
  refuses(edited, 2, "glamour", "out.png", {"--policy", "glamour"});
  refuses(edited, 6, "refuses retouch", "out.png", {"--policy", "document"});
  refuses(edited, 2, "two outputs", "out.png", {"--report", (folder / "out.png").string()});
  refuses(edited, 7, "/proc", "out.png", {"--heatmap", "/proc/map.png"});
  Folder none;
  refuses(edited, 5, "models/fetch", "out.png", {"--models", none.path().string()});
}

}  // namespace
}  // namespace countenance::test
