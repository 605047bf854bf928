// SPDX-License-Identifier: Apache-2.0
// conformance_write VALUES.csv: what the metric says now becomes what conformance asks for.
#include <fmt/format.h>

#include "conformance/values.h"
#include "io/file.h"
#include "support/must.h"

using namespace countenance;

int main(int argc, char** argv) {
  if (argc != 2) return fmt::print(stderr, "usage: conformance_write VALUES.csv\n"), 2;
  try {
    std::string text = validity::header() + "\n";
    for (const auto& row : test::conformance_rows()) text += validity::line_of(row) + "\n";
    test::must(io::write(argv[1], {text.begin(), text.end()}));
    return 0;
  } catch (const std::exception& e) {
    fmt::print(stderr, "conformance_write: {}\n", e.what());
    return 1;
  }
}
