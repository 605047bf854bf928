// SPDX-License-Identifier: Apache-2.0
// Does healing find spots, and only them? On every portrait of $COUNTENANCE_PORTRAITS:
//
//   bench_spots ROWS.csv [LABELS.csv [PART OF A PATH [ROUNDS]]]
//
// Synthetic spots of known place on each face, coded anew as its file is; and hand-labelled real marks (bench/spots/labels.csv).
// Printed by skin tone and contrast: found (listed, of whatever class), healed (half of it or more is taken away);
// moles touched (a tenth or more taken), marks that the measure says were invented or lost, and what becomes of the labels.
// The bar: nothing permanent touched, nothing invented; recall is reported as it is.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/sha256.h"
#include "govern/governor.h"
#include "io/file.h"
#include "portraits.h"
#include "retouch/compose.h"
#include "spots/synthetic.h"
#include "support/must.h"
#include "support/support.h"
#include "tone.h"

using namespace countenance;
using test::must;
namespace fs = std::filesystem;

namespace {

constexpr int kSpots = 16;
constexpr float kNear = 0.012f, kCore = 0.006f;  ///< IOD: a mark means that place; radius of what is looked at
constexpr float kHealed = 0.5f, kTouched = 0.1f, kVisible = 1.f / 64;

struct Row {
  std::string file, tone, kind, listed;
  bool permanent = false;
  float ita = 0, iod = 0, diameter = 0, contrast = 0, taken = 0;
};
struct Label {
  Point at;
  std::string type, sha256;  ///< of the file it was laid on
};
struct Count {
  int all = 0, found = 0, healed = 0;
  void add(const Row& r) { ++all, found += !r.listed.empty(), healed += r.taken >= kHealed; }
};

std::map<std::string, std::vector<Label>> read_labels(const fs::path& path) {
  std::map<std::string, std::vector<Label>> out;
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line)) {
    std::istringstream cells(line);
    std::string file, x, y, type, sha256;
    std::getline(cells, file, ','), std::getline(cells, x, ','), std::getline(cells, y, ','),
        std::getline(cells, type, ','), std::getline(cells, sha256, ',');
    if (file.find('/') == std::string::npos) continue;  // the head
    out[file].push_back({{std::strtof(x.c_str(), nullptr), std::strtof(y.c_str(), nullptr)}, type, sha256});
  }
  return out;
}

/// Labels mean the picture they were laid on, and no other of its name.
void check_hash(const fs::path& path, const std::vector<Label>& labels) {
  const std::string found = must(sha256_file(path));
  for (const Label& label : labels)
    if (label.sha256 != found) throw std::runtime_error("is not the picture that was labelled");
}

/// Mean over a small disc of what is added in density, all channels; work px.
float mean_at(const ImageF& delta, const Point& at, float radius) {
  double sum = 0;
  int n = 0;
  const int reach = std::max(1, int(radius)), cx = int(std::lround(at.x())), cy = int(std::lround(at.y()));
  for (int y = std::max(0, cy - reach); y <= std::min(delta.height() - 1, cy + reach); ++y)
    for (int x = std::max(0, cx - reach); x <= std::min(delta.width() - 1, cx + reach); ++x, ++n)
      sum += delta.at(x, y, 0) + delta.at(x, y, 1) + delta.at(x, y, 2);
  return n > 0 ? float(sum / (3 * n)) : 0;
}

std::shared_ptr<const govern::Study> study_of(const Photo& photo) {
  static const auto topology = std::make_shared<const face::Topology>(must(face::load_topology({})));
  return must(govern::study(std::make_shared<const Photo>(photo), test::networks(), topology));
}

/// The class of the mark listed there; empty: none.
std::string listed_at(const govern::FaceStudy& face, const Point& work, float diameter) {
  const float near = std::max(kNear, diameter / 2) * face.canvas.u;
  for (const skin::Mark& m : face.spots.marks)
    if ((m.at - work).norm() <= near) return skin::name_of(m.kind);
  return "";
}

