// SPDX-License-Identifier: Apache-2.0
// What encoding alone does to every component, by size: the floors of core/drift/components.cpp.
//
// Each portrait is brought to 52 … 400 px between the eyes (never enlarged), written as JPEG q60, q75, q85 and q95 and
// read back. Printed for each size and component: median, P95 and largest over faces × encodings, the floor that is
// built in, and what a real edit leaves there (skin blurred by .012 and .020 IOD, losslessly; the least over faces).
// The answer that is checked: P95 is under the floor or under the limit of 'press', the strictest policy there is.
//
//   bench_encoding PORTRAIT…
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "base/statistics.h"
#include "drift/policy.h"
#include "io/file.h"
#include "unit/drift/skin_edits.h"

namespace countenance::drift {
namespace {

constexpr float kSizes[] = {52, 64, 80, 100, 128, 160, 200, 280, 400};
constexpr int kQualities[] = {60, 75, 85, 95};
constexpr float kBlurs[] = {0.012f, 0.020f};  // IOD

using Table = std::map<std::pair<std::string, float>, std::vector<float>>;  // component, size → values

void add(Table& table, float size, const Subject& s, const Photo& edited) {
  for (const Reading& r : measure(*s.reference, view_of(s, edited)))
    for (const Component& c : r.components)
      if (c.status == Status::measured) table[{r.measure + "." + c.name, size}].push_back(c.value);
}

/// The head and what is around it, `iod` px between the eyes; nothing where the photo is smaller.
std::optional<Photo> head_at(const Photo& photo, const face::Face& face, float iod) {
  if (face.iod < iod) return std::nullopt;
  const Point nose = face.points.row(4).head<2>().transpose();
  const int u = int(face.iod);
  const cv::Rect around = cv::Rect(int(nose.x()) - 5 * u / 2, int(nose.y()) - 3 * u, 5 * u, 6 * u) &
                          cv::Rect(0, 0, photo.size.width, photo.size.height);
  cv::Mat head;
  cv::resize(as_mat(photo)(around), head, {}, iod / face.iod, iod / face.iod, cv::INTER_AREA);
  return with_pixels(photo, head);
}

int run(int argc, char** argv) {
  Table encoded;
  std::map<float, Table> blurred;
  for (int i = 1; i < argc; ++i) {
    const auto source = io::load(argv[i]).value();
    const colour::Space space = colour::Space::open(source.photo.icc, source.photo.view().colours()).value();
    const auto faces = test::networks()->find(source.photo.view(), space, {}).value();
    if (faces.empty() || !faces[0].usable() || source.photo.channels != 3 || source.photo.sample != Sample::u8) {
      fmt::print(stderr, "{}: no usable face in 8-bit RGB\n", argv[i]);
      continue;
    }
    for (const float size : kSizes) {
      const auto small = head_at(source.photo, faces[0], size);
      if (!small) continue;
      const Subject s = study(*small);
      for (const int quality : kQualities) {
        io::SaveOptions options;
        options.jpeg_quality = quality;
        const auto file = io::encode(s.photo, source, io::Format::jpeg, options).value();
        add(encoded, size, s, io::decode(file.bytes, "encoded").value());
      }
      for (const float sigma : kBlurs) add(blurred[sigma], size, s, edits::blur_skin(s, sigma));
    }
    fmt::print(stderr, "{}: {:.0f} px\n", argv[i], faces[0].iod);
  }

  const Policy press = load_policy("press").value();
  bool holds = true;
  fmt::print("{:<26} {:>4} {:>4} {:>7} {:>7} {:>7} {:>7} {:>9} {:>9}\n", "component", "IOD", "n", "median", "P95",
             "max", "floor", "blur .012", "blur .020");
  for (const Floor& f : components())
    for (const float size : kSizes) {
      const auto at = encoded.find({f.component, size});
      if (at == encoded.end()) continue;
      const auto& v = at->second;
      const float floor = f.at(size), p95 = percentile(v, 0.95);
      const auto least = [&](float sigma) {
        const auto& of = blurred[sigma][{f.component, size}];
        return of.empty() ? NAN : *std::min_element(of.begin(), of.end());
      };
      const bool over = size >= f.least_iod && p95 > std::max(floor, press.limits.at(f.component));
      holds &= !over;
      fmt::print("{:<26} {:>4.0f} {:>4} {:>7.3f} {:>7.3f} {:>7.3f} {:>7.3f} {:>9.3f} {:>9.3f}{}{}\n", f.component, size,
                 v.size(), median(v), p95, *std::max_element(v.begin(), v.end()), floor, least(kBlurs[0]),
                 least(kBlurs[1]), size < f.least_iod ? "  not resolved" : "", over ? "  OVER" : "");
    }
  return holds ? 0 : 1;
}

}  // namespace
}  // namespace countenance::drift

int main(int argc, char** argv) { return countenance::drift::run(argc, argv); }
