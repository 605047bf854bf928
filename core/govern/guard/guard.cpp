// SPDX-License-Identifier: Apache-2.0
#include "govern/guard/guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "govern/guard/mend.h"
#include "govern/guard/plan.h"
#include "govern/solve.h"
#include "govern/unchanged.h"

namespace countenance::govern {
namespace {

constexpr int kSolves = 3;          // by candidates, charged with what rendering and writing add …
constexpr int kAttempts = 10;       // … then less is kept each time, and at last nothing
constexpr int kNothing = 6;         // from this attempt on
constexpr float kLess = 0.6f;       // of what was kept
constexpr float kNoiseOfTools = 3;  // levels: about JPEG q75

/// What is known of one face that was not inside.
struct Work {
  std::optional<Plan> plan;
  Charge charge;
  std::vector<float> kept;
  bool settled = false;  ///< the last trial was inside

  [[nodiscard]] bool keeps_nothing() const {
    return std::all_of(kept.begin(), kept.end(), [](float s) { return s == 0; });
  }
};

/// What the original does not resolve limits nothing.
drift::Policy resolvable(drift::Policy policy) {
  policy.accept_not_resolved = true;
  return policy;
}

/// A report by the policy itself, and the same where only what the original resolves counts. A face that is inside as the
/// policy asks stays so; one that cannot be measured at all, and was changed, is not guard's to bring back.
struct Judged {
  drift::Report strict, resolved;
  std::vector<std::string> unverifiable;