struct Totals {
  std::vector<Row> rows;
  std::map<std::string, std::map<std::string, Count>> labels;  // [type][tone]
  float invented = 0, lost = 0;
  int pairs = 0, marks = 0, transient = 0, faces = 0;
};

void on_labels(const govern::Study& study, const std::vector<Label>& labels, const std::string& file, Totals& to) {
  const auto edits = must(govern::propose(study, govern::Wishes{.heal = 1})).edits.front();
  const govern::FaceStudy& face = study.faces.front();
  for (const Label& label : labels) {
    const Point at = apply(face.canvas.work_from_photo, label.at);
    const float taken = -mean_at(whole(edits.at(0), face.canvas.size()), at, kCore * face.canvas.u);
    const std::string listed = listed_at(face, at, 2 * kNear);
    Count& count = to.labels[label.type][bench::tone_of(face.reference->ita)];
    ++count.all, count.found += !listed.empty(), count.healed += taken > kVisible;
    if (taken > kVisible && label.type == "permanent")
      fmt::print("  {}: a permanent mark at {:.0f},{:.0f} loses {:.3f} stop\n", file, label.at.x(), label.at.y(),
                 taken);
  }
}

void on_synthetic(const govern::Study& clean, const io::Loaded& source, const std::string& file, std::mt19937& random,
                  Totals& to) {
  const auto spots = spots::draw(clean, kSpots, random);
  Photo photo = must(spots::with(clean, spots));
  photo = must(io::decode(must(io::encode(photo, source, source.format)).bytes, "the spotted portrait"));
  const auto s = study_of(photo);
  const govern::FaceStudy& face = s->faces.front();
  const auto edits = must(govern::propose(*s, govern::Wishes{.heal = 1})).edits.front();
  for (const auto& spot : spots) {
    const Point at = apply(face.canvas.work_from_photo, spot.at);
    Row row{.file = file, .tone = bench::tone_of(clean.faces.front().reference->ita), .kind = spot.kind->name};
    row.listed = listed_at(face, at, spot.diameter);
    row.permanent = spot.kind->permanent;
    row.ita = clean.faces.front().reference->ita;
    row.iod = face.face.iod;
    row.diameter = spot.diameter;
    row.contrast = spot.contrast;
    row.taken = -mean_at(whole(edits.at(0), face.canvas.size()), at, kCore * face.canvas.u) / spot.contrast;
    to.rows.push_back(row);
  }
  const Photo healed =
      must(retouch::compose(photo, *s->space, {{retouch::sum(edits, {1.f}, face.canvas.size()), face.canvas.roi}}));
  const auto report = must(govern::measure(*s, healed, must(drift::load_policy("natural"))));
  for (const auto& reading : report.faces.front().readings)
    for (const auto& component : reading.components) {
      if (reading.measure == "marks" && component.name == "invented") to.invented += component.value;
      if (reading.measure == "marks" && component.name == "lost") to.lost += component.value;
    }
  ++to.pairs;
}

std::string cell(const Count& c) {
  return c.all == 0 ? fmt::format("{:>14}", "–")
                    : fmt::format("{:>5.2f} {:>4.2f} {:>3}", double(c.found) / c.all, double(c.healed) / c.all, c.all);
}

template <class Key>
void table(const char* title, const Totals& totals, const Key& key) {
  fmt::print("\n{} (found, healed, of how many)\n", title);
  std::map<std::string, std::map<std::string, std::map<float, Count>>> counts;
  std::map<float, int> columns;
  for (const Row& r : totals.rows) counts[r.tone][r.kind][key(r)].add(r), columns[key(r)] = 0;
  fmt::print("{:<18}", "");
  for (const auto& [value, _] : columns) fmt::print("{:>16}", fmt::format("{:g}", value));
  for (const auto& [tone, kinds] : counts)
    for (const auto& [kind, by] : kinds) {
      fmt::print("\n{:<18}", tone + " " + kind);
      for (const auto& [value, _] : columns) fmt::print("  {}", by.contains(value) ? cell(by.at(value)) : cell({}));
    }
  fmt::print("\n");
}

}  // namespace

