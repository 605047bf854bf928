// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "drift/reading.h"

namespace countenance::drift {
namespace {

constexpr int kCells = 20;  ///< of the bar, to the limit
constexpr int kBeyond = 6;  ///< cells past the limit; more is cut

/// "[#######-------------|      ]": the stroke is the limit.
std::string bar(float share) {
  const int filled = std::clamp(int(std::lround(share * kCells)), share > 0 ? 1 : 0, kCells + kBeyond);
  std::string s;
  for (int i = 0; i < kCells + kBeyond; ++i) {
    if (i == kCells) s += '|';
    s += i < filled ? '#' : i < kCells ? '-' : ' ';
  }
  return s;
}

/// "face 2, left cheek," or "face 2"
std::string place(const FaceReport& f) {
  return fmt::format("face {}{}", f.index + 1, f.where.empty() ? "" : ", " + f.where + ",");
}

std::string row(const Reading& r, float iod) {
  if (r.status == Status::not_in_policy) return "";
  const Component* worst = nullptr;
  std::string unresolved;
  for (const Component& c : r.components) {
    if (c.limit > 0 && (!worst || c.share > worst->share)) worst = &c;
    if (c.status == Status::not_resolved) unresolved += (unresolved.empty() ? "" : ", ") + c.name;
  }
  const bool judged = r.status == Status::measured || r.status == Status::not_separable;
  std::string s = fmt::format("  {:<12}", r.measure);
  if (!judged || !worst) {
    std::string words = name_of(r.status);
    std::replace(words.begin(), words.end(), '_', ' ');
    return s + fmt::format("{}{}\n", words, r.note.empty() ? "" : ": " + r.note);
  }
  s += fmt::format("{} {:>5.0f} %  {} {:.3g} of {:.3g} {}", bar(r.share), r.share * 100, worst->name,
                   std::max(worst->value, 0.f), worst->limit, worst->unit);
  if (worst->limit > worst->policy_limit)
    s += fmt::format(" (widened from {:.3g} at {:.0f} px)", worst->policy_limit, iod);
  if (!r.where.empty() && r.share > 0) s += ", " + r.where;
  if (!unresolved.empty()) s += "; not resolved: " + unresolved;
  if (r.status == Status::not_separable) s += "; cannot be told from a change of the whole scene";
  if (r.resolved_from > 0) s += fmt::format("; marks from {:.1f} % of the IOD on are told", r.resolved_from);
  return s + "\n";
}

const FaceReport* worst_face(const Report& report) {
  const FaceReport* worst = nullptr;
  for (const FaceReport& f : report.faces)
    if (!worst || f.drift > worst->drift) worst = &f;
  return worst;
}

std::string verdict(const Report& report) {
  const FaceReport* worst = worst_face(report);
  if (!worst) return fmt::format("Not measured: there is no face, so nothing is claimed under '{}'.", report.policy);
  if (report.outside)
    return fmt::format("Outside the limits of '{}': {} on {} is {:.2f} times its limit.", report.policy,
                       worst->limiting, place(*worst), worst->drift);
  for (const FaceReport& f : report.faces)
    if (!f.measured)
      return fmt::format("Not measured under '{}': face {}: {}.", report.policy, f.index + 1,
                         f.note.empty() ? "no reason given" : f.note);
  if (worst->drift == 0) return fmt::format("Inside the limits of '{}': nothing of the person moved.", report.policy);
  return fmt::format("Inside the limits of '{}': the nearest is {} on {} at {:.0f} % of its limit.", report.policy,
                     worst->limiting, place(*worst), worst->drift * 100);
}

}  // namespace

std::string why_not_within(const FaceReport& face) {
  if (face.within) return "";
  return fmt::format("face {}: {}", face.index + 1,
                     face.measured || face.note.empty()
                         ? fmt::format("{} is {:.2f} times its limit", face.limiting, face.drift)
                         : face.note);
}

std::string why_not_within(const Report& report) {
  for (const FaceReport& face : report.faces)
    if (!face.within) return why_not_within(face);
  return report.within ? "" : "no face was measured";
}

std::string to_text(const Report& report) {
  std::string s;
  for (const FaceReport& f : report.faces) {
    const float iod = f.iod_px * std::min(f.resolution, 1.f);
    s += fmt::format("Face {}: ", f.index + 1);
    if (f.readings.empty() && !f.note.empty()) {
      s += f.note + "\n";  // says the size where that is the reason
      continue;
    }
    s += fmt::format("{:.0f} px between the eyes", f.iod_px);
    if (f.resolution < 1) s += fmt::format(", compared at {:.0f}", iod);
    s += fmt::format("{}\n", f.note.empty() ? "" : "; " + f.note);
    for (const std::string& name : measure_names())
      for (const Reading& r : f.readings)
        if (r.measure == name) s += row(r, iod);
  }
  return s + verdict(report) + "\n";
}

}  // namespace countenance::drift
