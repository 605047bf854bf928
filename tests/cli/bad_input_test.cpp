// SPDX-License-Identifier: Apache-2.0
// Bad input: each with its exit code, one line that says what and which file, and nothing written.
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/pictures.h"
#include "cli/program.h"
#include "face/models.h"
#include "support/support.h"

namespace countenance::test {
namespace {

namespace fs = std::filesystem;

class BadInput : public testing::Test {
 protected:
  /// Retouches `in` into out.png: fails with `code`, one line naming `named`; out.png does not appear and no temporary
  /// file stays.
  void fails(const fs::path& in, int code, const std::string& named, const std::vector<std::string>& more = {},
             const std::vector<std::string>& environment = {}) {
    std::vector<std::string> arguments{"retouch", in.string(), "-o", (folder / "out.png").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    says_one_line(arguments, code, named, environment);
  }
  /// The same into `out`.
  void fails_to_write(const fs::path& in, const fs::path& out, int code, const std::string& named) {
    says_one_line({"retouch", in.string(), "-o", out.string()}, code, named);
  }
  void says_one_line(const std::vector<std::string>& arguments, int code, const std::string& named,
                     const std::vector<std::string>& environment = {}) {
    const auto before = folder.names();
    const Outcome run = countenance(arguments, environment);
    EXPECT_EQ(run.code, code) << run.err;
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
    EXPECT_EQ(run.err.rfind("countenance: ", 0), 0u) << run.err;
    EXPECT_NE(run.err.find(named), std::string::npos) << run.err;
    EXPECT_EQ(run.out, "");
    EXPECT_EQ(folder.names(), before);
  }
  fs::path file(const std::string& name, const std::string& bytes) {
    put(folder / name, bytes);
    return folder / name;
  }
  Folder folder;
  fs::path portrait = registry("obama3.jpg");
};

TEST_F(BadInput, MissingFile) { fails(folder / "none.jpg", 2, "none.jpg"); }
TEST_F(BadInput, EmptyFile) { fails(file("empty.jpg", ""), 2, "empty.jpg"); }
TEST_F(BadInput, TextFile) { fails(file("text.jpg", "This is no picture.\n"), 2, "text.jpg"); }
TEST_F(BadInput, TruncatedJpeg) {
  const std::string whole = bytes_of(portrait);
  fails(file("cut.jpg", whole.substr(0, whole.size() / 2)), 2, "cut.jpg");
}
TEST_F(BadInput, PngBomb) { fails(file("bomb.png", png_declaring(60000, 60000)), 2, "bomb.png"); }
TEST_F(BadInput, OnePixel) {
  write_ramp(folder / "dot.png", 1, 1);
  fails(folder / "dot.png", 4, "no face");
}
TEST_F(BadInput, OneColumn) {
  write_ramp(folder / "line.png", 1, 30000);
  fails(folder / "line.png", 4, "no face");
}
TEST_F(BadInput, NoFace) {
  write_ramp(folder / "ramp.png", 640, 480);
  fails(folder / "ramp.png", 4, "no face");
}
TEST_F(BadInput, FaceTooSmall) {
  write_resized(registry("astronaut.png"), folder / "small.jpg", 0.5, 0.5);
  fails(folder / "small.jpg", 4, "between the eyes");
}
TEST_F(BadInput, Cmyk) { fails(registry("thumbor_giunchedi_cmyk.jpg"), 2, "CMYK"); }
TEST_F(BadInput, BrokenProfile) {
  write_with_profile(registry("obama3.jpg"), folder / "broken.jpg", std::string(400, 'x'));
  fails(folder / "broken.jpg", 2, "broken.jpg: colour profile");
}
TEST_F(BadInput, FullProfile) { fails(registry("thumbor_paumier_14mp.jpg"), 4, "turned"); }
TEST_F(BadInput, UnwritableFolder) {
  fails_to_write(portrait, "/proc/out.png", 7, "/proc");
  EXPECT_FALSE(fs::exists("/proc/out.png"));
}
/// One target in order, another not: none of them appears.
TEST_F(BadInput, OneUnwritableTargetAmongSeveral) {
  for (const char* option : {"--report", "--heatmap"}) {
    fails(portrait, 7, "/proc", {option, "/proc/other"});
    fails(portrait, 7, "folder", {option, (folder / "no/other").string()});
    fails(portrait, 7, "ordinary", {option, "/dev/null"});
  }
  says_one_line({"measure", portrait.string(), portrait.string(), "--heatmap", "/proc/map.png"}, 7, "/proc");
}
/// Two outputs of one name, however written, there already or not.
TEST_F(BadInput, TwoOutputsAreOneFile) {
  const std::string out = (folder / "out.png").string(), again = (folder / "./out.png").string();
  fails(portrait, 2, "two outputs", {"--heatmap", out});
  fails(portrait, 2, "two outputs", {"--report", again});
  fails(portrait, 2, "two outputs", {"--report", (folder / "x").string(), "--heatmap", (folder / "x").string()});
  put(folder / "a.json", "mine");
  fs::create_symlink(folder / "a.json", folder / "b.json");
  fails(portrait, 2, "two outputs",
        {"--report", (folder / "a.json").string(), "--heatmap", (folder / "b.json").string()});
  EXPECT_EQ(bytes_of(folder / "a.json"), "mine");
}
TEST_F(BadInput, ReportIsTheOriginal) {
  fs::copy_file(portrait, folder / "me.jpg");
  fails(folder / "me.jpg", 2, "original", {"--report", (folder / "me.jpg").string()});
}
TEST_F(BadInput, FileNameOfSeveralLines) { fails(folder / "a\nb\x1b[31m.jpg", 2, "a?b?[31m.jpg"); }
TEST_F(BadInput, MissingFolder) { fails_to_write(portrait, folder / "no/out.png", 7, "there is no folder"); }
TEST_F(BadInput, OutputIsTheOriginal) {
  fs::copy_file(portrait, folder / "me.jpg");
  fs::create_hard_link(folder / "me.jpg", folder / "again.jpg");
  fs::create_symlink(folder / "me.jpg", folder / "link.jpg");
  const std::string before = bytes_of(folder / "me.jpg");
  for (const char* out : {"me.jpg", "again.jpg", "link.jpg"}) fails_to_write(folder / "me.jpg", folder / out, 2, out);
  EXPECT_EQ(bytes_of(folder / "me.jpg"), before);
}
TEST_F(BadInput, UnknownOutputFormat) { fails_to_write(portrait, folder / "out.bmp", 2, "out.bmp"); }
TEST_F(BadInput, UnknownPreset) { fails(portrait, 2, "glamour", {"--preset", "glamour"}); }
TEST_F(BadInput, UnknownOption) { fails(portrait, 2, "--beauty", {"--beauty", "1"}); }
TEST_F(BadInput, DialOutOfRange) { fails(portrait, 2, "even", {"--even", "1.5"}); }
TEST_F(BadInput, DialNotANumber) { fails(portrait, 2, "fill", {"--fill", "nan"}); }
TEST_F(BadInput, FaceThatIsNotThere) { fails(portrait, 2, "no face 9", {"--face", "9:even=0.3"}); }
TEST_F(BadInput, FaceOptionOfAnotherShape) {
  for (const char* wrong : {"even=0.3", "1:even", "one:even=0.3", "1:even=0.3x", ""})
    fails(portrait, 2, "--face", {"--face", wrong});
  fails(portrait, 2, "'beauty'", {"--face", "1:beauty=1"});
  fails(portrait, 2, "even must be", {"--face", "1:even=2"});
}
TEST_F(BadInput, OptionsTakeOneValueEach) {
  write_left_half(folder / "mask.png", 100, 163);
  const Outcome run = countenance({"retouch", "--face", "1:even=0.1", "--mask", (folder / "mask.png").string(),
                                   (folder / "none.jpg").string(), "-o", (folder / "out.png").string()});
  EXPECT_NE(run.err.find("none.jpg"), std::string::npos) << run.err;
}
TEST_F(BadInput, MaskMissing) { fails(portrait, 2, "none.png", {"--mask", (folder / "none.png").string()}); }
TEST_F(BadInput, MaskOfAnotherShape) {
  write_left_half(folder / "mask.png", 40, 100);
  fails(portrait, 2, "mask.png", {"--protect", "even:" + (folder / "mask.png").string()});
}
TEST_F(BadInput, OutputIsTheMask) {
  write_left_half(folder / "out.png", 100, 100);
  const std::string mask = bytes_of(folder / "out.png");
  says_one_line(
      {"retouch", portrait.string(), "-o", (folder / "out.png").string(), "--mask", (folder / "out.png").string()}, 2,
      "out.png");
  EXPECT_EQ(bytes_of(folder / "out.png"), mask);
}
TEST_F(BadInput, PolicyWithUnknownMeasure) {
  const auto path =
      file("studio.json",
           R"({"schema":"countenance.policy/1","name":"studio","inherits":"natural","limits":{"beauty.score":1}})");
  fails(portrait, 2, "beauty", {"--policy", path.string()});
}
TEST_F(BadInput, PolicyWithNegativeLimit) {
  const auto path =
      file("studio.json",
           R"({"schema":"countenance.policy/1","name":"studio","inherits":"natural","limits":{"texture.pores":-1}})");
  fails(portrait, 2, "texture.pores", {"--policy", path.string()});
}
TEST_F(BadInput, BrokenSitePolicy) {
  const auto site = file("site.json", "{").string();
  fails(portrait, 2, "site.json", {}, {"COUNTENANCE_SITE_POLICY=" + site});
  fails(portrait, 2, "none.json", {}, {"COUNTENANCE_SITE_POLICY=" + (folder / "none.json").string()});
}
TEST_F(BadInput, DocumentPolicyRefuses) { fails(portrait, 6, "document", {"--preset", "document"}); }
TEST_F(BadInput, DocumentPresetRefusesUnderAnyPolicy) {
  fails(portrait, 6, "document", {"--preset", "document", "--policy", "natural"});
  fails(portrait, 6, "document", {"--policy", "document"});
}
TEST_F(BadInput, ModelsMissingAndNoPicture) {
  Folder none;
  fails(folder / "none.jpg", 5, "models/fetch", {"--models", none.path().string()});
}
TEST_F(BadInput, ModelsMissing) {
  Folder none;
  fails(portrait, 5, "models/fetch", {"--models", none.path().string()});
  fails(portrait, 5, "models/fetch", {}, {"COUNTENANCE_MODELS=" + none.path().string()});
}
TEST_F(BadInput, ModelWithOneByteFlipped) {
  Folder models;
  for (const auto& m : face::check_models()) {
    ASSERT_TRUE(m.intact) << m.name;
    std::string bytes = bytes_of(m.path);
    if (m.name.find("yunet") != std::string::npos) bytes[bytes.size() / 2] ^= 1;
    put(models / m.name, bytes);
  }
  fails(portrait, 5, "yunet", {"--models", models.path().string()});
}

}  // namespace
}  // namespace countenance::test
