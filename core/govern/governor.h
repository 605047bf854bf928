// SPDX-License-Identifier: Apache-2.0
// The governor: wishes s* → the largest strengths s ≤ s* with drift(s) ≤ 1.
//
// First a global scale by bisection on normalised face crops, then each dial that does not bind is raised again. Grants are maximal: where held back,
// raising any strength by 5 % would go over, or drift is ≥ .9. Then what is really written is measured again, through an
// injected round trip; a step back if it is over.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "drift/policy.h"
#include "govern/study.h"
#include "retouch/edit.h"

namespace countenance::govern {

/// What the user asks for; every dial 0 leaves the picture alone.
struct Wishes {
  float even = 0;      ///< [0, 1]
  float fill = 0;      ///< stops, [0, 2]
  float key = 0;       ///< stops, [−2, 2]
  float key_turn = 0;  ///< degrees, [−180, 180]
  float exposure = 0;  ///< stops, [−1, 1]
};
Result<> validate(const Wishes& wishes);  ///< Error{bad_input} names the dial and its range

/// The full-strength edits of every usable face, made once; strengths of 1 are the wish.
struct Proposal {
  Wishes wishes;
  std::vector<std::vector<retouch::Edit>> edits;  ///< [face of the study][edit]; empty for an unusable face
};
[[nodiscard]] Proposal propose(const Study& study, const Wishes& wishes, const Job& job = {});

struct Grant {
  int face = 0;
  std::string dial;   ///< "even"
  float wished = 0;   ///< in the dial's unit
  float granted = 0;  ///< the same unit
  std::string note;   ///< "held back by texture on face 1, left cheek"; or what the operator says
};

struct Verdict {
  std::vector<std::vector<float>> strengths;  ///< [face][edit], each in [0, 1]
  std::vector<Grant> grants;
  drift::Report report;
  std::string binds;     ///< one sentence; empty: everything was granted
  std::string verified;  ///< "file", "host", or "" for an unverified solve
  bool nothing = false;  ///< every grant is 0: write the original's own coded data
};

/// Estimate-free solve on the normalised face crops. `step` scales the limits down (.9: aim at drift .9).
Result<Verdict> solve(const Study& study, const Proposal& proposal, const drift::Policy& policy, const Job& job = {});

/// pixels → pixels, as they will be found again: encode + decode a file, or quantise and composite in a host.
using Roundtrip = std::function<Result<Photo>(const Photo& rendered, bool all_zero)>;

struct Governed {
  Verdict verdict;
  Photo rendered;  ///< what went into the last round trip; empty when verdict.nothing
};
/// solve → render → roundtrip → measure; where that is over, the difference between measured and predicted shares is charged to every candidate and it is
/// solved again (at most 4 times), else Error{refused}. Error{refused} if the policy refuses retouch at all.
Result<Governed> govern(const Study& study, const Proposal& proposal, const drift::Policy& policy, const Roundtrip& roundtrip, const std::string& verified,
                        const Job& job = {});

/// What `measure` says of the two pictures; never helped by knowing the recipe. The edited picture may differ in size, profile and depth.
Result<drift::Report> measure(const Study& original, const Photo& edited, const drift::Policy& policy, const Job& job = {});

/// Shares for a moving slider: a response table of each edit, linear between a few strengths. Made once a proposal.
class Estimator {
 public:
  Estimator(const Study& study, const Proposal& proposal, const drift::Policy& policy, const Job& job = {});
  [[nodiscard]] drift::Report estimate(const std::vector<std::vector<float>>& strengths) const;

 private:
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace countenance::govern
