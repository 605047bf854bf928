// SPDX-License-Identifier: GPL-3.0-or-later
#include "comparison.h"

namespace countenance::plugin {

Result<Comparison> compare(Portrait original, const Photo& edited, const Settings& settings, const Job& job) {
  CNT_TRY(preset, load_policy(settings.preset));
  CNT_TRY(policy, limits_of(preset, settings.limits));
  CNT_TRY(report, original.measure(edited, policy, job));
  Standing standing = standing_of_measured(report);
  return Comparison{std::move(original), std::move(report), std::move(standing)};
}

Result<Comparison> compare(Studio& studio, Photo original, const Photo& edited, const Settings& settings,
                           const Job& job) {
  CNT_TRY(portrait, studio.original(std::move(original), job));
  return compare(std::move(portrait), edited, settings, job);
}

}  // namespace countenance::plugin
