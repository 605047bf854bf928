// SPDX-License-Identifier: Apache-2.0
#include "report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "skin/marks.h"

namespace countenance::validity {
namespace {

constexpr int kResamples = 1000;

struct Judged {
  const Row* row;
  float drift = 0;
  bool flagged = false, unsaid = false;
  bool unresolved = false;  ///< smaller than a mark the picture resolves: whatever was said is chance
  std::string limiting;
  float recogniser = NAN;
};

/// Diameter of the least mark that the row's edit took away, IOD; 0: none.
float mark_of(const Row& row) {
  for (const Edit& edit : altering_edits())
    if (edit.name == row.edit) return edit.mark;
  return 0;
}

Judged judge(const Row& row, const drift::Policy& policy) {
  Judged j{&row};
  if (!row.error.empty()) {
    j.drift = NAN, j.unsaid = true;  // taken for two different pictures
    return j;
  }
  const drift::FaceReport face = row.judged(policy);
  j.drift = face.drift;
  const float mark = mark_of(row);
  j.unresolved = mark > 0 && mark < skin::least_mark(row.iod * std::min(row.resolution, 1.f));
  j.flagged = face.outside && !j.unresolved;
  j.unsaid = !face.outside && !face.within && !j.unresolved;
  j.limiting = face.limiting;
  for (const auto& reading : row.readings)
    for (const auto& c : reading.components)
      if (reading.measure == "recognition") j.recogniser = c.value;
  return j;
}

using All = std::vector<Judged>;
template <class Keep>
All only(const All& all, Keep keep) {
  All out;
  std::copy_if(all.begin(), all.end(), std::back_inserter(out), keep);
  return out;
}

template <class Is>
Share share_of(const All& all, Is is) {
  std::map<std::string, std::pair<int, int>> by_person;  // hits, n
  for (const Judged& j : all) {
    auto& [hits, n] = by_person[j.row->person];
    hits += is(j), ++n;
  }
  Share out{int(all.size()), int(by_person.size()), 0, 0, 0};
  if (all.empty()) return out;
  std::vector<std::pair<int, int>> people;
  for (const auto& [_, counts] : by_person) people.push_back(counts);
  const auto ratio = [](const std::vector<std::pair<int, int>>& of) {
    double hits = 0, n = 0;
    for (const auto& [h, m] : of) hits += h, n += m;
    return hits / n;
  };
  out.value = ratio(people);
  std::mt19937 random(1);
  std::vector<double> tries;
  for (int i = 0; i < kResamples; ++i) {
    std::vector<std::pair<int, int>> drawn;
    for (std::size_t k = 0; k < people.size(); ++k) drawn.push_back(people[random() % people.size()]);
    tries.push_back(ratio(drawn));
  }
  std::sort(tries.begin(), tries.end());
  out.low = tries[kResamples / 40], out.high = tries[kResamples - 1 - kResamples / 40];
  // Where all people agree no resample differs: then exactly, as if each of them were one trial.
  const double one = std::pow(0.025, 1.0 / double(people.size()));
  if (out.value == 0) out.high = 1 - one;
  if (out.value == 1) out.low = one;
  return out;
}

/// P(a > b) + ½ P(a = b)
double auc_of(std::vector<float> low, const std::vector<float>& high) {
  std::erase_if(low, [](float v) { return std::isnan(v); });
  std::sort(low.begin(), low.end());
  double wins = 0;
  int n = 0;
  for (const float v : high) {
    if (std::isnan(v)) continue;
    const auto below = std::lower_bound(low.begin(), low.end(), v), to = std::upper_bound(below, low.end(), v);
    wins += double(below - low.begin()) + 0.5 * double(to - below);
    ++n;
  }
  return low.empty() || n == 0 ? NAN : wins / (double(low.size()) * n);
}

template <class Of>
std::vector<float> values(const All& all, Of of) {
  std::vector<float> out;
  for (const Judged& j : all) out.push_back(of(j));
  return out;
}
/// What is not plainly over a limit is no evidence of more than the limit.
float drift_of(const Judged& j) { return j.flagged || std::isnan(j.drift) ? j.drift : std::min(j.drift, 1.f); }
float recogniser_of(const Judged& j) { return j.recogniser; }
float dissimilarity_of(const Judged& j) { return 1 - j.row->ssim; }

/// Of the pairs that were taken for the same photograph: the others have no number but "another picture".
Auc auc_of(const All& all_permitted, const All& all_altering) {
  const auto compared = [](const Judged& j) { return j.row->error.empty(); };
  const All permitted = only(all_permitted, compared), altering = only(all_altering, compared);
  return {auc_of(values(permitted, drift_of), values(altering, drift_of)),
          auc_of(values(permitted, recogniser_of), values(altering, recogniser_of)),
          auc_of(values(permitted, dissimilarity_of), values(altering, dissimilarity_of))};
}

template <class Of>
Roc roc_of(const char* name, const All& permitted, const All& altering, Of of) {
  std::vector<float> low = values(permitted, of), high = values(altering, of), at;
  const auto nan = [](float v) { return std::isnan(v); };
  std::erase_if(low, nan), std::erase_if(high, nan);
  at = low;
  at.insert(at.end(), high.begin(), high.end());
  std::sort(at.rbegin(), at.rend());
  Roc out{name, {{0, 0}}};
  const std::size_t step = std::max<std::size_t>(1, at.size() / 200);
  for (std::size_t i = 0; i < at.size(); i += step) {
    const auto over = [&](const std::vector<float>& v) {
      return double(std::count_if(v.begin(), v.end(), [&](float x) { return x >= at[i]; })) / double(v.size());
    };
    out.points.emplace_back(over(low), over(high));
  }
  out.points.emplace_back(1, 1);
  return out;
}

bool flagged(const Judged& j) { return j.flagged; }
bool missed(const Judged& j) { return !j.flagged && !j.unsaid && !j.unresolved; }
double share_of(const All& all, bool Judged::*is) {
  return all.empty() ? 0
                     : double(std::count_if(all.begin(), all.end(), [&](const Judged& j) { return j.*is; })) /
                           double(all.size());
}
double unsaid_of(const All& all) { return share_of(all, &Judged::unsaid); }
double unresolved_of(const All& all) { return share_of(all, &Judged::unresolved); }
bool is_permitted(const Judged& j) { return j.row->level == Level::permitted; }
bool is_clear(const Judged& j) { return j.row->level == Level::clear || j.row->level == Level::strong; }

}  // namespace

float percentile(std::vector<float> v, double p) {
  if (v.empty()) return NAN;
  std::sort(v.begin(), v.end());
  return v[std::size_t(p * double(v.size() - 1) + 0.5)];
}

Summary summarise(const std::vector<Row>& rows, const drift::Policy& policy) {
  return summarise(rows, policy.name, [&](const Row&) -> const drift::Policy& { return policy; });
}

Summary summarise(const std::vector<Row>& rows, const std::string& name,
                  const std::function<const drift::Policy&(const Row&)>& policy_for) {
  All all;
  std::set<std::string> people, pictures;
  for (const Row& row : rows) {
    all.push_back(judge(row, policy_for(row)));
    people.insert(row.person), pictures.insert(row.picture);
  }
  const All permitted = only(all, is_permitted), clear = only(all, is_clear),
            slight = only(all, [](const Judged&j) { return j.row->level == Level::slight; });
  Summary s;
  s.policy = name;
  s.pictures = int(pictures.size()), s.people = int(people.size()), s.pairs = int(rows.size());
  s.permitted = share_of(permitted, flagged), s.clear = share_of(clear, flagged), s.slight = share_of(slight, flagged);
  s.missed = share_of(clear, missed);
  s.permitted_unsaid = unsaid_of(permitted), s.clear_unsaid = unsaid_of(clear);
  s.clear_unresolved = unresolved_of(clear);
  s.all = auc_of(permitted, clear), s.slight_auc = auc_of(permitted, slight);
  s.roc = {roc_of("drift", permitted, clear, drift_of), roc_of("recogniser alone", permitted, clear, recogniser_of),
           roc_of("SSIM alone", permitted, clear, dissimilarity_of)};

  std::vector<std::string> names;
  for (const Judged& j : all)
    if (std::find(names.begin(), names.end(), j.row->edit) == names.end()) names.push_back(j.row->edit);
  for (const std::string& name : names) {
    const All of = only(all, [&](const Judged& j) { return j.row->edit == name; });
    EditLine line{name,          of.front().row->kind, of.front().row->level, share_of(of, flagged),
                  unsaid_of(of), unresolved_of(of)};
    line.median = percentile(values(of, drift_of), 0.5);
    line.extreme = percentile(values(of, drift_of), line.level == Level::permitted ? 0.99 : 0.01);
    for (const Judged& j : of)
      if (j.flagged) ++line.by[j.limiting];
    line.auc = auc_of(permitted, of);
    s.edits.push_back(std::move(line));
  }
  std::stable_sort(s.edits.begin(), s.edits.end(), [](const EditLine& a, const EditLine& b) {
    return std::pair(a.level != Level::permitted, a.kind) < std::pair(b.level != Level::permitted, b.kind);
  });

  const auto group_of = [](const Judged& j, const std::string& by) {
    return by == "skin"        ? j.row->skin
           : by == "age"       ? j.row->age
           : by == "condition" ? j.row->condition
                               : fmt::format("{:03}", j.row->iod_class);
  };
  for (const char* by : {"skin", "age", "condition", "IOD"}) {
    std::set<std::string> in;
    for (const Judged& j : all) in.insert(group_of(j, by));
    for (const auto& name : in) {
      const auto mine = [&](const Judged& j) { return group_of(j, by) == name; };
      const All own = only(permitted, mine), theirs = only(clear, mine);
      s.groups.push_back({fmt::format("{}: {}", by, name), share_of(own, flagged), share_of(theirs, missed),
                          unsaid_of(own), unsaid_of(theirs)});
    }
  }

  std::map<std::string, std::map<std::string, std::vector<std::pair<float, float>>>> courses;  // kind → document
  for (const Judged& j : all)
    if (!is_permitted(j)) courses[j.row->kind][j.row->document()].emplace_back(std::abs(j.row->strength), j.drift);
  for (auto& [kind, documents] : courses) {
    int rising = 0, n = 0;
    for (auto& [_, course] : documents) {
      if (course.size() < 2) continue;
      std::sort(course.begin(), course.end());
      ++n;
      rising += std::is_sorted(course.begin(), course.end(),
                               [](const auto& a, const auto& b) { return a.second < b.second; });
    }
    if (n > 0) s.monotone[kind] = double(rising) / n;
  }
  return s;
}

namespace {
std::string percent(const Share& s) {
  return fmt::format("{:5.1f} % [{:.1f}, {:.1f}] n {} of {} people", 100 * s.value, 100 * s.low, 100 * s.high, s.n,
                     s.people);
}
std::string most(const std::map<std::string, int>& by) {
  std::vector<std::pair<int, std::string>> order;
  for (const auto& [name, n] : by) order.emplace_back(-n, name);
  std::sort(order.begin(), order.end());
  std::string out;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, order.size()); ++i)
    out += fmt::format("{}{} {}", i ? ", " : "", order[i].second, -order[i].first);
  return out;
}
}  // namespace

