// SPDX-License-Identifier: GPL-3.0-or-later
// Guarder: what a dialog shows of a picture that another tool made, measured against its original and then guarded, and
// the work behind it, in a thread of its own.
#pragma once

#include "comparer.h"
#include "guarding.h"
#include "relay.h"

namespace countenance::plugin {

/// A comparer whose `before` is the edited picture, and `after` what guard makes of it, once that is known. Its standing
/// is of the edited picture until then; where guard fails, `problem` says why beside it.
class Guarder : public Comparer {
 public:
  /// The host is asked only where `post` calls back; it must outlive the guarder.
  Guarder(Studio& studio, Host& host, Post post, std::function<void()> changed, const Settings& start,
          const Desk::Look& look);
  /// In the thread of `post`'s calls.
  ~Guarder() override;

  /// What can be written over the edited picture, whose first pixel lies at (x, y) of the image: it is inside the limits,
  /// and something was taken back. None: there is nothing (yet).
  [[nodiscard]] std::optional<Output> output(int x, int y) const;
  [[nodiscard]] bool has_output() const;

 private:
  [[nodiscard]] Seen seen(const Order& order) const override;
  Result<> then(const Order& order, const Comparison& compared, const Job& job) override;
  struct Made {
    unsigned number = 0;  ///< of its order
    std::shared_ptr<const Guarding> guarding;
    std::optional<Error> error;
  };
  Made made_;  // guarded
  Made own_;   // the worker's
  Relay relay_;
};

}  // namespace countenance::plugin
