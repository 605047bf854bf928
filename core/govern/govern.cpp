// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/parallel.h"
#include "govern/governor.h"
#include "govern/solve.h"
#include "retouch/compose.h"

namespace countenance::govern {
namespace {

constexpr int kSolves = 2;    // by candidates, charged with what the round trip adds …
constexpr int kAttempts = 7;  // … then between what was inside and what was over, as measured
constexpr float kAim = 0.96f;
constexpr float kWellUnder = 0.9f;  // a verdict below this with a wish held back is tried again, higher

/// The candidates of every face of a proposal, and what encoding has been found to add to each.
struct Field {
  std::vector<std::optional<Candidates>> faces;
  std::vector<Charge> charges;
};

Field make_field(const Study& study, const Proposal& proposal) {
  Field field{std::vector<std::optional<Candidates>>(study.faces.size()), std::vector<Charge>(study.faces.size())};
  for (std::size_t f = 0; f < study.faces.size(); ++f)
    if (study.faces[f].face.usable()) field.faces[f].emplace(study.faces[f], proposal.edits[f]);
  return field;
}

float wished(const Wishes& wishes, const std::string& dial) {
  if (dial == "even") return wishes.even;
  if (dial == "fill") return wishes.fill;
  if (dial == "exposure") return wishes.exposure;
  return dial == "key" ? wishes.key : wishes.key_turn;
}

/// "face 2, left cheek", or "left cheek" where there is one face.
std::string place(const Study& study, const drift::FaceReport& face) {
  std::string where = study.faces.size() > 1 ? fmt::format("face {}", face.index + 1) : "";
  if (!face.where.empty()) where += (where.empty() ? "" : ", ") + face.where;
  return where;
}

void put_in_words(Verdict& verdict, const Study& study, const Proposal& proposal) {
  verdict.grants.clear();
  verdict.binds.clear();
  for (std::size_t f = 0; f < proposal.edits.size(); ++f)
    for (std::size_t k = 0; k < proposal.edits[f].size(); ++k) {
      const auto& edit = proposal.edits[f][k];
      const auto& face = verdict.report.faces[f];
      const float s = verdict.strengths[f][k], wish = wished(proposal.wishes, edit.name);
      Grant grant{int(f), edit.name, wish, edit.trusted ? wish * s : 0, edit.note};
      if (edit.trusted && s < 1) {
        grant.note = "held back by " + face.limiting;
        if (const auto where = place(study, face); !where.empty()) grant.note += " on " + where;
        if (verdict.binds.empty()) verdict.binds = grant.note;
      }
      verdict.grants.push_back(std::move(grant));
    }
}

/// Every granted change is below what composing would write.
bool nothing(const Verdict& verdict, const Proposal& proposal) {
  for (std::size_t f = 0; f < proposal.edits.size(); ++f)
    for (std::size_t k = 0; k < proposal.edits[f].size(); ++k)
      if (proposal.edits[f][k].trusted && verdict.strengths[f][k] > 0) return false;
  return true;
}

Result<Verdict> solve(const Study& study, const Proposal& proposal, const Field& field, const drift::Policy& policy,
                      const Job& job) {
  const int n = int(study.faces.size());
  Verdict verdict;
  verdict.strengths.resize(n);
  std::vector<drift::FaceReport> faces(n);
  CNT_CHECK(for_each(n, job, "holding the edits to the limits", [&](int f) -> Result<> {
    if (field.faces[f]) {
      CNT_TRY(solution, solve_face(*field.faces[f], policy, field.charges[f], Job{{}, 1}));
      verdict.strengths[f] = std::move(solution.strengths);
      faces[f] = std::move(solution.report);
    } else {
      faces[f].measured = faces[f].within = true;
      faces[f].iod_px = study.faces[f].face.iod;
      faces[f].note = "left untouched: " + study.faces[f].face.unusable;
    }
    faces[f].index = f;
    return {};
  }));
  verdict.report = drift::assemble(std::move(faces), policy);
  verdict.nothing = nothing(verdict, proposal);
  put_in_words(verdict, study, proposal);
  return verdict;
}

Result<Photo> render(const Study& study, const Proposal& proposal, const Verdict& verdict, const Job& job) {
  std::vector<retouch::Layer> layers;
  for (std::size_t f = 0; f < study.faces.size(); ++f) {
    if (proposal.edits[f].empty()) continue;
    const auto& canvas = study.faces[f].canvas;
    layers.push_back({retouch::sum(proposal.edits[f], verdict.strengths[f], canvas.size()), canvas.roi});
  }
  return retouch::compose(*study.photo, *study.space, layers, job);
}

bool held_back(const Verdict& verdict) {
  for (const auto& face : verdict.strengths)
    if (std::any_of(face.begin(), face.end(), [](float s) { return s < 1; })) return true;
  return false;
}

/// Strengths that were really tried, and the drift they really had.
struct Tried {
  std::vector<std::vector<float>> strengths;
  float drift = 0;
};

/// Between an inside and an outside trial, where a straight line has drift kAim, but a tenth of the way from either.
std::vector<std::vector<float>> between(const Tried& inside, const Tried& outside) {
  const float t = std::clamp((kAim - inside.drift) / (outside.drift - inside.drift), 0.1f, 0.9f);
  auto s = inside.strengths;
  for (std::size_t f = 0; f < s.size(); ++f)
    for (std::size_t k = 0; k < s[f].size(); ++k) s[f][k] += t * (outside.strengths[f][k] - s[f][k]);
  return s;
}

/// charge = what the round trip gave − what the bare candidate gives at the same strengths.
void charge(Field& field, const std::vector<std::vector<float>>& strengths, const drift::Report& measured,
            const drift::Policy& policy) {
  for (std::size_t f = 0; f < field.faces.size(); ++f) {
    if (!field.faces[f]) continue;
    const auto bare = field.faces[f]->measure(strengths[f], policy, {}, {});
    for (const auto& reading : measured.faces[f].readings)
      for (const auto& component : reading.components)
        for (const auto& other : bare.readings)
          if (other.measure == reading.measure)
            for (const auto& predicted : other.components)
              if (predicted.name == component.name)
                field.charges[f][reading.measure + "." + component.name] = component.value - predicted.value;
  }
}

/// Even untouched pixels would be over, by what the encoding alone adds.
bool encoding_alone_is_over(const Field& field, const drift::Policy& policy) {
  for (std::size_t f = 0; f < field.faces.size(); ++f) {
    if (!field.faces[f]) continue;
    const std::vector<float> none(field.faces[f]->count(), 0.f);
    if (!field.faces[f]->measure(none, policy, field.charges[f], {}).within) return true;
  }
  return false;
}

}  // namespace

Result<Verdict> solve(const Study& study, const Proposal& proposal, const drift::Policy& policy, const Job& job) {
  if (!policy.refuse.empty())
    return fail(Code::refused, fmt::format("policy '{}' refuses retouch: {}", policy.name, policy.refuse));
  return solve(study, proposal, make_field(study, proposal), policy, job);
}

Result<Governed> govern(const Study& study, const Proposal& proposal, const drift::Policy& policy,
                        const Roundtrip& roundtrip, const Job& job) {
  if (!policy.refuse.empty())
    return fail(Code::refused, fmt::format("policy '{}' refuses retouch: {}", policy.name, policy.refuse));
  Field field = make_field(study, proposal);
  std::optional<Governed> best;
  bool improved = false;
  int trips = 0;
  std::optional<Tried> inside, outside;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    Verdict verdict;
    if (attempt >= kSolves && inside && outside) {
      verdict.strengths = between(*inside, *outside);
    } else {
      CNT_TRY(solved, solve(study, proposal, field, policy, job));
      verdict = std::move(solved);
    }
    if (verdict.nothing) {
      if (best) break;
      if (held_back(verdict) && attempt > 0) {  // only what the encoding adds stands in the way
        if (improved || !roundtrip.improve || !roundtrip.improve()) break;
        improved = true;
        field.charges.assign(field.charges.size(), {});
        continue;
      }
      verdict.verified = roundtrip.verified;
      return Governed{std::move(verdict), {}, 0, improved};
    }
    CNT_TRY(rendered, render(study, proposal, verdict, job));
    CNT_TRY(found, roundtrip.through(rendered));
    const int trip = trips++;
    CNT_TRY(report, measure(study, found, policy, job));
    const bool within = report.within, wish_left = held_back(verdict);
    const drift::Report measured = report;
    verdict.report = std::move(report);
    verdict.verified = roundtrip.verified;
    put_in_words(verdict, study, proposal);
    const float drift = verdict.report.drift;
    const auto strengths = verdict.strengths;
    if (within && (!best || drift > best->verdict.report.drift))
      best = Governed{std::move(verdict), std::move(rendered), trip, improved};
    if (within && (!wish_left || drift >= kWellUnder)) break;
    if (within)
      inside = Tried{strengths, drift};
    else if (measured.measured)
      outside = Tried{strengths, drift};
    charge(field, strengths, measured, policy);
    if (!within && !improved && encoding_alone_is_over(field, policy) && roundtrip.improve && roundtrip.improve()) {
      improved = true;
      field.charges.assign(field.charges.size(), {});
      inside = outside = std::nullopt;
    }
  }
  if (best) return std::move(*best);
  return fail(Code::refused, fmt::format("nothing can be written inside the limits of policy '{}': encoding the file "
                                         "changes the face by more than they allow; "
                                         "write a PNG or TIFF, or a JPEG of higher quality",
                                         policy.name));
}

}  // namespace countenance::govern
