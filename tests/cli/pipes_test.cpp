// SPDX-License-Identifier: Apache-2.0
// "-" is the standard input, or the standard output: the same bytes as through files, and words beside them.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/pictures.h"
#include "cli/program.h"
#include "support/support.h"

namespace countenance::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class Pipes : public testing::Test {
 protected:
  static constexpr Box kHead{425, 100, 700, 900};

  void SetUp() override {
    write_part(registry("obama3.jpg"), head, kHead);
    write_jpeg(head, jpeg, 92);
  }
  void says_one_line(const Outcome& run, int code, const std::string& why) const {
    EXPECT_EQ(run.code, code) << run.err;
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
    EXPECT_NE(run.err.find(why), std::string::npos) << run.err;
    EXPECT_EQ(run.out, "");
  }
  Folder folder;
  fs::path head = folder / "head.png", jpeg = folder / "head.jpg";
};

TEST_F(Pipes, RetouchThroughPipesIsTheSameFile) {
  for (const fs::path& in : {head, jpeg}) {
    const fs::path out = folder / ("out" + in.extension().string());
    ASSERT_EQ(countenance({"retouch", in.string(), "-o", out.string()}).code, 0);
    const Outcome run = countenance_fed(bytes_of(in), {"retouch", "-", "-o", "-"});
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_TRUE(run.out == bytes_of(out)) << "the input's own format";
    EXPECT_NE(run.err.find("Inside the limits"), std::string::npos) << run.err;
  }
}

TEST_F(Pipes, TheFormatCanBeNamed) {
  const Outcome run = countenance({"retouch", jpeg.string(), "-o", "-", "--format", "png", "--json", "-q"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.out.substr(1, 3), "PNG");
  EXPECT_EQ(json::parse(run.err)["schema"], "countenance.verdict/1") << "words go to stderr, whole";
  says_one_line(countenance({"retouch", jpeg.string(), "-o", "-", "--format", "bmp"}), 2, "--format bmp");
  says_one_line(countenance({"retouch", jpeg.string(), "-o", (folder / "a.jpg").string(), "--format", "png"}), 2,
                "--format goes with -o -");
}

TEST_F(Pipes, NothingWishedGivesTheCodedDataBack) {
  const std::string bytes = bytes_of(jpeg);
  const Outcome run = countenance_fed(bytes, {"retouch", "-", "-o", "-", "--retouch", "0"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_TRUE(run.out == bytes);
}

TEST_F(Pipes, TheVerdictAsJson) {
  const Outcome run = countenance({"retouch", jpeg.string(), "-o", (folder / "out.jpg").string(), "--json", "--report",
                                   (folder / "r.json").string()});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.out, bytes_of(folder / "r.json"));
}

TEST_F(Pipes, MeasureAndGuardReadEitherPicture) {
  const fs::path lighter = folder / "lighter.png";
  write_exposed(head, lighter, 1.06);
  const std::string before = bytes_of(head), after = bytes_of(lighter);
  const json report = json::parse(countenance({"measure", head.string(), lighter.string(), "--json"}).out);
  EXPECT_EQ(json::parse(countenance_fed(before, {"measure", "-", lighter.string(), "--json"}).out), report);
  EXPECT_EQ(json::parse(countenance_fed(after, {"measure", head.string(), "-", "--json"}).out), report);
  const Outcome guarded = countenance_fed(after, {"guard", head.string(), "-", "-o", "-"});
  EXPECT_EQ(guarded.code, 0) << guarded.err;
  const fs::path file = folder / "guarded.png";
  ASSERT_EQ(countenance({"guard", head.string(), lighter.string(), "-o", file.string()}).code, 0);
  EXPECT_TRUE(guarded.out == bytes_of(file));
  says_one_line(countenance_fed(before, {"measure", "-", "-"}), 2, "but once");
  says_one_line(countenance_fed(before, {"guard", "-", "-", "-o", "-"}), 2, "but once");
}

TEST_F(Pipes, StudyReadsAndDrawsThroughPipes) {
  const Outcome run = countenance_fed(bytes_of(head), {"study", "-", "--json", "--overlay", "-"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.out.substr(1, 3), "PNG");
  EXPECT_EQ(json::parse(run.err)["schema"], "countenance.study/1");
}

TEST_F(Pipes, OneOutputAloneMayBeThePipe) {
  says_one_line(countenance({"retouch", jpeg.string(), "-o", "-", "--report", "-"}), 2, "two outputs");
  const Outcome run =
      countenance({"retouch", jpeg.string(), "-o", (folder / "out.jpg").string(), "--report", "-", "-q"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(json::parse(run.out)["schema"], "countenance.verdict/1");
}

/// What fails leaves nothing on the standard output, and a file of that name is another thing.
TEST_F(Pipes, WhatIsNoPicture) {
  says_one_line(countenance_fed("", {"study", "-"}), 2, "the standard input: the file is empty");
  says_one_line(countenance_fed("This is no picture.\n", {"retouch", "-", "-o", "-"}), 2, "not a picture");
  const std::string whole = bytes_of(jpeg);
  says_one_line(countenance_fed(whole.substr(0, whole.size() / 2), {"retouch", "-", "-o", "-"}), 2,
                "the standard input: damaged");
  says_one_line(countenance({"study", "./-"}), 2, "no such file");
}

/// What is no picture is refused after its first bytes: the end is not waited for.
TEST_F(Pipes, AStreamWithoutAnEnd) {
  Running run({"study", "-"});
  run.say(std::string(64, 'x'));
  EXPECT_EQ(run.line(), "") << "it has ended";
  EXPECT_EQ(run.wait(), 2);
}

TEST_F(Pipes, WaitingHearsACancel) {
  Running run({"study", "-", "--json"});
  run.say(bytes_of(jpeg).substr(0, 5000));
  usleep(300'000);  // the program has started; before that the signal ends it, with the same code
  run.interrupt();
  EXPECT_EQ(run.wait(), 130);
}

TEST_F(Pipes, AReaderThatIsGoneIsAnError) {
  Running run({"retouch", "-", "-o", "-", "--retouch", "0"});
  run.stop_reading();
  run.say(bytes_of(jpeg));
  EXPECT_EQ(run.wait(), 7);
  EXPECT_EQ(countenance_into("/dev/full", {"retouch", jpeg.string(), "-o", "-", "--retouch", "0"}), 7);
}

TEST_F(Pipes, ATerminalIsNoPlaceForAPicture) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  ASSERT_GE(terminal, 0);
  ASSERT_EQ(grantpt(terminal), 0);
  ASSERT_EQ(unlockpt(terminal), 0);
  EXPECT_EQ(countenance_into(ptsname(terminal), {"retouch", jpeg.string(), "-o", "-"}), 2);
  close(terminal);
}

}  // namespace
}  // namespace countenance::test
