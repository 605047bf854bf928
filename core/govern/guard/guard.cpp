// SPDX-License-Identifier: Apache-2.0
#include "govern/guard/guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/parallel.h"
#include "govern/guard/mend.h"
#include "govern/guard/plan.h"
#include "govern/in_turn.h"
#include "govern/solve.h"

namespace countenance::govern {
namespace {

constexpr int kSolves = 3;     // by candidates, charged with what rendering and writing add …
constexpr int kAttempts = 8;   // … then less is kept each time, and at last nothing
constexpr float kLess = 0.6f;  // of what was kept

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

/// Judged by what the original resolves.
drift::Policy resolvable(drift::Policy policy) {
  policy.accept_not_resolved = true;
  return policy;
}

drift::Report judged(drift::Report report, const drift::Policy& policy) {
  for (auto& face : report.faces)
    if (!face.readings.empty()) drift::judge(face, policy);
  return drift::assemble(std::move(report.faces), policy);
}

/// What the policy asks for and the original is too small to tell.
std::vector<std::string> unverifiable(const drift::Report& report, const drift::Policy& policy) {
  std::vector<std::string> out;
  for (const auto& face : report.faces)
    for (const auto& reading : face.readings) {
      if (std::find(policy.required.begin(), policy.required.end(), reading.measure) == policy.required.end()) continue;
      for (const auto& c : reading.components)
        if (c.status == drift::Status::not_resolved)
          out.push_back(fmt::format("face {}: {}.{}", face.index + 1, reading.measure, c.name));
    }
  return out;
}

void charge(Work& work, const drift::FaceReport& measured, const drift::Policy& policy) {
  const auto bare = work.plan->candidates().measure(work.kept, policy, {}, {});
  for (const auto& reading : measured.readings)
    for (const auto& component : reading.components)
      for (const auto& other : bare.readings)
        if (other.measure == reading.measure)
          for (const auto& predicted : other.components)
            if (predicted.name == component.name)
              work.charge[reading.measure + "." + component.name] = component.value - predicted.value;
}

}  // namespace

Result<Guarded> guard(const Study& study, const Photo& edited, const drift::Policy& policy, const Roundtrip& roundtrip,
                      const Job& job) {
  if (!policy.refuse.empty())
    return fail(Code::refused, fmt::format("policy '{}' refuses retouch: {}", policy.name, policy.refuse));
  const drift::Policy limits = resolvable(policy);
  Guarded out;
  CNT_TRY(before, measure(study, edited, limits, job));
  out.before = out.report = judged(before, policy);
  out.unverifiable = unverifiable(before, policy);
  out.fallen_back.assign(study.faces.size(), 0.f);
  if (before.within) {
    out.nothing = true;
    return out;
  }
  CNT_TRY(space, colour::Space::open(edited.icc, edited.view().colours()));
  const Other other{edited, space};
  std::vector<Work> works(study.faces.size());
  const auto plan = [&](std::size_t f, Reach reach) -> Result<> {
    CNT_TRY(made, Plan::make(study, study.faces[f], other, before.faces[f], reach, job));
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
  for (std::size_t f = 0; f < works.size(); ++f) {
    if (before.faces[f].within) continue;
    if (!study.faces[f].face.usable())
      return fail(Code::refused, fmt::format("face {}: {}; it cannot be brought back", f + 1, before.faces[f].note));
    CNT_CHECK(plan(f, Reach::over));
  }

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
          for (float& s : work.kept) s = attempt + 2 < kAttempts ? s * kLess : 0;
        }
      }
      mendings.push_back(work.plan->mending(work.kept));
    }
    CNT_TRY(mended, mend(*study.photo, *study.space, edited, space, mendings, job));
    mendings.clear();
    CNT_TRY(found, roundtrip.through(std::move(mended)));
    CNT_TRY(report, measure(study, found, limits, job));
    bool stuck = false;  // nothing of the change is left, and yet it is over
    for (std::size_t f = 0; f < works.size(); ++f) {
      Work& work = works[f];
      if (!work.plan) continue;
      work.settled = report.faces[f].within;
      if (work.settled) continue;
      if (!work.keeps_nothing()) {
        if (attempt + 1 < kSolves) charge(work, report.faces[f], limits);
      } else if (const auto farther = work.plan->farther()) {
        CNT_CHECK(plan(f, *farther));
        work.kept.assign(std::size_t(work.plan->candidates().count()), 0.f);
      } else {
        stuck = true;
      }
    }
    if (report.within) {
      if (roundtrip.keep) roundtrip.keep();
      out.report = judged(report, policy);
      out.unverifiable = unverifiable(report, policy);
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
      for (Work& work : works) work.charge.clear(), work.settled = false;
    }
  }
  return fail(Code::refused, fmt::format("it cannot be brought inside the limits of policy '{}': {}{}", policy.name,
                                         obstacle, roundtrip.remedy.empty() ? "" : "; " + roundtrip.remedy));
}

}  // namespace countenance::govern
