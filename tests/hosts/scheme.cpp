// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheme.h"

#include <fmt/format.h>

#include <cstdlib>

namespace countenance::hosts {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string literal(const plugin::Parameter& parameter, const plugin::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return quoted(*text);
  const float number = std::get<float>(value);
  return parameter.kind == plugin::Kind::whole ? std::to_string(int(number)) : fmt::format("{}", number);
}

std::string models() {
  if (const char* given = std::getenv("COUNTENANCE_MODELS")) return given;
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  return (cache ? std::string(cache) : std::string(home ? home : "") + "/.cache") + "/countenance/models";
}

}  // namespace countenance::hosts
