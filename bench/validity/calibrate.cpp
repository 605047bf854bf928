// SPDX-License-Identifier: Apache-2.0
#include "calibrate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "drift/measures.h"

namespace countenance::validity {
namespace {

constexpr float kSizeCountsBelow = 150;  ///< px of IOD
constexpr int kFolds = 5;
constexpr std::size_t kFewest = 20;  ///< values of permitted edits

/// The kinds of edit each component is there to see. What is not named here keeps the policy's limit.
const std::map<std::string, std::vector<std::string>> kTargets = {
    {"recognition.distance", {"morph"}},
    {"geometry.eye_scale", {"eyes"}},
    {"geometry.nose_width", {"nose"}},
    {"geometry.jaw", {"jaw"}},
    {"geometry.jaw_side", {"jaw"}},
    {"geometry.flow_peak", {"jaw", "lips", "mouth corners", "brows", "morph"}},
    {"geometry.flow_rms", {"jaw", "morph"}},
    {"texture.pores", {"plastic: blur", "plastic: median", "plastic: bilateral", "plastic: new grain"}},
    {"texture.pores_worst", {"plastic: blur", "plastic: median", "plastic: bilateral", "plastic: new grain"}},
    {"texture.pores_correlation", {"plastic: new grain"}},
    {"texture.fine", {"plastic: blur", "plastic: new grain"}},
    {"tone.lightness", {"lighter", "darker"}},
    {"tone.mean_lightness", {"lighter", "darker"}},
    {"light.direction", {"turned light"}},
    {"light.key_fill", {"turned light"}},
    {"light.flat", {"flat light"}},
    {"light.flat_stops", {"flat light"}},
};

float percentile(std::vector<float> v, double p) {
  if (v.empty()) return NAN;
  const auto at = v.begin() + std::ptrdiff_t(p * double(v.size() - 1) + 0.5);
  std::nth_element(v.begin(), at, v.end());
  return *at;
}

std::optional<float> value_of(const Row& row, const std::string& component) {
  for (const auto& reading : row.readings)
    for (const auto& c : reading.components)
      if (reading.measure + "." + c.name == component && c.status == drift::Status::measured) return c.value;
  return std::nullopt;
}

}  // namespace

std::vector<Limit> calibrate(const std::vector<Row>& rows, const drift::Policy& policy) {
  std::vector<Limit> out;
  for (const auto& floor : drift::components()) {
    Limit limit{floor.component};
    if (const auto now = policy.limits.find(floor.component); now != policy.limits.end()) limit.now = now->second;
    const auto targets = kTargets.find(floor.component);
    std::vector<float> permitted, altering;
    for (const Row& row : rows) {
      const auto value =
          row.iod * std::min(row.resolution, 1.f) >= kSizeCountsBelow ? value_of(row, floor.component) : std::nullopt;
      if (!value) continue;
      if (row.level == Level::permitted) permitted.push_back(*value);
      if (row.level == Level::clear && targets != kTargets.end() &&
          std::find(targets->second.begin(), targets->second.end(), row.kind) != targets->second.end())
        altering.push_back(*value);
    }
    limit.permitted = int(permitted.size()), limit.targets = int(altering.size());
    limit.noise = percentile(permitted, 0.99), limit.target = percentile(altering, 0.2);
    if (permitted.size() >= kFewest && !altering.empty())
      limit.found = std::max(1.15f * limit.noise, std::sqrt(limit.noise * std::max(limit.target, 0.f)));
    out.push_back(limit);
  }
  return out;
}

std::string text_of(const std::vector<Limit>& limits) {
  std::string out = fmt::format("{:<28}{:>6}{:>10}{:>6}{:>10}{:>10}{:>10}{:>9}{:>9}\n", "component", "n", "N", "n", "T",
                                "now", "found", "now/N", "T/now");
  for (const Limit& l : limits)
    out += fmt::format("{:<28}{:>6}{:>10.4f}{:>6}{:>10.4f}{:>10.4f}{:>10.4f}{:>9.2f}{:>9.2f}\n", l.component,
                       l.permitted, l.noise, l.targets, l.target, l.now, l.found, l.now / l.noise, l.target / l.now);
  return out;
}

drift::Policy with(drift::Policy policy, const std::vector<Limit>& limits) {
  for (const Limit& l : limits)
    if (!std::isnan(l.found) && l.now > 0) policy.limits[l.component] = l.found;
  return policy;
}

Summary cross_validated(const std::vector<Row>& rows, const drift::Policy& policy) {
  std::vector<std::string> people;
  for (const Row& row : rows)
    if (std::find(people.begin(), people.end(), row.person) == people.end()) people.push_back(row.person);
  const auto fold_of = [&](const Row& row) {
    return int(std::find(people.begin(), people.end(), row.person) - people.begin()) % kFolds;
  };
  std::vector<drift::Policy> policies;
  for (int fold = 0; fold < kFolds; ++fold) {
    std::vector<Row> others;
    for (const Row& row : rows)
      if (fold_of(row) != fold) others.push_back(row);
    policies.push_back(with(policy, calibrate(others, policy)));
  }
  return summarise(rows, policy.name + ", limits found on other people",
                   [&](const Row& row) -> const drift::Policy& { return policies[std::size_t(fold_of(row))]; });
}

}  // namespace countenance::validity
