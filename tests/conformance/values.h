// SPDX-License-Identifier: Apache-2.0
// The metric pinned: every raw value of a few edits of public portraits, so that none moves unseen.
#pragma once

#include <vector>

#include "validity/rows.h"

namespace countenance::test {

/// Each portrait under each edit, in a fixed order, all random draws seeded by names. Throws where OpenCV uses vector
/// instructions that not every machine has: its networks' output, and every value with it, would be another.
[[nodiscard]] std::vector<validity::Row> conformance_rows();

}  // namespace countenance::test
