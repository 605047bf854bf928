// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string>

#include "govern/solve.h"

namespace countenance::govern {
namespace {

constexpr float kAim = 0.96f;         // drift aimed at, of the limit: what is written is seldom over then
constexpr float kNearEnough = 0.93f;  // a bracket's safe end at this drift is the answer
constexpr int kMostSteps = 10;
constexpr float kLeastKept = 0.67f;     // of a dial that gives way to others
constexpr float kAddsNothing = 0.005f;  // drift, of the limit
constexpr drift::Effort kCheap{false, false}, kCheapest{false, false, false};

using Strengths = std::vector<float>;

float drift_of(const drift::FaceReport& report) {
  return report.measured ? report.drift : std::numeric_limits<float>::infinity();
}

using Names = std::set<std::string>;  // "texture.pores"

template <class F>
void each_component(const drift::FaceReport& face, F&& visit) {
  for (const auto& reading : face.readings)
    for (const auto& c : reading.components)
      if (c.limit > 0) visit(reading.measure + "." + c.name, c.share);
}
/// The components whose share grows from one report to the other.
Names moved_by(const drift::FaceReport& from, const drift::FaceReport& to) {
  constexpr float kMoves = 0.02f;  // of the limit
  std::map<std::string, float> before;
  each_component(from, [&](const std::string& name, float share) { before[name] = share; });
  Names out;
  each_component(to, [&](const std::string& name, float share) {
    if (share > before[name] + kMoves) out.insert(name);
  });
  return out;
}
float largest_share(const drift::FaceReport& face, const Names& of) {
  float most = 0;
  each_component(face, [&](const std::string& name, float share) {
    if (of.contains(name)) most = std::max(most, share);
  });
  return most;
}

struct Point1 {
  float x, drift;
};

/// Largest x in [safe.x, over.x] with drift ≤ 1 that this many steps find, given drift(safe) ≤ 1 < drift(over).
/// Illinois' regula falsi on drift − kAim; halves the bracket where the drift is infinite.
Point1 largest(Point1 safe, Point1 over, const std::function<float(float)>& drift, int steps) {
  float left = safe.drift - kAim, right = over.drift - kAim;
  for (int i = 0; i < steps && safe.drift < kNearEnough && over.x - safe.x > 1e-3f; ++i) {
    float x = std::isfinite(right) ? safe.x + (over.x - safe.x) * (-left) / (right - left) : (safe.x + over.x) / 2;
    const float edge = 0.05f * (over.x - safe.x);
    x = std::clamp(x, safe.x + edge, over.x - edge);
    const float d = drift(x);
    if (d <= 1) {
      safe = {x, d}, left = d - kAim, right *= 0.5f;
    } else {
      over = {x, d}, right = d - kAim, left *= 0.5f;
    }
  }
  return safe;
}

constexpr const char* kStage = "holding the edits to the limits";
constexpr double kManyTrials = 30;

/// Leaves a search from within.
struct Stopped {
  Error why;
};

class Solver {
 public:
  Solver(const Candidates& candidates, const drift::Policy& policy, const Charge& charge, const Job& job)
      : candidates_(candidates), policy_(policy), charge_(charge), job_(job) {}

  /// Kept: the search comes back to the same places.
  const drift::FaceReport& report(const Strengths& s, const drift::Effort& effort) const {
    auto& kept = kept_[{s, effort}];
    if (!kept) {
      const double trials = double(kept_.size());
      if (auto r = job_.report(trials / (trials + kManyTrials), kStage); !r) throw Stopped{r.error()};
      kept = candidates_.measure(s, policy_, charge_, effort);
      const bool may_decide = effort == drift::Effort{};  // and be what is shown: there are few of these
      for (auto& reading : kept->readings)
        if (!may_decide) reading.map = {};  // 2 MB each
    }
    return *kept;
  }
  float drift(const Strengths& s, const drift::Effort& effort) const { return drift_of(report(s, effort)); }

  /// The wish without those edits that are wholly or not at all and would be over alone, with the others of them.
  Strengths decided(const Strengths& wish, const drift::Effort& effort) const {
    Strengths alone(wish.size(), 0.f), out = wish;
    for (std::size_t k = 0; k < wish.size(); ++k) {
      if (!candidates_.decided(k) || wish[k] == 0) continue;
      alone[k] = 1;
      if (drift(alone, effort) <= kAim) continue;
      refused_ = report(alone, effort);
      alone[k] = out[k] = 0;
    }
    return out;
  }

  /// `s` scaled by t, but for what is wholly or not at all.
  Strengths scaled(Strengths s, float t) const {
    for (std::size_t k = 0; k < s.size(); ++k)
      if (!candidates_.decided(k)) s[k] *= t;
    return s;
  }
  /// Scaled by as much as can be, given that scale 0 is inside.
  Strengths scaled_down(const Strengths& s, float drift_at_0, const drift::Effort& effort) const {
    const auto drift_at = [&](float t) { return drift(scaled(s, t), effort); };
    const float whole = drift_at(1);
    if (whole <= kAim) return s;
    return scaled(s, largest({0, std::min(drift_at_0, 1.f)}, {1, whole}, drift_at, kMostSteps).x);
  }

