// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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
    if (!std::isnan(row.*value)) v.push_back(row.*value);
  return v.empty() ? kNone : median(v);
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
  bool good = !over.empty() || !permitted.empty();
  if (!good) fmt::print("MISSED: there are no rows\n");
  if (!over.empty()) {
    const auto unverifiable = std::count_if(over.begin(), over.end(), [](const Row& r) { return r.unverifiable; });
    good &= bar(fmt::format("{} of {} inside, {} of them only as far as the original resolves",
                            over.size() - std::size_t(outside), over.size(), unverifiable),
                outside == 0);
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
      if (!std::isnan(row.*value)) v.push_back(row.*value);
    if (v.empty()) return fmt::print("not measured: {}\n", what);
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
    int touched = 0, refused = 0;
    for (const Row& row : permitted) {
      touched += row.over, refused += !row.error.empty();
      if (row.over && row.error.empty()) sum += row.delta_e;
    }
    const double mean = sum / double(permitted.size());
    good &= bar(fmt::format("permitted edits refused: {} of {}", refused, permitted.size()), refused == 0);
    good &= bar(
        fmt::format("permitted edits: mean dE00 {:.3f} over {} ({} of them touched)", mean, permitted.size(), touched),
        mean < kUnchanged);
  }
  return good;
}

}  // namespace countenance::guard_bench
