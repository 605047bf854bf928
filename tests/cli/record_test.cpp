// SPDX-License-Identifier: Apache-2.0
// What a retouch records, and what `record` says of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/sha256.h"
#include "cli/pictures.h"
#include "cli/program.h"
#include "support/support.h"

namespace countenance::test {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;
const std::string kType = "http://cv.iptc.org/newscodes/digitalsourcetype/";

/// One retouch by dials, which most of these look at.
class Recorded : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder.emplace();
    const Outcome run =
        retouch({"--even", "0.6", "--record", at("side.json"), "--c2pa", at("manifest.json")}, "out.jpg");
    ASSERT_EQ(run.code, 0) << run.err;
  }
  static void TearDownTestSuite() { folder.reset(); }

  static std::string at(const std::string& name) { return (*folder / name).string(); }
  static std::string original() { return registry("obama3.jpg").string(); }
  static Outcome retouch(const std::vector<std::string>& options, const std::string& out,
                         const std::string& in = original()) {
    std::vector<std::string> arguments{"retouch", in, "-o", at(out)};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return countenance(arguments);
  }
  static json record_of(const std::string& name) {
    const Outcome run = countenance({"record", at(name), "--json"});
    EXPECT_EQ(run.code, 0) << run.err;
    return run.code == 0 ? json::parse(run.out) : json();
  }
  static void refused(const std::vector<std::string>& arguments, const std::string& part) {
    const Outcome run = countenance(arguments);
    EXPECT_EQ(run.code, 2) << part;
    EXPECT_NE(run.err.find(part), std::string::npos) << run.err;
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
  }

  static std::optional<Folder> folder;
};
std::optional<Folder> Recorded::folder;

TEST_F(Recorded, SaysWhatWasDoneToWhichOriginal) {
  const json r = record_of("out.jpg");
  EXPECT_EQ(r["schema"], "countenance.record/1");
  EXPECT_EQ(r["operation"], "retouch");
  EXPECT_EQ(r["original"]["file_sha256"], *sha256_file(original()));
  EXPECT_EQ(r["first_original"], r["original"]);
  EXPECT_EQ(r["as_original"], false);
  EXPECT_EQ(r["edited_by"], "human");
  EXPECT_EQ(r["digital_source_type"], kType + "humanEdits");
  EXPECT_EQ(r["policy"]["name"], "natural");
  EXPECT_EQ(r["within"], true);
  EXPECT_EQ(r["verified"], "file");
  EXPECT_NE(r["done"].dump().find("even 0.60 of 0.60"), std::string::npos) << r["done"];
  EXPECT_FALSE(r.contains("date"));
}

/// What was verified is what was written: measured again from the file, every share is the record's.
TEST_F(Recorded, HasTheDriftOfTheFileItIsIn) {
  const json r = record_of("out.jpg"),
             report = json::parse(countenance({"measure", original(), at("out.jpg"), "--json"}).out);
  EXPECT_NEAR(r["drift"].get<double>(), report["drift"].get<double>(), 1e-4);
  const json &measures = r["faces"][0]["measures"], &again = report["faces"][0]["measures"];
  ASSERT_GE(measures.size(), 10u);
  for (const auto& [name, m] : measures.items())
    if (m.contains("share")) {
      EXPECT_NEAR(m["share"].get<double>(), again[name]["share"].get<double>(), 1e-4) << name;
    }
}

TEST_F(Recorded, BesideThePictureToo) {
  json beside = json::parse(bytes_of(*folder / "side.json"));
  EXPECT_EQ(beside["result"]["file_sha256"], *sha256_file(*folder / "out.jpg"));
  beside.erase("result");
  EXPECT_EQ(beside, record_of("out.jpg"));
  EXPECT_EQ(record_of("side.json")["drift"], beside["drift"]);
}

TEST_F(Recorded, AsAManifestToBeSigned) {
  const json m = json::parse(bytes_of(*folder / "manifest.json"));
  EXPECT_EQ(m["ingredients"][0]["hash"], *sha256_file(original()));
  EXPECT_EQ(m["ingredients"][0]["title"], "obama3.jpg");
  EXPECT_EQ(m["assertions"][0]["data"]["actions"][0]["action"], "c2pa.opened");
  EXPECT_EQ(m["assertions"][1]["data"]["drift"], record_of("out.jpg")["drift"]);
}

TEST_F(Recorded, TheManifestOfGuardNamesBothPictures) {
  write_exposed(original(), *folder / "lighter.png", 1.06);
  ASSERT_EQ(
      countenance({"guard", original(), at("lighter.png"), "-o", at("guarded.png"), "--c2pa", at("guard.json")}).code,
      0);
  const json m = json::parse(bytes_of(*folder / "guard.json"));
  EXPECT_EQ(m["ingredients"][0]["hash"], *sha256_file(original()));
  EXPECT_EQ(m["ingredients"][1]["hash"], *sha256_file(*folder / "lighter.png"));
  EXPECT_EQ(m["ingredients"][1]["title"], "lighter.png");
  EXPECT_EQ(m["assertions"][0]["data"]["actions"][1]["action"], "c2pa.placed");
}