std::string text_of(const Summary& s) {
  std::string out =
      fmt::format("policy '{}': {} pairs, {} pictures of {} people\n", s.policy, s.pairs, s.pictures, s.people);
  out += fmt::format("permitted flagged  {}   unsaid {:.1f} %\n", percent(s.permitted), 100 * s.permitted_unsaid);
  out += fmt::format("clear flagged      {}   unsaid {:.1f} %\n", percent(s.clear), 100 * s.clear_unsaid);
  out += fmt::format("clear not resolved {:5.1f} %\n", 100 * s.clear_unresolved);
  out += fmt::format("clear missed       {}\n", percent(s.missed));
  out += fmt::format("slight flagged     {}\n", percent(s.slight));
  out += fmt::format("AUC clear: drift {:.4f}, recogniser {:.4f}, SSIM {:.4f}; slight: {:.4f}, {:.4f}, {:.4f}\n\n",
                     s.all.drift, s.all.recogniser, s.all.ssim, s.slight_auc.drift, s.slight_auc.recogniser,
                     s.slight_auc.ssim);
  out += fmt::format("{:<22}{:<10}{:>5}{:>9}{:>8}{:>8}{:>9}{:>8}{:>8}{:>8}{:>8}{:>8}  by\n", "edit", "level", "n",
                     "flagged", "passed", "unsaid", "not res.", "median", "P99/P1", "AUC", "recog.", "SSIM");
  for (const EditLine& e : s.edits)
    out += fmt::format(
        "{:<22}{:<10}{:>5}{:>8.1f}%{:>7.1f}%{:>7.1f}%{:>8.1f}%{:>8.2f}{:>8.2f}{:>8.3f}{:>8.3f}{:>8.3f}  {}\n", e.edit,
        name_of(e.level), e.flagged.n, 100 * e.flagged.value, 100 * e.passed(), 100 * e.unsaid, 100 * e.unresolved,
        e.median, e.extreme, e.auc.drift, e.auc.recogniser, e.auc.ssim, most(e.by));
  out += "\n";
  for (const GroupLine& g : s.groups)
    out += fmt::format("{:<22} false flags {}   misses {}   unsaid {:.1f} %, {:.1f} %\n", g.group,
                       percent(g.false_flags), percent(g.misses), 100 * g.permitted_unsaid, 100 * g.clear_unsaid);
  out += "\nrises with strength, share of documents:";
  for (const auto& [kind, share] : s.monotone) out += fmt::format(" {} {:.2f};", kind, share);
  return out + "\n";
}

