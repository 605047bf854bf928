// SPDX-License-Identifier: Apache-2.0
// Rows of bench_validity: what was measured is judged the same when it is read again.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>

#include "drift/measures.h"
#include "support/must.h"
#include "validity/rows.h"

namespace countenance::validity {
namespace {

namespace fs = std::filesystem;
using drift::Status;

const drift::Policy& natural() {
  static const drift::Policy policy = test::must(drift::load_policy("natural"));
  return policy;
}

/// Every component of every measure at `share` of its limit under `natural`, or with this status.
Row row(const std::string& edit, float share, Status status = Status::measured) {
  Row r{"a/1.jpg",    "a",  "dark",       "55+",   "phone", 200,    edit,
        "kind of it", 0.5f, Level::clear, 201.25f, 0.75f,   -12.5f, 0.875f};
  for (const std::string& measure : drift::measure_names()) {
    drift::Reading reading;
    reading.measure = measure;
    for (const auto& floor : drift::components()) {
      const std::string name = floor.component;
      if (name.substr(0, name.find('.')) != measure) continue;
      drift::Component c{name.substr(name.find('.') + 1), floor.unit};
      const auto limit = natural().limits.find(name);
      c.status = status;
      c.value = limit == natural().limits.end() ? 1 / 3.f : share * limit->second;
      if (measure == "tone") c.sd = c.value / 7;
      reading.components.push_back(c);
    }
    r.readings.push_back(std::move(reading));
  }
  return r;
}

class Rows : public testing::Test {
 protected:
  Rows() : folder(fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name()) {
    fs::create_directories(folder);
  }
  ~Rows() override { fs::remove_all(folder); }

