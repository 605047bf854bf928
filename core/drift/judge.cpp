// SPDX-License-Identifier: Apache-2.0
#include "drift/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/statistics.h"
#include "drift/measures.h"

namespace countenance::drift {
namespace {

enum class Judged { no, yes, unresolved_essential };

/// If the policy has a limit for it, its limit, share and status are set.
Judged judge_component(Component& c, const std::string& measure, const Policy& policy, float iod) {
  c.limit = c.share = c.policy_limit = 0;
  if (c.status == Status::not_separable && c.sd > 0) c.status = Status::measured;  // another policy's judgement
  const std::string name = measure + "." + c.name;
  const auto& registry = components();
  const auto floor =
      std::find_if(registry.begin(), registry.end(), [&](const Floor& f) { return name == f.component; });
  const auto limit = policy.limits.find(name);
  if (limit == policy.limits.end() || floor == registry.end()) return Judged::no;
  const bool has_value = c.status == Status::measured || c.status == Status::not_separable;
  if (has_value && !(std::isfinite(c.value) && std::isfinite(c.sd))) c.status = Status::failed;
  if (c.status == Status::measured && !(iod >= floor->least_iod)) c.status = Status::not_resolved;
  if (c.status == Status::not_resolved && floor->essential) return Judged::unresolved_essential;
  if (c.status != Status::measured && c.status != Status::not_separable) return Judged::yes;

  c.policy_limit = limit->second;
  c.limit = std::max(limit->second, floor->at(iod));
  c.share = not_negative(c.value) / c.limit;
  const bool beyond_scene = c.value > std::hypot(c.limit, kScenePull * c.sd);
  if (!beyond_scene && c.sd > 0 && (c.value > c.limit || c.sd > kLargestSd * c.limit)) c.status = Status::not_separable;
  return Judged::yes;
}

constexpr const char* kNoneTaken = "none of its components was taken";

/// As the measure gave it, whatever another policy made of it.
void forget_judgement(Reading& r) {
  r.taken = r.taken.value_or(r.status);
  r.status = *r.taken;
  r.share = 0;
  if (r.note == kNoneTaken) r.note.clear();
}

/// The status of a measure follows from those of its judged components.
void judge_reading(Reading& r, const Policy& policy, float iod) {
  bool failed = false, pulled = false, measured = false, small = false, judged = false, blind = false;
  for (Component& c : r.components) {
    const Judged how = judge_component(c, r.measure, policy, iod);
    if (how == Judged::no) continue;
    judged = true;
    blind |= how == Judged::unresolved_essential && !policy.accept_not_resolved;
    failed |= c.status == Status::failed || c.status == Status::not_in_policy;
    pulled |= c.status == Status::not_separable;
    measured |= c.status == Status::measured;
    small |= c.status == Status::not_resolved;
    if (c.share > r.share) {
      r.share = c.share;
      if (!c.where.empty()) r.where = c.where;
    }
  }
  if (r.components.empty() && r.status != Status::measured) return;  // the measure says why, as a whole
  if (r.status == Status::failed) return;
  if (!judged && r.note.empty()) r.note = kNoneTaken;
  r.status = failed || !judged ? Status::failed
             : blind           ? Status::not_resolved
             : pulled          ? Status::not_separable
             : measured        ? Status::measured
             : small           ? Status::not_resolved
                               : Status::not_applicable;
}

/// In units of the limit: the 99th percentile of where anything changed becomes the share.
void scale_map(Reading& r) {
  if (r.map.empty()) return;
  std::vector<float> changed;
  for (std::size_t i = 0; i < r.map.count(); ++i) {
    float& v = r.map.data()[i];
    v = std::isfinite(v) && v > 0 ? v : 0.f;
    if (v > 0) changed.push_back(v);
  }
  if (changed.empty()) return;
  const float k = r.share / quantile(std::move(changed), 0.99);
  for (std::size_t i = 0; i < r.map.count(); ++i) r.map.data()[i] *= k;
}

/// The component with the largest share; at 0 the first one judged.
struct Binding {
  float share = 0;
  std::string component, where;

  void offer(const Reading& r, const Component& c) {
    if (c.share > share || (component.empty() && c.limit > 0))
      share = c.share, component = r.measure + "." + c.name, where = r.where;
  }
};

std::string why_not_measured(const Reading& r) {
  const std::string note = r.note.empty() ? "" : " (" + r.note + ")";
  switch (r.status) {
    case Status::not_separable:
      return fmt::format("{} cannot be told from a change of the whole scene{}", r.measure, note);
    case Status::not_resolved:
      return fmt::format("{} is not resolved in so small a face, which this policy does not accept{}", r.measure, note);
    default:
      return fmt::format("{} could not be measured{}", r.measure, note);
  }
}

}  // namespace

void judge(FaceReport& face, const Policy& policy) {
  face.unchanged = false;
  const auto required = [&](const std::string& measure) {
    return std::find(policy.required.begin(), policy.required.end(), measure) != policy.required.end();
  };
  for (const std::string& measure : policy.required)
    if (std::none_of(face.readings.begin(), face.readings.end(),
                     [&](const Reading& r) { return r.measure == measure; })) {
      Reading absent;
      absent.measure = measure;
      absent.status = Status::failed;
      absent.note = "it was not taken";
      face.readings.push_back(std::move(absent));
    }

  Binding plain, any;  // of what is measured, and with what cannot be told from a change of the scene
  face.measured = true;
  bool anything = false;
  std::string why;
  const float iod = face.iod_px * std::min(face.resolution, 1.f);
  for (Reading& r : face.readings) {
    forget_judgement(r);
    if (!required(r.measure)) {
      r.status = Status::not_in_policy;
      for (Component& c : r.components) c.limit = c.share = c.policy_limit = 0;
      r.map = {};
      continue;
    }
    judge_reading(r, policy, iod);
    scale_map(r);
    anything |= r.status == Status::measured;
    const bool excused =
        r.status == Status::not_applicable || (r.status == Status::not_resolved && policy.accept_not_resolved);
    if (r.status != Status::measured && !excused) {
      face.measured = false;
      why += (why.empty() ? "" : "; ") + why_not_measured(r);
    }
    for (const Component& c : r.components) {
      any.offer(r, c);
      if (c.status == Status::measured) plain.offer(r, c);
    }
  }
  if (!anything && face.measured) {
    face.measured = false;
    why = "nothing of this face could be measured";
  }
  face.outside = plain.share > 1;
  const Binding& binding = face.outside ? plain : any;
  face.drift = binding.share;
  face.limiting = binding.component;
  face.where = binding.where;
  face.note = why;
  face.within = face.measured && face.drift <= 1;
}

Report assemble(std::vector<FaceReport> faces, const Policy& policy) {
  Report report;
  report.policy = policy.name;
  report.measured = report.within = !faces.empty();
  for (const FaceReport& f : faces) {
    report.measured &= f.measured;
    report.within &= f.measured && f.within;
    report.outside |= f.outside;
    report.drift = std::max(report.drift, f.drift);
  }
  report.faces = std::move(faces);
  return report;
}

}  // namespace countenance::drift
