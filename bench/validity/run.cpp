// SPDX-License-Identifier: Apache-2.0
#include "run.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <set>

#include "base/parallel.h"
#include "io/file.h"
#include "pair.h"
#include "support/must.h"
#include "tone.h"

namespace countenance::validity {

using test::must;
namespace fs = std::filesystem;

namespace {

constexpr int kSizes[] = {400, 200, 150, 100, 64};  ///< px of IOD

/// Fields of a CSV line in which fields may be quoted.
std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

std::string age_of(const std::string& notes) {
  for (const char* mark : {"age ", ": profile picture of a ", "female_", "male_"}) {
    const auto at = notes.find(mark);
    if (at == std::string::npos) continue;
    const int age = std::atoi(notes.c_str() + at + std::string(mark).size());
    if (age >= 15) return age < 35 ? "<35" : age < 55 ? "35-54" : "55+";
  }
  return "?";
}

/// A picture at one size, taken in one way, and the edits that fall to it.
struct Task {
  const Portrait* portrait;
  const Portrait* other;
  std::string condition;
  int iod_class = 0;
  std::vector<const Edit*> edits;
};

class Bench {
 public:
  Bench(const std::vector<Portrait>& portraits, const std::set<std::string>& kinds, const fs::path& csv)
      : portraits_(portraits), kinds_(kinds), networks_(load_networks()) {
    const bool begun = keep_whole_lines(csv);
    if (begun)
      for (const Row& row : read_rows(csv)) done_.insert(row.document() + "|" + row.edit);
    out_.open(csv, std::ios::app);
    if (!begun) write(header() + "\n");
  }

  void run(int documents) {
    std::vector<Task> tasks;
    for (const Portrait& portrait : portraits_)
      for (auto& task : tasks_of(portrait, documents)) tasks.push_back(std::move(task));
    int finished = 0;
    for_items(int(tasks.size()), [&](int i) {
      const Task& task = tasks[std::size_t(i)];
      std::string lines;
      for (const Row& row : take(task)) lines += line_of(row) + "\n";
      const std::lock_guard lock(guard_);
      write(lines);
      fmt::print(stderr, "\r{}/{} {:<40}", ++finished, tasks.size(), task.portrait->file);
    });
    fmt::print(stderr, "\n");
    if (lost_ > 0) fmt::print(stderr, "{} documents had no usable face left once they were taken\n", lost_.load());
  }

 private:
  void write(const std::string& text) {
    if (!(out_ << text << std::flush)) throw std::runtime_error("the rows cannot be written");
  }

  std::vector<Task> tasks_of(const Portrait& portrait, int documents) {
    const Photo photo = must(io::load(portrait.path)).photo;
    const auto head = head_of(photo, networks_, 0);
    const auto found = head ? make_document(*head, networks_) : std::nullopt;
    if (!found) {
      fmt::print(stderr, "{}: no usable face, left out\n", portrait.file);
      return {};
    }
    skins_[portrait.file] = bench::tone_of(found->study->faces.front().reference->ita);
    std::vector<int> sizes;
    for (const int size : kSizes)
      if (found->iod >= float(size)) sizes.push_back(size);
    std::vector<Task> tasks;
    for (int k = 0; k < documents; ++k) {
      Random random(hash(fmt::format("{}|{}", portrait.file, k)));
      Task task{&portrait, partner_of(portrait), kConditions[random() % 5], 0, {}};
      task.iod_class = sizes.empty() ? 0 : sizes[random() % sizes.size()];
      tasks.push_back(std::move(task));
    }
    for (const auto* edits : {&permitted_edits(), &altering_edits()})
      for (const Edit& edit : *edits)
        if (kinds_.empty() || kinds_.count(edit.kind))
          tasks[hash(portrait.file + "|" + edit.kind) % tasks.size()].edits.push_back(&edit);
    return tasks;
  }

  const Portrait* partner_of(const Portrait& portrait) const {
    std::vector<const Portrait*> alike;
    for (const Portrait& p : portraits_)
      if (p.person != portrait.person && p.sex == portrait.sex && p.source == portrait.source) alike.push_back(&p);
    return alike.empty() ? nullptr : alike[hash(portrait.file) % alike.size()];
  }

