// SPDX-License-Identifier: Apache-2.0
// Guard: another tool's picture brought back inside the limits, by taking back only what moved the person.
#pragma once

#include "base/job.h"
#include "govern/governor.h"
#include "govern/guarded.h"

namespace countenance::govern {

/// Error{not_measurable}: different pictures; {refused}: it cannot be brought inside, or the policy refuses.
Result<Guarded> guard(const Study& original, const Photo& edited, const drift::Policy& policy,
                      const Roundtrip& roundtrip, const Job& job = {});

}  // namespace countenance::govern
