// SPDX-License-Identifier: Apache-2.0
// A trial as a line of tab-separated fields.
#pragma once

#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace countenance::guard_bench {

struct Row {
  std::string portrait, tone, condition, edit, kind, level;
  float iod = 0, before = 0;  ///< px; drift as it came
  bool over = false;          ///< it was over as it came
  std::string error;          ///< of guard; empty: it wrote something
  float after = 0;            ///< drift as measured again from the file
  bool inside = false;        ///< of what the original resolves, as measured again
  float fallen_back = 0, seconds = 0;
  float denoise_outside = -1, denoise_inside = -1, exposure_outside = -1,
        exposure_inside = -1;  ///< shares of the gain that
                               ///< stay; −1: not asked
  float delta_e = -1;          ///< mean ΔE00 between edited and guarded over the face
  std::string repairs;         ///< "skin pores .31; …"
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
