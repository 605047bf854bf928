// SPDX-License-Identifier: Apache-2.0
#include "guard/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace countenance::guard_bench {
namespace {

constexpr std::size_t kFields = 21;

std::string key(const std::string& portrait, const std::string& edit) { return portrait + "|" + edit; }

std::string plain(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\t' || c == '\n'; }, ' ');
  return text;
}

}  // namespace

std::vector<Row> read_rows(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::vector<Row> out;
  for (std::string line; std::getline(in, line);) {
    std::vector<std::string> f;
    std::istringstream fields(line);
    for (std::string field; std::getline(fields, field, '\t');) f.push_back(field);
    f.resize(std::max(f.size(), kFields));
    const auto number = [&](int i) { return std::strtof(f[std::size_t(i)].c_str(), nullptr); };
    Row row{f[0],      f[1],      f[2],           f[3], f[4],       f[5],
            number(6), number(7), f[8] == "over", f[9], number(10), f[11] == "inside"};
    row.fallen_back = number(12), row.seconds = number(13);
    row.denoise_outside = number(14), row.denoise_inside = number(15);
    row.exposure_outside = number(16), row.exposure_inside = number(17);
    row.delta_e = number(18), row.repairs = f[19], row.unverifiable = f[20] == "unverifiable";
    out.push_back(std::move(row));
  }
  return out;
}

Book::Book(const std::filesystem::path& path) {
  for (const Row& row : read_rows(path)) done_.insert(key(row.portrait, row.edit));
  out_.open(path, std::ios::app);
  if (!out_) throw std::runtime_error("the rows cannot be written");
}

bool Book::has(const std::string& portrait, const std::string& edit) const {
  return done_.count(key(portrait, edit)) > 0;
}

void Book::add(const Row& r) {
  const std::lock_guard lock(guard_);
  out_ << fmt::format(
              "{}\t{}\t{}\t{}\t{}\t{}\t{:.0f}\t{:.3f}\t{}\t{}\t{:.3f}\t{}\t{:.3f}\t{:.2f}\t{:.3f}\t{:.3f}\t{:.3f}\t"
              "{:.3f}\t{:.3f}\t{}\t{}\n",
              r.portrait, r.tone, r.condition, r.edit, r.kind, r.level, r.iod, r.before, r.over ? "over" : "",
              plain(r.error), r.after, r.inside ? "inside" : "", r.fallen_back, r.seconds, r.denoise_outside,
              r.denoise_inside, r.exposure_outside, r.exposure_inside, r.delta_e, plain(r.repairs),
              r.unverifiable ? "unverifiable" : "")
       << std::flush;
  if (!out_) throw std::runtime_error("the rows cannot be written");
}

}  // namespace countenance::guard_bench
