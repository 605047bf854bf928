// SPDX-License-Identifier: Apache-2.0
// Gauge: the exact readings of a proposal at given strengths, on the normalised face crops: what solve() decides by, one
// trial at a time, for a dial that has come to rest.
#pragma once

#include <optional>
#include <vector>

#include "govern/candidate.h"
#include "govern/governor.h"

namespace countenance::govern {

class Gauge {
 public:
  /// Resamples the edits once; study and proposal must outlive it.
  Gauge(const Study& study, const Proposal& proposal);
  /// strengths[face][edit] in [0, 1], as in Verdict. Faces that are not usable are not in the report. Error{cancelled}.
  [[nodiscard]] Result<drift::Report> measure(const std::vector<std::vector<float>>& strengths,
                                              const drift::Policy& policy, const Job& job = {}) const;

 private:
  std::vector<std::optional<Candidates>> faces_;
};

}  // namespace countenance::govern
