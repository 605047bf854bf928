// SPDX-License-Identifier: Apache-2.0
// The measures: one .cpp each, with raw values; limits come from a policy. Those of shape read the motion, the
// photometric ones compare the straightened picture with the original after the scene.
#pragma once

#include <cmath>
#include <compare>
#include <vector>

#include "drift/motion.h"
#include "drift/reference.h"
#include "drift/scene.h"

namespace countenance::drift {

[[nodiscard]] Reading recognition(const Reference& reference, const EditedView& edited, const SceneFit& scene);
[[nodiscard]] Reading geometry(const Reference& reference, const Motion& motion);
[[nodiscard]] Reading expression(const Reference& reference, const Motion& motion);
[[nodiscard]] Reading symmetry(const Reference& reference, const EditedView& edited, const SceneFit& scene,
                               const Motion& motion);
[[nodiscard]] Reading texture(const Reference& reference, const EditedView& edited, const SceneFit& scene);
[[nodiscard]] Reading marks(const Reference& reference, const EditedView& edited, const SceneFit& scene);
[[nodiscard]] Reading tone(const Reference& reference, const EditedView& edited, const SceneFit& scene);
[[nodiscard]] Reading light(const Reference& reference, const EditedView& edited, const SceneFit& scene);
[[nodiscard]] Reading eyes(const Reference& reference, const EditedView& edited, const SceneFit& scene);
[[nodiscard]] Reading lines(const Reference& reference, const EditedView& edited, const SceneFit& scene);
[[nodiscard]] Reading hair(const Reference& reference, const EditedView& edited, const SceneFit& scene,
                           const Motion& motion);

/// Noise floor of a component as a function of size (components.cpp): the effective limit is max(policy limit, a +
/// b·(100/IOD)^p), and below least_iod the component is not_resolved. Without an essential component its whole measure is
/// not resolved: the others would let pass what it is there to see.
struct Floor {
  const char* component;  ///< "texture.pores"
  const char* unit;
  float a = 0, b = 0, p = 1, least_iod = 50;
  bool essential = false;

  [[nodiscard]] float at(float iod) const { return a + b * std::pow(100.f / iod, p); }
};
/// Every component there is: the vocabulary of policies.
[[nodiscard]] const std::vector<Floor>& components();

struct Effort {
  bool recognition = true;
  bool motion = true;  ///< measures_of_motion(); without it nothing is straightened either
  bool marks = true;   ///< which cost nearly as much as the other measures of appearance together

  auto operator<=>(const Effort&) const = default;
};
[[nodiscard]] std::vector<std::string> measures_of_motion();
/// The measures that an effort leaves out.
[[nodiscard]] std::vector<std::string> left_out(const Effort& effort);
/// All measures of one face, in report order; never throws: a measure that fails yields Status::failed with the reason.
/// One left out by `effort` is absent, which a policy that requires it does not let pass.
[[nodiscard]] std::vector<Reading> measure(const Reference& reference, const EditedView& edited,
                                           const Effort& effort = {});

}  // namespace countenance::drift
