// SPDX-License-Identifier: Apache-2.0
#include "picture.h"

#include <fmt/format.h>

#include <optional>

#include "base/parallel.h"

namespace countenance::cli {

namespace fs = std::filesystem;

namespace {

Result<io::Loaded> turned_upright(const Engine& engine, const Input& input, io::Loaded tagged, const Job& job) {
  if (tagged.orientation == 1) return tagged;
  CNT_TRY(upright, engine.upright(tagged.photo));
  if (upright) return tagged;
  io::LoadOptions as_stored;
  as_stored.honour_orientation = false;
  CNT_TRY(stored, input.load(as_stored, job));
  CNT_TRY(better, engine.upright(stored.photo));
  if (!better) return tagged;
  stored.notes.push_back(fmt::format(
      "its EXIF orientation ({}) is wrong, the pixels are already upright; it was ignored", tagged.orientation));
  return std::move(stored);
}

Result<io::Loaded> checked(const Engine& engine, const Input& input, io::Loaded loaded, const Job& job) {
  CNT_TRY(upright, turned_upright(engine, input, std::move(loaded), job));
  for (auto& note : upright.notes) note = input.name() + ": " + note;
  return std::move(upright);
}

}  // namespace

Result<io::Loaded> load_upright(const Engine& engine, const Input& input, const Job& job) {
  CNT_TRY(loaded, input.load({}, job));
  return checked(engine, input, std::move(loaded), job);
}

Result<Opened> open(const fs::path& models, const Input& input, const Job& job) {
  std::optional<Engine> engine;
  std::optional<io::Loaded> loaded;
  CNT_CHECK(for_each(2, job, "opening", [&](int part) -> Result<> {
    if (part == 0) {
      CNT_TRY(opened, Engine::open(models));
      engine.emplace(std::move(opened));
    } else {
      CNT_TRY(picture, input.load({}, job));
      loaded.emplace(std::move(picture));
    }
    return {};
  }));
  CNT_TRY(picture, checked(*engine, input, std::move(*loaded), job));
  return Opened{std::move(*engine), std::move(picture)};
}

}  // namespace countenance::cli
