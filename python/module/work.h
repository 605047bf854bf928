// SPDX-License-Identifier: Apache-2.0
// Long calls: the work runs on a thread of its own, without Python's lock, while the calling thread waits and looks 20
// times a second whether Ctrl-C was pressed, and tells `progress`.
#pragma once

#include <pybind11/pybind11.h>

#include <functional>
#include <optional>

#include "base/job.h"
#include "failure.h"

namespace countenance::python {

struct Call {
  int threads = 0;            ///< Job::threads
  pybind11::object progress;  ///< None, or called with (fraction, stage) in the calling thread; False cancels
};

/// What `progress` or a signal handler raises is raised here, once the work has heard of it and ended.
void run(const Call& call, const std::function<void(const Job&)>& work);

/// The value of `work(job)`, a Result.
template <class F>
auto value_of(const Call& call, F&& work) {
  std::optional<std::invoke_result_t<F, const Job&>> out;
  run(call, [&](const Job& job) { out.emplace(work(job)); });
  return take(std::move(*out));
}

}  // namespace countenance::python
