// SPDX-License-Identifier: GPL-3.0-or-later
// Note: what stays with a layer that was retouched, so that it can be retouched again, and measured, against its original.
// Nothing of a face is in it.
//
//   {"schema": "countenance.note/1", "version", "original": content_hash() of the original,
//    "settings": {…}, "policy": {"name", "limits"}, "verdict": {…}}      as to_json() of each gives them
// A guarded layer's is of schema countenance.guard-note/1, with "guard": {…} instead of the verdict.
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
[[nodiscard]] std::string to_json(const Note& note, const Policy& policy, const Guarded& guarded);
/// Of a retouch. Error{bad_input}: not such a note, or settings that are none; a guarded layer's.
Result<Note> note_of(std::string_view json);

/// May these pixels, with which that note lies (empty: none), stand for an original? Error{bad_input}: they are what a
/// retouch or a guard made of one, and drift is of the first original.
Result<> check_first(const Photo& photo, const std::string& note);

}  // namespace countenance::plugin
