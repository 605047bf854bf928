// SPDX-License-Identifier: Apache-2.0
// Candidate: what one face would look like, in its normalised frame, at given strengths of what is proposed. Cheap:
// nothing of the photo is read again.
#pragma once

#include <functional>
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
/// Learns it of every component that both reports have.
void learn(Charge& charge, const drift::FaceReport& measured, const drift::FaceReport& predicted);

class Candidates {
 public:
  /// One strength a change, all 0: what is known to be inside; all 1: the wish.
  using View = std::function<drift::EditedView(const std::vector<float>& strengths)>;
  /// Which changes speak of what a face is over by, but for those that are gone already.
  using Suspects = std::function<std::vector<bool>(const drift::FaceReport& over, const std::vector<bool>& gone)>;
  /// `decided`: of each change, whether it is given wholly or not at all. The reference must outlive it. What is seen at 0
  /// may drift.
  Candidates(const drift::Reference& reference, View view, std::vector<bool> decided, Suspects suspects);
  /// Resamples the edits of one face into the frame of its reference, over its base.
  Candidates(const FaceStudy& face, const std::vector<retouch::Edit>& edits);

  [[nodiscard]] drift::EditedView view(const std::vector<float>& strengths) const { return view_(strengths); }
  /// Measured and judged. `effort` leaves out the costly measures; these then count as not required.
  [[nodiscard]] drift::FaceReport measure(const std::vector<float>& strengths, const drift::Policy& policy,
                                          const Charge& charge, const drift::Effort& effort) const;
  [[nodiscard]] int count() const { return int(decided_.size()); }
  [[nodiscard]] bool decided(std::size_t k) const { return decided_[k]; }  ///< wholly or not at all
  /// Empty: it is not known.
  [[nodiscard]] std::vector<bool> suspects(const drift::FaceReport& over, const std::vector<bool>& gone) const {
    return suspects_ ? suspects_(over, gone) : std::vector<bool>{};
  }
  [[nodiscard]] bool from_original() const { return from_original_; }  ///< at 0 it is the original: no drift
  void withdraw(std::size_t k) { withdrawn_.insert(k); }               ///< given no more
  [[nodiscard]] bool withdrawn(std::size_t k) const { return withdrawn_.contains(k); }

 private:
  const drift::Reference& reference_;
  View view_;
  std::vector<bool> decided_;
  Suspects suspects_;
  bool from_original_ = false;
  std::set<std::size_t> withdrawn_;
};

}  // namespace countenance::govern
