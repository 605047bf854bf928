// SPDX-License-Identifier: Apache-2.0
// The comparison for people: a table, the bars, and the curves as a picture.
#pragma once

#include "rows.h"

namespace countenance::pareto {

/// Prints the table of both targets; false: a bar is missed, and which one is printed.
[[nodiscard]] bool print_table(const std::vector<Row>& rows);

/// Folds lost, 1 − correlation of pores, and drift over the share of unevenness taken: medians of the faces compared, as
/// far as nine in ten of them get.
void draw(const std::vector<Row>& rows, const std::filesystem::path& png);

}  // namespace countenance::pareto
