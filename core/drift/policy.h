// SPDX-License-Identifier: Apache-2.0
// Policy: realism limits. A limit per measure component, in its unit, and the measures it requires.
//
// As a file (presets/policy.schema.json has every member):
//   {"schema": "countenance.policy/1", "name": "studio", "inherits": "natural", "limits": {"texture.pores": 0.06},
//   "locked": true}
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace countenance::drift {

struct Policy {
  std::string name, title, reason;      ///< reason: why these limits, for people
  std::map<std::string, float> limits;  ///< "texture.pores" → limit in that component's unit
  std::map<std::string, float>
      wishes;  ///< the preset's dials: "fill" → stops; only a suggestion, no part of the limits
  std::vector<std::string> required;  ///< measures that count; the others read not_in_policy
  bool accept_not_resolved =
      false;            ///< a thumbnail may: a measure the original is too small for does not fail the verdict
  bool locked = false;  ///< the tools may not go past it
  std::string refuse;   ///< not empty: retouch is refused, and why
};

/// JSON text → Policy, schema-checked (presets/policy.schema.json, built in); `inherits` is resolved (a child may only
/// tighten a locked parent). A policy must say which measures it requires, and have a limit for each, itself or by what
/// it inherits. Error{bad_input} names `origin` (the file) and the member, in one line.
Result<Policy> parse_policy(const std::string& json, const std::string& origin);

/// A name or a path (has a '/', or ends in .json). Names: <user config>/countenance/policies/NAME.json, then the
/// built-in ones; a user's file may inherit the built-in policy of its own name. The site policy is intersected last.
Result<Policy> load_policy(const std::string& name_or_file);
[[nodiscard]] std::vector<std::string> builtin_policies();
/// Of <user config>/countenance/policies, sorted; a file whose name is none that load_policy() takes is passed over.
[[nodiscard]] std::vector<std::string> user_policies();

/// The tighter of each limit, the union of the required measures; not resolved is accepted if both do; locked if either
/// is, refused if either refuses. The name is "a+b".
[[nodiscard]] Policy intersect(const Policy& a, const Policy& b);

/// /etc/countenance/policy.json, if there is one. $COUNTENANCE_SITE_POLICY replaces the path (for tests and packagers;
/// then the file must exist; empty: no site policy). It may hold less than a whole policy: a single limit will do.
Result<std::optional<Policy>> site_policy();

}  // namespace countenance::drift
