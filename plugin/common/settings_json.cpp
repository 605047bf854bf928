// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "parameters.h"

namespace countenance::plugin {
namespace {

using nlohmann::ordered_json;

Result<Value> value_of(const std::string& name, const ordered_json& json) {
  if (json.is_string()) return Value(json.get<std::string>());
  if (json.is_number()) return Value(json.get<float>());
  return fail(Code::bad_input, fmt::format("{} must be a number or a text", name));
}

}  // namespace

std::string to_json(const Settings& settings) {
  ordered_json out{{"schema", kSettingsSchema}};
  for (const Parameter& p : parameters()) std::visit([&](const auto& value) { out[p.name] = value; }, get(settings, p));
  return out.dump(-1, ' ', false, ordered_json::error_handler_t::replace);  // a file name may be anything
}

Result<Settings> settings_of(std::string_view text) {
  const auto bad = [](const std::string& why) { return fail(Code::bad_input, "settings: " + why); };
  const ordered_json json = ordered_json::parse(text, nullptr, false);
  if (!json.is_object()) return bad("no JSON object");
  if (json.value("schema", ordered_json()) != kSettingsSchema)
    return bad(fmt::format("not of schema '{}'", kSettingsSchema));
  Settings settings;
  for (const auto& [name, member] : json.items()) {
    if (name == "schema") continue;
    const Parameter* p = find_parameter(name);
    if (!p) return bad(fmt::format("'{}' is no setting", name));
    const auto value = value_of(name, member);
    if (!value) return bad(value.error().message);
    if (const auto done = set(settings, *p, *value); !done) return bad(done.error().message);
  }
  return settings;
}

}  // namespace countenance::plugin
