// SPDX-License-Identifier: Apache-2.0
// Does drift see what it must, and only that?
//
//   bench_validity run ROWS.csv [every nth portrait [KIND,KIND…]]  measures, these kinds of edit alone where they are
//                                                           named; go on with the same command after a stop
//   bench_validity show PART_OF_PATH IOD FOLDER             every condition and edit of one portrait, to be looked at
//   bench_validity report ROWS.csv [POLICY] [PAGE.html]     judges them, prints, and writes a page with plots
//   bench_validity calibrate ROWS.csv [POLICY] [PRESET.json]  limits from what was measured, and what they would flag on
//                                                           people they were not found on, and new floors; with
//                                                           PRESET.json only the limits, which go into that file
//
// COUNTENANCE_PORTRAITS is the folder of portraits with its manifest.csv.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <sstream>

#include "calibrate.h"
#include "io/file.h"
#include "report.h"
#include "run.h"
#include "support/must.h"

using namespace countenance;

static std::string portraits_folder() {
  const char* folder = std::getenv("COUNTENANCE_PORTRAITS");
  if (!folder) throw std::runtime_error("set COUNTENANCE_PORTRAITS to the folder of portraits");
  return folder;
}

int main(int argc, char** argv) {
  const std::string command = argc > 1 ? argv[1] : "";
  try {
    if (command == "run" && argc > 2) {
      const int every = argc > 3 ? std::max(1, std::atoi(argv[3])) : 1;
      std::vector<validity::Portrait> portraits;
      const auto all = validity::portraits_in(portraits_folder());
      for (std::size_t i = 0; i < all.size(); i += std::size_t(every)) portraits.push_back(all[i]);
      if (portraits.empty()) throw std::runtime_error("$COUNTENANCE_PORTRAITS has no manifest.csv with portraits");
      constexpr int kDocuments = 4;
      std::set<std::string> kinds;
      std::istringstream names(argc > 4 ? argv[4] : "");
      for (std::string kind; std::getline(names, kind, ',');) kinds.insert(kind);
      validity::run(portraits, kDocuments, kinds, argv[2]);
      return 0;
    }
    if (command == "show" && argc > 4) {
      const auto all = validity::portraits_in(portraits_folder());
      const auto of = std::find_if(all.begin(), all.end(),
                                   [&](const auto& p) { return p.file.find(argv[2]) != std::string::npos; });
      if (of == all.end()) throw std::runtime_error(std::string(argv[2]) + ": no such portrait");
      validity::show(*of, all[std::size_t(of - all.begin() + 2) % all.size()], std::atoi(argv[3]), argv[4]);
      return 0;
    }
    if (command == "report" && argc > 2) {
      const auto rows = validity::read_rows(argv[2]);
      const auto policy = test::must(drift::load_policy(argc > 3 ? argv[3] : "natural"));
      const auto summary = validity::summarise(rows, policy);
      fmt::print("{}", validity::text_of(summary));
      const std::string page = validity::page_of(summary);
      if (argc > 4) test::must(io::write(argv[4], {page.begin(), page.end()}));
      return 0;
    }
    if (command == "calibrate" && argc > 2) {
      const auto rows = validity::read_rows(argv[2]);
      const auto policy = test::must(drift::load_policy(argc > 3 ? argv[3] : "natural"));
      const bool writes = argc > 4;
      const auto limits = validity::calibrate(rows, policy, writes ? validity::Floors::fixed : validity::Floors::free);
      fmt::print("{}\n{}\n{}", validity::text_of(limits), validity::text_of_sizes(rows, validity::with(policy, limits)),
                 validity::text_of(validity::cross_validated(rows, policy)));
      if (writes) validity::write_limits(argv[4], limits);
      return 0;
    }
    fmt::print(stderr,
               "bench_validity run ROWS.csv [every nth [KIND,KIND…]] | show PART_OF_PATH IOD FOLDER | report ROWS.csv "
               "[POLICY] "
               "[PAGE.html] | calibrate ROWS.csv [POLICY] [PRESET.json]\n");
    return 2;
  } catch (const std::exception& e) {
    fmt::print(stderr, "bench_validity: {}\n", e.what());
    return 1;
  }
}
