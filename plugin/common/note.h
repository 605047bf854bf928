// SPDX-License-Identifier: GPL-3.0-or-later
// Note: what stays with a layer that was retouched, so that it can be retouched again, and measured, against its original.
// Nothing of a face is in it.
//
//   {"schema": "countenance.note/1", "version", "original": content_hash() of the original,
//    "settings": {…}, "policy": {"name", "limits"}, "verdict": {…}}      as to_json() of each gives them
#pragma once

#include <string>
#include <string_view>

#include "parameters.h"

namespace countenance::plugin {

struct Note {
  Settings settings;
  std::string original;
};
[[nodiscard]] std::string to_json(const Note& note, const Policy& policy, const Verdict& verdict);
/// Error{bad_input}: not such a note, or settings that are none.
Result<Note> note_of(std::string_view json);

}  // namespace countenance::plugin
