// SPDX-License-Identifier: Apache-2.0
#include "input.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

namespace countenance::cli {

namespace fs = std::filesystem;

Result<> check_inputs(const std::vector<fs::path>& inputs) {
  if (std::count_if(inputs.begin(), inputs.end(), is_pipe) <= 1) return {};
  return fail(Code::bad_input, "the standard input can be read but once: name a file in place of one '-'");
}

Result<std::size_t> next_bytes(int file, std::uint8_t* to, std::size_t most, const Job& job) {
  constexpr int kAsked = 100;  // ms, between two looks for a cancel
  for (;;) {
    CNT_CHECK(job.report(0, "reading"));
    pollfd waited{file, POLLIN, 0};
    if (poll(&waited, 1, kAsked) <= 0) continue;
    const ssize_t n = ::read(file, to, most);
    if (n >= 0) return std::size_t(n);
    if (errno != EINTR && errno != EAGAIN)
      return fail(Code::bad_input, fmt::format("cannot be read: {}", std::strerror(errno)));
  }
}

Result<Input> Input::open(const fs::path& named, const Job& job) {
  Input out;
  out.file_ = is_pipe(named) ? fs::path() : named;
  out.name_ = is_pipe(named) ? "the standard input" : named.string();
  if (!is_pipe(named)) return out;
  if (isatty(STDIN_FILENO))
    return fail(Code::bad_input, out.name_ + ": is a terminal; pipe a picture into it, or name a file");
  const io::Stream stream = [&](std::uint8_t* to, std::size_t most) { return next_bytes(STDIN_FILENO, to, most, job); };
  CNT_TRY(piped, io::read(stream, out.name_));
  out.piped_ = std::move(piped);
  return out;
}

Input Input::held(std::string name, std::vector<std::uint8_t> bytes) {
  Input out;
  out.name_ = std::move(name);
  out.piped_ = std::move(bytes);
  return out;
}

Result<io::Loaded> Input::load(const io::LoadOptions& options, const Job& job) const {
  return file_.empty() ? io::load(piped_, name_, options, job) : io::load(file_, options, job);
}

Result<std::vector<std::uint8_t>> Input::bytes() const {
  if (file_.empty()) return piped_;
  std::ifstream in(file_, std::ios::binary);
  std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in) return fail(Code::bad_input, name_ + ": cannot be read any more");
  return bytes;
}

}  // namespace countenance::cli
