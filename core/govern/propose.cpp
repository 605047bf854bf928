// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include "base/parallel.h"
#include "govern/governor.h"
#include "govern/ownership.h"
#include "govern/paint.h"
#include "retouch/cast.h"
#include "retouch/even.h"
#include "retouch/eyes.h"
#include "retouch/relight.h"
#include "retouch/teeth.h"

namespace countenance::govern {
namespace {

void scale(ImageF& image, float by) {
  for (std::size_t i = 0; i < image.count(); ++i) image.data()[i] *= by;
}

/// The median contrast of the light on the faces of a picture, stops; none where fewer than two are known.
std::optional<float> team_range(const Study& study) {
  std::vector<float> ranges;
  for (const FaceStudy& face : study.faces)
    if (face.face.usable() && face.lighting.doubt.empty()) ranges.push_back(face.lighting.range);
  if (ranges.size() < 2) return {};
  std::sort(ranges.begin(), ranges.end());
  return (ranges[(ranges.size() - 1) / 2] + ranges[ranges.size() / 2]) / 2;
}

std::vector<retouch::Edit> edits_of(const FaceStudy& face, const Wishes& wishes, std::optional<float> team) {
  std::vector<retouch::Edit> edits;
  const auto add = [&](retouch::Edit edit, float strength) {
    scale(edit.delta, strength);
    edits.push_back(std::move(edit));
  };
  if (wishes.even > 0) add(retouch::even(face.canvas, face.skin), wishes.even);
  const retouch::RelightParams light{wishes.fill, wishes.key, wishes.key_turn, wishes.exposure};
  for (auto& edit : retouch::relight(face.canvas, face.skin, face.lighting, light)) edits.push_back(std::move(edit));
  if (wishes.eyes > 0 || wishes.teeth > 0) {
    const auto sclera = retouch::find_sclera(face.canvas, face.skin);
    if (wishes.eyes > 0) add(retouch::eyes(face.canvas, sclera), wishes.eyes);
    if (wishes.teeth > 0) add(retouch::teeth(face.canvas, sclera), wishes.teeth);
  }
  if (wishes.cast > 0) add(retouch::cast(face.canvas, face.skin, face.lighting), wishes.cast);
  return edits;
}

}  // namespace

Result<Proposal> propose(const Study& study, const Request& request, const Job& job) {
  CNT_CHECK(validate(request, int(study.faces.size())));
  Proposal proposal{std::vector<std::vector<retouch::Edit>>(study.faces.size()), {}};
  for (int f = 0; f < int(study.faces.size()); ++f) proposal.wishes.push_back(request.of(f));
  const std::optional<float> team = team_range(study);
  CNT_CHECK(for_each(int(study.faces.size()), job, "making the edits", [&](int f) -> Result<> {
    const FaceStudy& face = study.faces[f];
    if (!face.face.usable()) return {};
    auto edits = edits_of(face, proposal.wishes[f], team);
    if (study.faces.size() > 1) {
      const ImageF own = ownership(study, f);
      for (auto& edit : edits) hold(edit, own);
    }
    for (const Paint& paint : request.paints) {
      const ImageF share = on_canvas(paint, face.canvas, study.photo->size);
      for (auto& edit : edits)
        if (paint.dial.empty() || same_edit(paint.dial, edit.name)) hold(edit, share);
    }
    proposal.edits[f] = std::move(edits);
    return {};
  }));
  return proposal;
}

}  // namespace countenance::govern
