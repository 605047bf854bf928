// SPDX-License-Identifier: Apache-2.0
// Candidate: what one face would look like, in its normalised frame, at given strengths. Cheap: nothing of the photo is
// read again.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "drift/judge.h"
#include "drift/measures.h"
#include "govern/study.h"
#include "retouch/edit.h"

namespace countenance::govern {

/// What a round trip added to a component's value over what the candidate predicted: "texture.pores" → value.
using Charge = std::map<std::string, float>;

class Candidates {
 public:
  /// Resamples the edits of one face into the frame of its reference.
  Candidates(const FaceStudy& face, const std::vector<retouch::Edit>& edits);

  [[nodiscard]] drift::EditedView view(const std::vector<float>& strengths) const;
  /// Measured and judged. `effort` leaves out the costly measures; these then count as not required.
  [[nodiscard]] drift::FaceReport measure(const std::vector<float>& strengths, const drift::Policy& policy,
                                          const Charge& charge, const drift::Effort& effort) const;
  [[nodiscard]] int count() const { return int(edits_.size()); }
  [[nodiscard]] bool decided(std::size_t k) const { return edits_[k].decided; }  ///< wholly or not at all
  void withdraw(std::size_t k) { withdrawn_.insert(k); }                         ///< given no more
  [[nodiscard]] bool withdrawn(std::size_t k) const { return withdrawn_.contains(k); }

 private:
  const FaceStudy& face_;
  std::vector<retouch::Edit> edits_;  ///< in frame px
  std::set<std::size_t> withdrawn_;
};

}  // namespace countenance::govern
