// SPDX-License-Identifier: Apache-2.0
// Pool: identical copies of something costly that only one thread at a time may use.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace countenance::face {

template <class T>
class Pool {
 public:
  /// Copies are made when first needed, at most `most`; who comes when all are lent waits. `make`, with all it holds,
  /// is let go after the last copy.
  Pool(std::function<std::unique_ptr<T>()> make, int most) : make_(std::move(make)), most_(most) {}

  class Loan {
   public:
    Loan(Pool& pool, std::unique_ptr<T> item) : pool_(pool), item_(std::move(item)) {}
    ~Loan() { pool_.take_back(std::move(item_)); }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    T* operator->() { return item_.get(); }

   private:
    Pool& pool_;
    std::unique_ptr<T> item_;
  };

  [[nodiscard]] Loan borrow() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [this] { return !free_.empty() || made_ < most_; });
    if (free_.empty()) {
      std::unique_ptr<T> item = make_();  // under the lock: parsers of networks are not known to be thread-safe
      if (++made_ == most_) make_ = nullptr;
      return Loan(*this, std::move(item));
    }
    std::unique_ptr<T> item = std::move(free_.back());
    free_.pop_back();
    return Loan(*this, std::move(item));
  }

 private:
  void take_back(std::unique_ptr<T> item) {
    {
      const std::lock_guard lock(mutex_);
      free_.push_back(std::move(item));
    }
    returned_.notify_one();
  }

  std::function<std::unique_ptr<T>()> make_;
  int most_, made_ = 0;
  std::vector<std::unique_ptr<T>> free_;
  std::mutex mutex_;
  std::condition_variable returned_;
};

}  // namespace countenance::face
