// SPDX-License-Identifier: Apache-2.0
// The Retouch dial on every usable face of $COUNTENANCE_PORTRAITS, under `natural`, as measured in the written file (of
// the source's own kind): what is granted of each dial and what binds; and whether it does the same to every skin tone.
//
//   y     share of unevenness taken (skin_cost.h), with all dials, as granted; fold and pore: what goes with it
//   dL    mean ΔL* over the face's skin; dITA likewise, degrees
//   IoU   of the skin map with that of the same picture 1 stop darker: nothing in it may depend on how light skin is
//
// One line a face, then medians by skin tone (ITA < 10, 10–41, > 41).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/blur.h"
#include "colour/cie.h"
#include "govern/governor.h"
#include "govern/healing.h"
#include "io/file.h"
#include "portraits.h"
#include "retouch/compose.h"
#include "retouch/skin_cost.h"
#include "support/must.h"
#include "support/support.h"
#include "tone.h"

using namespace countenance;
using test::must;
namespace fs = std::filesystem;

namespace {

struct Row : bench::SkinCost {
  std::string tone, binds;
  float ita = 0, dL = 0, dITA = 0, iou = 0, drift = 0;
  std::map<std::string, float> granted;  ///< ÷ wished; of dials that found something to do
  [[nodiscard]] bool whole() const {
    return std::all_of(granted.begin(), granted.end(), [](const auto& g) { return g.second >= 0.999f; });
  }
};

/// Mean of the Lab picture over the face's skin.
Eigen::Vector3f mean_lab(const ImageF& linear, const ImageF& skin, const ImageF& oval) {
  const ImageF lab = colour::lab(linear);
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  double n = 0;
  for (std::size_t i = 0; i < skin.count(); ++i)
    if (skin.data()[i] > 0.5f && oval.data()[i] > 0.5f)
      sum += Eigen::Map<const Eigen::Vector3f>(lab.data() + 3 * i).cast<double>(), ++n;
  return (sum / std::max(n, 1.0)).cast<float>();
}

/// Intersection over union of the skin map with that of the canvas at half the light.
float darker_iou(const govern::FaceStudy& face) {
  const skin::SkinMap map = skin::find_skin(govern::changed(face.canvas, ImageF(face.canvas.size(), 3, 1.f)));
  double both = 0, either = 0;
  for (std::size_t i = 0; i < map.mask.count(); ++i) {
    const float a = face.skin.mask.data()[i], b = map.mask.data()[i];
    both += std::min(a, b), either += std::max(a, b);
  }
  return float(both / std::max(either, 1e-6));
}

std::vector<Row> run(const fs::path& path, const govern::Request& request, const drift::Policy& policy) {
  static const auto topology = std::make_shared<const face::Topology>(must(face::load_topology({})));
  const io::Loaded source = must(io::load(path));
  const auto study = must(govern::study(std::make_shared<const Photo>(source.photo), test::networks(), topology));
  const auto proposal = must(govern::propose(*study, request));
  const auto through = [&](const Photo& rendered) -> Result<Photo> {
    CNT_TRY(encoded, io::encode(rendered, source, source.format));
    return io::decode(encoded.bytes, "the result");
  };
  const auto done = must(govern::govern(*study, proposal, policy, {through, {}, "file"}));
  std::vector<retouch::Layer> layers;
  for (std::size_t f = 0; f < study->faces.size(); ++f)
    if (!proposal.edits[f].empty())
      layers.push_back({retouch::sum(proposal.edits[f], done.verdict.strengths[f], study->faces[f].canvas.size()),
                        study->faces[f].canvas.roi});
  const Photo written = must(through(must(retouch::compose(*study->photo, *study->space, layers))));

  std::vector<Row> rows;
  for (std::size_t f = 0; f < study->faces.size(); ++f) {
    const govern::FaceStudy& face = study->faces[f];
    if (!face.face.usable()) continue;
    const Rect roi = face.canvas.roi;
    const ImageF skin = resize(face.skin.mask, roi.size()), oval = resize(face.skin.oval, roi.size());
    const ImageF before = must(colour::read(study->photo->view(), *study->space, roi)).rgb;
    const ImageF after = must(colour::read(written.view(), *study->space, roi)).rgb;
    Row row{bench::SkinMeter(before, skin, oval, face.face.iod).of(after)};
    const Eigen::Vector3f was = mean_lab(before, skin, oval), is = mean_lab(after, skin, oval);
    row.ita = colour::ita(was), row.tone = bench::tone_of(row.ita);
    row.dL = is.x() - was.x(), row.dITA = colour::ita(is) - row.ita;
    row.iou = darker_iou(face);
    for (const auto& grant : done.verdict.grants) {
      const auto nothing_to_do = [&](const retouch::Edit& e) {
        return !e.trusted && govern::same_edit(e.name, grant.dial);
      };
      if (grant.face == int(f) && std::none_of(proposal.edits[f].begin(), proposal.edits[f].end(), nothing_to_do))
        row.granted[grant.dial] = grant.wished == 0 ? 1 : grant.granted / grant.wished;
    }
    for (const auto& report : done.verdict.report.faces)
      if (report.index == int(f)) row.drift = report.drift;
    row.binds = done.verdict.binds;
    rows.push_back(row);
  }
  return rows;
}

float median(std::vector<float> v) {
  if (v.empty()) return NAN;
  std::sort(v.begin(), v.end());
  return (v[(v.size() - 1) / 2] + v[v.size() / 2]) / 2;
}

void summary(const std::string& name, const std::vector<Row>& rows) {
  std::vector<float> y, fold, pore, dL, dITA, iou, drift;
  std::map<std::string, std::vector<float>> granted;
  double mean = 0;
  for (const Row& r : rows) {
    y.push_back(r.share), fold.push_back(r.fold), dL.push_back(r.dL), dITA.push_back(r.dITA), iou.push_back(r.iou);
    drift.push_back(r.drift), mean += r.dL;
    if (r.pore) pore.push_back(*r.pore);
    for (const auto& [dial, share] : r.granted) granted[dial].push_back(share);
  }
  const auto whole = std::count_if(rows.begin(), rows.end(), [](const Row& r) { return r.whole(); });
  fmt::print(
      "{:<6} {:>3} faces, {:>3} whole | y {:.3f} fold {:.3f} pore {:.3f} | dL mean {:+.2f} median {:+.2f} dITA {:+.2f} "
      "| "
      "IoU {:.3f} least {:.3f} | drift {:.2f}\n      ",
      name, rows.size(), whole, median(y), median(fold), median(pore), mean / double(rows.size()), median(dL),
      median(dITA), median(iou), *std::min_element(iou.begin(), iou.end()), median(drift));
  for (const auto& [dial, shares] : granted) {
    double sum = 0;
    for (const float s : shares) sum += s;
    fmt::print(" {} {:.2f} ({} of {})", dial, sum / double(shares.size()),
               std::count_if(shares.begin(), shares.end(), [](float s) { return s >= 0.999f; }), shares.size());
  }
  fmt::print("\n");
}

}  // namespace

