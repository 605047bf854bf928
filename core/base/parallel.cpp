// SPDX-License-Identifier: Apache-2.0
#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace countenance {

int tile_count(Size size, Size tile) {
  if (tile.width < 1 || tile.height < 1) throw std::logic_error("tile_count: empty tile");
  return ((size.width + tile.width - 1) / tile.width) * ((size.height + tile.height - 1) / tile.height);
}

namespace {

int cores() {
  static const int n = int(std::max(1u, std::thread::hardware_concurrency()));
  return n;
}

/// Loops within loops share the cores: a thread that nobody asked for by number is taken from these, if one is left.
std::atomic<int>& spare() {
  static std::atomic<int> n{cores() - 1};
  return n;
}
int take_spare(int wanted) {
  int left = spare().load();
  while (left > 0 && wanted > 0)
    if (const int taken = std::min(left, wanted); spare().compare_exchange_weak(left, left - taken)) return taken;
  return 0;
}

thread_local int most_threads = 0;  // of loops begun on this thread; 0: no limit

}  // namespace

Result<> for_each(int n, const Job& job, std::string_view stage, const std::function<Result<>(int)>& work) {
  const int limit = job.threads > 0 ? job.threads : most_threads;
  const int helpers = std::clamp(limit > 0 ? limit : cores(), 1, std::max(1, n)) - 1;
  std::vector<std::thread> pool;
  pool.reserve(std::size_t(helpers));  // out of memory here, not with threads running
  const bool by_number = limit > 0;
  const int threads = 1 + (by_number ? helpers : take_spare(helpers));
  const int inner_limit = by_number ? std::max(1, limit / threads) : 0;
  std::atomic<int> next{0};
  std::atomic<bool> stop{false};
  std::mutex guard;  // progress, and the earliest failure
  int done = 0, failed_at = n;
  Error error;
  std::exception_ptr thrown;

  const auto fails = [&](int i, Error e, std::exception_ptr p) {
    std::lock_guard lock(guard);
    stop = true;
    if (i < failed_at) failed_at = i, error = std::move(e), thrown = std::move(p);
  };
  const auto work_on = [&] {
    for (int i; !stop && (i = next++) < n;) {
      try {
        if (auto r = work(i); !r) return fails(i, r.error(), nullptr);
        std::lock_guard lock(guard);
        if (auto r = job.report(double(++done) / n, stage); !r) {
          stop = true;
          if (failed_at == n) failed_at = i, error = r.error();
        }
      } catch (...) {
        return fails(i, {}, std::current_exception());
      }
    }
  };
  const auto help = [&] {
    most_threads = inner_limit;
    work_on();
    if (!by_number) ++spare();
  };

  try {
    for (int t = 1; t < threads; ++t) pool.emplace_back(help);
  } catch (const std::system_error&) {
    // the system gives no more threads: those there are do the work
    if (!by_number) spare() += threads - 1 - int(pool.size());
  }
  const int own_limit = std::exchange(most_threads, inner_limit);
  work_on();
  most_threads = own_limit;
  for (auto& t : pool) t.join();
  if (thrown) std::rethrow_exception(thrown);
  if (failed_at < n) return tl::unexpected(error);
  return {};
}

Result<> for_tiles(Size size, Size tile, const Job& job, std::string_view stage,
                   const std::function<Result<>(const Tile&)>& work) {
  const int tiles = tile_count(size, tile), columns = (size.width + tile.width - 1) / tile.width;
  const Rect whole{0, 0, size.width, size.height};
  return for_each(tiles, job, stage, [&](int i) {
    const Rect cell{i % columns * tile.width, i / columns * tile.height, tile.width, tile.height};
    return work(Tile{i, intersect(cell, whole)});
  });
}

void for_items(int n, const std::function<void(int)>& work) {
  (void)for_each(n, {}, {}, [&](int i) -> Result<> {  // cannot fail
    work(i);
    return {};
  });
}

void for_rows(int height, const std::function<void(int)>& work) {
  constexpr int kRows = 16;
  for_items((height + kRows - 1) / kRows, [&](int i) {
    for (int y = i * kRows; y < std::min(height, (i + 1) * kRows); ++y) work(y);
  });
}

}  // namespace countenance
