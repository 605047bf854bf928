// SPDX-License-Identifier: Apache-2.0
// Plan: how one face of an edited picture can be brought back. Shape that is over a limit is undone feature by feature; the
// rest is split, and each component's share is a strength for the solver: 1 keeps the other tool's change, 0 is the original.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "govern/candidate.h"
#include "govern/guard/mend.h"
#include "govern/guard/split.h"
#include "govern/guarded.h"

namespace countenance::govern {

/// The edited picture, as it came.
struct Other {
  const Photo& photo;
  const colour::Space& space;
};

/// How far a plan reaches: the features whose shape is over; every feature's; and what lies about the head, too.
enum class Reach { over, all_shape, surroundings };

class Plan {
 public:
  /// `before`: the face as it came, judged. The study must outlive it. Error{not_measurable}: different pictures.
  static Result<Plan> make(const Study& study, int index, const Other& other, const drift::FaceReport& before,
                           Reach reach, const Job& job);

  [[nodiscard]] const Candidates& candidates() const { return *candidates_; }
  /// The next farther one that differs; nullopt: there is none.
  [[nodiscard]] std::optional<Reach> farther() const;
  [[nodiscard]] Mending mending(const std::vector<float>& kept) const;
  /// What `kept` takes back, and by which measure it was over.
  [[nodiscard]] std::vector<Repair> repairs(const std::vector<float>& kept, const drift::FaceReport& before) const;
  [[nodiscard]] float fallen_back(const std::vector<float>& kept) const;

 private:
  const drift::Reference* reference_ = nullptr;
  Affine edited_from_original_ = identity();
  drift::SceneTransform chroma_;
  ImageF relit_, of_edited_, of_original_;
  std::vector<std::string> windows_;  // undone
  std::vector<float> window_areas_;
  Reach reach_ = Reach::over;
  std::shared_ptr<const Split> split_;
  std::shared_ptr<Candidates> candidates_;
};

}  // namespace countenance::govern
