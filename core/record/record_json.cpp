// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "record/record.h"

namespace countenance::record {
namespace {

constexpr const char* kSchema = "countenance.record/1";

/// Members in our order; numbers are floats, so that they print as the shortest text that reads back the same.
using Json =
    nlohmann::basic_json<nlohmann::ordered_map, std::vector, std::string, bool, std::int64_t, std::uint64_t, float>;

Json picture(const Fingerprint& f) {
  Json j{{"pixels_sha256", f.pixels}};
  if (!f.file.empty()) j["file_sha256"] = f.file;
  return j;
}

Json measure(const Measure& m) {
  Json j{{"status", drift::name_of(m.status)}};
  if (m.component.empty()) return j;
  j["component"] = m.component;
  j["share"] = m.share;
  j["value"] = m.value;
  j["unit"] = m.unit;
  j["limit"] = m.limit;
  return j;
}

Json face(const Face& f) {
  Json j{{"index", f.index}, {"within", f.within}, {"drift", f.drift}, {"limiting", f.limiting}};
  j["measures"] = Json::object();
  for (const Measure& m : f.measures) j["measures"][m.name] = measure(m);
  return j;
}

/// Takes members out of an object; the first that is missing or of another kind is remembered.
class Members {
 public:
  explicit Members(const Json& from, std::string& wrong) : from_(from), wrong_(wrong) {}

  template <class T>
  void take(const char* name, T& to, bool needed = true) {
    const auto found = from_.is_object() ? from_.find(name) : from_.end();
    if (!from_.is_object() || found == from_.end()) return complain(needed, name);
    if (!fits(*found, to)) return complain(true, name);
    to = found->get<T>();
  }
  [[nodiscard]] const Json& child(const char* name, Json::value_t type) {
    static const Json none;
    if (from_.is_object() && from_.contains(name) && from_[name].type() == type) return from_[name];
    complain(true, name);
    return none;
  }

 private:
  static bool fits(const Json& j, const bool&) { return j.is_boolean(); }
  static bool fits(const Json& j, const int&) { return j.is_number_integer(); }
  static bool fits(const Json& j, const float&) { return j.is_number(); }
  static bool fits(const Json& j, const std::string&) { return j.is_string(); }
  static bool fits(const Json& j, const std::vector<std::string>&) {
    return j.is_array() && std::all_of(j.begin(), j.end(), [](const Json& e) { return e.is_string(); });
  }
  void complain(bool needed, const char* name) {
    if (needed && wrong_.empty()) wrong_ = name;
  }
  const Json& from_;
  std::string& wrong_;
};

Fingerprint fingerprint_in(const Json& j, std::string& wrong) {
  Fingerprint out;
  Members members(j, wrong);
  members.take("pixels_sha256", out.pixels);
  members.take("file_sha256", out.file, false);
  return out;
}

Measure measure_in(const std::string& name, const Json& j, std::string& wrong) {
  Measure out{name, {}, {}, 0, 0, {}, 0};
  std::string status;
  Members members(j, wrong);
  members.take("status", status);
  if (const auto known = status_of(status))
    out.status = *known;
  else if (wrong.empty())
    wrong = "status";
  members.take("component", out.component, false);
  const bool measured = !out.component.empty();
  members.take("share", out.share, measured);
  members.take("value", out.value, measured);
  members.take("unit", out.unit, measured);
  members.take("limit", out.limit, measured);
  return out;
}

Face face_in(const Json& j, std::string& wrong) {
  Face out;
  Members members(j, wrong);
  members.take("index", out.index);
  members.take("within", out.within);
  members.take("drift", out.drift);
  members.take("limiting", out.limiting);
  for (const auto& [name, m] : members.child("measures", Json::value_t::object).items())
    out.measures.push_back(measure_in(name, m, wrong));
  return out;
}

}  // namespace

std::string to_json(const Record& r) {
  Json j{{"schema", kSchema}, {"version", r.version}, {"operation", r.operation}};
  j["original"] = picture(r.original);
  j["first_original"] = picture(r.first);
  j["as_original"] = r.as_original;
  if (!r.result_file.empty()) j["result"] = Json{{"file_sha256", r.result_file}};
  j["edited_by"] = name_of(r.edited_by);
  j["digital_source_type"] = r.source_type;
  j["policy"] = Json{{"name", r.policy}, {"sha256", r.policy_sha256}};
  j["metric"] = r.metric;
  j["within"] = r.within;
  j["drift"] = r.drift;
  j["verified"] = r.verified;
  j["tones"] = r.tones;
  j["done"] = r.done;
  j["unverifiable"] = r.unverifiable;
  j["faces"] = Json::array();
  for (const Face& f : r.faces) j["faces"].push_back(face(f));
  if (!r.date.empty()) j["date"] = r.date;
  return j.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Record> record_of_json(std::string_view text) {
  const Json j = Json::parse(text, nullptr, false);
  std::string schema, wrong, editor;
  Members members(j, wrong);
  members.take("schema", schema);
  if (schema != kSchema) return fail(Code::bad_input, fmt::format("no record of the schema {}", kSchema));
  Record r;
  members.take("version", r.version);
  members.take("operation", r.operation);
  r.original = fingerprint_in(members.child("original", Json::value_t::object), wrong);
  r.first = fingerprint_in(members.child("first_original", Json::value_t::object), wrong);
  members.take("as_original", r.as_original);
  if (j.contains("result")) Members(j["result"], wrong).take("file_sha256", r.result_file);
  members.take("edited_by", editor);
  members.take("digital_source_type", r.source_type);
  Members policy(members.child("policy", Json::value_t::object), wrong);
  policy.take("name", r.policy);
  policy.take("sha256", r.policy_sha256);
  members.take("metric", r.metric);
  members.take("within", r.within);
  members.take("drift", r.drift);
  members.take("verified", r.verified);
  members.take("tones", r.tones);
  members.take("done", r.done);
  members.take("unverifiable", r.unverifiable);
  for (const Json& f : members.child("faces", Json::value_t::array)) r.faces.push_back(face_in(f, wrong));
  members.take("date", r.date, false);
  if (const auto known = editor_of(editor))
    r.edited_by = *known;
  else if (wrong.empty())
    wrong = "edited_by";
  if (!wrong.empty()) return fail(Code::bad_input, fmt::format("a damaged record: '{}' is missing or wrong", wrong));
  return r;
}

}  // namespace countenance::record
