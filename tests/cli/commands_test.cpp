// SPDX-License-Identifier: Apache-2.0
// The commands as their help promises them.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

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
  for (const char* name : {"natural", "profile", "press", "document"})
    EXPECT_NE(run.out.find(name), std::string::npos) << name;
  EXPECT_NE(countenance({"presets", "press"}).out.find("texture.pores"), std::string::npos);
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
  ASSERT_EQ(
      countenance({"retouch", in.string(), "-o", (folder / "same.jpg").string(), "--even", "0", "--fill", "0"}).code,
      0);
  EXPECT_EQ(bytes_of(folder / "same.jpg"), bytes_of(in));
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

TEST(Commands, AnotherPersonCannotBeCompared) {
  const Outcome run = countenance({"measure", registry("obama3.jpg").string(), registry("biden.jpg").string()});
  EXPECT_EQ(run.code, 4) << run.out << run.err;
}

TEST(Commands, SlimmedFaceIsOutside) {
  Folder folder;
  write_resized(registry("obama3.jpg"), folder / "thin.png", 0.94, 1.0);
  const Outcome run = countenance({"measure", registry("obama3.jpg").string(), (folder / "thin.png").string()});
  EXPECT_TRUE(run.code == 3 || run.code == 4) << run.code << run.out << run.err;
}

/// An EXIF orientation that is wrong, on pixels already upright, is recognised and said.
TEST(Commands, WrongOrientationIsIgnored) {
  Folder folder;
  write_with_orientation(registry("obama.jpg"), folder / "turned.jpg", 6);
  const Outcome run = countenance({"study", (folder / "turned.jpg").string()});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_NE(run.err.find("orientation"), std::string::npos) << run.err;
}

TEST(Commands, QuietWhenPiped) {
  Folder folder;
  const Outcome run = countenance({"study", registry("obama.jpg").string()});
  EXPECT_EQ(run.err.find('\r'), std::string::npos);
}

}  // namespace
}  // namespace countenance::test
