// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/statistics.h"
#include "drift/policy.h"
#include "show.h"
#include "support/must.h"
#include "tone.h"
#include "tools.h"

namespace countenance::pareto {
namespace {

using Rows = std::vector<const Row*>;
using Value = std::function<float(const Row&)>;

const Value kPore = [](const Row& r) { return r.cost.pore.value_or(NAN); };
/// Pores sharpened are pores changed too.
const Value kPoreChanged = [](const Row& r) { return std::abs(r.cost.pore.value_or(NAN)); };
const Value kDecorrelation = [](const Row& r) { return r.cost.decorrelation.value_or(NAN); };
const Value kFold = [](const Row& r) { return r.cost.fold; };
/// What could not be measured is worse than anything that was.
const Value kDrift = [](const Row& r) { return std::isnan(r.drift) ? INFINITY : r.drift; };
const Value kMarks = [](const Row& r) { return std::isnan(r.marks_lost) ? INFINITY : r.marks_lost; };

std::vector<float> values(const Rows& rows, const Value& of) {
  std::vector<float> v;
  for (const Row* r : rows)
    if (const float x = of(*r); r->reached() && !std::isnan(x)) v.push_back(x);
  return v;
}
float middle(const Rows& rows, const Value& of) {
  const auto v = values(rows, of);
  return v.empty() ? NAN : quantile(v, 0.5);
}
float most(const Rows& rows, const Value& of) {
  const auto v = values(rows, of);
  return v.empty() ? NAN : *std::max_element(v.begin(), v.end());
}

Rows rows_of(const std::vector<Row>& all, float target, const std::string& tool) {
  Rows out;
  for (const Row& r : all)
    if (r.stage == Stage::compare && r.target == target && r.tool == tool) out.push_back(&r);
  return out;
}

/// Of a skin tone; empty: of all.
std::string reached(const Rows& rows, const std::string& tone) {
  int n = 0, all = 0;
  for (const Row* r : rows)
    if (tone.empty() || bench::tone_of(r->ita) == tone) ++all, n += r->reached();
  return fmt::format("{}/{}", n, all);
}

/// The measure that most often sets the drift.
std::string usual_limit(const Rows& rows) {
  std::map<std::string, int> count;
  for (const Row* r : rows)
    if (r->reached()) ++count[r->limiting];
  const auto top = std::max_element(count.begin(), count.end(), [](auto& a, auto& b) { return a.second < b.second; });
  return top == count.end() ? "" : fmt::format("{} ({})", top->first, top->second);
}

/// The faces on which both reach the target.
std::pair<Rows, Rows> common(const Rows& a, const Rows& b) {
  std::pair<Rows, Rows> out;
  for (const Row* x : a)
    for (const Row* y : b)
      if (x->file == y->file && x->reached() && y->reached()) out.first.push_back(x), out.second.push_back(y);
  return out;
}

class Bars {
 public:
  void check(bool met, const std::string& what) {
    fmt::print("  {} {}\n", met ? "met:   " : "MISSED:", what);
    all_met_ = all_met_ && met;
  }
  [[nodiscard]] bool all_met() const { return all_met_; }

 private:
  bool all_met_ = true;
};

void check(Bars& bars, const std::vector<Row>& all, float target, const Settings& settings) {
  static const float mark_gone = test::must(drift::load_policy("natural")).limits.at("marks.lost");
  const Rows ours = rows_of(all, target, kOurs);
  const auto n = std::count_if(ours.begin(), ours.end(), [](const Row* r) { return r->reached(); });
  bars.check(!ours.empty() && n == std::ptrdiff_t(ours.size()),
             fmt::format("reached on {} of {} faces", n, ours.size()));
  bars.check(n > 0 && most(ours, kMarks) <= mark_gone,
             fmt::format("marks kept: at most {:.2f} lost of {:.2f}", most(ours, kMarks), mark_gone));
  for (const auto& [tool, setting] : settings) {
    if (tool == kOurs) continue;
    const auto [us, them] = common(ours, rows_of(all, target, tool));
    if (us.empty()) {
      fmt::print("  {} and ours reach it on no face in common: nothing to compare\n", tool);
      continue;
    }
    const auto line = [&](const char* what, const Value& of) {
      return fmt::format("{} {:.4f}, {} {:.4f} ({} faces)", what, middle(us, of), tool, middle(them, of), us.size());
    };
    const auto no_more = [&](const Value& of, float share) { return middle(us, of) <= share * middle(them, of); };
    const bool separation = tool == kSeparation || tool == kSeparationWithin;
    if (separation) {
      bars.check(no_more(kPoreChanged, 1), line("pore energy lost or gained", kPoreChanged));
      bars.check(no_more(kDecorrelation, 1), line("1 - pore correlation", kDecorrelation));
    }
    if (separation || tool == kGmic) bars.check(no_more(kFold, 0.5f), line("folds at most half:", kFold));
    bars.check(middle(us, kDrift) < middle(them, kDrift), line("drift", kDrift));
  }
  if (!settings.count(kGmic)) bars.check(false, "G'MIC was NOT compared: gmic is not installed");
}

}  // namespace

bool print_table(const std::vector<Row>& all) {
  Bars bars;
  for (const float target : kTargets) {
    const Settings settings = best_settings(all, target);
    fmt::print("\nunevenness - {:.0f} %: medians over the faces that reach it (most)\n", 100 * target);
    fmt::print(
        "| tool | setting | reached | ITA < 10 | 10-41 | > 41 | pore energy lost | 1 - pore correlation | folds lost | "
        "marks lost | drift | set by |\n");
    fmt::print("|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (const auto& [tool, setting] : settings) {
      const Rows rows = rows_of(all, target, tool);
      fmt::print(
          "| {} | {} | {} | {} | {} | {} | {:.1f} % ({:.1f}) | {:.4f} ({:.4f}) | {:.1f} % ({:.1f}) | {:.2f} ({:.2f}) | "
          "{:.2f} ({:.2f}) | {} |\n",
          tool, setting, reached(rows, ""), reached(rows, "dark"), reached(rows, "brown"), reached(rows, "light"),
          100 * middle(rows, kPore), 100 * most(rows, kPore), middle(rows, kDecorrelation), most(rows, kDecorrelation),
          100 * middle(rows, kFold), 100 * most(rows, kFold), middle(rows, kMarks), most(rows, kMarks),
          middle(rows, kDrift), most(rows, kDrift), usual_limit(rows));
    }
    check(bars, all, target, settings);
  }
  fmt::print("\n{}\n", bars.all_met() ? "every bar is met" : "a bar is MISSED");
  return bars.all_met();
}

}  // namespace countenance::pareto
