// SPDX-License-Identifier: Apache-2.0
// The bar of evening, in one command: on every usable face of $COUNTENANCE_PORTRAITS, at the default strength and
// ungoverned, what share of the unevenness goes, and what goes with it of pores and folds. Measured at the photo's own
// resolution. The operator is judged on a 16-bit result; the rounding of an 8-bit one, which alone decorrelates the
// pores of smooth skin, is shown beside it.
//
//   share of unevenness taken ≥ .30 on every face; pore energy lost ≤ .03, 1 − pore correlation ≤ .005; fold slope lost
//   ≤ .06 in the median, ≤ .10 at worst (skin_cost.h)
//
// Beside it: how much of that edit `natural` grants, measured in the encoded file; all of it to ≥ 90 % of the people.
// The folder "registry" (portraits of public packages: small, some blown out) is shown and does not count.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/blur.h"
#include "govern/governor.h"
#include "io/file.h"
#include "portraits.h"
#include "retouch/compose.h"
#include "retouch/even.h"
#include "retouch/skin_cost.h"
#include "support/must.h"
#include "support/support.h"
#include "tone.h"

using namespace countenance;
using test::must;
namespace fs = std::filesystem;

namespace {

constexpr double kLeastPeople = 0.9;
constexpr float kLeastShare = 0.30f, kPoreLoss = 0.03f, kPoreDecorrelation = 0.005f, kFoldMedian = 0.06f,
                kFoldWorst = 0.10f;

struct Row : bench::SkinCost {
  std::string file, person, tone;
  float iod = 0, ita = 0;
  std::optional<float> decorrelation_8bit;
  float granted = 0;  ///< by `natural`, of the strength wished, as written to a file of the source's own kind
};

float median_of(std::vector<float> v) {
  if (v.empty()) return NAN;
  std::sort(v.begin(), v.end());
  return v[v.size() / 2];
}

/// The same picture at 16 bit.
Photo deepened(const Photo& photo) {
  Photo out = photo;
  out.sample = Sample::u16;
  out.bytes.resize(photo.bytes.size() * 2);
  for (std::size_t i = 0; i < photo.bytes.size(); ++i) out.bytes[2 * i] = out.bytes[2 * i + 1] = photo.bytes[i];
  return out;
}

/// The share of the strength that `natural` grants each face, as measured in the encoded file. Nothing may be written: 0.
std::vector<float> granted(const fs::path& path, float strength) {
  const io::Loaded source = must(io::load(path));
  static const auto topology = std::make_shared<const face::Topology>(must(face::load_topology({})));
  const auto study = must(govern::study(std::make_shared<const Photo>(source.photo), test::networks(), topology));
  const auto proposal = must(govern::propose(*study, govern::Wishes{.even = strength}));
  std::vector<float> out(study->faces.size(), 0.f);
  const auto through = [&](const Photo& rendered) -> Result<Photo> {
    CNT_TRY(encoded, io::encode(rendered, source, source.format));
    return io::decode(encoded.bytes, "the result");
  };
  const auto done = govern::govern(*study, proposal, must(drift::load_policy("natural")), {through, {}, "file"});
  for (std::size_t f = 0; done && f < out.size(); ++f)
    if (!done->verdict.strengths[f].empty()) out[f] = done->verdict.strengths[f][0];
  return out;
}

std::vector<Row> run(const fs::path& path, float strength) {
  const Photo photo = test::load_photo(path);
  const colour::Space space = must(colour::Space::open(photo.icc, photo.view().colours()));
  const auto networks = test::networks();
  const Rect whole{0, 0, photo.size.width, photo.size.height};
  const ImageF person = must(networks->person(must(colour::read_srgb8(photo.view(), space, whole, {256, 256}))));
  std::vector<Row> rows;
  const std::vector<float> grants = granted(path, strength);
  std::size_t index = 0;
  for (const face::Face& face : must(networks->find(photo.view(), space, {}))) {
    const std::size_t f = index++;
    if (!face.usable()) continue;
    const skin::Canvas canvas = must(skin::make_canvas(photo.view(), space, face, person));
    const skin::SkinMap map = skin::find_skin(canvas);
    const retouch::Edit edit = retouch::even(canvas, map);
    const ImageF before = must(colour::read(photo.view(), space, canvas.roi)).rgb;
    const bench::SkinMeter meter(before, resize(map.mask, canvas.roi.size()), resize(map.oval, canvas.roi.size()),
                                 face.iod);
    const std::vector<retouch::Layer> layers{{retouch::sum({edit}, {strength}, canvas.size()), canvas.roi}};
    const auto measured = [&](const Photo& original) {
      const Photo result = must(retouch::compose(original, space, layers));
      return meter.of(must(colour::read(result.view(), space, canvas.roi)).rgb);
    };
    Row row{measured(deepened(photo))};
    row.iod = face.iod, row.ita = meter.ita(), row.tone = bench::tone_of(row.ita);
    row.decorrelation_8bit = measured(photo).decorrelation;
    row.file = (path.parent_path().filename() / path.filename()).string();
    row.person = row.file.substr(0, row.file.find('_'));
    row.granted = grants.at(f);
    rows.push_back(row);
  }
  return rows;
}

std::string cell(const std::optional<float>& v, int digits = 3) { return v ? fmt::format("{:.{}f}", *v, digits) : "–"; }

/// One line of medians and worst values; false if a bar is broken.
bool summary(const std::string& name, const std::vector<Row>& rows) {
  if (rows.empty()) return true;
  std::vector<float> y, fold, pore, decorrelation;
  for (const Row& r : rows) {
    y.push_back(r.share), fold.push_back(r.fold);
    if (r.pore) pore.push_back(*r.pore), decorrelation.push_back(*r.decorrelation);
  }
  const auto least = [](const std::vector<float>& v) {
    return v.empty() ? NAN : *std::min_element(v.begin(), v.end());
  };
  const auto most = [](const std::vector<float>& v) { return v.empty() ? NAN : *std::max_element(v.begin(), v.end()); };
  const auto reached = std::count_if(y.begin(), y.end(), [](float v) { return v >= kLeastShare; });
  fmt::print(
      "{:<26} {:>3}/{:<3} y {:.3f} (least {:.3f})  pore {:.3f} (most {:.3f})  1-corr {:.4f} (most {:.4f})  fold {:.3f} "
      "(most {:.3f})\n",
      name, reached, rows.size(), median_of(y), least(y), median_of(pore), most(pore), median_of(decorrelation),
      most(decorrelation), median_of(fold), most(fold));
  return least(y) >= kLeastShare && !(most(pore) > kPoreLoss) && !(most(decorrelation) > kPoreDecorrelation) &&
         median_of(fold) <= kFoldMedian && most(fold) <= kFoldWorst;
}

}  // namespace

