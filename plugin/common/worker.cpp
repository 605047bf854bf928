// SPDX-License-Identifier: GPL-3.0-or-later
#include "worker.h"

#include <utility>

namespace countenance::plugin {

void Worker::ask(Task task) {
  const std::lock_guard lock(guard_);
  if (closed_) return;
  next_ = std::move(task);
  stop_ = true;
  asked_.notify_one();
}

void Worker::close() {
  {
    const std::lock_guard lock(guard_);
    closed_ = true;
    next_ = nullptr;
    stop_ = true;
    asked_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void Worker::run() {
  for (;;) {
    Task task;
    {
      std::unique_lock lock(guard_);
      asked_.wait(lock, [&] { return closed_ || next_; });
      if (closed_) return;
      task = std::exchange(next_, nullptr);
      stop_ = false;
    }
    task();
  }
}

}  // namespace countenance::plugin
