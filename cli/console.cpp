// SPDX-License-Identifier: Apache-2.0
#include "console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>

namespace countenance::cli {
namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "set by a signal, read by the workers");

/// The first asks for an orderly end, the second ends the program at once.
void hear(int signal) {
  if (!interrupted.exchange(true)) return;
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

}  // namespace

std::string one_line(std::string text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c1 = byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (byte < 0x20 || byte == 0x7F) text[i] = '?';
    if (c1) text.replace(i, 2, "?");
  }
  return text;
}

int complain(const Error& error) {
  fmt::print(stderr, "countenance: {}\n", one_line(error.message));
  return int(error.code);
}

void note(const std::vector<std::string>& notes) {
  for (const auto& text : notes) fmt::print(stderr, "note: {}\n", one_line(text));
}

Progress::Progress(bool quiet, int threads) : shown_(!quiet && isatty(STDERR_FILENO)) {
  std::signal(SIGINT, hear);
  std::signal(SIGTERM, hear);
  job_.threads = threads;
  job_.progress = [shown = shown_](double fraction, std::string_view stage) {
    constexpr int kWidth = 24;
    const int full = std::clamp(int(fraction * kWidth), 0, kWidth);
    if (shown) fmt::print(stderr, "\r[{:#<{}}{:-<{}}] {:<40}", "", full, "", kWidth - full, stage);
    return !interrupted;
  };
}

void Progress::wipe() const {
  if (shown_) fmt::print(stderr, "\r\033[K");
}

}  // namespace countenance::cli
