// SPDX-License-Identifier: Apache-2.0
#include "face.h"

#include <algorithm>

#include "base/blur.h"
#include "colour/cie.h"
#include "io/file.h"
#include "retouch/unevenness.h"
#include "support/must.h"

namespace countenance::pareto {

using test::must;

namespace {

constexpr float kIod = 256, kSmallIod = 128, kMargin = 0.3f, kLeastCoverage = 0.15f;

/// 16 bits, so that rounding is not what is measured.
Photo deepened(const Photo& photo) {
  Photo out = photo;
  out.sample = Sample::u16;
  out.bytes.resize(photo.bytes.size() * 2);
  for (std::size_t i = 0; i < photo.bytes.size(); ++i) out.bytes[2 * i] = out.bytes[2 * i + 1] = photo.bytes[i];
  return out;
}

Rect around(const ImageF& mask, int margin) {
  Rect box;
  for (int y = 0; y < mask.height(); ++y)
    for (int x = 0; x < mask.width(); ++x)
      if (mask.at(x, y) > 0) box = bounding(box, {x, y, 1, 1});
  return intersect({box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin},
                   {0, 0, mask.width(), mask.height()});
}

Ground ground(const ImageF& linear, const ImageF& mask, float iod) {
  const float k = std::min(1.f, kSmallIod / iod);
  const Size size{int(std::lround(k * float(mask.width()))), int(std::lround(k * float(mask.height())))};
  Ground g{k * iod, resize(linear, size), resize(mask, size), {}, {}};
  g.core = retouch::skin_core(g.mask, g.iod);
  g.blotches = retouch::blotch_band(colour::lab(g.linear), g.mask, g.iod);
  return g;
}

ImageF part_of(const ImageF& map, const Rect& roi, const Rect& part) {
  const ImageF whole = resize(map, roi.size());
  const auto view = whole.view().part({part.x - roi.x, part.y - roi.y, part.width, part.height});
  ImageF out(part.size(), map.channels());
  for (int y = 0; y < part.height; ++y) std::copy_n(view.row(y), part.width * map.channels(), out.row(y));
  return out;
}

}  // namespace

std::vector<Person> people_in(const std::filesystem::path& folder) {
  std::vector<validity::Portrait> portraits;
  for (auto& p : validity::portraits_in(folder))
    if (p.source != "synthetic" && p.source != "registry") portraits.push_back(std::move(p));
  std::sort(portraits.begin(), portraits.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
  std::vector<Person> people;
  for (auto& p : portraits)
    if (people.empty() || people.back().portrait.person != p.person)
      people.push_back({std::move(p), people.size() % 2 == 0});
  return people;
}

std::optional<Face> make_face(const Person& person, const validity::Networks& networks) {
  const Photo source = must(io::load(person.portrait.path)).photo;
  auto head = validity::head_of(source, networks, kIod);
  if (!head) head = validity::head_of(source, networks, 0);
  if (!head) return std::nullopt;
  auto study = govern::study(std::make_shared<const Photo>(deepened(validity::photo_of(*head))), networks.networks,
                             networks.topology);
  if (!study || !(*study)->faces.front().face.usable()) return std::nullopt;
  Face face{person.portrait.file, person.portrait.person, person.tuning, *study, {}, {}, {}, {}};
  const skin::SkinMap& skin = face.first().skin;
  if (skin.coverage < kLeastCoverage) return std::nullopt;
  const Rect roi = face.first().canvas.roi;
  const Rect box = around(resize(skin.mask, roi.size()), int(kMargin * face.iod()));
  face.part = {roi.x + box.x, roi.y + box.y, box.width, box.height};
  face.mask = part_of(skin.mask, roi, face.part);
  const ImageF linear = linear_part(face, *face.study->photo);
  face.small = ground(linear, face.mask, face.iod());
  face.meter =
      std::make_shared<const bench::SkinMeter>(linear, face.mask, part_of(skin.oval, roi, face.part), face.iod());
  return face;
}

ImageF linear_part(const Face& face, const Photo& photo) {
  return must(colour::read(photo.view(), *face.study->space, face.part)).rgb;
}

}  // namespace countenance::pareto
