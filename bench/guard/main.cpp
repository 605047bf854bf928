// SPDX-License-Identifier: Apache-2.0
// Guard against its bars, on the altering edits of validity: is what it writes inside the limits, as measured again from the
// encoded file, and how much of each face had to fall back to the original?
//
//   bench_guard run ROWS.tsv [every nth portrait [KIND,KIND…]]   every altering edit, clear and strong, of some portraits; go on
//                                                             with the same command after a stop
//   bench_guard triples ROWS.tsv [every nth]                  three at once, drawn by name
//   bench_guard gains ROWS.tsv [every nth]                    an altering edit + denoising + exposure: what stays of the gains
//   bench_guard permitted ROWS.tsv [every nth]                permitted edits: what guard changes
//   bench_guard sheet FOLDER [every nth]                      pictures to be looked at: original, edited, guarded side by side
//   bench_guard report ROWS.tsv                               counts, medians, and each kind's worst
//
// COUNTENANCE_PORTRAITS is the folder of portraits with its manifest.csv. The file is a JPEG of quality 95.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "guard/trial.h"
#include "io/file.h"
#include "support/must.h"
#include "validity/run.h"

using namespace countenance;
using namespace countenance::guard_bench;

namespace {

std::vector<validity::Portrait> portraits(int every) {
  const char* folder = std::getenv("COUNTENANCE_PORTRAITS");
  if (!folder) throw std::runtime_error("set COUNTENANCE_PORTRAITS to the folder of portraits");
  const auto all = validity::portraits_in(folder);
  std::vector<validity::Portrait> out;
  for (std::size_t i = 0; i < all.size(); i += std::size_t(std::max(1, every))) out.push_back(all[i]);
  if (out.empty()) throw std::runtime_error("$COUNTENANCE_PORTRAITS has no manifest.csv with portraits");
  return out;
}

std::set<std::string> names_of(const char* list) {
  std::set<std::string> out;
  std::istringstream in(list);
  for (std::string name; std::getline(in, name, ',');) out.insert(name);
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string command = argc > 1 ? argv[1] : "";
  const int every = argc > 3 ? std::atoi(argv[3]) : 1;
  try {
    if (command == "run" && argc > 2)
      return run(portraits(every), argv[2], argc > 4 ? names_of(argv[4]) : std::set<std::string>{}), 0;
    if (command == "triples" && argc > 2) return run_triples(portraits(every), argv[2]), 0;
    if (command == "gains" && argc > 2) return run_gains(portraits(every), argv[2]), 0;
    if (command == "permitted" && argc > 2) return run_permitted(portraits(every), argv[2]), 0;
    if (command == "sheet" && argc > 2) return sheet(portraits(every), argv[2]), 0;
    if (command == "report" && argc > 2) return report(argv[2]) ? 0 : 1;
    fmt::print(
        stderr,
        "bench_guard run | triples | gains | permitted ROWS.tsv [every nth [KIND,…]] | sheet FOLDER [every nth] | "
        "report ROWS.tsv\n");
    return 2;
  } catch (const std::exception& e) {
    fmt::print(stderr, "bench_guard: {}\n", e.what());
    return 1;
  }
}
