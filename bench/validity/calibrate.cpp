// SPDX-License-Identifier: Apache-2.0
#include "calibrate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "base/parallel.h"
#include "drift/judge.h"
#include "drift/measures.h"
#include "io/file.h"
#include "support/must.h"

namespace countenance::validity {
namespace {

constexpr float kSizeCountsBelow = 150;  ///< px of IOD
constexpr int kFolds = 5;
constexpr std::size_t kFewest = 20;  ///< values of permitted edits
constexpr double kMargin = 0.1;      ///< τ
constexpr double kPull = 2e-3;       ///< λ
constexpr float kStep = 1.05f, kSees = 1.15f, kRoom = 1.3f;
constexpr int kRounds = 40;

/// The kinds of edit each component is there to see. What is not named here is held by its noise alone (light.key_fill
/// too: filling shadows is what it measures, and a turned light is seen by its direction).
const std::map<std::string, std::vector<std::string>> kTargets = {
    {"recognition.distance", {"morph"}},
    {"geometry.eye_scale", {"eyes"}},
    {"geometry.nose_width", {"nose"}},
    {"geometry.jaw", {"jaw"}},
    {"geometry.jaw_side", {"jaw"}},
    {"geometry.flow_peak", {"jaw", "lips", "mouth corners", "brows", "morph"}},
    {"geometry.flow_rms", {"jaw", "morph"}},
    {"expression.corners", {"mouth corners"}},
    {"expression.brows", {"brows"}},
    {"expression.lips", {"lips"}},
    {"symmetry.features", {"symmetrise"}},
    {"symmetry.shape", {"symmetrise"}},
    {"symmetry.one_sided", {"symmetrise"}},
    {"texture.pores", {"plastic: blur", "plastic: median", "plastic: bilateral", "plastic: new grain"}},
    {"texture.pores_worst", {"plastic: blur", "plastic: median", "plastic: bilateral", "plastic: new grain"}},
    {"texture.pores_correlation", {"plastic: new grain"}},
    {"texture.fine", {"plastic: blur", "plastic: new grain"}},
    {"marks.lost", {"mole", "freckles"}},
    {"marks.stops", {"mole"}},
    {"marks.faded", {"freckles"}},
    {"tone.lightness", {"lighter", "darker"}},
    {"tone.mean_lightness", {"lighter", "darker"}},
    {"tone.chroma_local", {"blush"}},
    {"tone.lips", {"lip colour"}},
    {"tone.teeth", {"teeth"}},
    {"light.direction", {"turned light"}},
    {"light.flat", {"flat light"}},
    {"light.flat_stops", {"flat light"}},
    {"light.modelled", {"flat light"}},
    {"eyes.catchlight", {"catchlights"}},
    {"eyes.iris", {"irises"}},
    {"eyes.whites", {"whites of the eyes"}},
    {"lines.lost", {"lines"}},
    {"lines.worst", {"lines"}},
    {"hair.colour", {"hair colour"}},
    {"hair.colour_worst", {"hair colour"}},
    {"hair.colour_part", {"temples", "hair colour"}},
    {"hair.outline", {"hair outline"}},
};

float resolved_iod(const Row& row) { return row.iod * std::min(row.resolution, 1.f); }

const drift::Component* component_of(const Row& row, const std::string& name) {
  for (const auto& reading : row.readings)
    for (const auto& c : reading.components)
      if (reading.measure + "." + c.name == name && c.status == drift::Status::measured) return &c;
  return nullptr;
}

/// Not where it cannot be told from a change of the scene.
std::optional<float> value_of(const Row& row, const std::string& name, float limit) {
  const drift::Component* c = component_of(row, name);
  return c && c->sd <= drift::kLargestSd * limit ? std::optional(c->value) : std::nullopt;
}

/// Each component by itself: N, T and limit₀.
std::vector<Limit> alone(const std::vector<Row>& rows, const drift::Policy& policy) {
  std::vector<Limit> out;
  for (const auto& floor : drift::components()) {
    Limit limit{floor.component};
    if (const auto now = policy.limits.find(floor.component); now != policy.limits.end()) limit.now = now->second;
    const auto targets = kTargets.find(floor.component);
    std::vector<float> permitted, altering;
    for (const Row& row : rows) {
      if (resolved_iod(row) < kSizeCountsBelow) continue;
      const auto value = value_of(row, floor.component, limit.now);
      if (!value) continue;
      if (row.level == Level::permitted) permitted.push_back(*value);
      if (row.level == Level::clear && targets != kTargets.end() &&
          std::find(targets->second.begin(), targets->second.end(), row.kind) != targets->second.end())
        altering.push_back(*value);
    }
    limit.permitted = int(permitted.size()), limit.targets = int(altering.size());
    limit.noise = percentile(permitted, 0.995), limit.target = percentile(altering, 0.2);
    if (limit.now > 0 && permitted.size() >= kFewest)
      limit.found = altering.empty()
                        ? std::max(limit.now, 1.15f * limit.noise)
                        : std::max(1.15f * limit.noise, std::sqrt(limit.noise * std::max(limit.target, 0.f)));
    out.push_back(limit);
  }
  return out;
}

/// The pairs as L sees them.
struct Pairs {
  struct Cell {
    float value = 0, size = 0, pull = 0;  ///< 0: none; (100 / IOD)^p; what the scene could explain

