// SPDX-License-Identifier: Apache-2.0
// Estimated readings for a moving slider: each dial's own response, measured once at a few strengths, summed. Shown as
// an estimate; never written on the strength of.
#pragma once

#include <memory>
#include <vector>

#include "govern/governor.h"

namespace countenance::govern {

/// value(s) ≈ value(0) + Σₖ rₖ(sₖ) a component: rₖ piecewise linear through what dial k alone added at strengths 0, ½ and 1.
class Estimator {
 public:
  static Result<Estimator> make(const Study& study, const Proposal& proposal, const drift::Policy& policy,
                                const Job& job = {});
  /// strengths[face][edit] in [0, 1], as in Verdict.
  [[nodiscard]] drift::Report estimate(const std::vector<std::vector<float>>& strengths) const;

  struct Impl;

 private:
  std::shared_ptr<const Impl> impl_;
};

}  // namespace countenance::govern
