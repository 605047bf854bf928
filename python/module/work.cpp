// SPDX-License-Identifier: Apache-2.0
#include "work.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <string>
#include <thread>

namespace countenance::python {

namespace py = pybind11;

namespace {

/// What both threads know.
struct Shared {
  std::mutex guard;
  std::condition_variable changed;
  bool ended = false;
  double fraction = 0;
  std::string stage;
  std::atomic<bool> cancelled{false};
};

/// With Python's lock held. False: cancel.
bool look(const Call& call, double fraction, const std::string& stage) {
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  return call.progress.is_none() || !call.progress(fraction, stage).is(py::bool_(false));
}

}  // namespace

void run(const Call& call, const std::function<void(const Job&)>& work) {
  constexpr std::chrono::milliseconds kLook{50};
  Shared shared;
  Job job;
  job.threads = call.threads;
  job.progress = [&shared](double fraction, std::string_view stage) {
    const std::lock_guard lock(shared.guard);
    shared.fraction = fraction;
    shared.stage = stage;
    return !shared.cancelled;
  };
  std::exception_ptr thrown, raised;  // by the work; by Python
  {
    const py::gil_scoped_release release;
    std::thread worker([&] {
      try {
        work(job);
      } catch (...) {
        thrown = std::current_exception();
      }
      const std::lock_guard lock(shared.guard);
      shared.ended = true;
      shared.changed.notify_one();
    });
    std::unique_lock lock(shared.guard);
    while (!shared.changed.wait_for(lock, kLook, [&] { return shared.ended; })) {
      if (shared.cancelled) continue;
      const double fraction = shared.fraction;
      const std::string stage = shared.stage;
      lock.unlock();
      {
        const py::gil_scoped_acquire acquire;
        try {
          if (!look(call, fraction, stage)) shared.cancelled = true;
        } catch (...) {
          raised = std::current_exception();
          shared.cancelled = true;
        }
      }
      lock.lock();
    }
    lock.unlock();
    worker.join();
  }
  if (raised) std::rethrow_exception(raised);
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace countenance::python
