// SPDX-License-Identifier: GPL-3.0-or-later
#include "guard_words.h"

#include <fmt/format.h>

#include <algorithm>

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
  std::vector<std::string> lines;
  for (const FaceReport& face : guarded.report.faces) {
    const std::string prefix = fmt::format("face {}: ", face.index + 1);  // and a component: "texture.pores"
    std::string wholly, partly;
    for (const drift::Reading& reading : face.readings) {
      const auto of_it = [&](const std::string& said) { return said.starts_with(prefix + reading.measure + "."); };
      if (std::none_of(guarded.unverifiable.begin(), guarded.unverifiable.end(), of_it)) continue;
      std::string& titles = reading.status == drift::Status::measured ? partly : wholly;
      titles += (titles.empty() ? "" : ", ") + std::string(title_of_measure(reading.measure));
    }
    const auto add = [&](const char* why, const std::string& titles) {
      if (!titles.empty()) lines.push_back(of_face(guarded, face.index, fmt::format("{} {}", why, titles)));
    };
    add(_("too small in the original to tell:"), wholly);
    add(_("in part too small in the original to tell:"), partly);
  }
  return lines;
}

}  // namespace countenance::plugin
