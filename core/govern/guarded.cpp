// SPDX-License-Identifier: Apache-2.0
#include "govern/guarded.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace countenance::govern {
namespace {

double rounded(float x) { return std::round(double(x) * 1000) / 1000; }

/// "face 2, skin", or "skin" where there is one face.
std::string place(const Guarded& guarded, const Repair& r) {
  return (guarded.report.faces.size() > 1 ? fmt::format("face {}, ", r.face + 1) : "") + r.part;
}

}  // namespace

std::string to_json(const Guarded& guarded) {
  using nlohmann::ordered_json;
  ordered_json repairs = ordered_json::array(), fallen_back = ordered_json::array();
  for (const Repair& r : guarded.repairs)
    repairs.push_back({{"face", r.face},
                       {"part", r.part},
                       {"what", r.what},
                       {"kept", rounded(r.kept)},
                       {"area", rounded(r.area)},
                       {"because", r.because}});
  for (float share : guarded.fallen_back) fallen_back.push_back(rounded(share));
  const ordered_json out{{"schema", "countenance.guard/1"},
                         {"nothing", guarded.nothing},
                         {"within", guarded.report.within},
                         {"verified", guarded.verified},
                         {"unverifiable", guarded.unverifiable},
                         {"fallen_back", std::move(fallen_back)},
                         {"repairs", std::move(repairs)},
                         {"before", ordered_json::parse(drift::to_json(guarded.before))},
                         {"after", ordered_json::parse(drift::to_json(guarded.report))}};
  return out.dump(2);
}

std::string to_text(const Guarded& guarded) {
  if (guarded.nothing) return "nothing had to be taken back\n\n" + drift::to_text(guarded.report);
  std::string out;
  for (const Repair& r : guarded.repairs)
    out += fmt::format("{:<28} {:>3.0f} % of the change stays  ({})\n", place(guarded, r) + ": " + r.what, 100 * r.kept,
                       r.because.empty() ? "with the rest" : r.because);
  for (std::size_t f = 0; f < guarded.fallen_back.size(); ++f)
    if (guarded.fallen_back[f] > 0)
      out += fmt::format("face {}: {:.0f} % of its area is the original's\n", f + 1, 100 * guarded.fallen_back[f]);
  for (const auto& what : guarded.unverifiable) out += "unverifiable: " + what + "\n";
  return out + fmt::format("\ndrift {:.2f} before, {:.2f} after\n\n", guarded.before.drift, guarded.report.drift) +
         drift::to_text(guarded.report);
}

}  // namespace countenance::govern
