// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "govern/solve.h"

namespace countenance::govern {
namespace {

constexpr float kAim = 0.98f;         // drift aimed at, of the limit
constexpr float kNearEnough = 0.95f;  // a bracket's safe end at this drift is the answer
constexpr int kMostSteps = 10;
constexpr drift::Effort kCheap{false, false}, kFull{};

using Strengths = std::vector<float>;

float drift_of(const drift::FaceReport& report) {
  return report.measured ? report.drift : std::numeric_limits<float>::infinity();
}

struct Point1 {
  float x, drift;
};

/// Largest x in [safe.x, over.x] with drift ≤ 1 that this many steps find, given drift(safe) ≤ 1 < drift(over). Illinois' regula falsi on
/// drift − kAim; halves the bracket where the drift is infinite.
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

class Solver {
 public:
  Solver(const Candidates& candidates, const drift::Policy& policy, const Charge& charge) : candidates_(candidates), policy_(policy), charge_(charge) {}

  drift::FaceReport report(const Strengths& s, const drift::Effort& effort) const {
    return candidates_.measure(s, policy_, charge_, effort);
  }
  float drift(const Strengths& s, const drift::Effort& effort) const { return drift_of(report(s, effort)); }

  /// The common scale, first by the cheap measures, then, if the costly ones object, by all.
  float scale(float drift_at_0) const {
    const auto by = [&](const drift::Effort& effort) {
      return [this, effort](float t) { return drift(Strengths(candidates_.count(), t), effort); };
    };
    float t = 1, cheap = by(kCheap)(1);
    if (cheap > 1) t = largest({0, std::min(drift_at_0, 1.f)}, {1, cheap}, by(kCheap), kMostSteps).x;
    const float full = by(kFull)(t);
    if (full > 1) t = largest({0, drift_at_0}, {t, full}, by(kFull), kMostSteps).x;
    return t;
  }

  /// Raises strength k alone; all measures decide.
  void raise(Strengths& s, std::size_t k) const {
    const auto with = [&](float x) {
      Strengths tried = s;
      tried[k] = x;
      const float cheap = drift(tried, kCheap);
      return cheap > 1 ? cheap : drift(tried, kFull);
    };
    const float all = with(1);
    if (all <= 1) {
      s[k] = 1;
      return;
    }
    const float more = std::min(1.f, std::max(1.05f * s[k], s[k] + 0.01f));
    const float d = with(more);
    if (d > 1) return;
    s[k] = more >= 1 ? 1 : largest({more, d}, {1, all}, with, kMostSteps / 2).x;
  }

 private:
  const Candidates& candidates_;
  const drift::Policy& policy_;
  const Charge& charge_;
};

}  // namespace

Result<Solution> solve_face(const Candidates& candidates, const drift::Policy& policy, const Charge& charge, const Job& job) {
  const Solver solver(candidates, policy, charge);
  const std::size_t n = std::size_t(candidates.count());
  Solution out{Strengths(n, 1.f)};
  if (n) out.report = solver.report(out.strengths, kCheap);
  if (n && drift_of(out.report) <= 1) out.report = solver.report(out.strengths, kFull);
  if (!n || drift_of(out.report) > 1) {
    const Strengths none(n, 0.f);
    const auto at_0 = solver.report(none, kFull);
    if (!at_0.measured) return fail(Code::not_measurable, at_0.note.empty() ? "the limits cannot be measured here" : at_0.note);
    if (drift_of(at_0) > 1 || !n) {
      out = {none, at_0, n > 0};
      return out;
    }
    std::fill(out.strengths.begin(), out.strengths.end(), solver.scale(drift_of(at_0)));
    for (std::size_t k = 0; k < n && n > 1; ++k) {
      CNT_CHECK(job.report(double(k) / double(n), "holding the edits to the limits"));
      if (out.strengths[k] < 1) solver.raise(out.strengths, k);
    }
    out.report = solver.report(out.strengths, kFull);
  }
  out.held_back = std::any_of(out.strengths.begin(), out.strengths.end(), [](float s) { return s < 1; });
  return out;
}

}  // namespace countenance::govern