int main(int argc, char** argv) {
  const char* folder = std::getenv("COUNTENANCE_PORTRAITS");
  if (!folder) {
    fmt::print(stderr, "even_bar: set COUNTENANCE_PORTRAITS to the folder of the calibration portraits\n");
    return 2;
  }
  const float strength = argc > 1 ? std::strtof(argv[1], nullptr) : retouch::kDefaultEven;
  const std::string only = argc > 2 ? argv[2] : "";  // part of a path: a quick look at some
  const std::vector<fs::path> files = bench::pictures(folder, only);

  fmt::print("even {:.2f}\n{:<34} {:>5} {:>5} {:<6} {:>6} {:>6} {:>6} {:>6} {:>7} {:>7} {:>6} {:>8}\n", strength,
             "face", "IOD", "ITA", "tone", "y", "luma", "chroma", "pore", "1-corr", "(8 bit)", "fold", "granted");
  std::map<std::string, std::vector<Row>> of_person;
  std::vector<Row> all, beside;
  int failed = 0;
  for (const fs::path& file : files) {
    try {
      for (const Row& r : run(file, strength)) {
        fmt::print("{:<34} {:>5.0f} {:>5.0f} {:<6} {:>6.3f} {:>6.3f} {:>6.3f} {:>6} {:>7} {:>7} {:>6.3f} {:>8.2f}\n",
                   r.file, r.iod, r.ita, r.tone, r.share, r.luma, r.chroma, cell(r.pore), cell(r.decorrelation, 4),
                   cell(r.decorrelation_8bit, 4), r.fold, r.granted);
        std::fflush(stdout);
        if (r.file.starts_with("registry/")) {
          beside.push_back(r);
          continue;
        }
        of_person[r.person].push_back(r);
        all.push_back(r);
      }
    } catch (const std::exception& e) {
      fmt::print("{}: {}\n", file.filename().string(), e.what());
      failed += file.parent_path().filename() != "registry";
    }
  }
  // Every second person was looked at while the constants were chosen; the others were not.
  std::array<std::vector<Row>, 2> half;
  std::map<std::string, std::vector<Row>> held_out;
  std::size_t i = 0;
  for (const auto& [person, rows] : of_person) {
    half[i % 2].insert(half[i % 2].end(), rows.begin(), rows.end());
    if (i++ % 2)
      for (const Row& r : rows) held_out[r.tone].push_back(r);
  }
  fmt::print("\n");
  summary("people tuned on", half[0]);
  summary("people held out", half[1]);
  for (const auto& [tone, rows] : held_out) summary("  held out, " + tone, rows);
  std::map<std::string, std::vector<Row>> sets;
  for (const Row& r : all) sets[r.file.substr(0, r.file.find('/'))].push_back(r);
  for (const auto& [set, rows] : sets) summary("  " + set, rows);
  summary("(registry)", beside);
  const bool ok = summary("all that counts", all);
  const auto whole = std::count_if(of_person.begin(), of_person.end(), [](const auto& person) {
    return std::all_of(person.second.begin(), person.second.end(), [](const Row& r) { return r.granted >= 0.999f; });
  });
  const double share = double(whole) / double(std::max<std::size_t>(1, of_person.size()));
  fmt::print("'natural' grants it whole to {} of {} people ({:.0f} %)\n", whole, of_person.size(), 100 * share);
  if (failed > 0) fmt::print("{} pictures could not be measured\n", failed);
  const bool met = ok && !all.empty() && failed == 0 && share >= kLeastPeople;
  fmt::print("{}\n", met ? "the bar is met" : "the bar is NOT met");
  return met ? 0 : 1;
}
