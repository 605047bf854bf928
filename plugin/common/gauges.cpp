// SPDX-License-Identifier: GPL-3.0-or-later
#include "gauges.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "drift/titles.h"
#include "guard_words.h"
#include "phrases.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

using drift::kMeasureTitles;
using drift::MeasureTitle;

const char* words_of(drift::Status status) {
  switch (status) {
    case drift::Status::measured:
    case drift::Status::not_in_policy:
      return "";
    case drift::Status::not_applicable:
      return _("none in this picture");
    case drift::Status::not_resolved:
      return _("too small to tell");
    case drift::Status::not_separable:
      return _("cannot be told from a change of the whole scene");
    case drift::Status::failed:
      return _("could not be measured");
  }
  return "";
}

std::vector<Gauge> gauges_of(const FaceReport& face) {
  std::vector<Gauge> gauges;
  for (const MeasureTitle& title : kMeasureTitles)
    for (const drift::Reading& reading : face.readings)
      if (reading.measure == title.measure && reading.status != drift::Status::not_in_policy)
        gauges.push_back({_(title.title), reading.share, reading.status == drift::Status::measured,
                          place_in_words(reading.where), words_of(reading.status)});
  return gauges;
}

Standing standing_of(const Report& report, bool exact) {
  Standing standing{.exact = exact, .within = report.within};
  for (const FaceReport& face : report.faces)
    standing.faces.push_back({face.index + 1, face.within, face.drift, face.note, gauges_of(face)});
  return standing;
}

std::string_view measure_of(std::string_view component) { return component.substr(0, component.find('.')); }

/// "Texture, left cheek", with the face where there are several
std::string place(const FaceReport& face, std::size_t faces) {
  std::string words = title_of_measure(measure_of(face.limiting));
  if (faces > 1) words += fmt::format(", {} {}", _("face"), face.index + 1);
  const bool said = face.where == measure_of(face.limiting);  // "Hair", of all the hair
  return face.where.empty() || said ? words : words + ", " + place_in_words(face.where);
}

const FaceReport* worst(const Report& report) {
  const auto less = [](const FaceReport& a, const FaceReport& b) { return a.drift < b.drift; };
  const auto found = std::max_element(report.faces.begin(), report.faces.end(), less);
  return found == report.faces.end() ? nullptr : &*found;
}

/// Of a report that holds.
std::string nearest(const Report& report) {
  const FaceReport* face = worst(report);
  if (!face || face->drift == 0)
    return fmt::format("{} '{}'", _("Nothing of the person moves; limits:"), report.policy);
  return fmt::format("{} '{}'; {} {} ({:.0f} %)", _("Inside the limits of"), report.policy, _("the nearest is"),
                     place(*face, report.faces.size()), 100 * face->drift);
}

/// Of a report that does not hold.
std::string obstacle(const Report& report) {
  const FaceReport* face = worst(report);
  if (!face || face->drift <= 1) return report_obstacle(report);
  return fmt::format("{} '{}': {} ({:.0f} %)", _("Outside the limits of"), report.policy,
                     place(*face, report.faces.size()), 100 * face->drift);
}

}  // namespace

const char* title_of_measure(std::string_view measure) {
  for (const MeasureTitle& title : kMeasureTitles)
    if (measure == title.measure) return _(title.title);
  return "";
}

bool held_back(const Grant& grant) {
  return std::abs(grant.granted) < std::abs(grant.wished) && grant.note != grant.found;
}

Standing standing_of_wish(const Report& report, bool exact) {
  Standing standing = standing_of(report, exact);
  const FaceReport* face = worst(report);
  if (report.within)
    standing.sentence = nearest(report);
  else if (face && face->drift > 1)
    standing.sentence = fmt::format("{}: {} ({:.0f} %)", _("More than the limits allow, so it will be held back"),
                                    place(*face, report.faces.size()), 100 * face->drift);
  else
    standing.sentence = report_obstacle(report);
  return standing;
}

Standing standing_of_measured(const Report& report) {
  Standing standing = standing_of(report, true);
  standing.sentence = report.within ? nearest(report) : obstacle(report);
  return standing;
}

Standing standing_of(const Verdict& verdict) {
  Standing standing = standing_of_measured(verdict.report);
  standing.grants = verdict.grants;
  if (!verdict.binds.empty()) standing.sentence += "; " + binds_in_words(verdict.binds);
  return standing;
}

Standing standing_of(const Guarded& guarded) {
  Standing standing = standing_of_measured(guarded.report);
  standing.taken_back = taken_back(guarded);
  standing.unverifiable = unverifiable(guarded);
  if (guarded.nothing) {
    standing.sentence = fmt::format("{} {}", _("Nothing had to be taken back."), standing.sentence);
    return standing;
  }
  const Standing before = standing_of_measured(guarded.before);
  for (FaceGauges& face : standing.faces)
    for (Gauge& gauge : face.gauges)
      for (const FaceGauges& f : before.faces)
        for (const Gauge& g : f.gauges)
          if (f.face == face.face && g.title == gauge.title && g.taken) gauge.before = g.share;
  return standing;
}

}  // namespace countenance::plugin