TEST_F(Recorded, InWordsAndNeverAsAuthentic) {
  const Outcome run = countenance({"record", at("out.jpg")});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_NE(run.out.find("within policy natural, drift 0."), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("a person at the dials"), std::string::npos);
  for (const std::string& text : {run.out, bytes_of(*folder / "side.json"), bytes_of(*folder / "manifest.json"),
                                  countenance({"record", "--help"}).out})
    EXPECT_EQ(text.find("uthentic"), std::string::npos);
}

TEST_F(Recorded, TheOriginalIsKnownByItsHash) {
  const Outcome same = countenance({"record", at("out.jpg"), "--original", original()});
  EXPECT_EQ(same.code, 0) << same.err;
  EXPECT_NE(same.out.find("is the original\n"), std::string::npos);
  refused({"record", at("out.jpg"), "--original", registry("obama.jpg").string()}, "is not the original of");
  refused({"record", at("out.jpg"), "--original", at("out.jpg")}, "is not the original of");
  refused({"record", at("out.jpg"), "--original", at("none.jpg")}, "none.jpg");
}

TEST_F(Recorded, WithoutARecordThereIsNothingToSay) {
  refused({"record", original()}, "bears no record");
  refused({"record", at("none.jpg")}, "no such file");
  put(*folder / "damaged.json", R"({"schema": "countenance.record/1"})");
  refused({"record", at("damaged.json")}, "damaged");
  put(*folder / "other.json", R"({"schema": "countenance.verdict/1"})");
  refused({"record", at("other.json")}, "countenance.record/1");
}

TEST_F(Recorded, TheSameGivesTheSameBytesAndADateOnlyWhereAsked) {
  ASSERT_EQ(retouch({"--even", "0.6", "--threads", "1"}, "again.jpg").code, 0);
  EXPECT_EQ(bytes_of(*folder / "again.jpg"), bytes_of(*folder / "out.jpg"));
  ASSERT_EQ(retouch({"--even", "0.6", "--date", "2026-05-17T12:30:00Z"}, "dated.jpg").code, 0);
  EXPECT_EQ(record_of("dated.jpg")["date"], "2026-05-17T12:30:00Z");
  EXPECT_NE(bytes_of(*folder / "dated.jpg").find("stEvt:when=\"2026-05-17T12:30:00Z\""), std::string::npos);
  ASSERT_EQ(retouch({"--even", "0.6", "--date", "now"}, "now.jpg").code, 0);
  EXPECT_EQ(record_of("now.jpg")["date"].get<std::string>().size(), 20u);
  EXPECT_EQ(pixels_of(*folder / "now.jpg").bytes, pixels_of(*folder / "out.jpg").bytes);
}

TEST_F(Recorded, WrongOptionsAreRefused) {
  for (const char* date : {"yesterday", "2026-13-01", "2026-05-17T25:00:00Z", "2026-05-17 12:30"})
    refused({"retouch", original(), "-o", at("no.jpg"), "--date", date}, "--date");
  refused({"retouch", original(), "-o", at("no.jpg"), "--edited-by", "a cat"}, "--edited-by");
  refused({"retouch", original(), "-o", at("no.jpg"), "--record", at("no.jpg")}, "named for two outputs");
  refused({"retouch", original(), "-o", at("no.jpg"), "--c2pa", original()}, "never overwritten");
  EXPECT_FALSE(fs::exists(*folder / "no.jpg"));
}

TEST_F(Recorded, APresetAloneIsAutomatic) {
  ASSERT_EQ(retouch({}, "preset.png").code, 0);
  EXPECT_EQ(record_of("preset.png")["edited_by"], "automatic");
  EXPECT_EQ(record_of("preset.png")["digital_source_type"], kType + "algorithmicallyEnhanced");
}

/// Retouched again, the first original stays the one that counts, and what AI made stays said.
TEST_F(Recorded, TheFirstOriginalAndAiAreCarriedOn) {
  ASSERT_EQ(retouch({"--even", "0.3", "--edited-by", "ai"}, "ai.tif").code, 0);
  EXPECT_EQ(record_of("ai.tif")["digital_source_type"], kType + "compositeWithTrainedAlgorithmicMedia");
  ASSERT_EQ(retouch({"--even", "0.3", "--as-original"}, "second.webp", at("ai.tif")).code, 0);
  const json second = record_of("second.webp");
  EXPECT_EQ(second["edited_by"], "human");
  EXPECT_EQ(second["digital_source_type"], kType + "compositeWithTrainedAlgorithmicMedia");
  EXPECT_EQ(second["as_original"], true);
  EXPECT_EQ(second["original"]["file_sha256"], *sha256_file(*folder / "ai.tif"));
  EXPECT_EQ(second["first_original"]["file_sha256"], *sha256_file(original()));
  EXPECT_NE(countenance({"record", at("second.webp"), "--original", original()}).out.find("is the first original"),
            std::string::npos);
}

