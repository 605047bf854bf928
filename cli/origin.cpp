// SPDX-License-Identifier: Apache-2.0
#include "origin.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "picture.h"
#include "record/stamp.h"
#include "record_options.h"

namespace countenance::cli {

void Origin::put_into(record::Record& record) const {
  record.original = record.first = original;
  if (earlier) record::follow(record, *earlier);
}

void add_as_original(CLI::App& command, bool& as_original) {
  command.add_flag("--as-original", as_original,
                   "take a result of Countenance for an original all the same: the record will say so");
}

Result<Origin> origin_of(const Input& input, const io::Loaded& picture, const Photo& photo, bool as_original,
                         const char* otherwise) {
  CNT_TRY(earlier, of_file(input, record::find_record(picture)));
  if (earlier && !as_original)
    return fail(Code::refused,
                fmt::format("{}: is itself a result of Countenance, and drift adds up: {}, or take it for one with "
                            "--as-original, which the record will say",
                            input.name(), otherwise));
  CNT_TRY(original, fingerprint(input, photo));
  return Origin{std::move(original), std::move(earlier), record::source_type_in(picture.metadata)};
}

Result<> check_origin(const Origin& origin, const Input& original, const io::Loaded& picture, const Input& edited) {
  CNT_TRY(found, of_file(edited, record::find_record(picture)));
  if (!found || record::same_picture(found->first, origin.first())) return {};
  return fail(Code::bad_input,
              fmt::format("{}: is not the first original of {}: its record has other hashes of file and "
                          "pixels; give the picture that was edited first",
                          original.name(), edited.name()));
}

}  // namespace countenance::cli
