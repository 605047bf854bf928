// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <nlohmann/json.hpp>

#include "drift/reading.h"

namespace countenance::drift {
namespace {

/// Members in our order; numbers are floats, so that they print as the shortest text that reads back the same.
using Json =
    nlohmann::basic_json<nlohmann::ordered_map, std::vector, std::string, bool, std::int64_t, std::uint64_t, float>;

Json number(float x) { return std::isfinite(x) ? Json(x) : Json(nullptr); }

Json component(const Component& c) {
  const bool has_value = c.status == Status::measured || c.status == Status::not_separable;
  Json j;
  if (c.status != Status::measured) j["status"] = name_of(c.status);
  j["value"] = has_value ? number(c.value) : Json(nullptr);
  j["unit"] = c.unit;
  j["limit"] = c.limit > 0 ? number(c.limit) : Json(nullptr);
  if (c.limit > c.policy_limit) j["policy_limit"] = number(c.policy_limit);
  j["share"] = c.limit > 0 ? number(c.share) : Json(nullptr);
  if (c.sd > 0) j["sd"] = number(c.sd);
  return j;
}

Json mark(const MarkChange& m) {
  Json j;
  j["fate"] = m.fate;
  j["kind"] = m.kind;
  j["where"] = m.where;
  j["x"] = number(m.x);
  j["y"] = number(m.y);
  j["diameter"] = number(m.diameter);
  j["before"] = number(m.before);
  j["after"] = number(m.after);
  return j;
}

Json reading(const Reading& r) {
  Json j;
  j["status"] = name_of(r.status);
  const bool judged = r.status == Status::measured || r.status == Status::not_separable;
  j["share"] = judged ? number(r.share) : Json(nullptr);
  if (!r.where.empty()) j["where"] = r.where;
  if (!r.note.empty()) j["note"] = r.note;
  j["components"] = Json::object();
  for (const Component& c : r.components) j["components"][c.name] = component(c);
  if (r.resolved_from > 0) j["resolved_from"] = number(r.resolved_from);
  if (!r.marks.empty()) {
    j["marks"] = Json::array();
    for (const MarkChange& m : r.marks) j["marks"].push_back(mark(m));
  }
  return j;
}

Json face(const FaceReport& f) {
  Json j;
  j["index"] = f.index;
  j["iod_px"] = number(f.iod_px);
  if (f.resolution < 1) j["resolution"] = number(f.resolution);
  j["measured"] = f.measured;
  j["within"] = f.within;
  j["outside"] = f.outside;
  j["drift"] = number(f.drift);
  j["limiting"] = f.limiting;
  j["where"] = f.where;
  if (!f.note.empty()) j["note"] = f.note;
  j["measures"] = Json::object();
  for (const std::string& name : measure_names())
    for (const Reading& r : f.readings)
      if (r.measure == name) j["measures"][name] = reading(r);
  return j;
}

}  // namespace

std::string to_json(const Report& report) {
  Json j;
  j["schema"] = "countenance.measure/1";
  j["metric"] = report.metric;
  j["policy"] = report.policy;
  j["within"] = report.within;
  j["outside"] = report.outside;
  j["measured"] = report.measured;
  j["drift"] = number(report.drift);
  j["faces"] = Json::array();
  for (const FaceReport& f : report.faces) j["faces"].push_back(face(f));
  return j.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace countenance::drift