  [[nodiscard]] bool inside() const {
    return std::all_of(resolved.faces.begin(), resolved.faces.end(),
                       [](const auto& face) { return face.within || face.readings.empty(); });
  }
};

Judged judged(drift::Report strict, const drift::Policy& policy) {
  Judged out;
  const drift::Policy limits = resolvable(policy);
  std::vector<drift::FaceReport> faces = strict.faces;
  for (auto& face : faces) {
    if (face.within) continue;
    if (face.readings.empty()) {
      out.unverifiable.push_back(fmt::format("face {}: {}", face.index + 1, face.note));
      continue;
    }
    if (!face.measured)
      for (const auto& reading : face.readings)
        for (const auto& c : reading.components)
          if (c.status == drift::Status::not_resolved && reading.status != drift::Status::not_in_policy)
            out.unverifiable.push_back(fmt::format("face {}: {}.{}", face.index + 1, reading.measure, c.name));
    drift::judge(face, limits);
  }
  out.resolved = drift::assemble(std::move(faces), limits);
  out.strict = std::move(strict);
  return out;
}

/// What passes though it cannot be measured, since it is unchanged but for what its surroundings changed by, too: another
/// tool redraws those as well. A face that changed by more than a good encoding does is named instead. True: it is.
Result<bool> doubt(drift::FaceReport& face, const FaceStudy& studied, const Study& study, const Photo& photo,
                   const drift::Policy& policy) {
  if (!face.unchanged) return false;
  CNT_TRY(space, colour::Space::open(photo.icc, photo.view().colours()));
  CNT_TRY(same, unchanged(studied.face.box, study.photo->view(), *study.space, photo.view(), space, kNoiseOfTools));
  if (same) return false;
  face.unchanged = face.within = face.measured = false;
  if (!face.readings.empty()) drift::judge(face, policy);
  face.note = "changed, as its surroundings were, and cannot be measured";
  return true;
}

/// `doubtful`: faces that may be no better than their surroundings; those that are stay so. Error{not_measurable}: a face of
/// the original that could be studied cannot be measured at all.
Result<Judged> look(const Study& study, const Photo& photo, const drift::Policy& policy, std::vector<bool>& doubtful,
                    const Job& job) {
  const Study& original = study.first ? *study.first : study;
  CNT_TRY(report, measure(study, photo, policy, job));
  for (std::size_t f = 0; f < report.faces.size(); ++f) {
    if (!doubtful[f]) continue;
    CNT_TRY(doubted, doubt(report.faces[f], original.faces[f], original, photo, policy));
    doubtful[f] = doubted;
  }
  for (std::size_t f = 0; f < report.faces.size(); ++f)
    if (original.faces[f].face.usable() && report.faces[f].readings.empty() && !report.faces[f].within)
      return fail(Code::not_measurable, fmt::format("face {}: {}", f + 1, report.faces[f].note));
  return judged(drift::assemble(std::move(report.faces), policy), policy);
}

}  // namespace

Result<Guarded> guard(const Study& study, const Photo& edited, const drift::Policy& policy, const Roundtrip& roundtrip,
                      const Job& job) {
  if (!policy.refuse.empty())
    return fail(Code::refused, fmt::format("policy '{}' refuses retouch: {}", policy.name, policy.refuse));
  const drift::Policy limits = resolvable(policy);
  Guarded out;
  std::vector<bool> doubtful((study.first ? *study.first : study).faces.size(), true);  // of the tool's picture
  CNT_TRY(came, look(study, edited, policy, doubtful, job));
  const drift::Report& before = came.resolved;
  out.before = out.report = came.strict;
  out.unverifiable = came.unverifiable;
  out.fallen_back.assign(study.faces.size(), 0.f);
  if (came.inside()) {
    out.nothing = true;
    return out;
  }
  CNT_TRY(space, colour::Space::open(edited.icc, edited.view().colours()));
  const Other other{edited, space};
  std::vector<Work> works(study.faces.size());
  const auto plan = [&](std::size_t f, Reach reach) -> Result<> {
    CNT_TRY(made, Plan::make(study, int(f), other, before.faces[f], reach, job));
    works[f].plan.emplace(std::move(made));
    works[f].charge.clear();
    return {};
  };
  // The largest shares of a face by its candidates, reaching farther where even none of it would be over.
  const auto solve = [&](std::size_t f) -> Result<> {
    Work& work = works[f];
    for (;;) {
      auto solution = solve_face(work.plan->candidates(), limits, work.charge, job);
      if (!solution && solution.error().code != Code::not_measurable) return tl::unexpected(solution.error());
      // what a candidate cannot be told of, the file may be
      work.kept =
          solution ? solution->strengths : std::vector<float>(std::size_t(work.plan->candidates().count()), 0.f);
      if (solution && solution->report.within) return {};
      const auto farther = work.plan->farther();
      if (!farther) return {};
      CNT_CHECK(plan(f, *farther));
    }
  };
  const auto begin = [&]() -> Result<> {
    for (std::size_t f = 0; f < works.size(); ++f)
      if (!before.faces[f].within && !before.faces[f].readings.empty()) CNT_CHECK(plan(f, Reach::over));
    return {};
  };
  CNT_CHECK(begin());

  bool improved = false;
  std::string obstacle = drift::why_not_within(before);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    std::vector<Mending> mendings;
    for (std::size_t f = 0; f < works.size(); ++f) {
      Work& work = works[f];
      if (!work.plan) continue;
      if (!work.settled) {
        if (attempt < kSolves) {
          CNT_CHECK(solve(f));
        } else {
          for (float& s : work.kept) s = attempt < kNothing ? s * kLess : 0;
        }
      }
      mendings.push_back(work.plan->mending(work.kept));
    }
    CNT_TRY(mended, mend(*study.photo, *study.space, edited, space, mendings, job));
    mendings.clear();
    CNT_TRY(found, roundtrip.through(std::move(mended)));
    std::vector<bool> still = doubtful;  // what is written of the others is encoded, not redrawn
    CNT_TRY(now, look(study, found, policy, still, job));
    const drift::Report& report = now.resolved;
    bool stuck = false;  // nothing of the change is left or was taken back, and yet it is over
    for (std::size_t f = 0; f < works.size(); ++f) {
      Work& work = works[f];
      if (!work.plan) {
        stuck |= !report.faces[f].within && !report.faces[f].readings.empty();
        continue;
      }
      work.settled = report.faces[f].within;
      if (work.settled) continue;
      if (!work.keeps_nothing()) {
        if (attempt + 1 < kSolves)
          learn(work.charge, report.faces[f], work.plan->candidates().measure(work.kept, limits, {}, {}));
      } else if (const auto farther = work.plan->farther()) {
        CNT_CHECK(plan(f, *farther));
        work.kept.assign(std::size_t(work.plan->candidates().count()), 0.f);
      } else {
        stuck = true;
      }
    }
    if (now.inside()) {
      if (roundtrip.keep) roundtrip.keep();
      out.report = now.strict;
      out.unverifiable = now.unverifiable;
      out.verified = roundtrip.verified;
      out.improved = improved;
      for (std::size_t f = 0; f < works.size(); ++f) {
        if (!works[f].plan) continue;
        out.fallen_back[f] = works[f].plan->fallen_back(works[f].kept);
        for (Repair& r : works[f].plan->repairs(works[f].kept, before.faces[f])) out.repairs.push_back(std::move(r));
      }
      return out;
    }
    obstacle = drift::why_not_within(report);
    if (stuck || attempt + 1 == kAttempts) {
      if (improved || !roundtrip.improve || !roundtrip.improve()) break;
      improved = true, attempt = -1;
      for (Work& work : works) work.settled = false;
      CNT_CHECK(begin());
    }
  }
  return fail(Code::refused, fmt::format("it cannot be brought inside the limits of policy '{}': {}{}", policy.name,
                                         obstacle, roundtrip.remedy.empty() ? "" : "; " + roundtrip.remedy));
}

}  // namespace countenance::govern
