// SPDX-License-Identifier: Apache-2.0
// Trials of guard, a row each.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "govern/guarded.h"
#include "validity/document.h"
#include "validity/edits.h"
#include "validity/run.h"

namespace countenance::guard_bench {

/// What became of one edited picture.
struct Trial {
  std::string error;  ///< of guard or of measuring; empty: none
  govern::Guarded result;
  Photo guarded;  ///< as found again
  double seconds = 0;
};
/// Guards `edited` under `natural`, through a JPEG of quality 95 in memory.
[[nodiscard]] Trial guard(const govern::Study& original, const Photo& edited, const std::string& policy = "natural");

using Portraits = std::vector<validity::Portrait>;
void run(const Portraits& portraits, const std::filesystem::path& rows, const std::set<std::string>& kinds);
void run_triples(const Portraits& portraits, const std::filesystem::path& rows);
void run_gains(const Portraits& portraits, const std::filesystem::path& rows);
void run_permitted(const Portraits& portraits, const std::filesystem::path& rows);
void sheet(const Portraits& portraits, const std::filesystem::path& folder);
/// Prints; false where a bar is missed.
[[nodiscard]] bool report(const std::filesystem::path& rows);

}  // namespace countenance::guard_bench
