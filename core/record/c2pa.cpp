// SPDX-License-Identifier: Apache-2.0
#include "record/c2pa.h"

#include <nlohmann/json.hpp>

namespace countenance::record {

using nlohmann::ordered_json;

namespace {

/// Name the ingredients to the actions that brought them in, within this definition only.
constexpr const char *kOriginal = "original", *kEdited = "edited";

ordered_json ingredient(const char* label, const char* relationship, const Asset& asset, const std::string& hash) {
  return {{"label", label},
          {"title", asset.title},
          {"format", asset.format},
          {"relationship", relationship},
          {"hash", hash}};
}

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

ordered_json actions(const Record& r, bool placed) {
  ordered_json out = ordered_json::array();
  const auto bring = [&](const char* name, const char* label) {
    ordered_json brought = action(name, r, "");
    brought["parameters"] = {{"ingredientIds", {label}}};
    out.push_back(std::move(brought));
  };
  bring("c2pa.opened", kOriginal);
  if (placed) bring("c2pa.placed", kEdited);
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

std::string c2pa_manifest(const Record& r, const Asset& original, const Asset& result,
                          const std::optional<Placed>& edited) {
  ordered_json ingredients = ordered_json::array(
      {ingredient(kOriginal, "parentOf", original, r.original.file.empty() ? r.original.pixels : r.original.file)});
  if (edited) ingredients.push_back(ingredient(kEdited, "componentOf", edited->asset, edited->hash));
  const ordered_json out{
      {"claim_generator_info", ordered_json::array({agent(r)})},
      {"title", result.title},
      {"format", result.format},
      {"ingredients", std::move(ingredients)},
      {"assertions",
       ordered_json::array({{{"label", "c2pa.actions.v2"}, {"data", {{"actions", actions(r, edited.has_value())}}}},
                            {{"label", kDriftAssertion}, {"data", ordered_json::parse(to_json(r))}}})}};
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace countenance::record
