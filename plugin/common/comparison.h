// SPDX-License-Identifier: GPL-3.0-or-later
// Comparison: a picture retouched by hand, measured against its original.
#pragma once

#include <string>

#include "gauges.h"
#include "parameters.h"
#include "studio.h"

namespace countenance::plugin {

struct Comparison {
  Portrait original;
  Report report;
  Standing standing;
  [[nodiscard]] std::string to_json() const { return report_json(report); }
  [[nodiscard]] Result<Image8> heatmap(int longest) const { return original.heatmap(report, longest); }
};
/// Of settings, `preset` and `limits` count; limits that refuse retouch still measure. Errors as Portrait::original() and
/// measure() have them.
Result<Comparison> compare(Portrait original, const Photo& edited, const Settings& settings, const Job& job = {});
Result<Comparison> compare(Studio& studio, Photo original, const Photo& edited, const Settings& settings,
                           const Job& job = {});

}  // namespace countenance::plugin
