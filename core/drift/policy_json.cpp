// SPDX-License-Identifier: Apache-2.0
#include "drift/policy_json.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "drift/builtin.h"
#include "drift/measures.h"
#include "drift/reading.h"

namespace countenance::drift {
namespace {

using nlohmann::json;

tl::unexpected<Error> bad(const std::string& origin, std::string what) {
  std::replace(what.begin(), what.end(), '\n', ' ');
  return fail(Code::bad_input, fmt::format("policy {}: {}", origin, what));
}

/// JSON itself lets a member be given twice and keeps the last: in a list of limits that hides a mistake.
Result<json> parse_text(const std::string& text, const std::string& origin) {
  std::vector<std::set<std::string>> seen;
  std::string twice;
  const auto watch = [&](int, json::parse_event_t event, json& value) {
    if (event == json::parse_event_t::object_start) seen.emplace_back();
    if (event == json::parse_event_t::object_end) seen.pop_back();
    if (event == json::parse_event_t::key && !seen.back().insert(value.get<std::string>()).second)
      twice = value.get<std::string>();
    return true;
  };
  try {
    json parsed = json::parse(text, watch);
    if (!twice.empty()) return bad(origin, fmt::format("{}: given twice", twice));
    return parsed;
  } catch (const json::exception& e) {
    // "[json.exception.parse_error.101] parse error at line 3, column 5: …"
    const std::string what = e.what();
    const auto end = what.find("] ");
    return bad(origin, "not JSON: " + (end == std::string::npos ? what : what.substr(end + 2)));
  }
}

/// The names the schema would refuse, said with what there is.
Result<> check_vocabulary(const json& policy, const std::string& origin) {
  const auto& known = components();
  if (const auto limits = policy.find("limits"); limits != policy.end() && limits->is_object()) {
    for (const auto& [name, value] : limits->items()) {
      if (std::any_of(known.begin(), known.end(), [&](const Floor& f) { return name == f.component; })) continue;
      const std::string measure = name.substr(0, name.find('.'));
      std::vector<std::string> near;
      for (const Floor& f : known)
        if (std::string(f.component).starts_with(measure + ".")) near.emplace_back(f.component);
      if (near.empty())
        return bad(origin, fmt::format("limits.{}: unknown measure '{}'; there are: {}", name, measure,
                                       fmt::join(measure_names(), ", ")));
      return bad(origin, fmt::format("limits.{}: unknown component; {} has: {}", name, measure, fmt::join(near, ", ")));
    }
  }
  if (const auto required = policy.find("required"); required != policy.end() && required->is_array()) {
    for (const json& name : *required) {
      const auto& names = measure_names();
      if (name.is_string() && std::find(names.begin(), names.end(), name.get<std::string>()) == names.end())
        return bad(origin, fmt::format("required: unknown measure '{}'; there are: {}", name.get<std::string>(),
                                       fmt::join(names, ", ")));
    }
  }
  return {};
}

/// valijson's innermost error, as "member: what".
std::string explain(const valijson::ValidationResults& results) {
  const auto& error = *results.begin();
  std::string member;
  for (const std::string& step : error.context) {  // "<root>", "[limits]", "[texture.pores]"
    if (step == "<root>") continue;
    member += (member.empty() ? "" : ".") + step.substr(1, step.size() - 2);
  }
  const auto quoted = [&] {
    const auto a = error.description.find_last_of('\'', error.description.find_last_of('\'') - 1);
    return error.description.substr(a + 1, error.description.find_last_of('\'') - a - 1);
  };
  const auto says = [&](const char* words) { return error.description.find(words) != std::string::npos; };
  if (says("could not be validated using"))
    return fmt::format("{}{}: unknown member", member.empty() ? "" : member + ".", quoted());
  if (says("Missing required property"))
    return fmt::format("{}{}: missing", member.empty() ? "" : member + ".", quoted());
  if (says("'const' constraint")) return member + ": must be countenance.policy/1";
  if (says("Expected number") && member.starts_with("wishes")) return member + ": out of the dial's range";
  if (member.starts_with("scale") && says("Expected number"))
    return member + ": a factor must be above 0, and 10 at most";
  if (says("Expected number greater than")) return member + ": a limit must be greater than 0";
  if (says("'type' constraint")) return member + (member.empty() ? "must be an object" : ": of the wrong type");
  if (says("'pattern' constraint")) return member + ": use lower-case letters, digits, - and _";
  return member + ": " + error.description;
}

Result<> check_schema(const json& policy, const std::string& origin) {
  static const auto schema = [] {
    auto made = std::make_unique<valijson::Schema>();
    const json text = json::parse(policy_schema());
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(text), *made);
    return made;
  }();
  valijson::Validator validator;
  valijson::ValidationResults results;
  if (!validator.validate(*schema, valijson::adapters::NlohmannJsonAdapter(policy), &results))
    return bad(origin, explain(results));
  return {};
}

}  // namespace

Result<PolicyFile> read_policy_file(const std::string& text, const std::string& origin) {
  CNT_TRY(policy, parse_text(text, origin));
  CNT_CHECK(check_vocabulary(policy, origin));
  CNT_CHECK(check_schema(policy, origin));

  PolicyFile file;
  file.name = policy.at("name").get<std::string>();
  file.title = policy.value("title", "");
  file.reason = policy.value("reason", "");
  file.inherits = policy.value("inherits", "");
  file.refuse = policy.value("refuse", "");
  if (policy.contains("required")) file.required = policy["required"].get<std::vector<std::string>>();
  if (policy.contains("accept_not_resolved")) file.accept_not_resolved = policy["accept_not_resolved"].get<bool>();
  if (policy.contains("locked")) file.locked = policy["locked"].get<bool>();
  if (policy.contains("wishes"))
    for (const auto& [dial, value] : policy["wishes"].items()) file.wishes[dial] = value.get<float>();
  if (policy.contains("scale") && file.inherits.empty())
    return bad(origin, "scale: there are no limits to scale; inherit a policy");
  if (policy.contains("scale"))
    for (const auto& [measure, factor] : policy["scale"].items()) file.scale[measure] = factor.get<float>();
  if (policy.contains("limits"))
    for (const auto& [name, value] : policy["limits"].items()) file.limits[name] = value.get<float>();
  return file;
}

}  // namespace countenance::drift
