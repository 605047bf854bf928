// SPDX-License-Identifier: GPL-3.0-or-later
// Comparer: what a dialog shows of a picture measured against its original, and the work behind it, in a thread of its
// own.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "comparison.h"
#include "desk.h"
#include "originals.h"
#include "worker.h"

namespace countenance::plugin {

class Comparer {
 public:
  /// `changed`: state() gives something new; called from any thread. The studio must outlive the comparer.
  Comparer(Studio& studio, std::function<void()> changed, const Settings& start, const Desk::Look& look);
  Comparer(const Comparer&) = delete;
  Comparer& operator=(const Comparer&) = delete;
  virtual ~Comparer();

  /// As a desk's; `ready` from the start. `before` is the original, `after` what was made of it.
  [[nodiscard]] Desk::State state() const;
  [[nodiscard]] std::string json() const;  ///< the report of what is shown; empty: there is none yet

  void compare(Pair pair);
  void fail(const Error& error);  ///< there is no such pair
  void limits(const Settings& settings);
  void look(const Desk::Look& look);

 protected:
  struct Order {
    std::shared_ptr<const Pair> pair;
    Settings settings;
    Desk::Look look;
    unsigned number = 0;  ///< of pair and settings: what is found for an older one is told no more
  };
  // In the worker's thread:
  /// What is seen left and right of the line; null: nothing yet.
  struct Seen {
    const Photo *before, *after;
  };
  [[nodiscard]] virtual Seen seen(const Order& order) const { return {&order.pair->original, &order.pair->edited}; }
  /// What there is to do beyond measuring; `compared` is of this order.
  virtual Result<> then(const Order& /*order*/, const Comparison& /*compared*/, const Job& /*job*/) { return {}; }
  Result<> show_pictures(const Order& order);
  /// Nothing of the worker runs any more. Who overrides calls this when it goes.
  void close();
  template <class F>
  void change(F&& f) {
    {
      const std::lock_guard lock(guard_);
      f(state_);
    }
    changed_();
  }
  /// change(), unless something else was asked since.
  template <class F>
  void tell(const Order& order, F&& f) {
    change([&](Desk::State& s) {
      if (order_.number == order.number) f(s);
    });
  }
  mutable std::mutex guard_;
  std::string json_;  // guarded
  Order order_;       // guarded

 private:
  void ask();
  void serve();
  bool go_on(const Order& order, double share, std::string_view words);
  [[nodiscard]] Order newest() const;
  Result<> show(const Order& order);
  Result<> measure(const Order& order, const Job& job);
  Result<> show_drift(const Order& order);

  Studio& studio_;
  std::function<void()> changed_;
  Desk::State state_;  // guarded
  // the worker's own
  std::optional<Comparison> compared_;
  std::shared_ptr<const Pair> pair_;  // of compared_ and the pictures
  std::string limits_;                // settings of compared_, as JSON
  std::optional<Desk::Look> looked_;
  Worker worker_;
};

}  // namespace countenance::plugin
