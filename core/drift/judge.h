// SPDX-License-Identifier: Apache-2.0
// Judge: readings + policy → shares, drift and verdict. Nothing that was not measured ever passes.
//
//   limit   = max(policy's limit, a + b·(100 / IOD)^p)        the floor: what encoding alone does to a face of that size
//   share   = max(value, 0) / limit                           1 is the limit
//   drift   = largest share over the components of the required measures
//   within  = every required measure was taken, and drift ≤ 1
#pragma once

#include <vector>

#include "drift/policy.h"
#include "drift/reading.h"

namespace countenance::drift {

/// Where a value comes with a standard deviation, a scene change of 2 sd explains √(limit² + (2 sd)²): from the
/// limit to there it is not_separable, and so is any value whose sd is beyond 1.3 limits: the widened limit is then 2.8
/// times its own (of `natural`'s lightness √(1.7² + 4.4²) = 4.7 L*). Neither passes.
inline constexpr float kScenePull = 2, kLargestSd = 1.3f;  ///< the latter of the component's limit

/// Fills limits, shares, statuses, drift and the verdict of a face from its raw readings. Judged again under another
/// policy a face gets that one's verdict, as if it were the first; only maps and the places of measures may be the
/// earlier one's (a map is gone where that did not require its measure). A required measure that is absent is added as `failed`. Components (by status after judging):
///   not finite                          → failed
///   IOD below the component's least_iod → not_resolved
///   without a limit in the policy       → shown, not judged (limit 0)
/// A required measure of which an essential component (texture.pores, geometry.flow_peak), or every one, is not resolved
/// leaves the face not measured, unless the policy accepts that: then it is judged by those that are. `not_applicable` (the original has none) never fails a face. A reading's map comes
/// out in units of the limit: its 99th percentile is the measure's share. The face's note is replaced.
void judge(FaceReport& face, const Policy& policy);

/// A whole report from judged faces. Without a face, or with one that was not measured, it is not within.
[[nodiscard]] Report assemble(std::vector<FaceReport> faces, const Policy& policy);

}  // namespace countenance::drift
