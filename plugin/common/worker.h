// SPDX-License-Identifier: GPL-3.0-or-later
// Worker: one thread that does the latest thing asked of it. What is under way is told to stop, and what waits is
// forgotten.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace countenance::plugin {

class Worker {
 public:
  /// Throws nothing; looks at Worker::stopped() often.
  using Task = std::function<void()>;

  Worker() : thread_([this] { run(); }) {}
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() { close(); }

  void ask(Task task);
  [[nodiscard]] bool stopped() const { return stop_; }
  /// Stops, and waits until nothing runs any more; then nothing ever does.
  void close();

 private:
  void run();
  std::mutex guard_;
  std::condition_variable asked_;
  Task next_;
  bool closed_ = false;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace countenance::plugin
