// SPDX-License-Identifier: Apache-2.0
#include "drift/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "drift/builtin.h"
#include "drift/policy_json.h"

namespace countenance::drift {
namespace {

namespace fs = std::filesystem;

struct Source {
  std::string json, origin;
};

Result<std::string> read_text(const fs::path& path) {
  std::error_code error;
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (fs::is_directory(path, error) || !in || !(text << in.rdbuf()))
    return fail(Code::bad_input, fmt::format("policy {}: cannot be read", path.string()));
  return text.str();
}

fs::path user_folder() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  if (config && *config) return fs::path(config) / "countenance/policies";
  if (home && *home) return fs::path(home) / ".config/countenance/policies";
  return {};
}

bool is_name(const std::string& s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

/// The file a name stands for. `not_from`: origins that may not be meant, since they are already being read.
Result<Source> find_policy(const std::string& name, const std::string& not_from) {
  std::error_code error;
  if (const fs::path folder = user_folder(); !folder.empty() && is_name(name)) {
    const fs::path path = folder / (name + ".json");
    if (fs::exists(path, error) && path.string() != not_from) {
      CNT_TRY(text, read_text(path));
      return Source{text, path.string()};
    }
  }
  for (const BuiltinPolicy& p : builtin_policy_files())
    if (p.name == name) return Source{std::string(p.json), fmt::format("'{}' (built in)", name)};
  return fail(Code::bad_input, fmt::format("policy '{}': there is none of that name (countenance presets lists them); "
                                           "a file is given by a path ending in .json",
                                           name));
}

/// On the inherited limit of a component.
float factor_of(const PolicyFile& child, const std::string& component) {
  for (const std::string& key : {component.substr(0, component.find('.')), std::string("all")})
    if (const auto factor = child.scale.find(key); factor != child.scale.end()) return factor->second;
  return 1;
}

/// A child of a locked policy may tighten it and nothing else.
Result<> check_lock(const PolicyFile& child, const Policy& parent, const std::string& origin) {
  const auto loosens = [&](const std::string& member, const std::string& how) {
    return fail(Code::bad_input, fmt::format("policy {}: {}: {}, but '{}' is locked and may only be tightened", origin,
                                             member, how, parent.name));
  };
  for (const auto& [name, limit] : child.limits)
    if (const auto held = parent.limits.find(name); held != parent.limits.end() && limit > held->second)
      return loosens("limits." + name, fmt::format("{} is above {}", limit, held->second));
  for (const auto& [measure, factor] : child.scale)
    if (factor > 1) return loosens("scale." + measure, fmt::format("{} is above 1", factor));
  if (!child.required.empty())
    for (const std::string& measure : parent.required)
      if (std::find(child.required.begin(), child.required.end(), measure) == child.required.end())
        return loosens("required", fmt::format("leaves out {}", measure));
  if (child.accept_not_resolved.value_or(false) && !parent.accept_not_resolved)
    return loosens("accept_not_resolved", "true");
  if (!child.locked.value_or(true)) return loosens("locked", "false");
  return {};
}

Policy overlay(Policy parent, const PolicyFile& child) {
  parent.name = child.name;
  if (!child.title.empty()) parent.title = child.title;
  if (!child.reason.empty()) parent.reason = child.reason;
  if (!child.refuse.empty()) parent.refuse = child.refuse;
  if (!child.required.empty()) parent.required = child.required;
  for (auto& [name, limit] : parent.limits) limit *= factor_of(child, name);
  for (const auto& [name, limit] : child.limits) parent.limits[name] = limit;
  for (const auto& [dial, wish] : child.wishes) parent.wishes[dial] = wish;
  parent.accept_not_resolved = child.accept_not_resolved.value_or(parent.accept_not_resolved);
  parent.locked = child.locked.value_or(parent.locked);
  return parent;
}

/// The schema's bounds on a limit, for what it comes to: a scale, or a chain of them, may lead past them, and 1e-60 is 0
/// as a float.
Result<> check_limits(const Policy& policy, const std::string& origin) {
  constexpr float kLargest = 1000;
  for (const auto& [name, limit] : policy.limits)
    if (!(limit > 0 && limit <= kLargest))
      return fail(Code::bad_input,
                  fmt::format("policy {}: limits.{}: comes to {}; a limit must be above 0, and {} at most", origin,
                              name, limit, kLargest));
  return {};
}

/// `chain`: the origins that led here.
Result<Policy> resolve(const Source& source, std::vector<std::string> chain) {
  if (std::find(chain.begin(), chain.end(), source.origin) != chain.end())
    return fail(Code::bad_input,
                fmt::format("policy {}: inherits: comes back to itself by {}", source.origin, chain.back()));
  chain.push_back(source.origin);
  CNT_TRY(file, read_policy_file(source.json, source.origin));
  Policy parent;
  if (!file.inherits.empty()) {
    auto found = find_policy(file.inherits, source.origin);
    if (!found)
      return fail(Code::bad_input, fmt::format("policy {}: inherits: {}", source.origin, found.error().message));
    CNT_TRY(resolved, resolve(*found, chain));
    if (resolved.locked) CNT_CHECK(check_lock(file, resolved, source.origin));
    parent = resolved;
  }
  Policy policy = overlay(parent, file);
  CNT_CHECK(check_limits(policy, source.origin));
  if (policy.title.empty()) policy.title = policy.name;
  return policy;
}

/// A required measure without a limit could only ever pass.
Result<> check_whole(const Policy& policy, const std::string& origin) {
  if (policy.required.empty())
    return fail(Code::bad_input,
                fmt::format("policy {}: required: missing (name the measures that count, or inherit)", origin));
  for (const std::string& measure : policy.required)
    if (std::none_of(policy.limits.begin(), policy.limits.end(),
                     [&](const auto& l) { return l.first.starts_with(measure + "."); }))
      return fail(Code::bad_input, fmt::format("policy {}: limits: none for {}, which it requires", origin, measure));
  return {};
}

}  // namespace

Result<Policy> parse_policy(const std::string& json, const std::string& origin) {
  CNT_TRY(policy, resolve({json, origin}, {}));
  CNT_CHECK(check_whole(policy, origin));
  return policy;
}

Result<Policy> load_policy(const std::string& name_or_file) {
  Source source;
  if (name_or_file.find('/') != std::string::npos || name_or_file.ends_with(".json")) {
    CNT_TRY(text, read_text(name_or_file));
    source = {text, name_or_file};
  } else {
    CNT_TRY(found, find_policy(name_or_file, ""));
    source = found;
  }
  CNT_TRY(policy, parse_policy(source.json, source.origin));
  CNT_TRY(site, site_policy());
  if (!site) return policy;
  Policy both = intersect(policy, *site);
  CNT_CHECK(check_whole(both, both.name));
  return both;
}

std::vector<std::string> builtin_policies() {
  std::vector<std::string> names;
  for (const BuiltinPolicy& p : builtin_policy_files()) names.emplace_back(p.name);
  return names;
}

std::vector<std::string> user_policies() {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator i(user_folder(), error), end; !error && i != end; i.increment(error))
    if (std::string name = i->path().stem().string(); i->path().extension() == ".json" && is_name(name))
      names.push_back(std::move(name));
  std::sort(names.begin(), names.end());
  return names;
}

