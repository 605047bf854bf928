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
#include <vector>

namespace countenance {

int tile_count(Size size, Size tile) {
  if (tile.width < 1 || tile.height < 1) throw std::logic_error("tile_count: empty tile");
  return ((size.width + tile.width - 1) / tile.width) * ((size.height + tile.height - 1) / tile.height);
}

Result<> for_each(int n, const Job& job, std::string_view stage, const std::function<Result<>(int)>& work) {
  const int cores = std::max(1u, std::thread::hardware_concurrency());
  const int threads = std::clamp(job.threads > 0 ? job.threads : cores, 1, std::max(1, n));
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
  const auto run = [&] {
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

  std::vector<std::thread> pool;
  pool.reserve(std::size_t(threads));  // out of memory here, not with threads running
  try {
    for (int t = 1; t < threads; ++t) pool.emplace_back(run);
  } catch (const std::system_error&) {
    // the system gives no more threads: those there are do the work
  }
  run();
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

}  // namespace countenance
