// SPDX-License-Identifier: Apache-2.0
// What a measure says. Every component is a loss or a change: 0 at identity, growing. A measure that could not be taken
// never passes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/image.h"

namespace countenance::drift {

/// Changes whenever any number does; the changelog says so.
inline constexpr const char* kMetricVersion = "0.4";

enum class Status {
  measured,
  not_applicable,  ///< the original has none (no colour, no catchlight)
  not_resolved,    ///< too small in the original; the policy says whether that will do
  not_separable,   ///< from a change of the whole scene; never a pass by itself
  failed,          ///< never passes
  not_in_policy,
};
[[nodiscard]] const char* name_of(Status status);  ///< as in JSON

struct Component {
  std::string name;  ///< "pores"; names are API
  std::string unit;
  float value = 0;
  Status status = Status::measured;
  float limit = 0;         ///< the one that counts, set by a policy; 0: none
  float policy_limit = 0;  ///< the policy's own; limit is wider where encoding alone does more to so small a face
  float share = 0;         ///< value ÷ limit
  float sd = 0;            ///< standard deviation of value where the measure knows it (tone), same unit; else 0
  std::string where{};     ///< in words, where this component has a place of its own; else its Reading's
};

/// One mole, freckle, scar or spot.
struct MarkChange {
  float x = 0, y = 0;           ///< share of the face's frame, from its left and top
  float diameter = 0;           ///< % IOD
  float before = 0, after = 0;  ///< contrast to the skin around it, stops of density
  std::string kind;             ///< "permanent", "transient", "keep": its colour does not say, "unlisted": too faint to
  std::string fate;             ///< "kept", "faded", "lost", "healed": transient and gone, "invented"
  std::string where;            ///< in words
};

struct Reading {
  std::string measure;  ///< "texture"
  Status status = Status::measured;
  std::vector<Component> components;
  std::string where;  ///< worst place in words: "left cheek"; empty: the whole face. Judging sets it to the binding
                      ///< component's own
  std::string note;   ///< why it is not measured, in words
  ImageF map;  ///< optional, frame px, ≥ 0: where the change is, in any unit; judging brings it to units of the limit
  float share = 0;                  ///< largest of the components; set by a policy
  std::vector<MarkChange> marks{};  ///< of the measure "marks": the original's, and those the edit invented
  float resolved_from = 0;          ///< of the measure "marks": diameter of the least mark that is told, % IOD; else 0
  std::optional<Status> taken{};    ///< the status as the measure gave it, kept by judging, which sets status
};

/// The names of all measures of the design, in report order.
[[nodiscard]] const std::vector<std::string>& measure_names();

struct FaceReport {
  int index = 0;
  float iod_px = 0;      ///< of the original
  float resolution = 1;  ///< of the edited picture ÷ the original's; below 1 both were compared at the lower
  float ita = 0;         ///< of the original, degrees: for reports by skin tone
  float drift = 0;       ///< largest share over the measures the policy requires
  std::string limiting;  ///< "texture.pores"; at drift 0 the first one judged
  std::string where;
  bool measured = false;  ///< every required measure was taken (or excused by the policy)
  bool within = false;    ///< measured, and drift ≤ 1
  bool outside = false;   ///< plainly over a limit, whatever else could not be measured; then drift is of what is plain
  bool unchanged = false;  ///< not measured, and within because its pixels are as they were, but for what writing does
  std::string note;        ///< why this face was not measured
  std::vector<Reading> readings;
};

struct Report {
  std::string metric = kMetricVersion;
  std::string policy;
  bool within = false;   ///< every face is
  bool outside = false;  ///< some face is, plainly
  bool measured = false;
  float drift = 0;
  std::vector<FaceReport> faces;
};

/// {"schema":"countenance.measure/1", …} as in docs/drift.md. No mesh point, embedding or pixel
/// of the face is in it.
[[nodiscard]] std::string to_json(const Report& report);
/// "face 2: texture.pores is 1.31 times its limit", or why it was not measured. Empty: it is within.
[[nodiscard]] std::string why_not_within(const FaceReport& face);
/// Of the first face that is not.
[[nodiscard]] std::string why_not_within(const Report& report);
/// A table for people: each measure with a bar to its limit, what binds and where.
[[nodiscard]] std::string to_text(const Report& report);

}  // namespace countenance::drift
