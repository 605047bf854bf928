// SPDX-License-Identifier: Apache-2.0
// Tests of a measure that run on each of two portraits: a dark-skinned and a light-skinned one.
#pragma once

#include <string>

#include "drift/policy.h"
#include "unit/drift/skin_edits.h"

namespace countenance::drift {

inline constexpr const char* kPortraits[] = {"obama3.jpg", "biden.jpg"};

class OnPortraits : public ::testing::TestWithParam<const char*> {
 public:
  /// For INSTANTIATE_TEST_SUITE_P: the file's name without its ending.
  static std::string name_of(const ::testing::TestParamInfo<const char*>& info) {
    const std::string name = info.param;
    return name.substr(0, name.find('.'));
  }

 protected:
  static const Subject& person() { return edits::head(GetParam()); }
};

/// Of `natural`.
inline float limit_of(const std::string& component) {
  static const Policy natural = load_policy("natural").value();
  return natural.limits.at(component);
}

}  // namespace countenance::drift