int main(int argc, char** argv) {
  const char* folder = std::getenv("COUNTENANCE_PORTRAITS");
  if (!folder || argc < 2) {
    fmt::print(stderr, "bench_spots ROWS.csv [LABELS.csv [PART OF A PATH [ROUNDS]]], with COUNTENANCE_PORTRAITS set\n");
    return 2;
  }
  const auto labels = argc > 2 ? read_labels(argv[2]) : std::map<std::string, std::vector<Label>>{};
  if (argc > 2 && labels.empty()) {
    fmt::print(stderr, "there are no labels in {}\n", argv[2]);
    return 2;
  }
  const std::string only = argc > 3 ? argv[3] : "";
  const int rounds = argc > 4 ? std::atoi(argv[4]) : 1;
  std::vector<fs::path> files = bench::pictures(folder, only);
  for (const auto& [file, marks] : labels)  // those of public packages lie elsewhere
    if (file.starts_with("registry/") && file.find(only) != std::string::npos)
      files.push_back(test::registry(file.substr(file.find('/') + 1)));
  std::sort(files.begin(), files.end());

  Totals totals;
  int failed = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const fs::path& path = files[i];
    const bool fetched = labels.contains("registry/" + path.filename().string());
    const std::string file =
        (fetched ? "registry" : path.parent_path().filename().string()) + "/" + path.filename().string();
    try {
      const io::Loaded source = must(io::load(files[i]));
      const auto study = study_of(source.photo);
      if (!study->faces.front().face.usable()) continue;
      const auto& marks = study->faces.front().spots.marks;
      ++totals.faces, totals.marks += int(marks.size());
      totals.transient += int(std::count_if(marks.begin(), marks.end(),
                                            [](const skin::Mark& m) { return m.kind == skin::MarkClass::transient; }));
      if (const auto known = labels.find(file); known != labels.end()) {
        check_hash(path, known->second);
        on_labels(*study, known->second, file, totals);
      }
      std::mt19937 random(unsigned(17 + i));
      for (int k = 0; k < rounds; ++k) on_synthetic(*study, source, file, random, totals);
      fmt::print(stderr, "{}\n", file);
    } catch (const std::exception& e) {
      fmt::print("{}: {}\n", file, e.what());
      ++failed;
    }
  }
  std::ofstream csv(argv[1]);
  csv << "file,ita,iod,kind,diameter,contrast,listed,taken\n";
  for (const Row& r : totals.rows)
    csv << fmt::format("{},{:.0f},{:.0f},{},{},{},{},{:.3f}\n", r.file, r.ita, r.iod, r.kind, r.diameter, r.contrast,
                       r.listed, r.taken);
  table("By contrast, stops", totals, [](const Row& r) { return r.contrast; });
  table("By size, IOD", totals, [](const Row& r) { return r.diameter; });
  int moles = 0, touched = 0;
  for (const Row& r : totals.rows) moles += r.permanent, touched += r.permanent && r.taken >= kTouched;
  fmt::print("\nmoles touched: {} of {}\nmarks invented: {:.2f}, lost: {:.2f}, in {} pairs\n", touched, moles,
             totals.invented, totals.lost, totals.pairs);
  fmt::print("listed: {:.1f} a face, {:.1f} of them transient\n", double(totals.marks) / std::max(1, totals.faces),
             double(totals.transient) / std::max(1, totals.faces));
  for (const auto& [type, by] : totals.labels)
    for (const auto& [tone, count] : by) fmt::print("labelled {} {}: {}\n", tone, type, cell(count));
  int taken_away = 0;
  if (const auto known = totals.labels.find("permanent"); known != totals.labels.end())
    for (const auto& [tone, count] : known->second) taken_away += count.healed;
  const bool met = touched == 0 && taken_away == 0 && totals.invented < 0.5f && failed == 0 && totals.faces > 0;
  fmt::print("{}\n", met ? "nothing permanent was touched, nothing invented" : "the bar is NOT met");
  return met ? 0 : 1;
}