  /// Raises strength k alone: where there is room, or wholly where it adds nothing to the drift.
  void raise(Strengths& s, std::size_t k, const drift::Effort& effort) const {
    if (s[k] == 1 || candidates_.decided(k) || candidates_.withdrawn(k)) return;
    const float now = drift(s, effort);
    const auto with = [&](float x) {
      Strengths tried = s;
      tried[k] = x;
      return drift(tried, effort);
    };
    const float all = with(1), more = std::min(1.f, std::max(1.05f * s[k], s[k] + 0.01f));
    if (all <= kAim || all <= std::min(1.f, now + kAddsNothing)) {
      s[k] = 1;
    } else if (now >= kNearEnough) {
      return;
    } else if (const float d = with(more); d <= 1) {
      s[k] = largest({more, d}, {1, all}, with, kMostSteps / 2).x;
    }
  }

  void raise_each(Strengths& s, const drift::Effort& effort) const {
    for (std::size_t k = 0; k < s.size(); ++k) raise(s, k, effort);
  }

  /// Of all trials the nearest just above that was over.
  std::optional<drift::FaceReport> beyond(const Strengths& s) const {
    const auto sum = [](const Strengths& x) { return std::accumulate(x.begin(), x.end(), 0.f); };
    std::optional<drift::FaceReport> nearest;
    float least = std::numeric_limits<float>::max();
    for (const auto& [key, report] : kept_)
      if (report && report->measured && report->drift > 1 && just_above(key.first, s) && sum(key.first) < least)
        least = sum(key.first), nearest = *report;
    return nearest ? nearest : refused_;
  }

  /// Dials that add less than half as much to the drift of the wish as the one that adds most are given whole, and the
  /// others give way, unless that costs them more than a third: light that is held back need not hold back the skin.
  std::optional<Strengths> free(const Strengths& wish, const drift::Effort& effort) const {
    const float whole = drift(wish, effort);
    std::vector<float> added(wish.size());
    for (std::size_t k = 0; k < wish.size(); ++k) {
      Strengths without = wish;
      without[k] = 0;
      added[k] = whole - drift(without, effort);
    }
    const float most = *std::max_element(added.begin(), added.end());
    const auto with = [&](float t) {
      Strengths tried = wish;
      for (std::size_t k = 0; k < wish.size(); ++k)
        if (added[k] >= 0.5f * most && !candidates_.decided(k)) tried[k] *= t;
      return tried;
    };
    const Strengths freed = with(0);
    if (!std::isfinite(whole) || !(most > 0) || freed == scaled(wish, 0)) return std::nullopt;
    const float at_0 = drift(freed, effort);
    if (at_0 > 1) return std::nullopt;
    const auto drift_with = [&](float t) { return drift(with(t), effort); };
    const float t = largest({0, at_0}, {1, whole}, drift_with, kMostSteps).x;
    const float together = kAim / whole;  // what a common scale would leave, about
    return t > kLeastKept * together ? std::optional(with(t)) : std::nullopt;
  }

  /// Those that are known to speak of what is over give way together, if that will do; then each is raised as far as it
  /// goes. Only what they move is looked at: a measure near its limit that they do not move holds nothing back. Marks are
  /// looked at on the way only where they hold back.
  std::optional<Strengths> suspected(const Strengths& wish, const drift::Effort& effort) const {
    std::vector<bool> suspects(wish.size());
    for (std::size_t k = 0; k < wish.size(); ++k) suspects[k] = candidates_.withdrawn(k);  // gone already
    const auto with = [&](float t) {
      Strengths tried = wish;
      for (std::size_t k = 0; k < wish.size(); ++k)
        if (suspects[k]) tried[k] *= candidates_.decided(k) ? 0 : t;
      return tried;
    };
    bool any = false;
    while (drift(with(0), effort) > 1) {  // without these others can come to light
      bool more = false;
      const std::vector<bool> speak = candidates_.suspects(report(with(0), effort), suspects);
      for (std::size_t k = 0; k < speak.size(); ++k)
        if (speak[k] && !suspects[k]) suspects[k] = more = true;
      if (!more) return std::nullopt;
      any = true;
    }
    if (!any) return std::nullopt;  // nobody is over by these measures
    if (report(with(0), kCheapest).measured) {
      Strengths raised = raised_suspects(suspects, with, kCheapest);
      if (drift(raised, effort) <= 1) return raised;
    }
    return raised_suspects(suspects, with, effort);
  }

