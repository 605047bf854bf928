// SPDX-License-Identifier: GPL-3.0-or-later
#include "phrases.h"

#include <fmt/format.h>

#include <string_view>

#include "gauges.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

bool starts(const std::string& text, std::string_view with) { return text.compare(0, with.size(), with) == 0; }

/// "held back by texture.pores"
std::string why_in_words(const std::string& why) {
  constexpr std::string_view kHeldBackBy = "held back by ";
  if (starts(why, kHeldBackBy)) {
    const std::string component = why.substr(kHeldBackBy.size());
    const std::string title = title_of_measure(component.substr(0, component.find('.')));
    return fmt::format("{} {}", _("held back by"), title.empty() ? component : title);
  }
  for (const char* known : {N_("no more was found inside the limits"), N_("held back: these limits leave no room")})
    if (why == known) return _(known);
  return why;
}

/// "face 1, left cheek", "face 1", "left cheek"
std::string on_in_words(const std::string& on) {
  constexpr std::string_view kFace = "face ";
  if (!starts(on, kFace)) return place_in_words(on);
  const auto comma = on.find(", ");
  const std::string face = fmt::format("{} {}", _("face"), on.substr(kFace.size(), comma - kFace.size()));
  return comma == std::string::npos ? face : fmt::format("{}, {}", face, place_in_words(on.substr(comma + 2)));
}

}  // namespace

std::string place_in_words(const std::string& where) {
  constexpr std::string_view kHairBy = "hair by the ";
  if (!starts(where, kHairBy)) return _(where.c_str());
  return fmt::format(fmt::runtime(_("hair by the {}")), _(where.c_str() + kHairBy.size()));
}

std::string binds_in_words(const std::string& binds) {
  constexpr std::string_view kLeft = "left untouched: ";  // and a reason of any words
  if (starts(binds, kLeft)) return fmt::format("{}: {}", _("left untouched"), binds.substr(kLeft.size()));
  const auto on = binds.find(" on ");
  const std::string why = why_in_words(binds.substr(0, on));
  if (on == std::string::npos) return why;
  return fmt::format(fmt::runtime(_("{} on {}")), why, on_in_words(binds.substr(on + 4)));
}

std::string error_in_words(const std::string& message) {
  constexpr std::string_view kPolicy = "policy '", kRefuses = "' refuses retouch: ";
  const auto refuses = message.find(kRefuses);
  if (!starts(message, kPolicy) || refuses == std::string::npos) return _(message.c_str());
  const std::string name = message.substr(kPolicy.size(), refuses - kPolicy.size());
  return fmt::format(fmt::runtime(_("policy '{}' refuses retouch: {}")), name,
                     _(message.c_str() + refuses + kRefuses.size()));
}

}  // namespace countenance::plugin
