// SPDX-License-Identifier: Apache-2.0
// One pair: an edit made of a document, and the two compared.
#pragma once

#include <optional>
#include <string>

#include "rows.h"

namespace countenance::validity {

/// The networks and the mesh; throws where there are none.
[[nodiscard]] Networks load_networks();

/// FNV-1a: seeds from names, the same draws on every machine.
[[nodiscard]] std::uint32_t hash(const std::string& text);

/// Adds to `row`, which says what document it is, the edit and every raw value. nullopt: not on this face.
[[nodiscard]] std::optional<Row> measured(Row row, const Edit& edit, const Setting& setting, const Networks& networks);

}  // namespace countenance::validity
