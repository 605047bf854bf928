// SPDX-License-Identifier: Apache-2.0
// One face's largest strengths under its limits.
#pragma once

#include <optional>
#include <vector>

#include "govern/candidate.h"

namespace countenance::govern {

struct Solution {
  std::vector<float> strengths;
  drift::FaceReport report;                 ///< at those strengths, every required one of the decisive measures taken
  std::optional<drift::FaceReport> beyond;  ///< the nearest trial just above (`just_above`) that was over
};
/// No strength lower, one higher, and none by more than a tenth (or .02).
[[nodiscard]] bool just_above(const std::vector<float>& tried, const std::vector<float>& granted);

/// The wish, where its drift is ≤ .96. Else dials that add little to the drift are given whole and the others give way,
/// or, where that costs those too much, all are scaled alike (regula falsi on the drift, to within 7 % of the limit);
/// then each strength is raised alone as far as it goes, and what adds nothing to the drift wholly. Edits that are
/// given wholly or not at all (Edit::decided) come first, each for itself. First by the cheap measures; where they end,
/// the `decisive` ones decide, and scale down again if they object. Error{not_measurable} when the policy's measures
/// cannot be taken of the untouched face; {cancelled}, asked before each trial.
Result<Solution> solve_face(const Candidates& candidates, const drift::Policy& policy, const Charge& charge,
                            const Job& job, const drift::Effort& decisive = {});

/// Strengths that are inside the limits, each raised alone as far as it goes: where drift is not monotone in them, what
/// was found between a trial inside and one outside can lie far under what there is.
/// Error{cancelled}, asked before each trial.
Result<std::vector<float>> raised(const Candidates& candidates, const drift::Policy& policy, const Charge& charge,
                                  std::vector<float> from, const drift::Effort& effort, const Job& job);

}  // namespace countenance::govern