int main(int argc, char** argv) {
  const char* folder = std::getenv("COUNTENANCE_PORTRAITS");
  if (!folder) {
    fmt::print(stderr, "retouch_bar: set COUNTENANCE_PORTRAITS to the folder of the calibration portraits\n");
    return 2;
  }
  govern::Request request{govern::retouch_path(0.5f)};
  std::string only, policy = "natural";
  for (int i = 1; i < argc; ++i) {
    const std::string a = argv[i];
    const auto eq = a.find('=');
    if (eq == std::string::npos) {
      only = a;  // part of a path
      continue;
    }
    const std::string name = a.substr(0, eq), value = a.substr(eq + 1);
    if (name == "policy")
      policy = value;
    else if (const auto done = govern::set_dials(request.wishes, {{name, std::strtof(value.c_str(), nullptr)}});
             !done) {
      fmt::print(stderr, "retouch_bar: {}\n", done.error().message);
      return 2;
    }
  }
  const drift::Policy limits = must(drift::load_policy(policy));
  const std::vector<fs::path> files = bench::pictures(folder, only);
  std::map<std::string, std::vector<Row>> by;
  for (const fs::path& file : files) {
    try {
      for (const Row& r : run(file, request, limits)) {
        std::string dials;
        for (const auto& [dial, share] : r.granted)
          if (share < 0.999f) dials += fmt::format(" {} {:.2f}", dial, share);
        fmt::print(
            "{:<34} ITA {:>4.0f} y {:.3f} fold {:.3f} pore {:.3f} dL {:+.2f} dITA {:+.2f} IoU {:.3f} drift {:.2f}{} "
            "{}\n",
            (file.parent_path().filename() / file.filename()).string(), r.ita, r.share, r.fold, r.pore.value_or(NAN),
            r.dL, r.dITA, r.iou, r.drift, dials, r.binds);
        std::fflush(stdout);
        by[r.tone].push_back(r), by["all"].push_back(r);
      }
    } catch (const std::exception& e) {
      fmt::print("{}: {}\n", file.filename().string(), e.what());
    }
  }
  for (const auto& [tone, rows] : by) summary(tone, rows);
  return by.empty() ? 1 : 0;
}
