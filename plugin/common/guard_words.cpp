// SPDX-License-Identifier: GPL-3.0-or-later
#include "guard_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string_view>
#include <utility>

#include "gauges.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = char(text[0] - 'a' + 'A');
  return text;
}

/// "Face 2, skin" or "Skin"
std::string of_face(const Guarded& guarded, int face, const std::string& what) {
  if (guarded.report.faces.size() < 2) return capital(what);
  return fmt::format("{} {}, {}", _("Face"), face + 1, what);
}

std::string line_of(const Guarded& guarded, const Repair& r) {
  std::string part = of_face(guarded, r.face, _(r.part.c_str()));
  if (r.what != "all") part += fmt::format(", {}", _(r.what.c_str()));
  const int kept = int(100 * r.kept + 0.5f);
  if (kept == 0) return fmt::format("{}: {}", part, _("as in the original"));
  return fmt::format("{}: {} % {}", part, kept, _("of the change stays"));
}

}  // namespace

std::vector<std::string> taken_back(const Guarded& guarded) {
  std::vector<std::string> lines;
  for (const Repair& r : guarded.repairs) lines.push_back(line_of(guarded, r));
  for (std::size_t f = 0; f < guarded.fallen_back.size(); ++f)
    if (const int area = int(100 * guarded.fallen_back[f] + 0.5f); area > 0)
      lines.push_back(of_face(guarded, int(f), fmt::format("{} % {}", area, _("of the face is the original's again"))));
  return lines;
}

std::vector<std::string> unverifiable(const Guarded& guarded) {
  std::vector<std::pair<int, std::string>> faces;  // and measures, as they come
  std::set<std::string> known;
  for (const std::string& said : guarded.unverifiable) {  // "face 1: texture.pores"
    const int face = std::atoi(said.c_str() + std::min(said.size(), std::string_view("face ").size())) - 1;
    const std::string component = said.substr(std::min(said.size(), said.find(": ") + 2));
    const std::string title = title_of_measure(component.substr(0, component.find('.')));
    if (!known.insert(fmt::format("{} {}", face, title)).second) continue;
    if (faces.empty() || faces.back().first != face)
      faces.emplace_back(face, title);
    else
      faces.back().second += ", " + title;
  }
  std::vector<std::string> lines;
  for (const auto& [face, titles] : faces)
    lines.push_back(of_face(guarded, face, fmt::format("{} {}", _("too small in the original to tell:"), titles)));
  return lines;
}

}  // namespace countenance::plugin
