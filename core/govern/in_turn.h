// SPDX-License-Identifier: Apache-2.0
// A job that faces report to side by side.
#pragma once

#include <mutex>

#include "base/job.h"

namespace countenance::govern {

/// The same job; progress is never told from two threads at once. Both must outlive it.
[[nodiscard]] inline Job in_turn(const Job& job, std::mutex& guard) {
  return {[&](double fraction, std::string_view stage) {
            const std::lock_guard lock(guard);
            return bool(job.report(fraction, stage));
          },
          job.threads};
}

}  // namespace countenance::govern
