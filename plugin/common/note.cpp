// SPDX-License-Identifier: GPL-3.0-or-later
#include "note.h"

#include <nlohmann/json.hpp>

#include "studio.h"

namespace countenance::plugin {

using nlohmann::ordered_json;

static constexpr const char *kSchema = "countenance.note/1", *kGuardSchema = "countenance.guard-note/1";

static std::string note_json(const char* schema, const Note& note, const Policy& policy, const char* what,
                             const std::string& json) {
  const ordered_json out{{"schema", schema},
                         {"version", version()},
                         {"original", note.original},
                         {"settings", ordered_json::parse(to_json(note.settings))},
                         {"policy", {{"name", policy.name}, {"limits", policy.limits}}},
                         {what, ordered_json::parse(json)}};
  return out.dump();
}

std::string to_json(const Note& note, const Policy& policy, const Verdict& verdict) {
  return note_json(kSchema, note, policy, "verdict", countenance::to_json(verdict));
}

std::string to_json(const Note& note, const Policy& policy, const Guarded& guarded) {
  return note_json(kGuardSchema, note, policy, "guard", govern::to_json(guarded));
}

Result<Note> note_of(std::string_view text) {
  const auto bad = [](const std::string& why) {
    return fail(Code::bad_input, "what an earlier retouch noted with this layer cannot be read: " + why);
  };
  const ordered_json json = ordered_json::parse(text, nullptr, false);
  if (json.is_object() && json.value("schema", ordered_json()) == kGuardSchema)
    return fail(
        Code::bad_input,
        "this layer is a part of another tool's picture, taken back by Guard: choose a layer that was not guarded");
  if (!json.is_object() || json.value("schema", ordered_json()) != kSchema) return bad("it is of another version");
  const ordered_json original = json.value("original", ordered_json()),
                     settings = json.value("settings", ordered_json());
  if (!original.is_string()) return bad("it does not say of which original");
  const auto read = settings_of(settings.dump());
  if (!read) return bad(read.error().message);
  return Note{*read, original.get<std::string>()};
}

Result<> check_first(const Photo& photo, const std::string& note) {
  if (note.empty()) return {};
  const auto read = note_of(note);
  if (read && read->original == content_hash(photo)) return {};  // undone, with the note still there
  return fail(Code::bad_input, "this layer is a retouch itself: choose the original that it was made from");
}

}  // namespace countenance::plugin
