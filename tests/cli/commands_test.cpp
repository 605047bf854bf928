// SPDX-License-Identifier: Apache-2.0
// The commands as their help promises them.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "cli/pictures.h"
#include "cli/program.h"
#include "support/support.h"

namespace countenance::test {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

TEST(Commands, VersionAndHelp) {
  const Outcome version = countenance({"version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_EQ(version.out.rfind("countenance ", 0), 0u);
  EXPECT_EQ(countenance({"--help"}).code, 0);
  EXPECT_NE(countenance({"retouch", "--help"}).out.find("--fill"), std::string::npos);
  EXPECT_EQ(countenance({}).code, 2);
}

TEST(Commands, Presets) {
  const Outcome run = countenance({"presets"});
  EXPECT_EQ(run.code, 0);
  for (const char* name : {"natural", "profile", "press", "document", "medical-legal-finance", "creative"})
    EXPECT_NE(run.out.find(name), std::string::npos) << name;
  EXPECT_NE(countenance({"presets", "press"}).out.find("texture.pores"), std::string::npos);
}

TEST(Commands, PresetsOfTheUser) {
  Folder config;
  fs::create_directories(config / "countenance/policies");
  put(config / "countenance/policies/studio.json",
      R"({"schema":"countenance.policy/1","name":"studio","title":"Our own","inherits":"natural"})");
  const std::vector<std::string> environment{"XDG_CONFIG_HOME=" + config.path().string()};
  const Outcome run = countenance({"presets"}, environment);
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_NE(run.out.find("studio                 Our own"), std::string::npos) << run.out;
  put(config / "countenance/policies/broken.json", "{");
  const Outcome broken = countenance({"presets"}, environment);
  EXPECT_EQ(broken.code, 2);
  EXPECT_NE(broken.err.find("broken.json"), std::string::npos) << broken.err;
  EXPECT_NE(broken.out.find("studio"), std::string::npos) << broken.out;
}

TEST(Commands, PresetsPassOverWhatIsNoName) {
  Folder config;
  fs::create_directories(config / "countenance/policies");
  put(config / "countenance/policies/studio copy.json", "{");
  const Outcome run = countenance({"presets"}, {"XDG_CONFIG_HOME=" + config.path().string()});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.out.find("copy"), std::string::npos) << run.out;
}

/// What the machine's site has set holds beside whatever is asked for.
TEST(Commands, TheSitePolicyHolds) {
  Folder folder;
  put(folder / "site.json",
      R"({"schema":"countenance.policy/1","name":"site","limits":{"tone.chroma":0.75},"locked":true})");
  const std::vector<std::string> environment{"COUNTENANCE_SITE_POLICY=" + (folder / "site.json").string()};
  const Outcome preset = countenance({"presets", "natural"}, environment);
  ASSERT_EQ(preset.code, 0) << preset.err;
  EXPECT_EQ(preset.out.rfind("natural+site: ", 0), 0u) << preset.out;
  EXPECT_NE(preset.out.find("tone.chroma                  0.75\n"), std::string::npos) << preset.out;
  const std::string same = registry("obama3.jpg").string();
  const Outcome measure = countenance({"measure", same, same, "--json", "--policy", "creative"}, environment);
  ASSERT_EQ(measure.code, 0) << measure.err;
  EXPECT_EQ(json::parse(measure.out)["policy"], "creative+site");
  put(folder / "site.json", R"({"schema":"countenance.policy/1","name":"site","refuse":"no retouch in this house"})");
  const Outcome retouch = countenance({"retouch", same, "-o", (folder / "out.png").string()}, environment);
  EXPECT_EQ(retouch.code, 6);
  EXPECT_NE(retouch.err.find("no retouch in this house"), std::string::npos) << retouch.err;
  EXPECT_EQ(folder.names(), std::vector<std::string>{"site.json"});
}

/// The limits of a locked preset hold beside those of another policy.
TEST(Commands, LockedPresetStaysInForce) {
  Folder folder;
  put(folder / "locked.json",
      R"({"schema":"countenance.policy/1","name":"locked","inherits":"press","locked":true,"wishes":{"even":0.5}})");
  const Outcome run =
      countenance({"retouch", registry("obama3.jpg").string(), "-o", (folder / "out.png").string(), "--preset",
                   (folder / "locked.json").string(), "--policy", "natural", "--report", (folder / "r.json").string()});
  ASSERT_EQ(run.code, 0) << run.err;
  const json report = json::parse(bytes_of(folder / "r.json"))["report"];
  EXPECT_EQ(report["policy"], "locked+natural");
  EXPECT_EQ(countenance({"measure", registry("obama3.jpg").string(), (folder / "out.png").string(), "--policy",
                         (folder / "locked.json").string()})
                .code,
            0);
}

TEST(Commands, LostOutputIsAnError) {
  EXPECT_EQ(countenance_into("/dev/full", {"version"}), 7);
  EXPECT_EQ(countenance_into("/dev/full", {"--help"}), 7);
  EXPECT_EQ(countenance_into("/dev/full", {"study", registry("obama.jpg").string(), "--json"}), 7);
}

TEST(Commands, Models) {
  EXPECT_EQ(countenance({"models"}).code, 0);
  Folder none;
  EXPECT_EQ(countenance({"models", "--models", none.path().string()}).code, 5);
}

TEST(Commands, Study) {
  Folder folder;
  write_resized(registry("pyfeat_multi_face.jpg"), folder / "group.jpg", 2, 2);
  const Outcome run =
      countenance({"study", (folder / "group.jpg").string(), "--json", "--overlay", (folder / "seen.png").string()});
  ASSERT_EQ(run.code, 0) << run.err;
  const json seen = json::parse(run.out);
  EXPECT_EQ(seen["schema"], "countenance.study/1");
  EXPECT_GE(seen["faces"].size(), 3u);
  EXPECT_EQ(bytes_of(folder / "seen.png").substr(1, 3), "PNG");
}

TEST(Commands, StudyListsMarksThatHealingCanBeToldOf) {
  Folder folder;
  const fs::path in = registry("obama3.jpg");
  const json marks = json::parse(countenance({"study", in.string(), "--json"}).out)["faces"][0]["marks"];
  ASSERT_FALSE(marks.empty());
  EXPECT_EQ(marks[0]["index"], 1);
  EXPECT_NE(countenance({"study", in.string()}).out.find(marks[0]["where"].get<std::string>()), std::string::npos);
  const Outcome healed = countenance({"retouch", in.string(), "-o", (folder / "out.jpg").string(), "--retouch", "0",
                                      "--heal-mark", "1", "--report", (folder / "r.json").string()});
  ASSERT_EQ(healed.code, 0) << healed.err;
  const json grants = json::parse(bytes_of(folder / "r.json"))["grants"];
  ASSERT_EQ(grants.size(), 1u) << "a pick alone is a wish";
  EXPECT_EQ(grants[0]["dial"], "heal-mark");
  for (const char* wrong : {"0", "9999", "2:1", "x", "1,", ":1"})
    EXPECT_EQ(countenance({"retouch", in.string(), "-o", (folder / "no.jpg").string(), "--heal-mark", wrong}).code, 2)
        << wrong;
  for (const char* wrong : {"1", "1,2,3", "0,0", "x,y"})
    EXPECT_EQ(countenance({"retouch", in.string(), "-o", (folder / "no.jpg").string(), "--heal-at", wrong}).code, 2)
        << wrong;
}

/// Retouch, then measure what was written, as two separate runs: the second knows nothing of the first.
TEST(Commands, RetouchThenMeasure) {
  Folder folder;
  const fs::path in = registry("obama3.jpg"), out = folder / "out.jpg";
  const std::string before = bytes_of(in);
  const Outcome retouch = countenance({"retouch", in.string(), "-o", out.string(), "--report",
                                       (folder / "r.json").string(), "--heatmap", (folder / "h.png").string()});
  ASSERT_EQ(retouch.code, 0) << retouch.err;
  EXPECT_EQ(bytes_of(in), before);
  EXPECT_EQ(folder.names(), (std::vector<std::string>{"h.png", "out.jpg", "r.json"}));

  const json verdict = json::parse(bytes_of(folder / "r.json"));
  EXPECT_EQ(verdict["verified"], "file");
  EXPECT_GT(verdict["grants"][0]["granted"].get<double>(), 0);

  const Outcome measure = countenance({"measure", in.string(), out.string(), "--json"});
  ASSERT_EQ(measure.code, 0) << measure.err;
  const json report = json::parse(measure.out);
  EXPECT_TRUE(report["within"].get<bool>());
  EXPECT_GT(report["drift"].get<double>(), 0);
  EXPECT_NEAR(report["drift"].get<double>(), verdict["report"]["drift"].get<double>(), 1e-4);
}

TEST(Commands, NothingWishedCopiesTheCodedData) {
  Folder folder;
  const fs::path in = registry("obama.jpg");
  ASSERT_EQ(countenance({"retouch", in.string(), "-o", (folder / "same.jpg").string(), "--retouch", "0", "--report",
                         (folder / "r.json").string()})
                .code,
            0);
  EXPECT_EQ(bytes_of(folder / "same.jpg"), bytes_of(in));
  EXPECT_EQ(json::parse(bytes_of(folder / "r.json"))["verified"], "") << "nothing was encoded";
  const Outcome run = countenance({"measure", in.string(), (folder / "same.jpg").string(), "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const json report = json::parse(run.out);
  EXPECT_EQ(report["drift"].get<double>(), 0);
  for (const auto& [name, measure] : report["faces"][0]["measures"].items())
    if (measure.contains("components"))
      for (const auto& [component, value] : measure["components"].items())
        if (!value["value"].is_null())  // too small in the original to be resolved
          EXPECT_EQ(value["value"].get<double>(), 0) << name << "." << component;
}

/// Wishes held back until no pixel would change: no coded bit does either.
TEST(Commands, NothingGrantedCopiesTheCodedData) {
  Folder folder;
  const fs::path jpeg = registry("obama3.jpg"), png = folder / "in.png", policy = folder / "tiny.json";
  write_resized(jpeg, png, 1, 1);
  put(policy, R"({"schema":"countenance.policy/1","name":"tiny","inherits":"natural","limits":{"light.flat":1e-6,)"
              R"("light.flat_stops":1e-6,"light.modelled":1e-6}})");
  for (const fs::path& in : {jpeg, png}) {
    const fs::path out = folder / ("same" + in.extension().string());
    const Outcome run =
        countenance({"retouch", in.string(), "-o", out.string(), "--retouch", "0", "--even", "0.7", "--fill", "0.4",
                     "--policy", policy.string(), "--report", (folder / "r.json").string()});
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_NE(run.err.find("coded data was copied"), std::string::npos) << run.err;
    EXPECT_EQ(bytes_of(out), bytes_of(in));
    const json verdict = json::parse(bytes_of(folder / "r.json"));
    EXPECT_TRUE(verdict["nothing"].get<bool>());
    EXPECT_EQ(verdict["verified"], "") << "nothing was encoded";
    ASSERT_EQ(verdict["grants"].size(), 2u);
    for (const json& grant : verdict["grants"]) {
      EXPECT_GT(grant["wished"].get<double>(), 0);
      EXPECT_LT(grant["granted"].get<double>(), 0.005);
      EXPECT_TRUE(grant["note"].get<std::string>().starts_with("held back by light.")) << grant["note"];
    }
  }
}

/// What lies outside the face is the same in a lossless file, bit for bit, at the picture's own depth.
TEST(Commands, OutsideTheMasksALosslessFileIsTheOriginal) {
  Folder folder;
  write_resized(registry("obama3.jpg"), folder / "in.png", 1, 1);
  write_16_bits(folder / "in.png", folder / "in.tif");
  const json face = json::parse(countenance({"study", (folder / "in.png").string(), "--json"}).out)["faces"][0];
  // The reach of any edit: mesh bounds grown by .9 IOD, 1.6 below; the mesh lies in the box grown by half an IOD.
  const double iod = face["iod_px"], x = face["box"][0], y = face["box"][1], w = face["box"][2], h = face["box"][3];
  const auto near = [&](int px, int py) {
    return px > x - 1.4 * iod && px < x + w + 1.4 * iod && py > y - 1.4 * iod && py < y + h + 2.1 * iod;
  };
  for (const char* name : {"png", "tif"}) {
    const fs::path in = folder / (std::string("in.") + name), out = folder / (std::string("out.") + name);
    const Outcome run = countenance({"retouch", in.string(), "-o", out.string()});
    ASSERT_EQ(run.code, 0) << run.err;
    const Pixels before = pixels_of(in), after = pixels_of(out);
    ASSERT_EQ(before.bytes_each, name == std::string("tif") ? 6 : 3);
    ASSERT_EQ(after.bytes_each, before.bytes_each);
    ASSERT_EQ(after.bytes.size(), before.bytes.size());
    int outside = 0, moved_outside = 0, moved = 0;
    for (int py = 0; py < before.height; ++py)
      for (int px = 0; px < before.width; ++px) {
        const std::size_t at = (std::size_t(py) * std::size_t(before.width) + std::size_t(px)) * before.bytes_each;
        const bool same = before.bytes.compare(at, before.bytes_each, after.bytes, at, before.bytes_each) == 0;
        moved += !same;
        if (!near(px, py)) ++outside, moved_outside += !same;
      }
    const int all = before.width * before.height;
    EXPECT_GT(outside, all / 20) << name;
    EXPECT_EQ(moved_outside, 0) << name;
    EXPECT_GT(moved, all / 100) << name;
  }
}

/// Share of each half's pixels that differ between two pictures of one size: left, right.
std::pair<double, double> changed_halves(const fs::path& before, const fs::path& after) {
  const Pixels a = pixels_of(before), b = pixels_of(after);
  std::pair<double, double> out;
  for (int y = 0; y < a.height; ++y)
    for (int x = 0; x < a.width; ++x) {
      const std::size_t at = (std::size_t(y) * std::size_t(a.width) + std::size_t(x)) * a.bytes_each;
      (x < a.width / 2 ? out.first : out.second) += a.bytes.compare(at, a.bytes_each, b.bytes, at, a.bytes_each) != 0;
    }
  const double half = double(a.width) * a.height / 2;
  return {out.first / half, out.second / half};
}

/// A mask says where an edit may act, of all dials or of one; a protecting one where it may not.
TEST(Commands, MasksHoldTheEdits) {
  Folder folder;
  const fs::path in = folder / "in.png", mask = folder / "left.png";
  write_resized(registry("obama3.jpg"), in, 1, 1);
  const Pixels size = pixels_of(in);
  write_left_half(mask, size.width / 2, size.height / 2);  // of any size, in the photo's shape
  int runs = 0;  // each into a file of its own: libvips remembers what it read by name
  const auto run = [&](std::vector<std::string> more) {
    const fs::path out = folder / (std::to_string(++runs) + ".png");
    more.insert(more.begin(), {"retouch", in.string(), "-o", out.string(), "--retouch", "0"});
    if (std::find(more.begin(), more.end(), "--even") == more.end()) more.insert(more.end(), {"--even", "0.5"});
    const Outcome done = countenance(more);
    EXPECT_EQ(done.code, 0) << done.err;
    return changed_halves(in, out);
  };
  const auto all = run({});
  EXPECT_GT(all.first, 0.01);
  EXPECT_GT(all.second, 0.01);
  const auto left = run({"--mask", mask.string()});
  EXPECT_NEAR(left.first, all.first, 0.1 * all.first);
  EXPECT_LT(left.second, 0.002) << "a pixel or two where the mask is averaged";
  const auto right = run({"--protect", "even:" + mask.string()});
  EXPECT_LT(right.first, 0.002);
  EXPECT_NEAR(right.second, all.second, 0.1 * all.second);
  EXPECT_EQ(run({"--mask", "fill:" + mask.string()}), all) << "another dial's";
  const auto turned = run({"--even", "0", "--key-turn", "15", "--protect", "key:" + mask.string()});
  EXPECT_LT(turned.first, 0.002) << "key and key-turn are one edit";
  EXPECT_GT(turned.second, 0.01);
}

TEST(Commands, TheKeyAndItsTurnAreGrantedTheSameShareEach) {
  Folder folder;
  const fs::path report = folder / "r.json";
  const Outcome run =
      countenance({"retouch", registry("thumbor_woman.jpg").string(), "-o", (folder / "out.png").string(), "--retouch",
                   "0", "--key", "0.2", "--key-turn", "10", "--report", report.string()});
  ASSERT_EQ(run.code, 0) << run.err;
  const json grants = json::parse(bytes_of(report))["grants"];
  ASSERT_EQ(grants.size(), 2u);
  EXPECT_EQ(grants[0]["dial"], "key");
  EXPECT_EQ(grants[1]["dial"], "key-turn");
  EXPECT_NEAR(grants[1]["wished"].get<double>(), 10, 1e-4);
  EXPECT_NEAR(grants[0]["granted"].get<double>() / 0.2, grants[1]["granted"].get<double>() / 10, 1e-2);
  EXPECT_NE(run.out.find("key-turn "), std::string::npos) << run.out;
}

TEST(Commands, OneFaceHasItsOwnDials) {
  Folder folder;
  const fs::path in = folder / "in.png", report = folder / "r.json";
  write_resized(registry("pyfeat_multi_face.jpg"), in, 2, 2);
  const Outcome run = countenance({"retouch", in.string(), "-o", (folder / "out.png").string(), "--retouch", "0",
                                   "--even", "0.4", "--face", "1:even=0.1", "--report", report.string()});
  ASSERT_EQ(run.code, 0) << run.err;
  int first = 0, others = 0;
  const json verdict = json::parse(bytes_of(report));
  for (const json& grant : verdict["grants"]) {
    const bool mine = grant["face"] == 0;
    EXPECT_NEAR(grant["wished"].get<double>(), mine ? 0.1 : 0.4, 1e-3);
    ++(mine ? first : others);
  }
  EXPECT_EQ(first, 1);
  EXPECT_GT(others, 0);
}

TEST(Commands, WhySaysWhatEachDialChanges) {
  Folder folder;
  const std::string in = registry("obama3.jpg").string(), out = (folder / "out.png").string();
  const Outcome plain = countenance({"retouch", in, "-o", out}), why = countenance({"retouch", in, "-o", out, "--why"});
  ASSERT_EQ(why.code, 0) << why.err;
  ASSERT_EQ(plain.code, 0) << plain.err;
  EXPECT_EQ(plain.out.find("% of the face, by"), std::string::npos);
  EXPECT_NE(why.out.find("% of the face, by"), std::string::npos) << why.out;
}

/// Where nothing is granted but the format changes, the report is of the file that was written.
TEST(Commands, NothingWishedInAnotherFormatIsMeasured) {
  Folder folder;
  const fs::path in = registry("obama.jpg"), out = folder / "same.webp";
  const Outcome run = countenance(
      {"retouch", in.string(), "-o", out.string(), "--retouch", "0", "--report", (folder / "r.json").string()});
  ASSERT_EQ(run.code, 0) << run.err;
  const json verdict = json::parse(bytes_of(folder / "r.json"));
  EXPECT_TRUE(verdict["nothing"].get<bool>());
  EXPECT_EQ(verdict["verified"], "file");
  const Outcome measure = countenance({"measure", in.string(), out.string(), "--json"});
  ASSERT_EQ(measure.code, 0) << measure.err;
  const double drift = json::parse(measure.out)["drift"].get<double>();
  EXPECT_GT(drift, 0);
  EXPECT_NEAR(verdict["report"]["drift"].get<double>(), drift, 1e-4);
}

/// Encoding that would move the face by itself is made better once, and what is said of it is true.
TEST(Commands, PoorEncodingIsImproved) {
  Folder folder;
  write_resized(registry("obama3.jpg"), folder / "in.png", 1, 1);
  const fs::path out = folder / "out.jpg";
  const Outcome run = countenance({"retouch", (folder / "in.png").string(), "-o", out.string(), "--quality", "8"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_NE(run.err.find("quality asked for"), std::string::npos) << run.err;
  EXPECT_NE(run.err.find("written at quality 95"), std::string::npos) << run.err;
  EXPECT_EQ(countenance({"measure", (folder / "in.png").string(), out.string()}).code, 0);
}

TEST(Commands, AnotherPersonCannotBeCompared) {
  const Outcome run = countenance({"measure", registry("obama3.jpg").string(), registry("biden.jpg").string()});
  EXPECT_EQ(run.code, 4) << run.out << run.err;
}

TEST(Commands, SlimmedFaceIsOutside) {
  Folder folder;
  write_resized(registry("obama3.jpg"), folder / "thin.png", 0.94, 1.0);
  const Outcome run = countenance({"measure", registry("obama3.jpg").string(), (folder / "thin.png").string()});
  EXPECT_EQ(bytes_of(folder / "thin.png").substr(1, 3), "PNG");
  EXPECT_EQ(run.code, 3) << run.out << run.err;
}

/// An EXIF orientation that is wrong, on pixels already upright, is recognised and said.
TEST(Commands, WrongOrientationIsIgnored) {
  Folder folder;
  write_with_orientation(registry("obama.jpg"), folder / "turned.jpg", 6);
  const Outcome run = countenance({"study", (folder / "turned.jpg").string()});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_NE(run.err.find("orientation"), std::string::npos) << run.err;
}
TEST(Commands, RetouchIgnoresAWrongOrientationToo) {
  Folder folder;
  write_with_orientation(registry("obama.jpg"), folder / "turned.jpg", 6);
  const Outcome run = countenance({"retouch", (folder / "turned.jpg").string(), "-o", (folder / "out.png").string()});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_NE(run.err.find("turned.jpg: its EXIF orientation (6) is wrong"), std::string::npos) << run.err;
  const Pixels upright = pixels_of(registry("obama.jpg")), out = pixels_of(folder / "out.png");
  EXPECT_EQ(out.width, upright.width);
  EXPECT_EQ(out.height, upright.height);
}
TEST(Commands, MeasureSaysWhatItAssumes) {
  Folder folder;
  write_with_orientation(registry("obama.jpg"), folder / "turned.jpg", 6);
  const std::string turned = (folder / "turned.jpg").string(), plain = registry("obama.jpg").string();
  for (const auto& pair : {std::vector{turned, plain}, std::vector{plain, turned}}) {
    const Outcome run = countenance({"measure", pair[0], pair[1]});
    EXPECT_NE(run.err.find("turned.jpg: its EXIF orientation"), std::string::npos) << run.err;
    EXPECT_EQ(countenance({"measure", pair[0], pair[1], "-q"}).err.find("orientation"), std::string::npos);
  }
}

TEST(Commands, QuietWhenPiped) {
  Folder folder;
  const Outcome run = countenance({"study", registry("obama.jpg").string()});
  EXPECT_EQ(run.err.find('\r'), std::string::npos);
}

}  // namespace
}  // namespace countenance::test
