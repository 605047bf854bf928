// SPDX-License-Identifier: Apache-2.0
#include "govern/gauge.h"

#include "base/parallel.h"

namespace countenance::govern {

Gauge::Gauge(const Study& study, const Proposal& proposal) : faces_(study.faces.size()) {
  for (std::size_t f = 0; f < faces_.size(); ++f)
    if (study.faces[f].face.usable()) faces_[f].emplace(study.faces[f], proposal.edits[f]);
}

Result<drift::Report> Gauge::measure(const std::vector<std::vector<float>>& strengths, const drift::Policy& policy,
                                     const Job& job) const {
  std::vector<std::optional<drift::FaceReport>> found(faces_.size());
  CNT_CHECK(for_each(int(faces_.size()), job, "measuring", [&](int f) -> Result<> {
    if (!faces_[f]) return {};
    const auto end = strengths[f].begin() + std::ptrdiff_t(faces_[f]->count());
    found[f] = faces_[f]->measure({strengths[f].begin(), end}, policy, {}, {});
    found[f]->index = f;
    return {};
  }));
  std::vector<drift::FaceReport> reports;
  for (auto& report : found)
    if (report) reports.push_back(std::move(*report));
  return drift::assemble(std::move(reports), policy);
}

}  // namespace countenance::govern