  void put(const std::string& text) const { std::ofstream(csv, std::ios::binary) << text; }
  [[nodiscard]] std::string text() const {
    std::ifstream in(csv, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  [[nodiscard]] std::string why_not() const {
    try {
      (void)read_rows(csv);
    } catch (const std::runtime_error& e) {
      return e.what();
    }
    return "";
  }
  fs::path folder, csv = folder / "rows.csv";
};

bool alike(float a, float b) {
  return a == b || (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= 1e-5f * std::abs(b);
}
void expect_alike(const Row& read, const Row& written) {
  EXPECT_EQ(
      read.document() + read.edit + read.kind + read.person + read.skin + read.age + read.error,
      written.document() + written.edit + written.kind + written.person + written.skin + written.age + written.error);
  EXPECT_EQ(read.level, written.level);
  EXPECT_FLOAT_EQ(read.strength, written.strength);
  EXPECT_FLOAT_EQ(read.iod, written.iod);
  EXPECT_FLOAT_EQ(read.resolution, written.resolution);
  EXPECT_FLOAT_EQ(read.ita, written.ita);
  ASSERT_EQ(read.readings.size(), written.readings.size());
  for (std::size_t m = 0; m < read.readings.size(); ++m) {
    const auto &a = read.readings[m], &b = written.readings[m];
    EXPECT_EQ(a.measure, b.measure);
    EXPECT_EQ(a.status, b.status);
    ASSERT_EQ(a.components.size(), b.components.size()) << a.measure;
    for (std::size_t k = 0; k < a.components.size(); ++k) {
      const auto &c = a.components[k], &d = b.components[k];
      EXPECT_EQ(c.name, d.name);
      EXPECT_EQ(c.status, d.status) << c.name;
      if (d.status != Status::measured) continue;
      EXPECT_TRUE(alike(c.value, d.value)) << c.name << " " << c.value << " " << d.value;
      EXPECT_TRUE(alike(c.sd, d.sd)) << c.name;
    }
  }
}

TEST_F(Rows, AreReadAsTheyWereWrittenAndJudgedAlike) {
  std::vector<Row> written{row("inside", 0.5f), row("outside", 1.7f), row("not separable", 1.01f),
                           row("no number", std::numeric_limits<float>::quiet_NaN()),
                           row("endless", std::numeric_limits<float>::infinity())};
  for (const Status s : {Status::not_applicable, Status::not_resolved, Status::failed})
    written.push_back(row(drift::name_of(s), 0, s));
  Row doubtful = row("its doubt is no number", 0.5f);
  for (auto& reading : doubtful.readings)
    if (reading.measure == "tone") reading.components.front().sd = std::numeric_limits<float>::quiet_NaN();
  written.push_back(doubtful);
  Row nothing{"a/2.jpg", "a", "light", "?", "studio"};
  nothing.edit = "none", nothing.error = "no face, it was\nsaid";
  written.push_back(nothing);
  written.front().readings[4].status = Status::failed;  // as a whole, beside components that were taken
  std::string out = header() + "\n";
  for (const Row& r : written) out += line_of(r) + "\n";
  put(out);

  written.back().error = "no face; it was;said";  // what a cell cannot hold
  const std::vector<Row> read = read_rows(csv);
  ASSERT_EQ(read.size(), written.size());
  EXPECT_TRUE(std::isnan(read.back().ssim));
  int within = 0, outside = 0, unsaid = 0;
  for (std::size_t i = 0; i < read.size(); ++i) {
    expect_alike(read[i], written[i]);
    const auto a = read[i].judged(natural()), b = written[i].judged(natural());
    EXPECT_EQ(a.within, b.within) << written[i].edit;
    EXPECT_EQ(a.outside, b.outside) << written[i].edit;
    EXPECT_EQ(a.measured, b.measured) << written[i].edit;
    EXPECT_EQ(a.limiting, b.limiting) << written[i].edit;
    if (std::isfinite(b.drift)) {
      EXPECT_NEAR(a.drift, b.drift, 1e-4f * (1 + b.drift)) << written[i].edit;
    }
    within += a.within, outside += a.outside, unsaid += !a.within && !a.outside;
  }
  EXPECT_EQ(outside, 2) << "what is over, and what is just over where no sd excuses it";
  EXPECT_EQ(within, 0);
  EXPECT_EQ(unsaid, int(read.size()) - 2);
}

TEST_F(Rows, WhatIsInsideIsStillInside) {
  put(header() + "\n" + line_of(row("inside", 0.5f)) + "\n");
  const auto read = read_rows(csv);
  ASSERT_EQ(read.size(), 1u);
  EXPECT_TRUE(read[0].judged(natural()).within);
}

TEST_F(Rows, ARunStoppedInTheMiddleOfALineGoesOnFromTheLastWholeOne) {
  const std::string whole = header() + "\n" + line_of(row("one", 0.5f)) + "\n";
  const std::string second = line_of(row("two", 0.5f));
  for (const std::size_t cut : {std::size_t(0), std::size_t(1), second.size() / 2, second.size()}) {
    put(whole + second.substr(0, cut));
    ASSERT_TRUE(keep_whole_lines(csv));
    EXPECT_EQ(text(), whole);
    std::ofstream(csv, std::ios::app) << second << "\n";
    const auto read = read_rows(csv);
    ASSERT_EQ(read.size(), 2u) << cut;
    EXPECT_EQ(read[1].edit, "two");
  }
}

TEST_F(Rows, WithoutAWholeLineItStartsAnew) {
  EXPECT_FALSE(keep_whole_lines(csv)) << "there is no file";
  put(header().substr(0, 40));
  EXPECT_FALSE(keep_whole_lines(csv));
  EXPECT_EQ(text(), "");
}

TEST_F(Rows, OfAnotherMetricAreRefused) {
  std::string other = header();
  ASSERT_TRUE(other.ends_with(fmt::format("metric {}", drift::kMetricVersion)));
  other.back() = other.back() == '9' ? '8' : '9';
  put(other + "\n" + line_of(row("one", 0.5f)) + "\n");
  EXPECT_NE(why_not().find("of another metric"), std::string::npos) << why_not();
  put("");
  EXPECT_NE(why_not().find("no such file, or empty"), std::string::npos) << why_not();
}

TEST_F(Rows, ALineThatDoesNotReadIsNamed) {
  const std::string good = line_of(row("one", 0.5f));
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string line = good;
    return line.replace(line.find(from), from.size(), to);
  };
  for (const std::string& bad :
       {good.substr(0, good.size() / 2), with(",201.25,", ",far,"),
        with(fmt::format(",{},", name_of(Level::clear)), ",huge,"), with(",measured,", ",guessed,"), std::string()}) {
    put(header() + "\n" + good + "\n" + bad + "\n");
    EXPECT_NE(why_not().find("line 3 does not read"), std::string::npos) << bad.substr(0, 120) << "\n" << why_not();
  }
}

}  // namespace
}  // namespace countenance::validity
