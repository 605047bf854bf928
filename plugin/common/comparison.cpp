// SPDX-License-Identifier: GPL-3.0-or-later
#include "comparison.h"

namespace countenance::plugin {

Result<Comparison> compare(Studio& studio, Photo original, const Photo& edited, const Settings& settings,
                           const Job& job) {
  CNT_TRY(preset, load_policy(settings.preset));
  CNT_TRY(policy, limits_of(preset, settings.limits));
  CNT_TRY(portrait, studio.original(std::move(original), job));
  CNT_TRY(report, portrait.measure(edited, policy, job));
  Standing standing = standing_of_measured(report);
  return Comparison{std::move(portrait), std::move(report), std::move(standing)};
}

}  // namespace countenance::plugin
