// SPDX-License-Identifier: Apache-2.0
// The bar of fill light, in one command: on every usable face of the pictures of $COUNTENANCE_PORTRAITS and of the folders
// given, whether the light is trusted, what half a stop of fill does, and what `natural` grants of it (on the normalised
// face crops, as govern::solve does), by skin tone (ITA < 10, 10–41, > 41).
//
//   lift   what the shadow (P5 of the fitted light) gains over the mean of the skin, stops
//   seam   the steepest gain ÷ what the eye would see there (retouch/seams.h); ≤ 1
//   dL     mean ΔL* over the skin
//   nose   what the tip of the nose loses to its wings, stops: the form that a fill from the wrong place takes
//   peak   what the brightest skin (P99) loses to the median (luminance averaged by σ .01 of the face's width), stops
//   centre the least gain at eyes, nose and lips, stops
//
// The bar, on every face: seam ≤ 1 and, where fill alone is wished for, |dL| ≤ .3; and every picture is measured.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "base/blur.h"
#include "base/statistics.h"
#include "colour/cie.h"
#include "govern/candidate.h"
#include "govern/governor.h"
#include "portraits.h"
#include "retouch/compose.h"
#include "retouch/seams.h"
#include "support/must.h"
#include "support/support.h"
#include "tone.h"

using namespace countenance;
using test::must;
namespace fs = std::filesystem;

