// SPDX-License-Identifier: Apache-2.0
#include "govern/healing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "colour/density.h"
#include "retouch/compose.h"

namespace countenance::govern {
namespace {

constexpr float kNear = 1.3f, kLeastNear = 0.012f;  ///< radii of a mark, and IOD, within which a place means it

/// Work px of a usable face whose skin is at this place of the photo.
std::optional<Point> on_skin(const FaceStudy& face, const HealPlace& place) {
  if (!face.face.usable()) return std::nullopt;
  const Point at = apply(face.canvas.work_from_photo, Point(place.x, place.y));
  const int x = int(std::lround(at.x())), y = int(std::lround(at.y()));
  if (x < 0 || y < 0 || x >= face.canvas.size().width || y >= face.canvas.size().height) return std::nullopt;
  if (face.spots.skin.at(x, y) > 0 || face.skin.mask.at(x, y) > 0.5f) return at;
  return std::nullopt;
}

void add(const Point& at, const FaceStudy& face, retouch::HealParams& to) {
  const auto& marks = face.spots.marks;
  const auto away = [&](const skin::Mark& m) { return (m.at - at).norm(); };
  const auto nearest =
      std::min_element(marks.begin(), marks.end(), [&](const auto& a, const auto& b) { return away(a) < away(b); });
  const float u = face.canvas.u;
  if (nearest != marks.end() && away(*nearest) <= u * std::max(kLeastNear, kNear * nearest->diameter() / 2))
    to.asked.push_back(std::size_t(nearest - marks.begin()));
  else
    to.places.push_back(at);
}

}  // namespace

Result<std::vector<retouch::HealParams>> healing_of(const Study& study, const Request& request) {
  std::vector<retouch::HealParams> out(study.faces.size());
  for (const MarkPick& pick : request.marks) {
    const auto f = std::size_t(pick.face);
    const int marks = int(study.faces[f].spots.marks.size());
    if (pick.mark < 0 || pick.mark >= marks)
      return fail(Code::bad_input,
                  fmt::format("face {} has {} marks: there is no mark {}", pick.face + 1, marks, pick.mark + 1));
    out[f].asked.push_back(std::size_t(pick.mark));
  }
  for (const HealPlace& place : request.places) {
    bool found = false;
    for (std::size_t f = 0; f < out.size() && !found; ++f)
      if (const auto at = on_skin(study.faces[f], place)) add(*at, study.faces[f], out[f]), found = true;
    if (!found)
      return fail(Code::bad_input, fmt::format("there is no skin of a usable face at {:g},{:g}", place.x, place.y));
  }
  for (auto& picked : out) picked.transient = false;
  return out;
}

skin::Canvas changed(const skin::Canvas& canvas, const ImageF& delta) {
  skin::Canvas out = canvas;
  retouch::apply_delta(out.linear.data(), delta.data(), int(canvas.size().area()));
  out.density = colour::density(out.linear);
  out.shm = colour::unmix(out.density);
  return out;
}

}  // namespace countenance::govern
