// SPDX-License-Identifier: Apache-2.0
// Several sittings: a result is held to its first original, or refused, and the record says which original it was.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/sha256.h"
#include "cli/pictures.h"
#include "cli/program.h"
#include "support/support.h"

namespace countenance::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const std::vector<std::string> kMuch{"--retouch", "0", "--even", "0.9", "--fill", "1.2"};

/// A portrait, and what one sitting made of it.
class Sittings : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder.emplace();
    write_part(registry("obama3.jpg"), *folder / "first.png", {425, 100, 700, 900});
    write_resized(registry("biden.jpg"), *folder / "other.png", 1, 1);
    const Outcome run = retouch("first.png", "once.png");
    ASSERT_EQ(run.code, 0) << run.err;
  }
  static void TearDownTestSuite() { folder.reset(); }

  static std::string at(const std::string& name) { return (*folder / name).string(); }
  static Outcome retouch(const std::string& in, const std::string& out, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"retouch", at(in), "-o", at(out)};
    arguments.insert(arguments.end(), kMuch.begin(), kMuch.end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    return countenance(arguments);
  }
  static json record_of(const std::string& name) {
    const Outcome run = countenance({"record", at(name), "--json"});
    EXPECT_EQ(run.code, 0) << run.err;
    return run.code == 0 ? json::parse(run.out) : json();
  }
  static std::string hash(const std::string& name) { return *sha256_file(*folder / name); }
  static void refused(const Outcome& run, int code, const std::string& named, const std::string& why) {
    EXPECT_EQ(run.code, code) << run.err;
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
    EXPECT_EQ(run.err.rfind("countenance: " + at(named) + ": ", 0), 0u) << run.err;
    EXPECT_NE(run.err.find(why), std::string::npos) << run.err;
    EXPECT_FALSE(fs::exists(*folder / "no.png"));
  }

  static std::optional<Folder> folder;
};
std::optional<Folder> Sittings::folder;

TEST_F(Sittings, AResultIsRefusedWithoutItsFirstOriginal) {
  refused(retouch("once.png", "no.png"), 6, "once.png", "--as-original");
}

TEST_F(Sittings, WithItBothTogetherAreInside) {
  const Outcome run = retouch("once.png", "twice.png", {"--original", at("first.png"), "--report", at("twice.json")});
  ASSERT_EQ(run.code, 0) << run.err;
  const json verdict = json::parse(bytes_of(*folder / "twice.json"));
  const Outcome measure = countenance({"measure", at("first.png"), at("twice.png"), "--json"});
  ASSERT_EQ(measure.code, 0) << measure.err;
  EXPECT_NEAR(verdict["report"]["drift"].get<double>(), json::parse(measure.out)["drift"].get<double>(), 1e-4);
  float granted = 0, wished = 0;
  for (const json& grant : verdict["grants"])
    granted += grant["granted"].get<float>(), wished += grant["wished"].get<float>();
  EXPECT_LT(granted, wished) << "the first sitting has had its share";
}

/// Little was done before, so more is granted, and the record is of the first original.
TEST_F(Sittings, TheRecordIsOfTheFirstOriginal) {
  ASSERT_EQ(countenance({"retouch", at("first.png"), "-o", at("little.png"), "--retouch", "0", "--even", "0.1"}).code,
            0);
  const Outcome run = countenance({"retouch", at("little.png"), "-o", at("more.tif"), "--retouch", "0", "--even", "0.3",
                                   "--original", at("first.png"), "--heatmap", at("map.png"), "--c2pa", at("m.json")});
  ASSERT_EQ(run.code, 0) << run.err;
  const json record = record_of("more.tif");
  EXPECT_EQ(record["original"]["file_sha256"], hash("first.png"));
  EXPECT_EQ(record["first_original"], record["original"]);
  EXPECT_EQ(record["as_original"], false);
  EXPECT_EQ(json::parse(bytes_of(*folder / "m.json"))["ingredients"][0]["title"], "first.png");
  const double drift = record["drift"].get<double>();
  EXPECT_GT(drift, record_of("little.png")["drift"].get<double>());
  EXPECT_NEAR(drift, json::parse(countenance({"measure", at("first.png"), at("more.tif"), "--json"}).out)["drift"],
              1e-4);
}

TEST_F(Sittings, AnotherOriginalIsNone) {
  refused(retouch("once.png", "no.png", {"--original", at("other.png")}), 2, "other.png",
          "is not the first original of");
  fs::copy_file(*folder / "once.png", *folder / "copy.png", fs::copy_options::overwrite_existing);
  refused(retouch("once.png", "no.png", {"--original", at("copy.png")}), 6, "copy.png", "a result of Countenance");
  refused(retouch("once.png", "no.png", {"--original", at("none.png")}), 2, "none.png", "no such file");
}

TEST_F(Sittings, AResultMayBeTakenForAnOriginalAndIsSaidToBe) {
  ASSERT_EQ(retouch("once.png", "as.png", {"--as-original"}).code, 0);
  const json record = record_of("as.png");
  EXPECT_EQ(record["as_original"], true);
  EXPECT_EQ(record["original"]["file_sha256"], hash("once.png"));
  EXPECT_EQ(record["first_original"]["file_sha256"], hash("first.png"));
  refused(retouch("as.png", "no.png", {"--original", at("other.png")}), 2, "other.png", "is not the first original of");
}

