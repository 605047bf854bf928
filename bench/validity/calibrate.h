// SPDX-License-Identifier: Apache-2.0
// Limits from measurements: N, what permitted edits do to a component (99th percentile), and T, what the clear edits do
// that it is there to see (20th percentile):
//
//   limit = max(1.15 N, √(N T))
//
// Taken where the size of the face does not count (150 px of IOD and up: below it the floors of components.cpp hold).
#pragma once

#include <string>
#include <vector>

#include "report.h"

namespace countenance::validity {

struct Limit {
  std::string component;
  int permitted = 0, targets = 0;   ///< values there were
  float noise = NAN, target = NAN;  ///< N, T
  float now = 0, found = NAN;       ///< the policy's; by the formula, NaN: nothing to find it by
};
[[nodiscard]] std::vector<Limit> calibrate(const std::vector<Row>& rows, const drift::Policy& policy);
[[nodiscard]] std::string text_of(const std::vector<Limit>& limits);
/// The policy with the limits found.
[[nodiscard]] drift::Policy with(drift::Policy policy, const std::vector<Limit>& limits);
/// Each person judged by limits found on the others (five folds), as one summary.
[[nodiscard]] Summary cross_validated(const std::vector<Row>& rows, const drift::Policy& policy);

}  // namespace countenance::validity
