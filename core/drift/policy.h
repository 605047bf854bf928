// SPDX-License-Identifier: Apache-2.0
// Policy: realism limits. A limit per measure component, in its unit, and the measures it requires.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "drift/reading.h"

namespace countenance::drift {

struct Policy {
  std::string name, title, reason;  ///< reason: why these limits, for people
  std::map<std::string, float> limits;  ///< "texture.pores" → limit in that component's unit
  std::vector<std::string> required;    ///< measures that count; the others read not_in_policy
  bool accept_not_resolved = false;     ///< a thumbnail may: a component too small to see does not fail the verdict
  bool locked = false;                  ///< the tools may not go past it
  std::string refuse;                   ///< not empty: retouch is refused, and why
};

/// JSON text → Policy, schema-checked (presets/policy.schema.json, built in); `inherits` is resolved (a child may only tighten a
/// locked parent). Error{bad_input} names the file and the member.
Result<Policy> parse_policy(const std::string& json, const std::string& origin);
/// A name or a path. Names: <user config>/countenance/policies/NAME.json, then the built-in ones. The site policy is intersected last.
Result<Policy> load_policy(const std::string& name_or_file);
[[nodiscard]] std::vector<std::string> builtin_policies();
/// The tighter of each limit, the union of the required measures; locked if either is, refused if either refuses.
[[nodiscard]] Policy intersect(const Policy& a, const Policy& b);
/// /etc/countenance/policy.json ($COUNTENANCE_SITE_POLICY replaces the path, for tests and packagers), if there is one.
Result<std::optional<Policy>> site_policy();

/// Fills limits, shares, drift and the verdict of a face.
void judge(FaceReport& face, const Policy& policy);
/// A whole report from judged faces.
[[nodiscard]] Report assemble(std::vector<FaceReport> faces, const Policy& policy);

}  // namespace countenance::drift
