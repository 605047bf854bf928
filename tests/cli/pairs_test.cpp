// SPDX-License-Identifier: Apache-2.0
// `measure --pairs`: a line for each pair, in order, as soon as it is done; one that fails stops nothing.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/pictures.h"
#include "cli/program.h"
#include "support/support.h"

namespace countenance::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

class PairsOf : public testing::Test {
 protected:
  void SetUp() override {
    write_part(registry("obama3.jpg"), folder / "a.png", {425, 100, 700, 900});
    write_exposed(folder / "a.png", folder / "lighter.png", 1.06);
    write_resized(folder / "a.png", folder / "thin.png", .94, 1);
    write_ramp(folder / "ramp.png", 700, 900);
  }
  /// A list with these lines, as JSON; the exit code.
  int measured(const std::string& list, const std::vector<std::string>& more = {}) {
    put(folder / "list.csv", list);
    std::vector<std::string> arguments{"measure", "--pairs", (folder / "list.csv").string(), "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome run = countenance(arguments);
    rows.clear();
    for (const std::string& line : lines_of(run.out)) rows.push_back(json::parse(line));
    err = run.err;
    return run.code;
  }
  [[nodiscard]] std::vector<int> codes() const {
    std::vector<int> out;
    for (const json& row : rows) out.push_back(row["code"].get<int>());
    return out;
  }
  Folder folder;
  std::vector<json> rows;
  std::string err;
};

TEST_F(PairsOf, EachHasItsLineInOrderAndTheGravestIsTheCode) {
  EXPECT_EQ(
      measured("original,edited\na.png,lighter.png\na.png,ramp.png\na.png,none.png\na.png,thin.png\na.png,a.png\n"), 3);
  EXPECT_EQ(codes(), (std::vector<int>{0, 4, 2, 3, 0}));
  EXPECT_EQ(err, "countenance: " + (folder / "list.csv").string() +
                     ": 3 of 5 pairs are not inside the limits of policy 'natural'\n");
  EXPECT_EQ(rows[0]["original"], "a.png");
  EXPECT_EQ(rows[0]["edited"], "lighter.png");
  EXPECT_FALSE(rows[0].contains("error"));
  const json alone = json::parse(
      countenance({"measure", (folder / "a.png").string(), (folder / "lighter.png").string(), "--json"}).out);
  EXPECT_EQ(rows[0]["report"], alone) << "the same as by itself";
  EXPECT_NE(rows[1]["error"].get<std::string>().find("ramp.png: "), std::string::npos) << rows[1];
  EXPECT_FALSE(rows[1].contains("report"));
  EXPECT_NE(rows[2]["error"].get<std::string>().find("no such file"), std::string::npos) << rows[2];
  EXPECT_TRUE(rows[3]["report"]["outside"].get<bool>());
  EXPECT_NE(rows[3]["error"].get<std::string>().find("outside the limits"), std::string::npos) << rows[3];
}

TEST_F(PairsOf, WhatCannotBeMeasuredIsGraverThanWhatCannotBeRead) {
  EXPECT_EQ(measured("a.png,none.png\na.png,ramp.png\n"), 4);
  EXPECT_EQ(measured("a.png,none.png\na.png,a.png\n"), 2);
  EXPECT_EQ(measured("a.png,a.png\n"), 0);
  EXPECT_EQ(err, "");
}

/// An original that cannot be used is no reason to take the one before it.
TEST_F(PairsOf, AnOriginalIsStudiedAgainWhereItIsAnother) {
  fs::copy_file(folder / "thin.png", folder / "b.png");
  EXPECT_EQ(measured("a.png,thin.png\nb.png,thin.png\nramp.png,thin.png\na.png,a.png\n"), 3);
  EXPECT_EQ(codes(), (std::vector<int>{3, 0, 4, 0}));
}

TEST_F(PairsOf, NamesAsCsvHasThem) {
  fs::create_directory(folder / "sub");
  fs::copy_file(folder / "a.png", folder / "sub/a, \"b\"\n.png");
  fs::copy_file(folder / "a.png", folder / "-");
  EXPECT_EQ(measured("\xEF\xBB\xBForiginal,edited\r\n\"a.png\",\"sub/a, \"\"b\"\"\n.png\"\r\n\r\n" +
                     (folder / "a.png").string() + ",-"),
            0);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0]["edited"], "sub/a, \"b\"\n.png");
}

