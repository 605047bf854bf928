// SPDX-License-Identifier: GPL-3.0-or-later
#include "note.h"

#include <nlohmann/json.hpp>

namespace countenance::plugin {

using nlohmann::ordered_json;

static constexpr const char* kSchema = "countenance.note/1";

std::string to_json(const Note& note, const Policy& policy, const Verdict& verdict) {
  const ordered_json out{{"schema", kSchema},
                         {"version", version()},
                         {"original", note.original},
                         {"settings", ordered_json::parse(to_json(note.settings))},
                         {"policy", {{"name", policy.name}, {"limits", policy.limits}}},
                         {"verdict", ordered_json::parse(countenance::to_json(verdict))}};
  return out.dump();
}

Result<Note> note_of(std::string_view text) {
  const auto bad = [](const std::string& why) {
    return fail(Code::bad_input, "what an earlier retouch noted with this layer cannot be read: " + why);
  };
  const ordered_json json = ordered_json::parse(text, nullptr, false);
  if (!json.is_object() || json.value("schema", ordered_json()) != kSchema) return bad("it is of another version");
  const ordered_json original = json.value("original", ordered_json()),
                     settings = json.value("settings", ordered_json());
  if (!original.is_string()) return bad("it does not say of which original");
  const auto read = settings_of(settings.dump());
  if (!read) return bad(read.error().message);
  return Note{*read, original.get<std::string>()};
}

}  // namespace countenance::plugin
