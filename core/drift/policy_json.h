// SPDX-License-Identifier: Apache-2.0
// One policy file, checked against the schema and the registry of components, before inheritance. Internal to drift/.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace countenance::drift {

/// What one file says; what it does not say is empty.
struct PolicyFile {
  std::string name, title, reason, inherits, refuse;
  std::map<std::string, float> limits, wishes;
  std::map<std::string, float> scale;  ///< measure, or "all" → factor on the inherited limits
  std::vector<std::string> required;
  std::optional<bool> accept_not_resolved, locked;
};

/// Error{bad_input}: "policy ORIGIN: MEMBER: what is wrong".
Result<PolicyFile> read_policy_file(const std::string& json, const std::string& origin);

}  // namespace countenance::drift
