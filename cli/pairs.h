// SPDX-License-Identifier: Apache-2.0
// Many pairs, one after another: what a queue worker or a shell loop needs.
#pragma once

#include <filesystem>

#include "commands.h"
#include "countenance.h"

namespace countenance::cli {

struct Pairs {
  std::filesystem::path
      list;  ///< CSV, `original,edited` a line (a first line that says so is passed over); "-": the standard
             ///< input. Names are relative to the list's folder.
  bool json = false;
};

/// Measures each pair and prints one line of it as soon as it is done, in order: in words, or as JSON
///   {"original", "edited": as listed, "code": as an exit code, "error": where it is not 0, "report": where there is one}
/// A pair that fails does not stop the rest. An original that stands in several lines on end is studied once. The error
/// at the end is that of the gravest: outside the limits, before cannot be measured, before unreadable, before any
/// other. Error{bad_input}: a list that cannot be read, or has no pairs; {models}, {cancelled}: at once.
Result<> measure_pairs(const Pairs& pairs, const Common& common, const Policy& policy);

}  // namespace countenance::cli
