// SPDX-License-Identifier: Apache-2.0
// Limits from measurements, in two steps. Of each component alone, with N, what permitted edits do to it (99.5th
// percentile), and T, what the clear edits do that it is there to see (20th percentile):
//
//   limit₀ = max(1.15 N, √(N T))
//
// Then of all together, since a face is flagged by the largest of some forty shares: the limits l that with a margin τ
// confuse the fewest pairs, z = log of a pair's drift under l,
//
//   L(l) = mean over kinds of permitted edits of mean σ(z/τ) + the same of clear ones of mean σ(−z/τ) + λ Σ (log l/limit₀)²
//
// by coordinate descent in steps of 5 %, over the limits, and where asked over b of the floors a + b (100/IOD)^p of
// components.cpp (whose log is pulled to what it is there in the same way). limit₀ is taken where the size of the face does not count (150 px
// of IOD and up); where T is clear of N, no limit rises over T / 1.15: each measure sees what it is there for. A policy's
// limit that is stricter than these pairs ask for stays, as long as it is 1.3 N.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "report.h"

namespace countenance::validity {

struct Limit {
  std::string component;
  int permitted = 0, targets = 0;   ///< values there were
  float noise = NAN, target = NAN;  ///< N, T
  float now = 0, found = NAN;       ///< the policy's; NaN: the policy has none, or too few values
  float floor = 0;                  ///< b of its floor (components.cpp), found
};
enum class Floors { fixed, free };
[[nodiscard]] std::vector<Limit> calibrate(const std::vector<Row>& rows, const drift::Policy& policy, Floors floors);
/// Each limit with its margins: how far it lies over N, and T over it.
[[nodiscard]] std::string text_of(const std::vector<Limit>& limits);
/// The policy with the limits found.
[[nodiscard]] drift::Policy with(drift::Policy policy, const std::vector<Limit>& limits);
/// Each person judged by limits found on the others (five folds; the floors as built in), as one summary.
[[nodiscard]] Summary cross_validated(const std::vector<Row>& rows, const drift::Policy& policy);
/// What permitted edits do to each component by size of the face (98th percentile ÷ the limit that counts there): over 1
/// a floor is too low. Only those over `least`.
[[nodiscard]] std::string text_of_sizes(const std::vector<Row>& rows, const drift::Policy& policy, float least = 0.7f);
/// Puts the limits found, to two digits, into a preset's file.
void write_limits(const std::filesystem::path& preset, const std::vector<Limit>& limits);

}  // namespace countenance::validity
