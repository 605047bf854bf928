// SPDX-License-Identifier: Apache-2.0
// Job: how a long call reports progress, hears of a cancel, and how many threads it may use.
#pragma once

#include <functional>
#include <string_view>

#include "base/result.h"

namespace countenance {

struct Job {
  /// Called from the calling thread or a worker, never from two at once: fraction in [0, 1], and what is being done.
  /// Returns false to cancel.
  std::function<bool(double fraction, std::string_view stage)> progress;
  int threads = 0;  ///< 0: one per core. The result never depends on it.

  /// Reports; an Error{cancelled} if the caller wishes to stop.
  [[nodiscard]] Result<> report(double fraction, std::string_view stage) const {
    if (progress && !progress(fraction, stage)) return fail(Code::cancelled, "cancelled");
    return {};
  }
};

}  // namespace countenance
