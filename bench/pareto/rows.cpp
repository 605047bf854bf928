// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/statistics.h"

namespace countenance::pareto {
namespace {

constexpr const char* kStages[] = {"tune", "compare", "curve"};

std::string cell(float v) { return std::isnan(v) ? "" : fmt::format("{:.5g}", v); }
float number(const std::string& s) { return s.empty() ? NAN : std::strtof(s.c_str(), nullptr); }
std::optional<float> maybe(const std::string& s) { return s.empty() ? std::nullopt : std::optional<float>(number(s)); }

}  // namespace

std::string header() {
  return "stage,file,iod,ita,tool,setting,target,strength,share,luma,chroma,pore,decorrelation,fold,drift,limiting,"
         "marks_lost";
}

std::string line_of(const Row& r) {
  const bench::SkinCost& c = r.cost;
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}", kStages[int(r.stage)], r.file, cell(r.iod),
                     cell(r.ita), r.tool, r.setting, cell(r.target), cell(r.strength), cell(c.share), cell(c.luma),
                     cell(c.chroma), cell(c.pore.value_or(NAN)), cell(c.decorrelation.value_or(NAN)), cell(c.fold),
                     cell(r.drift), r.limiting, cell(r.marks_lost));
}

std::vector<Row> read_rows(const std::filesystem::path& csv) {
  std::ifstream in(csv);
  std::string line;
  if (!std::getline(in, line) || line != header())
    throw std::runtime_error(csv.string() + ": no rows of this benchmark");
  std::vector<Row> rows;
  while (std::getline(in, line)) {
    std::vector<std::string> f;
    std::stringstream fields(line + ",");
    for (std::string field; std::getline(fields, field, ',');) f.push_back(field);
    if (f.size() != 17) throw std::runtime_error(csv.string() + ": a broken row: " + line);
    Row r;
    while (f[0] != kStages[int(r.stage)])
      if (r.stage == Stage::curve)
        throw std::runtime_error(csv.string() + ": no such stage: " + f[0]);
      else
        r.stage = Stage(int(r.stage) + 1);
    r.file = f[1], r.iod = number(f[2]), r.ita = number(f[3]), r.tool = f[4], r.setting = f[5];
    r.target = number(f[6]), r.strength = number(f[7]);
    r.cost = {number(f[8]), number(f[9]), number(f[10]), number(f[13]), maybe(f[11]), maybe(f[12])};
    r.drift = number(f[14]), r.limiting = f[15], r.marks_lost = number(f[16]);
    rows.push_back(std::move(r));
  }
  return rows;
}

double harm(const bench::SkinCost& c) {
  return std::abs(c.pore.value_or(0)) / 0.03 + c.decorrelation.value_or(0) / 0.005 + c.fold / 0.06;
}

Settings best_settings(const std::vector<Row>& rows, float target) {
  std::map<std::string, std::map<std::string, std::vector<double>>> harms;  // of the faces that reach it
  for (const Row& r : rows) {
    if (r.stage != Stage::tune || r.target != target) continue;
    auto& of_setting = harms[r.tool][r.setting];
    if (r.reached()) of_setting.push_back(harm(r.cost));
  }
  Settings best;
  for (const auto& [tool, settings] : harms) {
    const auto better = [](const auto& a, const auto& b) {
      const std::size_t m = a.second.size(), n = b.second.size();
      return m != n ? m > n : median(a.second) < median(b.second);
    };
    best[tool] = std::min_element(settings.begin(), settings.end(), better)->first;
  }
  return best;
}

}  // namespace countenance::pareto
