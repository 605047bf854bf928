// SPDX-License-Identifier: GPL-3.0-or-later
#include "gauge_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "surface.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

std::string words_of_taken(const std::vector<const Gauge*>& taken) {
  const auto less = [](const Gauge* a, const Gauge* b) { return a->share < b->share; };
  const Gauge& most = **std::max_element(taken.begin(), taken.end(), less);
  if (tone_of(most.share) == Tone::calm)
    return fmt::format("{} {} {:.0f} %", taken.size(), _("more, all under"), 10 * std::floor(10 * most.share + 1));
  return fmt::format("{} {} {}: {}", taken.size(), _("more, the nearest"), most.title, percent(most.share));
}

/// "Likeness, Hair: too small to tell; Beard: none in this picture"
std::string words_of_others(const std::vector<const Gauge*>& others) {
  std::vector<std::pair<std::string, std::string>> said;  // why, and of which
  for (const Gauge* gauge : others) {
    const auto same = std::find_if(said.begin(), said.end(), [&](const auto& s) { return s.first == gauge->words; });
    if (same == said.end())
      said.emplace_back(gauge->words, gauge->title);
    else
      same->second += ", " + gauge->title;
  }
  std::string words;
  for (const auto& [why, which] : said) words += fmt::format("{}{}: {}", words.empty() ? "" : "; ", which, why);
  return words;
}

}  // namespace

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

std::string words_of_rest(std::span<const Gauge> rest) {
  std::vector<const Gauge*> taken, others;
  for (const Gauge& gauge : rest) (gauge.taken ? taken : others).push_back(&gauge);
  std::string words = taken.empty() ? "" : words_of_taken(taken);
  if (!words.empty() && !others.empty()) words += "; ";
  return words + words_of_others(others);
}

}  // namespace countenance::plugin
