// SPDX-License-Identifier: Apache-2.0
#include "govern/healing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "base/cv.h"
#include "colour/density.h"
#include "drift/measures.h"
#include "govern/candidate.h"
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

void leave_lost_marks(retouch::Edit& heal, const FaceStudy& face) {
  const drift::Reference& reference = *face.reference;
  const Candidates candidate(face, {heal});
  std::vector<drift::MarkChange> lost;
  for (const auto& reading : drift::measure(reference, candidate.view({1.f}), {false, false}))
    for (const auto& mark : reading.marks)
      if (mark.fate == "lost" || mark.fate == "faded") lost.push_back(mark);
  if (lost.empty()) return;

  cv::Mat channels[3], healed, labels;
  cv::split(as_mat(heal.delta), channels);
  healed = (channels[0] != 0) | (channels[1] != 0) | (channels[2] != 0);
  cv::connectedComponents(healed, labels, 8, CV_32S);
  const Affine work_from_frame = compose(face.canvas.work_from_photo, face.photo_from_frame());
  const Size frame = drift::frame_size();
  std::size_t left = 0;
  for (const auto& mark : lost) {
    const Point at = apply(work_from_frame, Point(mark.x * float(frame.width), mark.y * float(frame.height)));
    const float radius = mark.diameter / 200 * face.canvas.u;
    int hole = 0;
    float nearest = 2 * radius + 1;
    for (int y = 0; y < labels.rows; ++y)
      for (int x = 0; x < labels.cols; ++x)
        if (const int label = labels.at<int>(y, x); label > 0)
          if (const float away = (Point(float(x), float(y)) - at).norm(); away < nearest) nearest = away, hole = label;
    if (hole == 0) continue;
    as_mat(heal.delta).setTo(cv::Scalar::all(0), labels == hole);
    labels.setTo(0, labels == hole);
    ++left;
    const auto& marks = face.spots.marks;
    for (std::size_t i = 0; i < marks.size(); ++i)
      if (marks[i].kind == skin::MarkClass::transient && (marks[i].at - at).norm() <= nearest + radius)
        heal.offers.push_back(i);
  }
  if (left > 0) heal.note += fmt::format("; {} left, which might be a mark of the person", left);
}

skin::Canvas changed(const skin::Canvas& canvas, const ImageF& delta) {
  skin::Canvas out = canvas;
  retouch::apply_delta(out.linear.data(), delta.data(), int(canvas.size().area()));
  out.density = colour::density(out.linear);
  out.shm = colour::unmix(out.density);
  return out;
}

}  // namespace countenance::govern
