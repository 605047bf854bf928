// SPDX-License-Identifier: Apache-2.0
// Is evening better than what people use? Each tool takes the same share of a face's unevenness, at its best setting found
// on one half of the people; what goes with it of pores, folds and marks, and the drift, is reported on the other.
//
//   bench_pareto tune ROWS.csv [PEOPLE [TOOL]]   all tools at all settings on the half tuned on (a new file, or added to it)
//   bench_pareto compare ROWS.csv [PEOPLE]       each tool at its best setting on the other half
//   bench_pareto show ROWS.csv PLOT.png          table, bars and curves; 1: a bar is missed
//
// PEOPLE: at most so many, 0 all. $COUNTENANCE_PORTRAITS is the folder of the calibration portraits. `run` does it all.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <mutex>

#include "base/parallel.h"
#include "govern/governor.h"
#include "show.h"
#include "support/must.h"
#include "tools.h"
#include "validity/pair.h"

namespace {

using namespace countenance;
using namespace countenance::pareto;
using test::must;
namespace fs = std::filesystem;

/// At most `most` of a half, evenly spread.
std::vector<Person> half(bool tuning, int most) {
  const char* folder = std::getenv("COUNTENANCE_PORTRAITS");
  if (!folder) throw std::runtime_error("set COUNTENANCE_PORTRAITS to the folder of the calibration portraits");
  std::vector<Person> all, out;
  for (auto& person : people_in(folder))
    if (person.tuning == tuning) all.push_back(std::move(person));
  if (most <= 0 || most >= int(all.size())) return all;
  for (int i = 0; i < most; ++i) out.push_back(all[std::size_t(i) * all.size() / std::size_t(most)]);
  return out;
}

/// A face of that half by all `tools`; rows are written face by face.
class Bench {
 public:
  explicit Bench(const fs::path& csv) : networks_(validity::load_networks()) {
    const bool begun = fs::exists(csv);
    if (begun) (void)read_rows(csv);  // not of another benchmark
    out_.open(csv, std::ios::app);
    if (!begun) write(header() + "\n");
  }

  void run(const std::vector<Person>& people, const std::function<std::vector<Row>(const Face&)>& rows_of) {
    int finished = 0;
    for_items(int(people.size()), [&](int i) {
      const Person& person = people[std::size_t(i)];
      const auto face = make_face(person, networks_);
      std::string lines;
      if (face)
        for (const Row& row : rows_of(*face)) lines += line_of(row) + "\n";
      const std::lock_guard lock(guard_);
      if (!face) fmt::print(stderr, "\n{}: no usable face, left out\n", person.portrait.file);
      write(lines);
      fmt::print(stderr, "\r{}/{} {:<40}", ++finished, people.size(), person.portrait.file);
    });
    fmt::print(stderr, "\n");
  }

 private:
  void write(const std::string& text) {
    if (!(out_ << text << std::flush)) throw std::runtime_error("the rows cannot be written");
  }
  validity::Networks networks_;
  std::ofstream out_;
  std::mutex guard_;
};

/// The change at the strength that reaches the target.
Row taken(Stage stage, const Face& face, const Tool& tool, const Change& change, float target) {
  static const drift::Policy natural = must(drift::load_policy("natural"));
  Row row{stage, face.file, face.iod(), face.meter->ita(), tool.name, tool.setting, target, 0, {}, NAN, {}, NAN};
  const auto strength = strength_for(face, change, target);
  if (!strength) return row;
  row.strength = *strength;
  const Photo photo = rendered(face, change, *strength);
  row.cost = face.meter->of(linear_part(face, photo));
  if (stage != Stage::compare) return row;
  const drift::Report report = must(govern::measure(*face.study, photo, natural));
  const drift::FaceReport& judged = report.faces.front();
  row.limiting = judged.limiting;
  if (judged.measured || judged.outside) row.drift = judged.drift;
  for (const auto& reading : judged.readings)
    for (const auto& component : reading.components)
      if (reading.measure == "marks" && component.name == "lost" && component.status == drift::Status::measured)
        row.marks_lost = component.value;
  return row;
}

bool with_gmic() {
  if (gmic_runs()) return true;
  fmt::print(stderr, "*** gmic is not installed: G'MIC is NOT compared (apt-get install gmic) ***\n");
  return false;
}

void tune(const fs::path& csv, int people, const std::string& only) {
  const std::vector<Tool> all = tools(with_gmic());
  Bench(csv).run(half(true, people), [&](const Face& face) {
    std::vector<Row> rows;
    for (const Tool& tool : all) {
      if (!only.empty() && tool.name != only) continue;
      const Change change = tool.change(face);
      for (const float target : kTargets) rows.push_back(taken(Stage::tune, face, tool, change, target));
    }
    return rows;
  });
}

void compare(const fs::path& csv, int people) {
  const std::vector<Row> tuned = read_rows(csv);
  const std::vector<Tool> all = tools(with_gmic());
  std::map<float, Settings> best;
  for (const float target : kTargets) best[target] = best_settings(tuned, target);
  Bench(csv).run(half(false, people), [&](const Face& face) {
    std::vector<Row> rows;
    for (const Tool& tool : all) {
      std::optional<Change> change;
      const auto at = [&](Stage stage, float target) {
        const float nearest =
            std::abs(target - kTargets[0]) <= std::abs(target - kTargets[1]) ? kTargets[0] : kTargets[1];
        const auto setting = best.at(nearest).find(tool.name);
        if (setting == best.at(nearest).end() || setting->second != tool.setting) return;
        if (!change) change = tool.change(face);
        rows.push_back(taken(stage, face, tool, *change, target));
      };
      for (const float target : kTargets) at(Stage::compare, target);
      for (const float target : kCurve) at(Stage::curve, target);
    }
    return rows;
  });
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string command = argc > 2 ? argv[1] : "";
  const int people = argc > 3 ? std::atoi(argv[3]) : 0;
  if (command == "tune")
    tune(argv[2], people, argc > 4 ? argv[4] : "");
  else if (command == "compare")
    compare(argv[2], people);
  else if (command == "show" && argc == 4) {
    const std::vector<Row> rows = read_rows(argv[2]);
    draw(rows, argv[3]);
    return print_table(rows) ? 0 : 1;
  } else
    throw std::runtime_error(
        "bench_pareto tune ROWS.csv [PEOPLE [TOOL]] | compare ROWS.csv [PEOPLE] | show ROWS.csv PLOT.png");
  return 0;
} catch (const std::exception& e) {
  fmt::print(stderr, "bench_pareto: {}\n", e.what());
  return 2;
}
