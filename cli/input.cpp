// SPDX-License-Identifier: Apache-2.0
#include "input.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
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
  const io::Stream stream = [&](std::uint8_t* to, std::size_t most) {
    auto some = next_bytes(STDIN_FILENO, to, most, job);
    if (!some && some.error().code == Code::bad_input) some.error().message = out.name_ + ": " + some.error().message;
    return some;
  };
  CNT_TRY(piped, io::read(stream, out.name_));
  out.bytes_ = std::make_shared<const std::vector<std::uint8_t>>(std::move(piped));
  return out;
}

Input Input::held(std::string name, std::vector<std::uint8_t> bytes) {
  Input out;
  out.name_ = std::move(name);
  out.bytes_ = std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes));
  return out;
}

Result<> Input::read(const io::LoadOptions& options) const {
  if (bytes_) return {};
  CNT_TRY(bytes, io::read(file_, options));
  bytes_ = std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes));
  return {};
}

Result<io::Loaded> Input::load(const io::LoadOptions& options, const Job& job) const {
  CNT_CHECK(job.report(0, "reading"));
  CNT_CHECK(read(options));
  return io::load(*bytes_, name_, options, job);
}

Result<std::vector<std::uint8_t>> Input::bytes() const {
  CNT_CHECK(read({}));
  return *bytes_;
}

}  // namespace countenance::cli