namespace {

struct Row {
  std::string file, tone, doubt, note, binds;
  float ita = 0, range = 0, r2 = 0, rim = 0, coverage = 0, lift = 0, change = 0, seam = 0, granted = 0, share = 0;
  float nose = 0, peak = 0, centre = 0;
  std::map<std::string, float> light;
};

constexpr float kMostSeam = 1, kMostChange = 0.3f;

/// Mean of the Lab picture over the face's skin.
Eigen::Vector3f mean_lab(const ImageF& linear, const skin::SkinMap& skin) {
  const ImageF lab = colour::lab(linear);
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  double n = 0;
  for (std::size_t i = 0; i < skin.mask.count(); ++i)
    if (skin.mask.data()[i] > 0.5f && skin.oval.data()[i] > 0.5f)
      sum += Eigen::Map<const Eigen::Vector3f>(lab.data() + 3 * i).cast<double>(), ++n;
  return (sum / std::max(n, 1.0)).cast<float>();
}

/// P99 − P50 of the skin's luminance, stops, without its pores.
float peak(const ImageF& linear, const govern::FaceStudy& face) {
  const auto x = face.canvas.points.col(0);
  const ImageF level = gaussian(colour::luminance(linear), 0.01f * (x.maxCoeff() - x.minCoeff()));
  std::vector<float> values;
  for (std::size_t i = 0; i < level.count(); ++i)
    if (face.skin.mask.data()[i] > 0.5f && face.skin.oval.data()[i] > 0.5f)
      values.push_back(std::log2(std::max(level.data()[i], 1e-6f)));
  return values.empty() ? 0 : quantile(values, 0.99) - quantile(values, 0.5);
}

/// The gain at a point of the mesh.
float gain_at(const ImageF& delta, const face::Points& points, int i) {
  const int x = std::clamp(int(std::lround(points(i, 0))), 0, delta.width() - 1),
            y = std::clamp(int(std::lround(points(i, 1))), 0, delta.height() - 1);
  return -delta.at(x, y);
}

Row measure(const govern::Study& study, int index, const std::vector<retouch::Edit>& edits,
            const drift::Policy& policy) {
  const govern::FaceStudy& face = study.faces[std::size_t(index)];
  Row row;
  const auto& light = face.lighting;
  row.range = light.range, row.r2 = light.r2, row.rim = light.rim, row.coverage = face.skin.coverage;
  row.doubt = light.doubt;
  const Eigen::Vector3f before = mean_lab(face.canvas.linear, face.skin);
  row.ita = colour::ita(before);
  row.tone = bench::tone_of(row.ita);
  row.note = edits[0].note;
  ImageF after = face.canvas.linear;
  const ImageF delta = retouch::sum(edits, std::vector<float>(edits.size(), 1.f), after.size());
  retouch::apply_delta(after.data(), delta.data(), int(after.size().area()));
  row.change = mean_lab(after, face.skin).x() - before.x();
  row.peak = peak(face.canvas.linear, face) - peak(after, face);
  const ImageF first = whole(edits[0], after.size());
  const auto at_point = [&](int i) { return gain_at(first, face.canvas.points, i); };
  constexpr int kNoseTip = 4, kWings[] = {129, 358}, kCentre[] = {4, 6, 13, 14, 33, 133, 159, 263, 362, 386};
  row.nose = (at_point(kWings[0]) + at_point(kWings[1])) / 2 - at_point(kNoseTip);
  row.centre = at_point(kNoseTip);
  for (const int i : kCentre) row.centre = std::min(row.centre, at_point(i));
  std::vector<std::pair<float, float>> gain;  // of the skin, darkest first
  const ImageF shading = resize(light.shading, after.size());
  double mean = 0;
  for (std::size_t i = 0; i < shading.count(); ++i)
    if (face.skin.mask.data()[i] > 0.5f && face.skin.oval.data()[i] > 0.5f)
      gain.emplace_back(shading.data()[i], -first.data()[i * std::size_t(first.channels())]),
          mean += gain.back().second;
  std::sort(gain.begin(), gain.end());
  const std::size_t few = std::max<std::size_t>(1, gain.size() / 10);
  for (std::size_t i = 0; i < few && i < gain.size(); ++i) row.lift += gain[i].second / float(few);
  if (!gain.empty()) row.lift -= float(mean / double(gain.size()));
  ImageF shown = first;
  for (std::size_t i = 0; i < shown.count(); ++i) shown.data()[i] = -shown.data()[i];
  if (shown.channels() == 1)
    row.seam = retouch::steepest(shown, retouch::visible_slope(face.canvas.linear, face.canvas.u));
  if (!edits[0].trusted) return row;

  const govern::Candidates candidates(face, edits);
  const auto at = [&](float s, const drift::Effort& effort) {
    return candidates.measure(std::vector<float>(edits.size(), s), policy, {}, effort);
  };
  const drift::FaceReport whole = at(1, {});
  row.share = whole.drift;
  for (const auto& reading : whole.readings) {
    for (const auto& c : reading.components) {
      if (reading.measure == "light") row.light[c.name] = c.share;
      if (c.share == whole.drift) row.binds = reading.measure + "." + c.name;
    }
    if (reading.status == drift::Status::failed || reading.status == drift::Status::not_separable)
      row.binds += " " + reading.measure + ": " + drift::name_of(reading.status);
  }
  float low = 0, high = 1;
  if (whole.within)
    low = 1;
  else
    for (int i = 0; i < 4; ++i) (at((low + high) / 2, {false, false}).within ? low : high) = (low + high) / 2;
  row.granted = low;
  return row;
}

std::vector<Row> run(const fs::path& path, const govern::Wishes& wishes) {
  static const auto topology = std::make_shared<const face::Topology>(must(face::load_topology({})));
  static const drift::Policy policy = must(drift::load_policy("natural"));
  auto photo = std::make_shared<const Photo>(test::load_photo(path));
  const auto study = must(govern::study(photo, test::networks(), topology));
  const auto proposal = must(govern::propose(*study, wishes));
  std::vector<Row> rows;
  for (int f = 0; f < int(study->faces.size()); ++f) {
    if (proposal.edits[std::size_t(f)].empty()) continue;
    auto edits = proposal.edits[std::size_t(f)];
    rows.push_back(measure(*study, f, edits, policy));
    rows.back().doubt = edits[0].trusted ? "" : edits[0].note;
    rows.back().file =
        (path.parent_path().filename() / path.filename()).string() + (f ? fmt::format(" #{}", f + 1) : "");
  }
  return rows;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<fs::path> folders;
  if (const char* own = std::getenv("COUNTENANCE_PORTRAITS")) folders.emplace_back(own);
  govern::Wishes wishes;
  std::string only;
  for (int i = 1; i < argc; ++i) {
    const std::string a = argv[i];
    if (const auto eq = a.find('='); eq != std::string::npos) {
      const govern::Dial* dial = govern::find_dial(a.substr(0, eq));
      if (!dial) {
        fmt::print(stderr, "light_bar: there is no dial {}\n", a);
        return 2;
      }
      wishes.*dial->value = std::strtof(a.c_str() + eq + 1, nullptr);
    } else if (fs::is_directory(a))
      folders.emplace_back(a);
    else
      only = a;
  }
  if (std::none_of(std::begin(govern::kDials), std::end(govern::kDials),
                   [&](const govern::Dial& d) { return wishes.*d.value != 0; }))
    wishes.fill = 0.5f;
  std::vector<fs::path> files;
  for (const auto& folder : folders) {
    const auto in_folder = bench::pictures(folder, only);
    files.insert(files.end(), in_folder.begin(), in_folder.end());
  }
  std::sort(files.begin(), files.end());
  const bool fill_alone = std::all_of(std::begin(govern::kDials), std::end(govern::kDials), [&](const auto& d) {
    return wishes.*d.value == 0 || d.value == &govern::Wishes::fill;
  });
  std::map<std::string, std::vector<Row>> by;
  int broken = 0, failed = 0;
  for (const auto& file : files) {
    try {
      for (const Row& r : run(file, wishes)) {
        std::string light;
        for (const auto& [name, share] : r.light) light += fmt::format(" {} {:.2f}", name, share);
        fmt::print(
            "{:<34} ITA {:>4.0f} range {:.2f} r2 {:.2f} rim {:>5.2f} cover {:.2f} | lift {:.2f} dL {:>5.2f} seam "
            "{:.2f} nose {:.3f} peak {:.3f} centre {:.3f} | granted {:.2f} drift {:.2f} {}{} {} {}\n",
            r.file, r.ita, r.range, r.r2, r.rim, r.coverage, r.lift, r.change, r.seam, r.nose, r.peak, r.centre,
            r.granted, r.share, r.binds, light, r.doubt, r.note);
        // rounded as printed: a seam is scaled down to just 1
        if (r.seam > kMostSeam + 0.005f || (fill_alone && std::abs(r.change) > kMostChange)) {
          ++broken;
          fmt::print("  the bar is broken\n");
        }
        std::fflush(stdout);
        by[r.tone].push_back(r), by["all"].push_back(r);
      }
    } catch (const std::exception& e) {
      ++failed;
      fmt::print("{}: {}\n", file.filename().string(), e.what());
    }
  }
  for (const auto& [tone, rows] : by) {
    int trusted = 0, whole = 0;
    float granted = 0, lift = 0, nose = 0, peak = 0;
    for (const Row& r : rows)
      trusted += r.doubt.empty(), whole += r.granted >= 1, granted += r.granted, lift += r.granted * r.lift,
          nose += r.nose, peak += r.peak;
    const auto n = float(rows.size());
    fmt::print(
        "{:<6} {:>3} faces, {:>3} trusted, {:>3} granted whole, mean grant {:.2f}, mean lift granted {:.3f} stop, nose "
        "{:.3f}, "
        "peak {:.3f}\n",
        tone, rows.size(), trusted, whole, granted / n, lift / n, nose / n, peak / n);
  }
  const bool met = !by.empty() && broken == 0 && failed == 0;
  fmt::print("{} faces break the bar, {} pictures failed: the bar is {}\n", broken, failed, met ? "met" : "NOT met");
  return met ? 0 : 1;
}
