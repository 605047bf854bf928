// SPDX-License-Identifier: Apache-2.0
// One row a pair of pictures: what it was, and every raw value of the metric; as CSV, so that limits can be tried
// without measuring again.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "drift/policy.h"
#include "drift/reading.h"
#include "edits.h"

namespace countenance::validity {

struct Row {
  std::string picture, person, skin, age;  ///< skin: light, brown, dark by ITA; age: "<35", "35-54", "55+", "?"
  std::string condition;
  int iod_class = 0;  ///< px asked for; 0: the picture's own
  std::string edit, kind;
  float strength = 0;
  Level level = Level::permitted;
  float iod = 0, resolution = 1, ita = 0;  ///< as measured
  float ssim = NAN;                        ///< mean over the face, in the frame of comparison; NaN: could not be had
  std::string error;                       ///< why nothing was measured
  std::vector<drift::Reading> readings;    ///< raw: component values, sd, status

  [[nodiscard]] std::string document() const;
  /// As `measure` would judge it.
  [[nodiscard]] drift::FaceReport judged(const drift::Policy& policy) const;
};

std::string header();  ///< names the metric's version: rows of another are not added to
std::string line_of(const Row& row);
/// What a run that was stopped in the middle of a line left of it goes. False: there is no whole line.
bool keep_whole_lines(const std::filesystem::path& csv);
/// Throws std::runtime_error naming the line that does not read, or that the file is of another metric.
std::vector<Row> read_rows(const std::filesystem::path& csv);

}  // namespace countenance::validity
