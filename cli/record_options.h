// SPDX-License-Identifier: Apache-2.0
// What a command that writes a picture is told of its record, and the record put where it belongs.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "finished.h"
#include "input.h"
#include "io/file.h"
#include "picture.h"
#include "record/c2pa.h"

namespace CLI {
class App;
}

namespace countenance::cli {

struct RecordOptions {
  std::string edited_by;  ///< empty: the command knows
  std::string date;       ///< "now", or ISO 8601; empty: none is recorded
  std::filesystem::path sidecar, manifest;
};
/// --edited-by, --record, --c2pa and --date. `otherwise`: in words, what is recorded without --edited-by.
void add_record_options(CLI::App& command, RecordOptions& options, const std::string& otherwise);
/// "now" becomes this second, UTC. Error{bad_input}: no date.
Result<std::string> date_of(const RecordOptions& options);
/// --edited-by, or `otherwise`.
[[nodiscard]] By by(const RecordOptions& options, record::Editor otherwise);

[[nodiscard]] record::Asset asset(const std::string& name, io::Format format);
/// `photo`: its upright pixels. Error{bad_input}: the file is gone.
Result<record::Fingerprint> fingerprint(const Input& input, const Photo& photo);

struct Parties {
  record::Asset original, result;
  std::optional<record::Placed> edited = {};  ///< of guard, where there is a manifest
};
/// Stamps `picture`, if it is to bear the record, and adds the sidecar and the manifest to `outputs`, if asked for.
Result<> put_record(record::Record record, const RecordOptions& options, const Parties& parties, bool stamped,
                    io::Encoded& picture, Outputs& outputs);

}  // namespace countenance::cli
