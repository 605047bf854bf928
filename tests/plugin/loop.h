// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace countenance::plugin {

/// Stands in for the main loop of a toolkit: a thread that does what is posted, one after another.
class Loop {
 public:
  Loop() : thread_([this] { run(); }) {}
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() {
    post({});
    thread_.join();
  }
  void post(std::function<void()> act) {
    const std::lock_guard lock(guard_);
    acts_.push_back(std::move(act));
    posted_.notify_one();
  }
  void post_and_wait(const std::function<void()>& act) {
    std::atomic<bool> done = false;
    post([&] {
      act();
      done = true;
      done.notify_one();
    });
    done.wait(false);
  }
  [[nodiscard]] std::thread::id id() const { return thread_.get_id(); }

 private:
  void run() {
    for (;;) {
      std::unique_lock lock(guard_);
      posted_.wait(lock, [&] { return !acts_.empty(); });
      const auto act = std::move(acts_.front());
      acts_.pop_front();
      lock.unlock();
      if (!act) return;
      act();
    }
  }
  std::mutex guard_;
  std::condition_variable posted_;
  std::deque<std::function<void()>> acts_;
  std::thread thread_;
};

}  // namespace countenance::plugin
