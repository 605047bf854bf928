// SPDX-License-Identifier: Apache-2.0
#include "picture.h"

#include <fmt/format.h>

#include <optional>

#include "base/parallel.h"

namespace countenance::cli {

namespace fs = std::filesystem;

namespace {

Result<io::Loaded> turned_upright(const Engine& engine, const fs::path& path, io::Loaded tagged, const Job& job) {
  if (tagged.orientation == 1) return tagged;
  CNT_TRY(upright, engine.upright(tagged.photo));
  if (upright) return tagged;
  io::LoadOptions as_stored;
  as_stored.honour_orientation = false;
  CNT_TRY(stored, io::load(path, as_stored, job));
  CNT_TRY(better, engine.upright(stored.photo));
  if (!better) return tagged;
  stored.notes.push_back(fmt::format(
      "its EXIF orientation ({}) is wrong, the pixels are already upright; it was ignored", tagged.orientation));
  return std::move(stored);
}

}  // namespace

Result<Opened> open(const fs::path& models, const std::vector<fs::path>& pictures, const Job& job) {
  std::optional<Engine> engine;
  std::vector<std::optional<io::Loaded>> loaded(pictures.size());
  CNT_CHECK(for_each(1 + int(pictures.size()), job, "opening", [&](int i) -> Result<> {
    if (i == 0) {
      CNT_TRY(opened, Engine::open(models));
      engine.emplace(std::move(opened));
    } else {
      CNT_TRY(picture, io::load(pictures[std::size_t(i) - 1], {}, job));
      loaded[std::size_t(i) - 1].emplace(std::move(picture));
    }
    return {};
  }));
  Opened out{std::move(*engine), {}};
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    CNT_TRY(upright, turned_upright(out.engine, pictures[i], std::move(*loaded[i]), job));
    for (auto& note : upright.notes) note = pictures[i].string() + ": " + note;
    out.pictures.push_back(std::move(upright));
  }
  return out;
}

}  // namespace countenance::cli
