// SPDX-License-Identifier: Apache-2.0
// Tiles and threads: the only place where the work is split. A tile grid depends on the size alone, and each tile
// writes only its own pixels, so the bytes are the same for any number of threads. Reductions go into one slot a tile,
// summed in order.
#pragma once

#include <functional>

#include "base/image.h"
#include "base/job.h"

namespace countenance {

struct Tile {
  int index = 0;  ///< row-major number in the grid
  Rect area;      ///< the pixels this tile owns and may write
};

/// Number of tiles for_tiles() will make.
[[nodiscard]] int tile_count(Size size, Size tile);

/// Calls `work` once a tile, on up to job.threads threads. Stops early, with the first error in tile order, when a call
/// fails or the job is cancelled (checked between tiles). Exceptions of a worker are rethrown in the caller.
Result<> for_tiles(Size size, Size tile, const Job& job, std::string_view stage,
                   const std::function<Result<>(const Tile&)>& work);

/// Calls `work(i)` for i in [0, n), likewise. Loops within loops share the cores, or what job.threads left of them.
Result<> for_each(int n, const Job& job, std::string_view stage, const std::function<Result<>(int)>& work);

/// Plain work, too short to report or cancel: calls `work(i)` for i in [0, n), one by one or (of a picture's rows) some
/// at a time.
void for_items(int n, const std::function<void(int)>& work);
void for_rows(int height, const std::function<void(int y)>& work);

}  // namespace countenance
