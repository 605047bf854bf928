// SPDX-License-Identifier: Apache-2.0
#include "record/c2pa.h"

#include <nlohmann/json.hpp>

namespace countenance::record {

using nlohmann::ordered_json;

namespace {

/// Names the ingredient to the action that opened it, within this definition only.
constexpr const char* kOriginal = "original";

ordered_json agent(const Record& r) { return {{"name", "Countenance"}, {"version", r.version}}; }

/// `description` may be empty.
ordered_json action(const char* name, const Record& r, const std::string& description) {
  ordered_json out{{"action", name}, {"softwareAgent", agent(r)}};
  if (!r.date.empty()) out["when"] = r.date;
  if (!description.empty()) out["description"] = description;
  return out;
}

std::string all_of(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : "; ") + line;
  return out;
}

ordered_json actions(const Record& r) {
  ordered_json opened = action("c2pa.opened", r, "");
  opened["parameters"] = {{"ingredientIds", {kOriginal}}};
  ordered_json out = ordered_json::array({std::move(opened)});
  const auto add = [&](const char* name, const std::string& description) {
    ordered_json made = action(name, r, description);
    made["digitalSourceType"] = r.source_type;
    out.push_back(std::move(made));
  };
  if (!r.done.empty()) add("c2pa.edited", all_of(r.done));
  if (r.tones) add("c2pa.adjustedColor", "");
  return out;
}

}  // namespace

std::string c2pa_manifest(const Record& r, const Asset& original, const Asset& result) {
  const ordered_json ingredient{{"label", kOriginal},
                                {"title", original.title},
                                {"format", original.format},
                                {"relationship", "parentOf"},
                                {"hash", r.original.file.empty() ? r.original.pixels : r.original.file}};
  const ordered_json out{
      {"claim_generator_info", ordered_json::array({agent(r)})},
      {"title", result.title},
      {"format", result.format},
      {"ingredients", ordered_json::array({ingredient})},
      {"assertions", ordered_json::array({{{"label", "c2pa.actions.v2"}, {"data", {{"actions", actions(r)}}}},
                                          {{"label", kDriftAssertion}, {"data", ordered_json::parse(to_json(r))}}})}};
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace countenance::record
