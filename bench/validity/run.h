// SPDX-License-Identifier: Apache-2.0
// Every edit once on every portrait: for each portrait some documents are drawn (a condition and a size each), and the
// kinds of edit dealt out among them, all by a fixed seed.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "rows.h"

namespace countenance::validity {

struct Portrait {
  std::string file;  ///< "london/025_neutral.jpg"
  std::filesystem::path path;
  std::string person, source, sex, age;
};
/// Of a folder with a manifest.csv (file, person, …, notes).
std::vector<Portrait> portraits_in(const std::filesystem::path& folder);

/// Appends to `csv`; pairs that are there already are not measured again. `kinds`: of edit; empty: all.
void run(const std::vector<Portrait>& portraits, int documents, const std::set<std::string>& kinds,
         const std::filesystem::path& csv);

/// Every condition and every edit of one portrait as PNG files, to be looked at.
void show(const Portrait& portrait, const Portrait& other, int iod, const std::filesystem::path& folder);

}  // namespace countenance::validity
