// SPDX-License-Identifier: Apache-2.0
// One face's largest strengths under its limits.
#pragma once

#include <vector>

#include "govern/candidate.h"

namespace countenance::govern {

struct Solution {
  std::vector<float> strengths;
  drift::FaceReport report;  ///< at those strengths, every required one of the decisive measures taken
  bool held_back = false;    ///< some strength is below 1
};

/// The wish, where its drift is ≤ .96. Else dials that add little to the drift are given whole and the others give way,
/// or, where that costs those too much, all are scaled alike (regula falsi on the drift, to within 7 % of the limit);
/// then each strength is raised alone as far as it goes. First by the cheap measures; where they end, the `decisive`
/// ones decide, and scale down again if they object. Error{not_measurable} when the policy's measures cannot be taken of
/// the untouched face.
Result<Solution> solve_face(const Candidates& candidates, const drift::Policy& policy, const Charge& charge,
                            const Job& job, const drift::Effort& decisive = {});

}  // namespace countenance::govern
