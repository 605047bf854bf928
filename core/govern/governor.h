// SPDX-License-Identifier: Apache-2.0
// The governor: wishes s* → the largest strengths s ≤ s* with drift(s) ≤ 1.
//
// On normalised face crops, dials that add little to what binds are given whole, and the others scaled down; then each is
// raised as far as it goes. A verdict names a measure only if it is near its limit, or a trial just above was over by it.
// Grants are maximal: where held back, raising any strength by 5 % would go over, or drift is
// ≥ .9. Then what is really written is measured again, through an injected round trip; a step back if it is over.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "drift/judge.h"
#include "govern/study.h"
#include "govern/wishes.h"
#include "retouch/edit.h"

namespace countenance::govern {

/// The full-strength edits of every usable face, made once; strengths of 1 are the wish.
struct Proposal {
  std::vector<std::vector<retouch::Edit>> edits;  ///< [face of the study][edit]; empty for an unusable face
  std::vector<Wishes> wishes;                     ///< [face]
};
/// `like`: a proposal of the same request but for its wishes; edits of dials that stand as they stood there are taken from
/// it.
Result<Proposal> propose(const Study& study, const Request& request, const Job& job = {},
                         const Proposal* like = nullptr);

struct Verdict {
  std::vector<std::vector<float>> strengths;  ///< [face][edit], each in [0, 1]
  std::vector<Grant> grants;
  drift::Report report;
  std::string binds;     ///< one sentence; empty: everything was granted
  std::string verified;  ///< "file", "host", or "" where nothing was written that had to be verified
  bool nothing = false;  ///< what is granted changes no pixel: write the original's own coded data
};

/// The exact solve on the normalised face crops; nothing is written on the strength of less.
Result<Verdict> solve(const Study& study, const Proposal& proposal, const drift::Policy& policy, const Job& job = {});

/// How the rendered pixels will be found again: encode + decode a file, or quantise and composite in a host.
struct Roundtrip {
  std::function<Result<Photo>(Photo rendered)> through;
  /// Asked once, when the encoding alone is over the limits: raise its quality and return true, or return false.
  std::function<bool()> improve;
  std::string verified;  ///< "file" or "host"
  /// What the last call of `through` wrote is the best yet, and will be returned unless this is called again; earlier
  /// ones will not. May be empty.
  std::function<void()> keep;
  std::string remedy{};  ///< "write a PNG": what to do where writing alone changes too much; empty: nothing
};

struct Governed {
  Verdict verdict;
  int attempt = 0;        ///< which call of Roundtrip::through it was, from 0
  bool improved = false;  ///< the encoding had to be made better
};
/// solve → render → round trip → measure. Where that is over (or well under, with a wish held back), the difference
/// between the measured and the predicted values is charged to every candidate and it is solved again; after that,
/// between what was inside and what was over, or with more of each dial where what was inside is well under, face by
/// face, 7 round trips at most, and as many again once the encoding was made better; then Error{refused}, which names the
/// face and what it was: over a limit, a measure that could not be taken, or what writing alone adds. A face that cannot be
/// held to the policy's limits is left untouched and must come back unchanged. Error{refused} too when the policy refuses
/// retouch, with its reason, and where a picture is not inside as it is, measured against its first original.
Result<Governed> govern(const Study& study, const Proposal& proposal, const drift::Policy& policy,
                        const Roundtrip& roundtrip, const Job& job = {});

/// What `measure` says of the two pictures; never helped by knowing the recipe. The edited picture may differ in size,
/// profile and depth. Against the study's first original, where it has one.
Result<drift::Report> measure(const Study& original, const Photo& edited, const drift::Policy& policy,
                              const Job& job = {});

}  // namespace countenance::govern
