// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "picture.h"

namespace countenance::cli {

namespace fs = std::filesystem;

namespace {

/// Where a file of this name really lies: a link stays one, what it points to is written.
fs::path place(const fs::path& path) {
  std::error_code error;
  if (const fs::path there = fs::canonical(path, error); !error) return there;
  const fs::path folder = fs::canonical(path.has_parent_path() ? path.parent_path() : fs::path("."), error);
  return error ? path : folder / path.filename();
}

bool same_file(const fs::path& a, const fs::path& b) {
  std::error_code error;
  if (is_pipe(a) || is_pipe(b)) return false;
  return place(a) == place(b) || fs::equivalent(a, b, error);
}

Result<> check_target(const fs::path& path) {
  if (is_pipe(path)) {
    if (!isatty(STDOUT_FILENO)) return {};
    return fail(Code::bad_input, "the standard output is a terminal: name a file, or pipe it on");
  }
  std::error_code ignored;
  const fs::path folder = place(path).has_parent_path() ? place(path).parent_path() : fs::path(".");
  if (!fs::is_directory(folder, ignored))
    return fail(Code::cannot_write, fmt::format("{}: there is no folder {}", path.string(), folder.string()));
  if (fs::is_directory(path, ignored))
    return fail(Code::cannot_write, fmt::format("{}: is a folder; name a file in it", path.string()));
  if (fs::exists(path, ignored) && !fs::is_regular_file(path, ignored))
    return fail(Code::cannot_write, fmt::format("{}: is not an ordinary file; name another", path.string()));
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    return fail(Code::cannot_write,
                fmt::format("{}: the folder {} cannot be written to; choose another", path.string(), folder.string()));
  return {};
}

/// A reader that has gone is an error, and no signal that ends the program.
Result<> to_standard_output(const std::vector<std::uint8_t>& bytes) {
  std::signal(SIGPIPE, SIG_IGN);
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t n = ::write(STDOUT_FILENO, bytes.data() + at, bytes.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      return fail(Code::cannot_write,
                  fmt::format("the standard output cannot be written to: {}", std::strerror(errno)));
    at += std::size_t(n);
  }
  return {};
}

/// Files not yet in their place; those still there at the end are removed.
struct Staged {
  std::vector<fs::path> paths;
  ~Staged() {
    std::error_code ignored;
    for (const auto& path : paths) fs::remove(path, ignored);
  }
};

}  // namespace

Result<> check_targets(const std::vector<fs::path>& targets, const std::vector<fs::path>& inputs) {
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const fs::path& path = targets[i];
    if (path.empty()) continue;
    for (const auto& input : inputs)
      if (same_file(path, input))
        return fail(Code::bad_input,
                    fmt::format("{}: is the original, which is never overwritten; name another output", path.string()));
    for (std::size_t j = 0; j < i; ++j)
      if (!targets[j].empty() && (path == targets[j] || same_file(path, targets[j])))
        return fail(Code::bad_input, fmt::format("{}: is named for two outputs; give each its own", path.string()));
    CNT_CHECK(check_target(path));
  }
  return {};
}

std::FILE* words_beside(const std::vector<fs::path>& targets) {
  return std::any_of(targets.begin(), targets.end(), is_pipe) ? stderr : stdout;
}

void Outputs::add(const fs::path& path, std::vector<std::uint8_t> bytes) { files_.push_back({path, std::move(bytes)}); }

Result<> Outputs::write() const {
  Staged staged, placed;  // placed: new files only; what replaced an older one cannot be taken back
  for (const auto& file : files_) {
    if (is_pipe(file.path)) continue;
    const fs::path target = place(file.path);
    const fs::path beside =
        target.parent_path() / fmt::format(".{}.{}.new", target.filename().string().substr(0, 200), ::getpid());
    if (const auto written = io::write(beside, file.bytes); !written)
      return fail(written.error().code, fmt::format("{}: {}", file.path.string(), written.error().message));
    staged.paths.push_back(beside);
  }
  auto from = staged.paths.begin();
  for (const auto& file : files_) {
    if (is_pipe(file.path)) continue;
    const fs::path target = place(file.path);
    std::error_code error, ignored;
    const bool is_new = !fs::exists(target, ignored);
    fs::rename(*from++, target, error);
    if (error) return fail(Code::cannot_write, fmt::format("{}: {}", file.path.string(), error.message()));
    if (is_new) placed.paths.push_back(target);
  }
  for (const auto& file : files_)
    if (is_pipe(file.path)) CNT_CHECK(to_standard_output(file.bytes));
  staged.paths.clear();
  placed.paths.clear();
  return {};
}

}  // namespace countenance::cli
