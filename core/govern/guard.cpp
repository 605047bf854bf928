// SPDX-License-Identifier: Apache-2.0
#include "govern/guard.h"

#include <fmt/format.h>

namespace countenance::govern {

Result<Guarded> guard(const Study& original, const Photo& edited, const drift::Policy& policy,
                      const Roundtrip& roundtrip, const Job& job) {
  if (!policy.refuse.empty())
    return fail(Code::refused, fmt::format("policy '{}' refuses retouch: {}", policy.name, policy.refuse));
  Guarded out;
  CNT_TRY(before, measure(original, edited, policy, job));
  out.before = out.report = before;
  out.nothing = before.within;
  if (!out.nothing) return fail(Code::refused, "it cannot be brought inside the limits: " + why_not_within(before));
  return out;
}

}  // namespace countenance::govern
