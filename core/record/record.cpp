// SPDX-License-Identifier: Apache-2.0
#include "record/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/sha256.h"
#include "record/source_type.h"

namespace countenance::record {
namespace {

constexpr const char* kEditors[] = {"human", "automatic", "ai", "unknown"};

/// To four digits: what is written reads back the same.
float brief(float x) {
  const std::string text = fmt::format("{:.4g}", x);
  float out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

bool has_value(drift::Status s) { return s == drift::Status::measured || s == drift::Status::not_separable; }

bool could_not_tell(drift::Status s) {
  return s == drift::Status::not_resolved || s == drift::Status::not_separable || s == drift::Status::failed;
}

Measure binding(const drift::Reading& reading) {
  Measure out{reading.measure, reading.status, {}, 0, 0, {}, 0};
  const drift::Component* largest = nullptr;
  for (const auto& c : reading.components)
    if (has_value(c.status) && c.limit > 0 && (!largest || c.share > largest->share)) largest = &c;
  if (!has_value(reading.status) || !largest) return out;
  out.component = largest->name;
  out.share = brief(largest->share);
  out.value = brief(largest->value);
  out.unit = largest->unit;
  out.limit = brief(largest->limit);
  return out;
}

std::vector<std::string> unverifiable_in(const drift::FaceReport& face) {
  std::vector<std::string> out;
  for (const auto& r : face.readings) {
    if (r.status == drift::Status::not_in_policy) continue;
    if (could_not_tell(r.status)) {
      out.push_back(fmt::format("face {}: {}", face.index + 1, r.measure));
      continue;
    }
    for (const auto& c : r.components)
      if (could_not_tell(c.status)) out.push_back(fmt::format("face {}: {}.{}", face.index + 1, r.measure, c.name));
  }
  return out;
}

}  // namespace

const char* name_of(Editor editor) { return kEditors[std::size_t(editor)]; }

std::optional<Editor> editor_of(std::string_view name) {
  const auto* found = std::find(std::begin(kEditors), std::end(kEditors), name);
  if (found == std::end(kEditors)) return std::nullopt;
  return Editor(found - std::begin(kEditors));
}

std::optional<drift::Status> status_of(std::string_view name) {
  using drift::Status;
  for (const Status s : {Status::measured, Status::not_applicable, Status::not_resolved, Status::not_separable,
                         Status::failed, Status::not_in_policy})
    if (name == drift::name_of(s)) return s;
  return std::nullopt;
}

Record record_of(std::string operation, const Fingerprint& original, const drift::Policy& policy,
                 const drift::Report& report) {
  Record out;
  out.version = COUNTENANCE_VERSION;
  out.operation = std::move(operation);
  out.original = out.first = original;
  out.source_type = source_type_of(out.edited_by);
  out.policy = policy.name;
  out.policy_sha256 = policy_sha256(policy);
  out.metric = report.metric;
  out.within = report.within;
  out.drift = brief(report.drift);
  for (const auto& f : report.faces) {
    Face face{f.index, f.within, brief(f.drift), f.limiting, {}};
    for (const std::string& name : drift::measure_names())
      for (const auto& reading : f.readings)
        if (reading.measure == name && reading.status != drift::Status::not_in_policy)
          face.measures.push_back(binding(reading));
    out.faces.push_back(std::move(face));
    for (auto& what : unverifiable_in(f)) out.unverifiable.push_back(std::move(what));
  }
  return out;
}

std::vector<std::string> done_by(const std::vector<govern::Grant>& grants, std::size_t faces) {
  std::vector<std::string> out;
  for (const auto& g : grants) {
    if (g.granted == 0) continue;
    const govern::Dial* dial = govern::find_dial(g.dial);
    const std::string unit = dial && *dial->unit ? std::string(" ") + dial->unit : "";
    out.push_back(fmt::format("{}{} {:.2f} of {:.2f}{}", faces > 1 ? fmt::format("face {}: ", g.face + 1) : "", g.dial,
                              g.granted, g.wished, unit));
  }
  return out;
}

bool changes_tones(const std::vector<govern::Grant>& grants) {
  return std::any_of(grants.begin(), grants.end(),
                     [](const auto& g) { return g.granted != 0 && !govern::same_edit(g.dial, "heal"); });
}

std::vector<std::string> done_by(const govern::Guarded& guarded) {
  const bool several = guarded.report.faces.size() > 1;
  std::vector<std::string> out{guarded.repairs.empty() ? "another tool's edit, as it came"
                                                       : "another tool's edit, brought back inside the limits"};
  for (const auto& r : guarded.repairs)
    out.push_back(fmt::format("{}{}: {}, {:.0f} % of the change stays",
                              several ? fmt::format("face {}, ", r.face + 1) : "", r.part, r.what, 100 * r.kept));
  for (std::size_t f = 0; f < guarded.fallen_back.size(); ++f)
    if (guarded.fallen_back[f] > 0)
      out.push_back(
          fmt::format("face {}: {:.0f} % of its area is the original's", f + 1, 100 * guarded.fallen_back[f]));
  return out;
}

void follow(Record& record, const Record& earlier) {
  record.first = earlier.first;
  record.as_original = true;
}

std::string policy_sha256(const drift::Policy& policy) {
  using Json = nlohmann::basic_json<std::map, std::vector, std::string, bool, std::int64_t, std::uint64_t, float>;
  std::vector<std::string> required = policy.required;
  std::sort(required.begin(), required.end());
  const std::string text = Json{
      {"accept_not_resolved", policy.accept_not_resolved},
      {"limits", policy.limits},
      {"required", required}}.dump();
  return sha256(text.data(), text.size());
}

}  // namespace countenance::record