  /// `with(t)`: the suspects' common share t, of which 0 is inside.
  Strengths raised_suspects(const std::vector<bool>& suspects, const std::function<Strengths(float)>& with,
                            const drift::Effort& effort) const {
    const auto search = [&](const std::function<Strengths(float)>& at, float low, float high, int steps) {
      const drift::FaceReport from = report(at(low), effort), to = report(at(high), effort);
      if (drift_of(to) <= std::max(kAim, std::min(1.f, drift_of(from) + kAddsNothing))) return high;
      const auto moved = moved_by(from, to);
      const auto drift_at = [&](float t) {
        const drift::FaceReport& now = report(at(t), effort);
        return drift_of(now) > 1 ? drift_of(now) : largest_share(now, moved);
      };
      return largest({low, drift_at(low)}, {high, drift_of(to)}, drift_at, steps).x;
    };
    Strengths s = with(search(with, 0, 1, kMostSteps));
    for (std::size_t k = 0; k < s.size(); ++k) {
      if (!suspects[k] || s[k] == 1 || candidates_.decided(k) || candidates_.withdrawn(k)) continue;
      const auto raised = [&](float x) {
        Strengths tried = s;
        tried[k] = x;
        return tried;
      };
      s[k] = search(raised, s[k], 1, kMostSteps / 2);
    }
    return s;
  }

  /// Largest strengths by these measures: some given whole, or all on a common scale; then each by itself.
  Strengths solve(const Strengths& all, float drift_at_0, const drift::Effort& effort) const {
    if (drift(all, effort) <= kAim) return all;
    const Strengths wish = decided(all, effort);
    if (drift(wish, effort) <= kAim) return wish;
    const auto freed = wish.size() > 1 ? free(wish, effort) : std::nullopt;
    Strengths s = freed ? *freed : scaled_down(wish, at_0(wish, drift_at_0, effort), effort);
    raise_each(s, effort);
    return s;
  }
  /// What is left of a wish at scale 0: the drift of nothing, or of what is wholly or not at all.
  float at_0(const Strengths& wish, float drift_at_0, const drift::Effort& effort) const {
    const Strengths none = scaled(wish, 0);
    return none == Strengths(wish.size(), 0.f) ? drift_at_0 : drift(none, effort);
  }

 private:
  const Candidates& candidates_;
  const drift::Policy& policy_;
  const Charge& charge_;
  const Job& job_;
  mutable std::map<std::pair<Strengths, drift::Effort>, std::optional<drift::FaceReport>> kept_;
  mutable std::optional<drift::FaceReport> refused_;  // the last that was wholly or not at all, and over
};

Result<Solution> search(const Solver& solver, const Candidates& candidates, const Charge& charge,
                        const drift::Effort& decisive) {
  Strengths wish(std::size_t(candidates.count()), 1.f);
  const Strengths none(wish.size(), 0.f);
  for (std::size_t k = 0; k < wish.size(); ++k)
    if (candidates.withdrawn(k)) wish[k] = 0;
  const auto granted = [&](const drift::Effort& effort) { return solver.drift(wish, effort) <= kAim; };
  if (granted(kCheap) && granted(decisive)) return Solution{wish, solver.report(wish, decisive), {}};

  if (auto s = solver.suspected(wish, kCheap); s && solver.drift(*s, decisive) <= 1)
    return Solution{*s, solver.report(*s, decisive), solver.beyond(*s)};

  // Untouched, uncharged pixels do not drift by definition; what can be missing is a measure.
  const bool drifts_at_0 = !charge.empty() || !candidates.from_original();
  float drift_at_0 = 0;
  if (drifts_at_0 || !solver.report(wish, kCheap).measured) {
    const auto& at_0 = solver.report(none, drifts_at_0 ? decisive : kCheap);
    if (!at_0.measured)
      return fail(Code::not_measurable, at_0.note.empty() ? "the limits cannot be measured here" : at_0.note);
    drift_at_0 = drift_of(at_0);
    if (drift_at_0 > 1) return Solution{none, at_0, {}};
  }

  Strengths s = solver.solve(wish, drift_at_0, kCheap);
  if (solver.drift(s, decisive) > 1) {  // the costly measures object
    s = solver.decided(s, decisive);
    s = solver.scaled_down(s, solver.at_0(s, drift_at_0, decisive), decisive);
    solver.raise_each(s, decisive);
  }
  return Solution{s, solver.report(s, decisive), solver.beyond(s)};
}

template <class F>
auto heard(F&& step) -> decltype(step()) {
  try {
    return step();
  } catch (const Stopped& stopped) {
    return tl::unexpected(stopped.why);
  }
}

}  // namespace

Result<Solution> solve_face(const Candidates& candidates, const drift::Policy& policy, const Charge& charge,
                            const Job& job, const drift::Effort& decisive) {
  return heard([&] { return search(Solver(candidates, policy, charge, job), candidates, charge, decisive); });
}

bool just_above(const Strengths& tried, const Strengths& granted) {
  if (tried.size() != granted.size() || tried == granted) return false;
  for (std::size_t k = 0; k < tried.size(); ++k)
    if (tried[k] < granted[k] || tried[k] > std::max(1.1f * granted[k], granted[k] + 0.02f)) return false;
  return true;
}

Result<Strengths> raised(const Candidates& candidates, const drift::Policy& policy, const Charge& charge,
                         Strengths from, const drift::Effort& effort, const Job& job) {
  return heard([&]() -> Result<Strengths> {
    Solver(candidates, policy, charge, job).raise_each(from, effort);
    return from;
  });
}

}  // namespace countenance::govern
