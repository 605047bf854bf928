// SPDX-License-Identifier: Apache-2.0
#include "drift/reading.h"

namespace countenance::drift {

const char* name_of(Status status) {
  switch (status) {
    case Status::measured:
      return "measured";
    case Status::not_applicable:
      return "not_applicable";
    case Status::not_resolved:
      return "not_resolved";
    case Status::not_separable:
      return "not_separable";
    case Status::failed:
      return "failed";
    case Status::not_in_policy:
      return "not_in_policy";
  }
  return "failed";
}

const std::vector<std::string>& measure_names() {
  static const std::vector<std::string> names = {"recognition", "geometry", "expression", "symmetry",
                                                 "texture",     "marks",    "tone",       "light",
                                                 "eyes",        "lines",    "hair"};
  return names;
}

}  // namespace countenance::drift
