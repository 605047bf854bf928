// SPDX-License-Identifier: Apache-2.0
#include "govern/estimator.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/parallel.h"
#include "govern/candidate.h"

namespace countenance::govern {
namespace {

constexpr float kKnots[3] = {0, 0.5f, 1};

/// Response of one component to one dial at the knots.
using Response = std::array<float, 3>;

float at(const Response& r, float s) {
  const float x = std::clamp(s, 0.f, 1.f) * 2;
  const int i = std::min(1, int(x));
  return r[i] + (r[i + 1] - r[i]) * (x - float(i));
}

float value_of(const drift::FaceReport& report, const std::string& measure, const std::string& component) {
  for (const auto& reading : report.readings)
    if (reading.measure == measure)
      for (const auto& c : reading.components)
        if (c.name == component) return c.value;
  return 0;
}

struct FaceTable {
  drift::FaceReport at_0;
  std::vector<std::map<std::string, Response>> dials;  ///< [edit]["texture.pores"]
};

}  // namespace

struct Estimator::Impl {
  drift::Policy policy;
  std::vector<std::optional<FaceTable>> faces;
};

Result<Estimator> Estimator::make(const Study& study, const Proposal& proposal, const drift::Policy& policy,
                                  const Job& job) {
  auto impl = std::make_shared<Impl>();
  impl->policy = policy;
  impl->faces.resize(study.faces.size());
  for (std::size_t f = 0; f < study.faces.size(); ++f) {
    const FaceStudy& face = study.faces[f];
    if (!face.face.usable()) continue;
    const Candidates candidates(face, proposal.edits[f]);
    const int n = candidates.count();
    std::vector<drift::FaceReport> runs(std::size_t(1 + 2 * n));
    CNT_CHECK(for_each(1 + 2 * n, job, "learning the dials", [&](int i) -> Result<> {
      std::vector<float> s(std::size_t(n), 0.f);
      if (i > 0) s[std::size_t(i - 1) / 2] = kKnots[1 + (i - 1) % 2];
      runs[std::size_t(i)] = candidates.measure(s, policy, {}, {});
      for (auto& reading : runs[std::size_t(i)].readings) reading.map = {};  // of no use, and large
      return {};
    }));
    FaceTable table{runs[0], std::vector<std::map<std::string, Response>>(std::size_t(n))};
    table.at_0.index = int(f);
    for (int k = 0; k < n; ++k)
      for (int knot = 1; knot <= 2; ++knot)
        for (const auto& reading : runs[std::size_t(2 * k + knot)].readings)
          for (const auto& component : reading.components)
            table.dials[std::size_t(k)][reading.measure + "." + component.name][std::size_t(knot)] =
                component.value - value_of(table.at_0, reading.measure, component.name);
    impl->faces[f] = std::move(table);
  }
  Estimator out;
  out.impl_ = std::move(impl);
  return out;
}

drift::Report Estimator::estimate(const std::vector<std::vector<float>>& strengths) const {
  std::vector<drift::FaceReport> faces;
  for (std::size_t f = 0; f < impl_->faces.size(); ++f) {
    if (!impl_->faces[f]) continue;
    const FaceTable& table = *impl_->faces[f];
    drift::FaceReport report = table.at_0;
    for (auto& reading : report.readings)
      for (auto& component : reading.components)
        for (std::size_t k = 0; k < table.dials.size(); ++k)
          if (const auto r = table.dials[k].find(reading.measure + "." + component.name); r != table.dials[k].end())
            component.value += at(r->second, strengths[f][k]);
    drift::judge(report, impl_->policy);
    faces.push_back(std::move(report));
  }
  return drift::assemble(std::move(faces), impl_->policy);
}

}  // namespace countenance::govern
