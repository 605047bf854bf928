// SPDX-License-Identifier: Apache-2.0
#include "console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>

namespace countenance::cli {
namespace {

volatile std::sig_atomic_t interrupted = 0;

}  // namespace

int complain(const Error& error) {
  fmt::print(stderr, "countenance: {}\n", error.message);
  return int(error.code);
}

void note(const std::vector<std::string>& notes) {
  for (const auto& text : notes) fmt::print(stderr, "note: {}\n", text);
}

Progress::Progress(bool quiet, int threads) : shown_(!quiet && isatty(STDERR_FILENO)) {
  std::signal(SIGINT, [](int) { interrupted = 1; });
  std::signal(SIGTERM, [](int) { interrupted = 1; });
  job_.threads = threads;
  job_.progress = [shown = shown_](double fraction, std::string_view stage) {
    constexpr int kWidth = 24;
    const int full = std::clamp(int(fraction * kWidth), 0, kWidth);
    if (shown) fmt::print(stderr, "\r[{:#<{}}{:-<{}}] {:<40}", "", full, "", kWidth - full, stage);
    return interrupted == 0;
  };
}

Progress::~Progress() {
  if (shown_) fmt::print(stderr, "\r\033[K");
}

}  // namespace countenance::cli
