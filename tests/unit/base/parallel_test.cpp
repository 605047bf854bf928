// SPDX-License-Identifier: Apache-2.0
#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

namespace countenance {
namespace {

Job with_threads(int n) {
  Job job;
  job.threads = n;
  return job;
}

TEST(ForTiles, EveryPixelBelongsToOneTileWithinTheImage) {
  const Size size{103, 57}, tile{16, 20};
  Image<int> owner(size, 1, -1);
  std::vector<Tile> tiles(std::size_t(tile_count(size, tile)));
  ASSERT_TRUE(for_tiles(size, tile, with_threads(4), "t", [&](const Tile& t) -> Result<> {
    tiles[std::size_t(t.index)] = t;
    for (int y = t.area.y; y < t.area.bottom(); ++y)
      for (int x = t.area.x; x < t.area.right(); ++x) owner.at(x, y) += 1 + t.index;
    return {};
  }));
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) ASSERT_EQ(owner.at(x, y), x / 16 + (y / 20) * 7);
  for (const Tile& t : tiles) EXPECT_EQ(intersect(t.area, {0, 0, size.width, size.height}), t.area);
  EXPECT_EQ(tile_count(size, tile), 7 * 3);
  EXPECT_EQ(tile_count({1, 1}, {500, 500}), 1);
  EXPECT_THROW((void)tile_count({5, 5}, {0, 5}), std::logic_error);
}

TEST(ForTiles, TheGridAndTheSumDoNotDependOnThreads) {
  // A float sum depends on its order: one slot a tile, added in order, gives the same bits.
  const Size size{640, 480};
  const auto sum = [&](int threads) {
    std::vector<float> slots(std::size_t(tile_count(size, {64, 64})));
    EXPECT_TRUE(for_tiles(size, {64, 64}, with_threads(threads), "t", [&](const Tile& t) -> Result<> {
      float s = 0;
      for (int y = t.area.y; y < t.area.bottom(); ++y)
        for (int x = t.area.x; x < t.area.right(); ++x) s += 1.f / float(1 + (x * 7919 + y * 104729) % 1013);
      slots[std::size_t(t.index)] = s;
      return {};
    }));
    float total = 0;
    for (const float s : slots) total += s;
    return total;
  };
  const float one = sum(1);
  for (const int threads : {2, 3, 8, 0}) EXPECT_EQ(sum(threads), one);
}

TEST(ForEach, RunsEachOnceOnNoMoreThreadsThanAsked) {
  std::vector<std::atomic<int>> runs(500);
  std::atomic<int> now{0}, most{0};
  ASSERT_TRUE(for_each(500, with_threads(3), "t", [&](int i) -> Result<> {
    int m = ++now;
    for (int seen = most; m > seen && !most.compare_exchange_weak(seen, m);) {
    }
    ++runs[std::size_t(i)];
    std::this_thread::yield();
    --now;
    return {};
  }));
  for (const auto& r : runs) EXPECT_EQ(r, 1);
  EXPECT_LE(most, 3);
  EXPECT_TRUE(for_each(0, {}, "t", [](int) -> Result<> { return fail(Code::internal, "never"); }));
}

TEST(ForEach, TheErrorIsTheFirstInOrderWhicheverThreadWasFirst) {
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> runs{0};
    const auto result = for_each(1000, with_threads(4), "t", [&](int i) -> Result<> {
      ++runs;
      if (i == 20) std::this_thread::sleep_for(std::chrono::microseconds(300));  // fails last, is earliest
      if (i >= 20) return fail(Code::bad_input, std::to_string(i));
      return {};
    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, "20");
    EXPECT_LT(runs, 1000);
  }
}

TEST(ForEach, AnExceptionOfAWorkerReachesTheCaller) {
  for (const int threads : {1, 4})
    EXPECT_THROW((void)for_each(100, with_threads(threads), "t",
                                [](int i) -> Result<> {
                                  if (i == 13) throw std::runtime_error("13");
                                  return {};
                                }),
                 std::runtime_error);
}

TEST(ForEach, AnEarlierErrorGoesBeforeALaterException) {
  for (int round = 0; round < 20; ++round) {
    std::atomic<bool> thrown{false};
    const auto result = for_each(100, with_threads(4), "t", [&](int i) -> Result<> {
      if (i == 5) {  // fails last, is earliest
        for (int ms = 0; ms < 1000 && !thrown; ++ms) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        std::this_thread::sleep_for(std::chrono::microseconds(300));
        return fail(Code::bad_input, "5");
      }
      if (i == 6) thrown = true, throw std::runtime_error("6");
      return {};
    });
    EXPECT_TRUE(thrown);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, "5");
  }
}

TEST(ForEach, ProgressRisesToOneAndIsNeverCalledTwiceAtOnce) {
  std::atomic<int> inside{0};
  double last = 0;
  int calls = 0;
  Job job = with_threads(4);
  job.progress = [&](double fraction, std::string_view stage) {
    EXPECT_EQ(++inside, 1);
    EXPECT_GT(fraction, last);
    EXPECT_EQ(stage, "evening");
    last = fraction, ++calls;
    --inside;
    return true;
  };
  ASSERT_TRUE(for_each(200, job, "evening", [](int) -> Result<> { return {}; }));
  EXPECT_EQ(last, 1);
  EXPECT_EQ(calls, 200);
}

TEST(ForEach, ACancelStopsSoonAndIsSaid) {
  for (const int threads : {1, 4}) {
    std::atomic<int> runs{0};
    Job job = with_threads(threads);
    job.progress = [&](double fraction, std::string_view) { return fraction < 0.1; };
    const auto result = for_each(1000, job, "t", [&](int) -> Result<> { return ++runs, Result<>{}; });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Code::cancelled);
    EXPECT_LE(runs, 100 + threads);
  }
}

TEST(ForEach, AThrowingProgressReachesTheCaller) {
  Job job = with_threads(3);
  job.progress = [](double fraction, std::string_view) -> bool {
    if (fraction > 0.5) throw std::runtime_error("host");
    return true;
  };
  EXPECT_THROW((void)for_each(50, job, "t", [](int) -> Result<> { return {}; }), std::runtime_error);
}

}  // namespace
}  // namespace countenance