/// What another tool saved bears no record, and can be held to its original all the same.
TEST_F(Sittings, AnyToolsResultCanBeHeldToItsOriginal) {
  write_exposed(*folder / "first.png", *folder / "lighter.png", 1.06);
  const Outcome run = retouch("lighter.png", "held.png", {"--original", at("first.png")});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(countenance({"measure", at("first.png"), at("held.png")}).code, 0);
  EXPECT_EQ(record_of("held.png")["original"]["file_sha256"], hash("first.png"));
  refused(retouch("lighter.png", "no.png", {"--original", registry("obama2.jpg").string()}), 4, "lighter.png",
          "not this photograph");
  write_resized(*folder / "first.png", *folder / "thin.png", .94, 1);
  refused(retouch("thin.png", "no.png", {"--original", at("first.png")}), 6, "thin.png", "as it is");
}

TEST_F(Sittings, GuardKnowsTheFirstOriginalToo) {
  const auto guard = [&](const std::string& original, const std::string& edited, const std::string& out,
                         const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"guard", at(original), at(edited), "-o", at(out)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return countenance(arguments);
  };
  refused(guard("once.png", "once.png", "no.png"), 6, "once.png", "--as-original");
  refused(guard("other.png", "once.png", "no.png"), 2, "other.png", "is not the first original of");
  ASSERT_EQ(guard("first.png", "once.png", "kept.tif").code, 0);
  const json record = record_of("kept.tif");
  EXPECT_EQ(record["operation"], "guard");
  EXPECT_EQ(record["original"]["file_sha256"], hash("first.png"));
  EXPECT_EQ(record["edited_by"], "ai");
  EXPECT_TRUE(record["digital_source_type"].get<std::string>().ends_with("compositeWithTrainedAlgorithmicMedia"));
  ASSERT_EQ(
      guard("once.png", "once.png", "as.tif", {"--as-original", "--edited-by", "human", "--record", at("r.json")}).code,
      0);
  const json beside = json::parse(bytes_of(*folder / "r.json"));
  EXPECT_EQ(beside["as_original"], true);
  EXPECT_EQ(beside["edited_by"], "human");
  EXPECT_EQ(beside["first_original"]["file_sha256"], hash("first.png"));
}

/// What guard lets through as it came is another tool's picture: retouched again, it is held to the original, too.
TEST_F(Sittings, WhatGuardCopiedIsNoNewOriginal) {
  write_exposed(*folder / "first.png", *folder / "lighter.png", 1.06);
  ASSERT_EQ(countenance({"guard", at("first.png"), at("lighter.png"), "-o", at("copied.png")}).code, 0);
  EXPECT_EQ(pixels_of(*folder / "copied.png").bytes, pixels_of(*folder / "lighter.png").bytes);
  refused(retouch("copied.png", "no.png"), 6, "copied.png", "--as-original");
  ASSERT_EQ(countenance({"guard", at("first.png"), at("copied.png"), "-o", at("again.png")}).code, 0);
  EXPECT_EQ(bytes_of(*folder / "again.png"), bytes_of(*folder / "copied.png")) << "it bears a record already";
}

/// Guard pastes the original's pixels: what made those stays said, whatever the edit was.
TEST_F(Sittings, TheOriginalsSourceTypeIsCarriedOn) {
  ASSERT_EQ(countenance({"retouch", at("first.png"), "-o", at("ai.png"), "--even", "0.1", "--edited-by", "ai"}).code,
            0);
  write_exposed(*folder / "first.png", *folder / "by-hand.png", 1.06);
  ASSERT_EQ(countenance({"guard", at("ai.png"), at("by-hand.png"), "--as-original", "--edited-by", "human", "-o",
                         at("made.png"), "--record", at("made.json")})
                .code,
            0);
  for (const json& r : {record_of("made.png"), json::parse(bytes_of(*folder / "made.json"))})
    EXPECT_TRUE(r["digital_source_type"].get<std::string>().ends_with("compositeWithTrainedAlgorithmicMedia")) << r;
}

/// Both sittings are in the drift, and so both are in the record.
TEST_F(Sittings, TheFirstSittingIsNotForgotten) {
  ASSERT_EQ(countenance({"retouch", at("first.png"), "-o", at("by-ai.png"), "--retouch", "0", "--even", "0.1",
                         "--edited-by", "ai"})
                .code,
            0);
  ASSERT_EQ(countenance({"retouch", at("by-ai.png"), "-o", at("both.png"), "--retouch", "0", "--even", "0.2",
                         "--original", at("first.png")})
                .code,
            0);
  const json first = record_of("by-ai.png"), both = record_of("both.png");
  EXPECT_EQ(both["edited_by"], "ai");
  ASSERT_EQ(both["done"].size(), 2u);
  EXPECT_EQ(both["done"][0], first["done"][0]);
}

/// The same of a retouch that was asked for nothing, of a picture that is not the original.
TEST_F(Sittings, WhatRetouchCopiedIsNoNewOriginal) {
  write_exposed(*folder / "first.png", *folder / "lighter.png", 1.06);
  ASSERT_EQ(countenance({"retouch", at("lighter.png"), "--original", at("first.png"), "--retouch", "0", "-o",
                         at("untouched.png")})
                .code,
            0);
  EXPECT_EQ(pixels_of(*folder / "untouched.png").bytes, pixels_of(*folder / "lighter.png").bytes);
  EXPECT_EQ(record_of("untouched.png")["original"]["file_sha256"], hash("first.png"));
}

}  // namespace
}  // namespace countenance::test
