// SPDX-License-Identifier: Apache-2.0
// Which original edits are measured against: drift is held over all sittings, so it must be the first.
#pragma once

#include <optional>
#include <string>

#include "input.h"
#include "record/record.h"

namespace CLI {
class App;
}

namespace countenance::cli {

struct Origin {
  record::Fingerprint original;
  std::optional<record::Record> earlier;  ///< its own: it is a result, taken for an original all the same
  std::string source_type = {};           ///< what its XMP says of where its pixels come from; empty: nothing

  [[nodiscard]] const record::Fingerprint& first() const { return earlier ? earlier->first : original; }
  /// Says in the record what that original is.
  void put_into(record::Record& record) const;
};

/// `picture` was read from `input`, its pixels are `photo`. Error{refused}: it bears a record, so it is a result of
/// Countenance, and is not to be taken `as_original`; the line says to do `otherwise`.
Result<Origin> origin_of(const Input& input, const io::Loaded& picture, const Photo& photo, bool as_original,
                         const char* otherwise);
/// The flag --as-original.
void add_as_original(CLI::App& command, bool& as_original);

/// Error{bad_input}: the record that `edited` bears, if any, speaks of another first original.
Result<> check_origin(const Origin& origin, const Input& original, const io::Loaded& picture, const Input& edited);

}  // namespace countenance::cli