namespace {

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '<' ? "&lt;" : c == '&' ? "&amp;" : std::string(1, c);
  return out;
}

std::string roc_plot(const std::vector<Roc>& roc) {
  static const char* const kColours[] = {"#1b6ca8", "#c45a1b", "#777777"};
  std::string out =
      "<svg viewBox='0 0 420 330' width='520'><rect x='40' y='10' width='300' height='280' fill='none' stroke='#999'/>";
  out +=
      "<text x='190' y='318' text-anchor='middle'>permitted edits flagged</text><text x='12' y='150' "
      "transform='rotate(-90 12 150)' text-anchor='middle'>altering edits flagged</text>";
  for (std::size_t i = 0; i < roc.size(); ++i) {
    std::string path;
    for (const auto& [x, y] : roc[i].points) path += fmt::format("{:.1f},{:.1f} ", 40 + 300 * x, 290 - 280 * y);
    out += fmt::format(
        "<polyline points='{}' fill='none' stroke='{}' stroke-width='2'/><text x='200' y='{}' fill='{}'>{}</text>",
        path, kColours[i], 230 + 18 * i, kColours[i], roc[i].name);
  }
  return out + "</svg>";
}

/// One bar an edit: the share flagged.
std::string bars(const std::vector<EditLine>& edits) {
  std::string out = fmt::format("<svg viewBox='0 0 760 {}' width='900'>", 16 * edits.size() + 10);
  for (std::size_t i = 0; i < edits.size(); ++i) {
    const EditLine& e = edits[i];
    const char* colour = e.level == Level::permitted ? "#4a9a5b" : e.level == Level::slight ? "#d8b04a" : "#b5482f";
    out += fmt::format(
        "<text x='190' y='{0}' text-anchor='end'>{1}</text><rect x='200' y='{2}' width='{3:.1f}' height='11' "
        "fill='{4}'/><rect x='{5:.1f}' y='{2}' width='{6:.1f}' height='11' fill='#bbb'/><text x='{7:.1f}' "
        "y='{0}'>{8:.0f} %</text>",
        16 * i + 14, escaped(e.edit), 16 * i + 5, 480 * e.flagged.value, colour, 200 + 480 * e.flagged.value,
        480 * e.unsaid, 208 + 480 * (e.flagged.value + e.unsaid), 100 * e.flagged.value);
  }
  return out + "</svg>";
}

}  // namespace

