// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>

#include "base/job.h"

namespace countenance {
namespace {

Result<std::unique_ptr<int>> make(bool good) {
  if (!good) return fail(Code::models, "no model");
  return std::make_unique<int>(7);
}
Result<int> twice(bool good) {
  CNT_TRY(value, make(good));
  return *value * 2;
}
Result<> check(bool good, int& reached) {
  CNT_CHECK(twice(good));
  ++reached;
  return {};
}

TEST(Result, TriesPassValuesAndLeaveWithTheError) {
  EXPECT_EQ(*twice(true), 14);
  const auto bad = twice(false);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, Code::models);
  EXPECT_EQ(bad.error().message, "no model");
  int reached = 0;
  EXPECT_TRUE(check(true, reached));
  EXPECT_FALSE(check(false, reached));
  EXPECT_EQ(reached, 1);
}

TEST(Job, ReportsToWhoeverListens) {
  EXPECT_TRUE(Job{}.report(0.5, "x"));
  double seen = 0;
  std::string said;
  Job job;
  job.progress = [&](double fraction, std::string_view stage) { return seen = fraction, said = stage, fraction < 0.9; };
  EXPECT_TRUE(job.report(0.5, "mesh"));
  EXPECT_EQ(seen, 0.5);
  EXPECT_EQ(said, "mesh");
  const auto stopped = job.report(1, "mesh");
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Code::cancelled);
}

}  // namespace
}  // namespace countenance
