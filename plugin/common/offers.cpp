// SPDX-License-Identifier: GPL-3.0-or-later
#include "offers.h"

#include <algorithm>

#include "translate.h"

namespace countenance::plugin {
namespace {

std::vector<Offer> policy_offers(const std::string& set) {
  std::vector<std::string> names = policies();
  if (!set.empty() && std::find(names.begin(), names.end(), set) == names.end()) names.push_back(set);
  std::vector<Offer> offers;
  for (const std::string& name : names)
    if (const auto policy = load_policy(name))
      offers.push_back({name, policy->title.empty() ? policy->name : _(policy->title.c_str()), policy->locked});
  return offers;
}

}  // namespace

std::vector<Offer> offers_of(const Parameter& p, const Settings& settings, const std::vector<std::string>& maps) {
  std::vector<Offer> offers;
  if (p.optional) offers.push_back({"", p.kind == Kind::policy ? _("As the purpose has them") : _("Not set")});
  if (p.kind == Kind::policy) {
    const auto more = policy_offers(std::get<std::string>(get(settings, p)));
    offers.insert(offers.end(), more.begin(), more.end());
  }
  if (p.kind == Kind::map)
    for (const std::string& name : maps) offers.push_back({name, name});
  for (const Choice& choice : p.choices) offers.push_back({choice.name, _(choice.title)});
  return offers;
}

}  // namespace countenance::plugin
