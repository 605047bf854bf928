// SPDX-License-Identifier: Apache-2.0
#include "govern/continued.h"

#include <algorithm>
#include <optional>

#include "drift/align.h"

namespace countenance::govern {
namespace {

constexpr float kSame = 0.5f;  // IOD: faces of one picture lie further apart

Point centre(const face::Face& face) { return face.points.topRows<468>().leftCols<2>().colwise().mean().transpose(); }

/// The face that lies where one of the first original should; null: there is none.
const FaceStudy* found_again(const Study& study, const face::Face& face, const Affine& photo_from_first) {
  const Point there = apply(photo_from_first, centre(face));
  for (const FaceStudy& each : study.faces)
    if ((centre(each.face) - there).norm() < kSame * each.face.iod) return &each;
  return nullptr;
}

/// A face of the first original, where it lies in this picture.
FaceStudy left_alone(face::Face face, const Affine& photo_from_first, std::string why) {
  const Point from = apply(photo_from_first, Point(float(face.box.x), float(face.box.y))),
              to = apply(photo_from_first, Point(float(face.box.right()), float(face.box.bottom())));
  face.points = face::transform(face.points, photo_from_first);
  face.box = {int(from.x()), int(from.y()), int(to.x() - from.x()), int(to.y() - from.y())};
  face.iod *= scale_of(photo_from_first);
  face.unusable = std::move(why);
  FaceStudy out;
  out.face = std::move(face);
  return out;
}

}  // namespace

Result<std::shared_ptr<const Study>> continued(const Study& study, std::shared_ptr<const Study> first, const Job& job) {
  const PhotoView before = first->photo->view(), now = study.photo->view();
  std::vector<std::optional<Affine>> places(first->faces.size());
  for (std::size_t f = 0; f < places.size(); ++f) {
    if (!first->faces[f].face.usable()) continue;
    CNT_CHECK(job.report(double(f) / double(places.size()), "finding the first original"));
    CNT_TRY(place, drift::align(*first->faces[f].reference, before, *first->space, now, *study.space, job));
    places[f] = place;
  }
  const Affine whole = **std::find_if(places.begin(), places.end(), [](const auto& p) { return p.has_value(); });

  auto out = std::make_shared<Study>();
  *out = {study.purpose, study.photo, study.space, study.networks, study.topology, {}, study.person, first};
  for (std::size_t f = 0; f < places.size(); ++f) {
    const FaceStudy& original = first->faces[f];
    const FaceStudy* const again = places[f] ? found_again(study, original.face, *places[f]) : nullptr;
    if (!again || !again->face.usable()) {
      const std::string why = !places[f] ? original.face.unusable
                              : again    ? again->face.unusable
                                         : "it is no longer found in the edited picture";
      out->faces.push_back(left_alone(original.face, places[f].value_or(whole), why));
      continue;
    }
    CNT_TRY(base, drift::make_view(*original.reference, now, *study.space, *places[f], job));
    out->faces.push_back(*again);
    out->faces.back().reference = original.reference;
    out->faces.back().base = std::make_shared<const drift::EditedView>(std::move(base));
  }
  return out;
}

}  // namespace countenance::govern
