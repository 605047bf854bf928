// SPDX-License-Identifier: Apache-2.0
#include "govern/study.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/parallel.h"

namespace countenance::govern {
namespace {

/// The drift reference on one thread; canvas, skin and light on another: they share nothing but the face.
Result<> study_face(const Study& study, FaceStudy& out, const Job& job) {
  const Job quiet;
  const int parts = study.purpose == Purpose::retouch ? 2 : 1;
  return for_each(parts, job, "studying the face", [&](int part) -> Result<> {
    const PhotoView photo = study.photo->view();
    if (part == 0) {
      CNT_TRY(reference, drift::make_reference(study.networks, study.topology, photo, *study.space, out.face,
                                               study.person, quiet));
      out.reference = std::move(reference);
    } else {
      CNT_TRY(canvas, skin::make_canvas(photo, *study.space, out.face, study.person, quiet));
      out.canvas = std::move(canvas);
      out.skin = skin::find_skin(out.canvas);
      out.spots = skin::find_spots(out.canvas);
      out.lighting = retouch::fit_lighting(out.canvas, out.skin, *study.topology);
    }
    return {};
  });
}

std::string why_none(const std::vector<FaceStudy>& faces) {
  if (faces.empty()) return "no face was found";
  std::string why;
  for (std::size_t i = 0; i < faces.size(); ++i)
    why += fmt::format("{}face {}: {}", i ? "; " : "", i + 1, faces[i].face.unusable);
  return "no face can be used: " + why;
}

}  // namespace

bool Study::any_usable() const {
  return std::any_of(faces.begin(), faces.end(), [](const FaceStudy& f) { return f.face.usable(); });
}

Result<std::shared_ptr<const Study>> study(std::shared_ptr<const Photo> photo,
                                           std::shared_ptr<const face::Networks> networks,
                                           std::shared_ptr<const face::Topology> topology, Purpose purpose,
                                           const Job& job) {
  auto study = std::make_shared<Study>();
  study->purpose = purpose;
  study->photo = std::move(photo);
  study->networks = std::move(networks);
  study->topology = std::move(topology);
  const PhotoView pixels = study->photo->view();
  CNT_TRY(space, colour::Space::open(study->photo->icc, pixels.colours()));
  study->space = std::make_shared<const colour::Space>(std::move(space));

  CNT_CHECK(job.report(0, "looking for faces"));
  CNT_TRY(copy, face::small_copy(pixels, *study->space, face::kCopySide, job));
  CNT_TRY(faces, study->networks->find(pixels, *study->space, copy, face::Gates{}, job));
  for (auto& face : faces) {
    study->faces.emplace_back();
    study->faces.back().face = std::move(face);
  }
  if (!study->any_usable()) return fail(Code::not_measurable, why_none(study->faces));

  CNT_TRY(person, study->networks->person(copy.picture));
  study->person = std::move(person);
  for (auto& face : study->faces)
    if (face.face.usable()) CNT_CHECK(study_face(*study, face, job));
  return study;
}

}  // namespace countenance::govern