Policy intersect(const Policy& a, const Policy& b) {
  Policy both = a;
  const auto join = [](std::string& x, const std::string& y, const char* by) {
    if (x.empty())
      x = y;
    else if (!y.empty() && x != y)
      x += by + y;
  };
  join(both.name, b.name, "+");
  join(both.reason, b.reason, " ");
  join(both.refuse, b.refuse, "; ");
  for (const auto& [name, limit] : b.limits) {
    const auto [held, added] = both.limits.emplace(name, limit);
    if (!added) held->second = std::min(held->second, limit);
  }
  for (const std::string& measure : b.required)
    if (std::find(both.required.begin(), both.required.end(), measure) == both.required.end())
      both.required.push_back(measure);
  both.accept_not_resolved = a.accept_not_resolved && b.accept_not_resolved;
  both.locked = a.locked || b.locked;
  return both;
}

Result<std::optional<Policy>> site_policy() {
  const char* given = std::getenv("COUNTENANCE_SITE_POLICY");
  if (given && !*given) return std::nullopt;
  const fs::path path = given ? given : "/etc/countenance/policy.json";
  std::error_code error;
  if (!given && !fs::exists(path, error) && !error) return std::nullopt;
  CNT_TRY(text, read_text(path));
  CNT_TRY(policy, resolve({text, path.string()}, {}));
  return policy;
}

}  // namespace countenance::drift