  std::optional<Document> document_of(const Portrait& portrait, int iod) const {
    const auto head = head_of(must(io::load(portrait.path)).photo, networks_, float(iod));
    return head ? make_document(*head, networks_) : std::nullopt;
  }

  std::vector<Row> take(const Task& task) {
    std::vector<Row> rows;
    std::vector<const Edit*> left;
    const auto key = fmt::format("{}|{}|{}", task.portrait->file, task.condition, task.iod_class);
    for (const Edit* edit : task.edits)
      if (!done_.count(key + "|" + edit->name)) left.push_back(edit);
    if (left.empty()) return rows;
    const auto studio = document_of(*task.portrait, task.iod_class);
    if (!studio) return rows;
    Random random(hash(key));
    const cv::Mat pixels = taken(*studio, task.condition, random);
    const bool for_retouch = std::any_of(left.begin(), left.end(), [](const Edit* e) { return e->for_retouch; });
    const auto document =
        make_document(pixels, networks_, for_retouch ? govern::Purpose::retouch : govern::Purpose::measure);
    if (!document) {
      ++lost_;
      return rows;
    }
    std::optional<Document> other;
    if (task.other) other = document_of(*task.other, 0);
    for (const Edit* edit : left) {
      Random own(hash(key + "|" + edit->name));
      const Row of{task.portrait->file, task.portrait->person, skins_.at(task.portrait->file),
                   task.portrait->age,  task.condition,        task.iod_class};
      if (auto row = measured(of, *edit, {*document, other ? &*other : nullptr, own}, networks_))
        rows.push_back(std::move(*row));
    }
    return rows;
  }

  const std::vector<Portrait>& portraits_;
  const std::set<std::string>& kinds_;
  Networks networks_;
  std::set<std::string> done_;
  std::map<std::string, std::string> skins_;
  std::ofstream out_;
  std::mutex guard_;
  std::atomic<int> lost_ = 0;
};

}  // namespace

std::vector<Portrait> portraits_in(const fs::path& folder) {
  std::ifstream in(folder / "manifest.csv");
  std::string line;
  std::vector<Portrait> out;
  std::getline(in, line);
  while (std::getline(in, line)) {
    const auto f = fields_of(line);
    if (f.size() < 4 || !fs::exists(folder / f[0])) continue;
    const std::string& notes = f.back();
    Portrait p{f[0], folder / f[0], f[1], f[0].substr(0, f[0].find('/')), {}, age_of(notes + " " + f[0])};
    const bool female = notes.find("female") != std::string::npos || notes.find("woman") != std::string::npos;
    p.sex = female                                                                              ? "f"
            : notes.find("male") != std::string::npos || notes.find("man") != std::string::npos ? "m"
                                                                                                : "?";
    out.push_back(std::move(p));
  }
  return out;
}

void show(const Portrait& portrait, const Portrait& other, int iod, const fs::path& folder) {
  const Networks networks = load_networks();
  const auto document = [&](const Portrait& of) {
    const auto head = head_of(must(io::load(of.path)).photo, networks, float(iod));
    const auto made = head ? make_document(*head, networks, govern::Purpose::retouch) : std::nullopt;
    if (!made) throw std::runtime_error(of.file + ": no usable face of this size");
    return *made;
  };
  const Document own = document(portrait), their = document(other);
  const auto write = [&](const std::string& name, const cv::Mat& pixels) {
    const View<const std::uint8_t> rgb(pixels.data, {pixels.cols, pixels.rows}, 3, std::ptrdiff_t(pixels.step1()));
    must(io::write(folder / (name + ".png"), must(io::png(rgb))));
  };
  fs::create_directories(folder);
  for (const char* condition : kConditions) {
    Random random(1);
    write(fmt::format("condition {}", condition), taken(own, condition, random));
  }
  for (const auto* edits : {&permitted_edits(), &altering_edits()})
    for (const Edit& edit : *edits) {
      Random random(1);
      const auto made = edit.make({own, &their, random});
      if (!made) continue;
      write(edit.name, made->edited);
      if (!made->original.empty()) write(edit.name + ", original", made->original);
    }
}

void run(const std::vector<Portrait>& portraits, int documents, const std::set<std::string>& kinds,
         const fs::path& csv) {
  Bench(portraits, kinds, csv).run(documents);
}

}  // namespace countenance::validity
