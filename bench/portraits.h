// SPDX-License-Identifier: Apache-2.0
// The pictures of a folder that benchmarks go through.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace countenance::bench {

/// JPEG and PNG files in the folder and below, links followed, in order; those with `part` in their path.
inline std::vector<std::filesystem::path> pictures(const std::filesystem::path& folder, const std::string& part = "") {
  namespace fs = std::filesystem;
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder, fs::directory_options::follow_directory_symlink)) {
    const std::string extension = entry.path().extension().string();
    if ((extension == ".jpg" || extension == ".png") && entry.path().string().find(part) != std::string::npos)
      files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace countenance::bench
