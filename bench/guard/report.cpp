// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/statistics.h"
#include "guard/rows.h"
#include "guard/trial.h"

namespace countenance::guard_bench {
namespace {

constexpr float kFallenBack = 0.25f, kFallenBackSkin = 0.10f, kGainOutside = 0.8f, kGainInside = 0.5f,
                kUnchanged = 0.3f;

float median_of(const std::vector<Row>& rows, float Row::*value) {
  std::vector<float> v;
  for (const Row& row : rows)
    if (row.*value >= 0) v.push_back(row.*value);
  return v.empty() ? -1 : median(v);
}

bool of_tone_or_texture(const std::string& kind) {
  return kind.starts_with("plastic") || kind == "lighter" || kind == "darker";
}

void print_group(const std::string& name, const std::vector<Row>& rows) {
  int inside = 0;
  for (const Row& row : rows) inside += row.inside;
  fmt::print("{:<44} n {:>4}  inside {:>4}  drift {:.2f} -> {:.2f}  fallen back {:.2f}  s {:.2f}\n", name, rows.size(),
             inside, median_of(rows, &Row::before), median_of(rows, &Row::after), median_of(rows, &Row::fallen_back),
             median_of(rows, &Row::seconds));
}

bool bar(const std::string& what, bool met) {
  fmt::print("{}: {}\n", met ? "met   " : "MISSED", what);
  return met;
}

}  // namespace

bool report(const std::filesystem::path& path) {
  std::vector<Row> over, permitted, texture;
  std::map<std::string, std::vector<Row>> kinds, tones;
  int outside = 0;
  for (const Row& row : read_rows(path)) {
    if (row.level == "permitted") permitted.push_back(row);
    if (!row.over || row.level == "permitted") continue;
    over.push_back(row);
    kinds[row.level == "triple" ? "three at once" : row.kind].push_back(row);
    tones[row.tone].push_back(row);
    if (row.level != "triple" && of_tone_or_texture(row.kind)) texture.push_back(row);
    if (!row.inside) {
      ++outside;
      fmt::print("not inside: {} {} ({}): {:.2f} -> {:.2f} {}\n", row.portrait, row.edit, row.kind, row.before,
                 row.after, row.error);
    }
  }
  for (const auto& [kind, rows] : kinds) print_group(kind, rows);
  for (const auto& [tone, rows] : tones) print_group("skin tone: " + tone, rows);
  bool good = true;
  if (!over.empty()) {
    good &= bar(fmt::format("{} of {} inside", over.size() - std::size_t(outside), over.size()), outside == 0);
    const float fallen = median_of(over, &Row::fallen_back);
    good &= bar(fmt::format("fallen back, median {:.3f} (bar {})", fallen, kFallenBack), fallen <= kFallenBack);
  }
  if (!texture.empty()) {
    const float fallen = median_of(texture, &Row::fallen_back);
    good &= bar(
        fmt::format("fallen back for a tone or texture edit alone, median {:.3f} (bar {})", fallen, kFallenBackSkin),
        fallen <= kFallenBackSkin);
  }
  const auto gain = [&](const char* what, float Row::*value, float least) {
    std::vector<float> v;
    for (const Row& row : over)
      if (row.*value > -1 && row.fallen_back <= kFallenBack) v.push_back(row.*value);
    if (v.empty()) return;
    const float tenth = percentile(v, 0.1), middle = median(v);
    good &= bar(
        fmt::format("{} that stays: median {:.2f}, tenth {:.2f}, n {} (bar {})", what, middle, tenth, v.size(), least),
        middle >= least);
  };
  gain("denoising away from the head", &Row::denoise_outside, kGainOutside);
  gain("exposure away from the head", &Row::exposure_outside, kGainOutside);
  gain("denoising on the skin", &Row::denoise_inside, kGainInside);
  gain("exposure on the skin", &Row::exposure_inside, kGainInside);
  if (!permitted.empty()) {
    double sum = 0;
    int touched = 0;
    for (const Row& row : permitted) sum += row.over ? row.delta_e : 0, touched += row.over;
    const double mean = sum / double(permitted.size());
    good &= bar(
        fmt::format("permitted edits: mean dE00 {:.3f} over {} ({} of them touched)", mean, permitted.size(), touched),
        mean < kUnchanged);
  }
  return good;
}

}  // namespace countenance::guard_bench
