// SPDX-License-Identifier: Apache-2.0
// A trial as a line of tab-separated fields.
#pragma once

#include <filesystem>
#include <fstream>
#include <limits>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace countenance::guard_bench {

inline constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

struct Row {
  std::string portrait, tone, condition, edit, kind, level;
  float iod = 0, before = 0;  ///< px; drift as it came
  bool over = false;          ///< it was over as it came
  std::string error;          ///< of guard; empty: it wrote something
  float after = 0;            ///< drift as measured again from the file
  bool inside = false;        ///< of what the original resolves, as measured again
  float seconds = 0;
  // not a number: not asked, or guard refused
  float fallen_back = kNone;
  float denoise_outside = kNone, denoise_inside = kNone, exposure_outside = kNone,
        exposure_inside = kNone;  ///< shares of the gain that stay
  float delta_e = kNone;          ///< mean ΔE00 between edited and guarded over the face
  std::string repairs;            ///< "skin pores .31; …"
  bool unverifiable = false;      ///< inside only as far as the original resolves
};

[[nodiscard]] std::vector<Row> read_rows(const std::filesystem::path& path);

/// Appends rows; knows those that are there.
class Book {
 public:
  explicit Book(const std::filesystem::path& path);
  [[nodiscard]] bool has(const std::string& portrait, const std::string& edit) const;
  void add(const Row& row);

 private:
  std::set<std::string> done_;
  std::ofstream out_;
  std::mutex guard_;
};

}  // namespace countenance::guard_bench