/// The original's own bytes are not ours to stamp; a sidecar that was asked for says that nothing was done.
TEST_F(Recorded, NothingIsStampedWhereNothingWasChanged) {
  ASSERT_EQ(retouch({"--retouch", "0", "--record", at("nothing.json")}, "nothing.jpg").code, 0);
  EXPECT_EQ(bytes_of(*folder / "nothing.jpg"), bytes_of(original()));
  refused({"record", at("nothing.jpg")}, "bears no record");
  const json beside = json::parse(bytes_of(*folder / "nothing.json"));
  EXPECT_EQ(beside["done"], json::array());
  EXPECT_EQ(beside["edited_by"], "unknown") << "nobody edited it";
  EXPECT_EQ(beside["drift"], 0);
  EXPECT_EQ(beside["result"]["file_sha256"], *sha256_file(original()));
}

/// What guard gives back is taken to be of AI, unless said otherwise; in another format, so that it is written anew.
TEST_F(Recorded, GuardSaysWhoseEditItWas) {
  write_jpeg(original(), *folder / "edited.jpg", 90);
  const auto guard = [&](const std::vector<std::string>& options, const std::string& out) {
    std::vector<std::string> arguments{"guard", original(), at("edited.jpg"), "-o", at(out)};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Outcome run = countenance(arguments);
    EXPECT_EQ(run.code, 0) << run.err;
  };
  guard({"--record", at("kept.json")}, "kept.png");
  const json r = record_of("kept.png");
  EXPECT_EQ(r["operation"], "guard");
  EXPECT_EQ(r["edited_by"], "ai");
  EXPECT_EQ(r["digital_source_type"], kType + "compositeWithTrainedAlgorithmicMedia");
  EXPECT_EQ(r["original"]["file_sha256"], *sha256_file(original()));
  EXPECT_NE(r["done"].dump().find("another tool's edit"), std::string::npos) << r["done"];
  EXPECT_EQ(json::parse(bytes_of(*folder / "kept.json"))["drift"], r["drift"]);
  guard({"--edited-by", "human"}, "by-hand.png");
  EXPECT_EQ(record_of("by-hand.png")["digital_source_type"], kType + "humanEdits");
  EXPECT_EQ(pixels_of(*folder / "by-hand.png").bytes, pixels_of(*folder / "kept.png").bytes);
}

/// A result is held against the picture that it was first made from, and no other.
TEST_F(Recorded, GuardKnowsTheOriginalOfAResult) {
  EXPECT_EQ(countenance({"guard", original(), at("out.jpg"), "-o", at("same.jpg")}).code, 0);
  write_jpeg(original(), *folder / "another.jpg", 90);
  refused({"guard", at("another.jpg"), at("out.jpg"), "-o", at("no.jpg")}, "not the first original");
  EXPECT_FALSE(fs::exists(*folder / "no.jpg"));
}

/// What anybody may have written neither steers the terminal nor forges a line.
TEST_F(Recorded, AStrangersTextStaysInItsLine) {
  const std::string nasty = "\x1B[2J\a\nwithin policy archive, drift 0.00";
  json forged = json::parse(bytes_of(*folder / "side.json"));
  const auto lines = [&] {
    put(*folder / "forged.json", forged.dump());
    const std::string out = countenance({"record", at("forged.json")}).out;
    EXPECT_EQ(out.find_first_of("\x1B\a"), std::string::npos);
    EXPECT_EQ(out.find("\nwithin policy archive"), std::string::npos);
    return std::count(out.begin(), out.end(), '\n');
  };
  const auto before = lines();
  for (const char* name : {"version", "operation", "metric", "verified"}) forged[name] = nasty;
  forged["policy"]["name"] = forged["done"][0] = forged["faces"][0]["limiting"] = nasty;
  EXPECT_EQ(lines(), before);
}

TEST_F(Recorded, ThroughAPipe) {
  const Outcome run = countenance_fed(bytes_of(*folder / "out.jpg"), {"record", "-", "--json"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(json::parse(run.out), record_of("out.jpg"));
}

TEST_F(Recorded, ADamagedRecordIsNotRetouchedOver) {
  std::string bytes = bytes_of(*folder / "out.jpg");
  const std::string member = "countenance:EditedBy=\"human\"";
  ASSERT_NE(bytes.find(member), std::string::npos);
  bytes.replace(bytes.find(member) + member.size() - 6, 5, "hxman");
  put(*folder / "damaged.jpg", bytes);
  refused({"retouch", at("damaged.jpg"), "-o", at("no.jpg")}, "damaged");
}

}  // namespace
}  // namespace countenance::test
