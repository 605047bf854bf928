// SPDX-License-Identifier: GPL-3.0-or-later
// Offers: what a chooser of a parameter has in it.
#pragma once

#include <string>
#include <vector>

#include "parameters.h"

namespace countenance::plugin {

struct Offer {
  std::string value;  ///< of the parameter
  std::string title;
  bool locked = false;  ///< a policy that the tools may not go past
};
/// Policies, with the one that is set where it is a file; maps (of `maps`, Host::maps()); choices. An optional one
/// begins with what empty stands for. Policies that cannot be read are left out.
[[nodiscard]] std::vector<Offer> offers_of(const Parameter& parameter, const Settings& settings,
                                           const std::vector<std::string>& maps);

}  // namespace countenance::plugin
