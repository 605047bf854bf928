// SPDX-License-Identifier: Apache-2.0
// bench_property [COUNT [SEED]]: the governor's promise on every portrait of $COUNTENANCE_PORTRAITS. Prints each
// failure, and the grants. Fails where one trial is over the limit or not maximal, or where more than a tenth is refused:
// a governor that refuses is never over.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <vector>

#include "property/wishes.h"
#include "tone.h"

constexpr double kMostRefused = 0.1;

int main(int argc, char** argv) {
  namespace fs = std::filesystem;
  const char* folder = std::getenv("COUNTENANCE_PORTRAITS");
  if (!folder) {
    fmt::print(stderr, "set COUNTENANCE_PORTRAITS to a folder of portraits\n");
    return 2;
  }
  std::vector<fs::path> portraits;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".jpg" || entry.path().extension() == ".png") portraits.push_back(entry.path());
  std::sort(portraits.begin(), portraits.end());
  if (portraits.empty()) {
    fmt::print(stderr, "there is no portrait in {}\n", folder);
    return 2;
  }
  const int count = argc > 1 ? std::atoi(argv[1]) : 300;
  const auto trials = countenance::test::try_wishes(portraits, count, argc > 2 ? unsigned(std::atoi(argv[2])) : 1u);

  std::map<std::string, std::vector<float>> grants;
  int over = 0, not_maximal = 0, refused = 0;
  for (const auto& t : trials) {
    if (!t.refused.empty()) ++refused, fmt::print("refused      {:<24} {:<9} {}\n", t.portrait, t.format, t.wish);
    if (!t.within) ++over, fmt::print("OVER {:.3f}   {:<24} {:<9} {}\n", t.drift, t.portrait, t.format, t.wish);
    if (!t.maximal)
      ++not_maximal, fmt::print("not maximal  {:<24} {:<9} {} drift {:.3f} granted {:.2f}\n", t.portrait, t.format,
                                t.wish, t.drift, t.granted);
    if (!t.refused.empty()) continue;
    grants["all"].push_back(t.granted);
    grants[countenance::bench::tone_of(t.ita)].push_back(t.granted);
  }
  for (auto& [group, g] : grants) {
    std::nth_element(g.begin(), g.begin() + std::ptrdiff_t(g.size() / 2), g.end());
    fmt::print("median grant {:<6} {:.2f}  (n {})\n", group, g[g.size() / 2], g.size());
  }
  fmt::print("{} trials: {} over the limit, {} not maximal, {} refused\n", trials.size(), over, not_maximal, refused);
  return trials.empty() || over || not_maximal || refused > kMostRefused * double(trials.size());
}