    /// log of value ÷ the limit beyond which it is plainly over
    [[nodiscard]] float share(float limit, float a, float b) const {
      return value > 0 ? std::log(value / std::hypot(std::max(limit, a + b * size), pull)) : -INFINITY;
    }
  };
  std::vector<std::vector<Cell>> cells;  ///< component → pair
  std::vector<double> weight;            ///< of each pair, in its kind's mean; negative: permitted
  std::size_t count = 0;
};

Pairs pairs_of(const std::vector<Row>& rows) {
  const auto& components = drift::components();
  std::vector<const Row*> used;
  std::map<std::string, int> in_kind;
  for (const Row& row : rows)
    if (row.error.empty() && row.level != Level::slight) used.push_back(&row), ++in_kind[name_of(row.level) + row.kind];
  int permitted_kinds = 0;
  for (const auto& [kind, _] : in_kind) permitted_kinds += kind.starts_with(name_of(Level::permitted));
  const int altering_kinds = int(in_kind.size()) - permitted_kinds;

  Pairs out{{}, {}, used.size()};
  for (const Row* row : used) {
    const bool permitted = row->level == Level::permitted;
    const double w = 1.0 / in_kind[name_of(row->level) + row->kind] / (permitted ? permitted_kinds : altering_kinds);
    out.weight.push_back(permitted ? -w : w);
  }
  for (const auto& floor : components) {
    std::vector<Pairs::Cell> of;
    for (const Row* row : used) {
      const float iod = resolved_iod(*row);
      const drift::Component* c = iod >= floor.least_iod ? component_of(*row, floor.component) : nullptr;
      const float size = std::pow(100.f / iod, floor.p);
      of.push_back(c ? Pairs::Cell{c->value, size, drift::kScenePull * c->sd} : Pairs::Cell{});
    }
    out.cells.push_back(std::move(of));
  }
  return out;
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/// A measure sees what it is there for, also where another would: its limit stays under T where N leaves room.
float most_of(const Limit& l) {
  return l.target > kSees * std::max(kSees * l.noise, l.found) ? l.target / kSees : INFINITY;
}

/// Coordinate descent on L from limit₀, and from the floors as they are.
void together(const std::vector<Row>& rows, std::vector<Limit>& limits, Floors floors) {
  const Pairs pairs = pairs_of(rows);
  const auto& components = drift::components();
  const std::size_t n = pairs.count;
  std::vector<std::size_t> free;
  for (std::size_t k = 0; k < limits.size(); ++k)
    if (std::isfinite(limits[k].found) && limits[k].found > 0) free.push_back(k);

  struct Point {
    float limit = 0, b = 0;
  };
  std::vector<Point> start(limits.size()), at(limits.size());
  std::vector<std::vector<float>> shares(limits.size());  // log, of each pair
  const auto shares_of = [&](std::size_t k, const Point& p) {
    std::vector<float> out(n);
    for (std::size_t i = 0; i < n; ++i) out[i] = pairs.cells[k][i].share(p.limit, components[k].a, p.b);
    return out;
  };
  for (const std::size_t k : free) {
    start[k] = at[k] = {limits[k].found, components[k].b};
    shares[k] = shares_of(k, at[k]);
  }
  const auto pull = [](float now, float from) { return kPull * std::pow(std::log(double(now) / double(from)), 2); };
  for (int round = 0; round < kRounds; ++round) {
    bool moved = false;
    for (const std::size_t k : free) {
      std::vector<float> others(n, -INFINITY);
      for (const std::size_t j : free)
        if (j != k)
          for (std::size_t i = 0; i < n; ++i) others[i] = std::max(others[i], shares[j][i]);
      const auto loss = [&](const Point& p, const std::vector<float>& own) {
        double sum = pull(p.limit, start[k].limit) + (p.b > 0 ? pull(p.b, start[k].b) : 0);
        for (std::size_t i = 0; i < n; ++i) {
          const double z = double(std::max({others[i], own[i], -20.f}));
          const double w = pairs.weight[i];
          sum += w < 0 ? -w * sigmoid(z / kMargin) : w * sigmoid(-z / kMargin);
        }
        return sum;
      };
      double least = loss(at[k], shares[k]) - 1e-7;
      Point best = at[k];
      for (const Point& p : {Point{at[k].limit * kStep, at[k].b}, Point{at[k].limit / kStep, at[k].b},
                             Point{at[k].limit, at[k].b * kStep}, Point{at[k].limit, at[k].b / kStep}}) {
        if (limits[k].targets == 0 && p.limit < start[k].limit)
          continue;  // what it is not there for is not its to catch
        if (p.limit > at[k].limit && p.limit > most_of(limits[k])) continue;
        if (floors == Floors::fixed && p.b != at[k].b) continue;
        auto own = shares_of(k, p);
        if (const double l = loss(p, own); l < least) least = l, best = p, shares[k] = std::move(own);
      }
      moved |= best.limit != at[k].limit || best.b != at[k].b;
      at[k] = best;
    }
    if (!moved) break;
  }
  for (const std::size_t k : free) {
    limits[k].found = std::min(at[k].limit, std::max(limits[k].now, kRoom * limits[k].noise));
    limits[k].floor = at[k].b;
  }
}

float two_digits(float v) {
  const double unit = std::pow(10., std::floor(std::log10(double(v))) - 1);
  return float(std::round(double(v) / unit) * unit);
}

}  // namespace

std::vector<Limit> calibrate(const std::vector<Row>& rows, const drift::Policy& policy, Floors floors) {
  std::vector<Limit> limits = alone(rows, policy);
  together(rows, limits, floors);
  return limits;
}

std::string text_of(const std::vector<Limit>& limits) {
  std::string out = fmt::format("{:<28}{:>6}{:>10}{:>6}{:>10}{:>10}{:>10}{:>9}{:>9}{:>8}\n", "component", "n", "N", "n",
                                "T", "now", "found", "found/N", "T/found", "b");
  for (const Limit& l : limits)
    out += fmt::format("{:<28}{:>6}{:>10.4f}{:>6}{:>10.4f}{:>10.4f}{:>10.4f}{:>9.2f}{:>9.2f}{:>8.3f}\n", l.component,
                       l.permitted, l.noise, l.targets, l.target, l.now, l.found, l.found / l.noise, l.target / l.found,
                       l.floor);
  return out;
}

drift::Policy with(drift::Policy policy, const std::vector<Limit>& limits) {
  for (const Limit& l : limits)
    if (std::isfinite(l.found) && l.now > 0) policy.limits[l.component] = l.found;
  return policy;
}

Summary cross_validated(const std::vector<Row>& rows, const drift::Policy& policy) {
  std::vector<std::string> people;
  for (const Row& row : rows)
    if (std::find(people.begin(), people.end(), row.person) == people.end()) people.push_back(row.person);
  const auto fold_of = [&](const Row& row) {
    return int(std::find(people.begin(), people.end(), row.person) - people.begin()) % kFolds;
  };
  std::vector<drift::Policy> policies(kFolds);
  for_items(kFolds, [&](int fold) {
    std::vector<Row> others;
    for (const Row& row : rows)
      if (fold_of(row) != fold) others.push_back(row);
    policies[std::size_t(fold)] = with(policy, calibrate(others, policy, Floors::fixed));
  });
  return summarise(rows, policy.name + ", limits found on other people",
                   [&](const Row& row) -> const drift::Policy& { return policies[std::size_t(fold_of(row))]; });
}

std::string text_of_sizes(const std::vector<Row>& rows, const drift::Policy& policy, float least) {
  std::set<int> classes;
  for (const Row& row : rows)
    if (row.iod_class > 0) classes.insert(row.iod_class);
  std::string out = fmt::format("{:<28}", "P98 of permitted ÷ limit");
  for (const int size : classes) out += fmt::format("{:>9}", size);
  out += "\n";
  for (const auto& floor : drift::components()) {
    const auto limit = policy.limits.find(floor.component);
    if (limit == policy.limits.end()) continue;
    std::string line = fmt::format("{:<28}", floor.component);
    float largest = 0;
    for (const int size : classes) {
      std::vector<float> shares;
      for (const Row& row : rows) {
        if (row.level != Level::permitted || row.iod_class != size) continue;
        const float iod = resolved_iod(row);
        const auto value = iod >= floor.least_iod ? value_of(row, floor.component, limit->second) : std::nullopt;
        if (value) shares.push_back(*value / std::max(limit->second, floor.at(iod)));
      }
      const float high = percentile(shares, 0.98);
      line += shares.size() < kFewest ? fmt::format("{:>9}", "-") : fmt::format("{:>9.2f}", high);
      if (shares.size() >= kFewest) largest = std::max(largest, high);
    }
    if (largest >= least) out += line + "\n";
  }
  return out;
}

void write_limits(const std::filesystem::path& preset, const std::vector<Limit>& limits) {
  std::ifstream in(preset);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (text.empty()) throw std::runtime_error(preset.string() + ": no such file, or empty");
  for (const Limit& l : limits) {
    if (!std::isfinite(l.found)) continue;
    const std::regex line("(\"" + std::regex_replace(l.component, std::regex("\\."), "\\.") + "\": )[0-9.]+");
    text = std::regex_replace(text, line, fmt::format("$01{:.3g}", two_digits(l.found)));
  }
  test::must(io::write(preset, {text.begin(), text.end()}));
}

}  // namespace countenance::validity