TEST_F(PairsOf, ALineThatIsNoPairIsSaidAndPassedOver) {
  EXPECT_EQ(measured("a.png\na.png,a.png,a.png\n\"a.png\"x,a.png\na.png,a.png\na.png,\"a.png\n"), 2);
  EXPECT_EQ(codes(), (std::vector<int>{2, 2, 2, 0, 2}));
  for (const int i : {0, 1, 2, 4})
    EXPECT_NE(rows[std::size_t(i)]["error"].get<std::string>().find("list.csv: line " + std::to_string(i + 1)),
              std::string::npos)
        << rows[std::size_t(i)];
}

TEST_F(PairsOf, InWords) {
  put(folder / "list.csv", "a.png,lighter.png\na.png,thin.png\n");
  const Outcome run = countenance({"measure", "--pairs", (folder / "list.csv").string(), "--policy", "press"});
  EXPECT_EQ(run.code, 3) << run.err;
  const auto lines = lines_of(run.out);
  ASSERT_EQ(lines.size(), 2u) << run.out;
  EXPECT_EQ(lines[0].rfind("0  lighter.png: within policy 'press', drift ", 0), 0u) << lines[0];
  EXPECT_EQ(lines[1].rfind("3  thin.png: outside the limits of policy 'press'", 0), 0u) << lines[1];
}

TEST_F(PairsOf, AListThatIsNone) {
  const auto says = [&](const std::vector<std::string>& arguments, int code, const std::string& why) {
    const Outcome run = countenance(arguments);
    EXPECT_EQ(run.code, code) << run.err;
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
    EXPECT_NE(run.err.find(why), std::string::npos) << run.err;
    EXPECT_EQ(run.out, "");
  };
  const std::string a = (folder / "a.png").string();
  put(folder / "empty.csv", "original,edited\n");
  says({"measure", "--pairs", (folder / "empty.csv").string()}, 2, "no pairs");
  says({"measure", "--pairs", (folder / "none.csv").string()}, 2, "none.csv");
  says({"measure", "--pairs", folder.path().string()}, 2, "Is a directory");
  put(folder / "zeros", std::string(1 << 20, '\0'));
  says({"measure", "--pairs", (folder / "zeros").string()}, 2, "too long");
  says({"measure", a, a, "--pairs", (folder / "empty.csv").string()}, 2, "--pairs");
  says({"measure", a}, 2, "EDITED");
  says({"measure", "--pairs", (folder / "empty.csv").string(), "--policy", "glamour"}, 2, "glamour");
  Folder none;
  says({"measure", "--pairs", (folder / "empty.csv").string(), "--models", none.path().string()}, 5, "models/fetch");
}

/// A worker that is fed line by line answers each before the next is there, and takes a file that is written anew for
/// what it is.
TEST_F(PairsOf, AWorkerAnswersEachLine) {
  Running run({"measure", "--pairs", "-", "--json"});
  const std::string original = (folder / "original.png").string(), edited = (folder / "thin.png").string();
  fs::copy_file(folder / "a.png", original);
  run.say(original + "," + edited + "\n");
  EXPECT_EQ(json::parse(run.line())["code"], 3);
  put(original, bytes_of(edited));
  run.say(original + "," + edited + "\n");
  EXPECT_EQ(json::parse(run.line())["code"], 0);
  EXPECT_EQ(run.wait(), 3);
}

TEST_F(PairsOf, CancelStopsAtOnce) {
  Running run({"measure", "--pairs", "-", "--json"});
  const std::string pair = (folder / "a.png").string() + "," + (folder / "a.png").string() + "\n";
  run.say(pair);
  EXPECT_EQ(json::parse(run.line())["code"], 0);
  run.interrupt();
  EXPECT_EQ(run.line(), "");
  EXPECT_EQ(run.wait(), 130);
}

/// The mark may come before the rest of the list, and in pieces.
TEST_F(PairsOf, AMarkAloneIsNoEnd) {
  const Running running({"measure", "--pairs", "-"});
  for (const char* piece : {"\xEF", "\xBB\xBF"}) {
    running.say(piece);
    usleep(100'000);
  }
  running.say((folder / "none.png").string() + "," + (folder / "a.png").string() + "\n");
  EXPECT_NE(running.line().find("no such file"), std::string::npos);
}

}  // namespace
}  // namespace countenance::test
