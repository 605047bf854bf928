// SPDX-License-Identifier: Apache-2.0
// No number of the metric moves without its version.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>

#include "conformance/values.h"
#include "drift/measures.h"

namespace countenance::test {
namespace {

// Run with the same vector instructions values agree to the last digit for any number of threads; the tolerance is for
// other C libraries and compilers. OpenCV's networks give others with others: conformance_rows().
constexpr double kRelative = 1e-3;
const std::map<std::string, double> kAbsolute = {
    {"1 - cosine", 2e-4}, {"%", 5e-3},  {"strain %", 5e-3}, {"% IOD", 5e-3}, {"ratio", 1e-3}, {"stops", 2e-3},
    {"marks", 1e-2},      {"L*", 1e-2}, {"C*", 1e-2},       {"dE00", 1e-2},  {"dE", 1e-2}};

const char* const kWhatToDo =
    "A value of the metric may move only with kMetricVersion (core/drift/reading.h) and a line in CHANGELOG.md. Where "
    "it "
    "is meant to: change both, then `cmake --build build/release --target conformance_values`";

/// A number with its unit, or a word where there is none.
struct Value {
  std::string word;
  double number = 0;
  std::string unit;
};
using Values = std::map<std::string, Value>;  // "jaw 3 % of obama3.jpg, geometry.jaw"

Values values_of(const std::vector<validity::Row>& rows) {
  std::map<std::string, std::string> units;
  for (const auto& c : drift::components()) units[c.component] = c.unit;
  Values out;
  for (const auto& row : rows) {
    const auto put = [&](const std::string& name, const Value& value) {
      out[fmt::format("{} of {}, {}", row.edit, row.picture, name)] = value;
    };
    put("comparison", {row.error.empty() ? "made" : "refused"});
    put("resolution", {"", row.resolution, "ratio"});
    for (const auto& reading : row.readings) {
      put(reading.measure, {drift::name_of(reading.status)});
      for (const auto& c : reading.components) {
        const std::string name = reading.measure + "." + c.name;
        const bool numeric = c.status == drift::Status::measured || c.status == drift::Status::not_separable;
        put(name, numeric ? Value{"", double(c.value), units.at(name)} : Value{drift::name_of(c.status)});
        if (numeric && c.sd > 0) put(name + " sd", {"", double(c.sd), units.at(name)});
      }
    }
  }
  return out;
}

std::string text_of(const Value& v) { return v.word.empty() ? fmt::format("{:.6g} {}", v.number, v.unit) : v.word; }

/// NaN is near nothing.
bool near(const Value& a, const Value& b) {
  if (!a.word.empty() || !b.word.empty()) return a.word == b.word;
  return std::abs(a.number - b.number) <= kRelative * std::abs(b.number) + kAbsolute.at(b.unit);
}

TEST(Conformance, NoValueMovedWithoutTheVersion) {
  std::ifstream in(CONFORMANCE_VALUES);
  if (!in) GTEST_SKIP() << "no values of this OpenCV to compare with: " << CONFORMANCE_VALUES << " is not there";
  std::string first;
  std::getline(in, first);
  ASSERT_EQ(first, validity::header()) << CONFORMANCE_VALUES
                                       << " is of another version of the metric, or of other "
                                          "components. "
                                       << kWhatToDo;
  const Values was = values_of(validity::read_rows(CONFORMANCE_VALUES)), is = values_of(conformance_rows());
  const Value none{"not there"};
  const auto find = [&](const Values& values, const std::string& key) {
    const auto at = values.find(key);
    return at == values.end() ? none : at->second;
  };
  std::map<std::string, bool> keys;
  for (const auto* values : {&was, &is})
    for (const auto& [key, _] : *values) keys[key] = true;
  ASSERT_GT(keys.size(), 1000u) << "hardly anything was compared";
  std::string moved;
  int count = 0;
  for (const auto& [key, _] : keys) {
    const Value before = find(was, key), now = find(is, key);
    if (!near(now, before)) ++count, moved += fmt::format("{}: was {}, is {}\n", key, text_of(before), text_of(now));
  }
  EXPECT_EQ(count, 0) << moved << kWhatToDo;
}

}  // namespace
}  // namespace countenance::test