std::string page_of(const Summary& s) {
  std::string out =
      "<!doctype html><meta charset='utf-8'><title>Validity of drift</title><style>body{font:15px/1.5 "
      "sans-serif;max-width:1000px;margin:2em auto;padding:0 1em}table{border-collapse:collapse}td,th{padding:.15em "
      ".7em;text-align:right;border-bottom:1px solid "
      "#ddd}td:first-child,th:first-child,td:last-child{text-align:left}svg text{font:12px sans-serif}</style>";
  out += fmt::format(
      "<h1>Validity of drift</h1><p>Policy <b>{}</b>; {} pairs, {} pictures of {} people. Intervals: 95 %, bootstrap "
      "over people.</p>",
      escaped(s.policy), s.pairs, s.pictures, s.people);
  out += fmt::format(
      "<p>Permitted edits flagged: <b>{}</b>; not said: {:.1f} %.<br>Altering edits flagged, clear and strong: "
      "<b>{}</b>; not said: {:.1f} %; not resolved: {:.1f} %; passed: {}; slight flagged: {}.</p>",
      percent(s.permitted), 100 * s.permitted_unsaid, percent(s.clear), 100 * s.clear_unsaid, 100 * s.clear_unresolved,
      percent(s.missed), percent(s.slight));
  out += fmt::format(
      "<p>AUC against the permitted edits: drift <b>{:.4f}</b>, recogniser alone {:.4f}, SSIM alone {:.4f}; slight "
      "edits {:.4f}, {:.4f}, {:.4f}.</p>",
      s.all.drift, s.all.recogniser, s.all.ssim, s.slight_auc.drift, s.slight_auc.recogniser, s.slight_auc.ssim);
  out += roc_plot(s.roc) +
         "<h2>Flagged, by edit</h2><p>Green: permitted; yellow: slight; red: clear and strong; grey: not said.</p>" +
         bars(s.edits);
  out +=
      "<h2>By edit</h2><table><tr><th>edit<th>level<th>n<th>flagged<th>passed<th>not said<th>not resolved<th>median "
      "drift<th>P99 / "
      "P1<th>AUC<th>recogniser<th>SSIM<th>flagged by</tr>";
  for (const EditLine& e : s.edits)
    out += fmt::format(
        "<tr><td>{}<td>{}<td>{}<td>{:.1f} %<td>{:.1f} %<td>{:.1f} %<td>{:.1f} "
        "%<td>{:.2f}<td>{:.2f}<td>{:.3f}<td>{:.3f}<td>{:.3f}<td>{}</tr>",
        escaped(e.edit), name_of(e.level), e.flagged.n, 100 * e.flagged.value, 100 * e.passed(), 100 * e.unsaid,
        100 * e.unresolved, e.median, e.extreme, e.auc.drift, e.auc.recogniser, e.auc.ssim, most(e.by));
  out +=
      "</table><h2>By group</h2><table><tr><th>group<th>permitted flagged<th>clear missed<th>not said, "
      "permitted<th>clear</tr>";
  for (const GroupLine& g : s.groups)
    out += fmt::format("<tr><td>{}<td>{}<td>{}<td>{:.1f} %<td>{:.1f} %</tr>", escaped(g.group), percent(g.false_flags),
                       percent(g.misses), 100 * g.permitted_unsaid, 100 * g.clear_unsaid);
  out += "</table><h2>Rises with strength</h2><table><tr><th>kind<th>share of documents</tr>";
  for (const auto& [kind, share] : s.monotone) out += fmt::format("<tr><td>{}<td>{:.2f}</tr>", escaped(kind), share);
  return out + "</table>";
}

}  // namespace countenance::validity
