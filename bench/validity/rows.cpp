// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "drift/judge.h"
#include "drift/measures.h"

namespace countenance::validity {
namespace {

// A cell: "0.123", "0.123~0.4" with its standard deviation, or the status alone.
std::string cell_of(const drift::Component& c) {
  if (c.status != drift::Status::measured && c.status != drift::Status::not_separable) return drift::name_of(c.status);
  return c.sd == 0 ? fmt::format("{:.6g}", c.value) : fmt::format("{:.6g}~{:.6g}", c.value, c.sd);
}

drift::Status status_of(const std::string& name) {
  for (int s = 0; s <= int(drift::Status::not_in_policy); ++s)
    if (name == drift::name_of(drift::Status(s))) return drift::Status(s);
  throw std::runtime_error("no status is called " + name);
}

drift::Component component_of(const std::string& name, const std::string& cell) {
  drift::Component c{name, ""};
  const auto tilde = cell.find('~');
  const std::string value = cell.substr(0, tilde);
  if (std::isalpha(static_cast<unsigned char>(cell.front())) && value != "nan" && value != "inf") {
    c.status = status_of(cell);
    return c;
  }
  c.value = std::stof(value);
  if (tilde != std::string::npos) c.sd = std::stof(cell.substr(tilde + 1));
  return c;
}

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> out;
  std::string cell;
  for (std::istringstream in(line); std::getline(in, cell, ',');) out.push_back(cell);
  if (!line.empty() && line.back() == ',') out.emplace_back();
  return out;
}

std::string plain(std::string text) {
  for (char& c : text)
    if (c == ',' || c == '\n') c = ';';
  return text;
}

constexpr int kFixed = 15;

Level level_of(const std::string& name) {
  for (const Level level : {Level::permitted, Level::slight, Level::clear, Level::strong})
    if (name == name_of(level)) return level;
  throw std::runtime_error("no level is called " + name);
}

Row row_of(const std::vector<std::string>& cells, const std::vector<std::string>& names) {
  if (cells.size() != names.size())
    throw std::runtime_error(fmt::format("it has {} cells, not {}", cells.size(), names.size()));
  Row r{cells[0],          cells[1], cells[2],
        cells[3],          cells[4], std::stoi(cells[5]),
        cells[6],          cells[7], std::stof(cells[8]),
        level_of(cells[9])};
  r.iod = std::stof(cells[10]), r.resolution = std::stof(cells[11]), r.ita = std::stof(cells[12]);
  r.ssim = std::stof(cells[13]);
  r.error = cells[14];
  std::map<std::string, drift::Reading> readings;
  for (std::size_t i = kFixed; i + 1 < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    const auto dot = names[i].find('.');
    drift::Reading& reading = readings[names[i].substr(0, dot)];
    reading.measure = names[i].substr(0, dot);
    if (dot == std::string::npos)
      reading.status = status_of(cells[i]);
    else
      reading.components.push_back(component_of(names[i].substr(dot + 1), cells[i]));
  }
  for (const auto& measure : drift::measure_names())
    if (const auto found = readings.find(measure); found != readings.end()) r.readings.push_back(found->second);
  return r;
}

}  // namespace

std::string Row::document() const { return fmt::format("{}|{}|{}", picture, condition, iod_class); }

drift::FaceReport Row::judged(const drift::Policy& policy) const {
  drift::FaceReport face;
  face.iod_px = iod;
  face.resolution = resolution;
  face.ita = ita;
  face.readings = readings;
  drift::judge(face, policy);
  return face;
}

std::string header() {
  std::string out =
      "picture,person,skin,age,condition,iod_class,edit,kind,strength,level,iod,resolution,ita,ssim,error";
  for (const auto& floor : drift::components()) out += fmt::format(",{}", floor.component);
  for (const auto& measure : drift::measure_names()) out += "," + measure;  // a measure's status as a whole
  return out + fmt::format(",metric {}", drift::kMetricVersion);
}

std::string line_of(const Row& r) {
  std::string out = fmt::format("{},{},{},{},{},{},{},{},{:g},{},{:.2f},{:.4f},{:.2f},{:.5f},{}", r.picture, r.person,
                                r.skin, r.age, r.condition, r.iod_class, r.edit, r.kind, r.strength, name_of(r.level),
                                r.iod, r.resolution, r.ita, r.ssim, plain(r.error));
  for (const auto& floor : drift::components()) {
    out += ",";
    for (const auto& reading : r.readings)
      for (const auto& c : reading.components)
        if (reading.measure + "." + c.name == floor.component) out += cell_of(c);
  }
  for (const auto& measure : drift::measure_names()) {
    out += ",";
    for (const auto& reading : r.readings)
      if (reading.measure == measure) out += drift::name_of(reading.status);
  }
  return out + ",";
}

bool keep_whole_lines(const std::filesystem::path& csv) {
  if (!std::filesystem::exists(csv)) return false;
  std::ifstream in(csv, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto end = text.rfind('\n');
  std::filesystem::resize_file(csv, end == std::string::npos ? 0 : end + 1);
  return end != std::string::npos;
}

std::vector<Row> read_rows(const std::filesystem::path& csv) {
  std::ifstream in(csv);
  std::string line;
  if (!std::getline(in, line)) throw std::runtime_error(csv.string() + ": no such file, or empty");
  if (line != header()) throw std::runtime_error(csv.string() + ": of another metric or build; start a new file");
  const std::vector<std::string> names = split(line);
  std::vector<Row> rows;
  for (int number = 2; std::getline(in, line); ++number) try {
      rows.push_back(row_of(split(line), names));
    } catch (const std::exception& e) {
      throw std::runtime_error(fmt::format("{}: line {} does not read ({})", csv.string(), number, e.what()));
    }
  return rows;
}

}  // namespace countenance::validity
