// SPDX-License-Identifier: Apache-2.0
#include "picture.h"

#include <fmt/format.h>
#include <unistd.h>

namespace countenance::cli {

namespace fs = std::filesystem;

Result<io::Loaded> load_upright(const Engine& engine, const fs::path& path, const Job& job) {
  CNT_TRY(tagged, io::load(path, {}, job));
  if (tagged.orientation == 1) return std::move(tagged);
  CNT_TRY(upright, engine.upright(tagged.photo));
  if (upright) return std::move(tagged);
  io::LoadOptions as_stored;
  as_stored.honour_orientation = false;
  CNT_TRY(stored, io::load(path, as_stored, job));
  CNT_TRY(better, engine.upright(stored.photo));
  if (!better) return std::move(tagged);
  stored.notes.push_back(
      fmt::format("{}: its EXIF orientation ({}) is wrong, the pixels are already upright; it was ignored",
                  path.string(), tagged.orientation));
  return std::move(stored);
}

Result<> write_png(const Image8& picture, const fs::path& path, const std::vector<fs::path>& inputs) {
  CNT_TRY(bytes, io::png(picture));
  return io::write(path, bytes, inputs);
}

Result<> check_target(const fs::path& path, const std::vector<fs::path>& inputs) {
  std::error_code ignored;
  for (const auto& input : inputs)
    if (fs::equivalent(path, input, ignored))
      return fail(Code::bad_input,
                  fmt::format("{}: is the original, which is never overwritten; name another output", path.string()));
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, ignored))
    return fail(Code::cannot_write, fmt::format("{}: there is no folder {}", path.string(), folder.string()));
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    return fail(Code::cannot_write,
                fmt::format("{}: the folder {} cannot be written to; choose another", path.string(), folder.string()));
  if (fs::is_directory(path, ignored))
    return fail(Code::cannot_write, fmt::format("{}: is a folder; name a file in it", path.string()));
  return {};
}

}  // namespace countenance::cli
