// SPDX-License-Identifier: Apache-2.0
#include "base/parallel.h"
#include "govern/governor.h"
#include "govern/ownership.h"
#include "govern/paint.h"
#include "retouch/even.h"
#include "retouch/relight.h"

namespace countenance::govern {
namespace {

void scale(ImageF& image, float by) {
  for (std::size_t i = 0; i < image.count(); ++i) image.data()[i] *= by;
}

std::vector<retouch::Edit> edits_of(const FaceStudy& face, const Wishes& wishes) {
  std::vector<retouch::Edit> edits;
  if (wishes.even > 0) {
    edits.push_back(retouch::even(face.canvas, face.skin));
    scale(edits.back().delta, wishes.even);
  }
  const retouch::RelightParams light{wishes.fill, wishes.key, wishes.key_turn, wishes.exposure};
  for (auto& edit : retouch::relight(face.canvas, face.skin, face.lighting, light)) edits.push_back(std::move(edit));
  return edits;
}

}  // namespace

Result<Proposal> propose(const Study& study, const Request& request, const Job& job) {
  CNT_CHECK(validate(request, int(study.faces.size())));
  Proposal proposal{std::vector<std::vector<retouch::Edit>>(study.faces.size()), {}};
  for (int f = 0; f < int(study.faces.size()); ++f) proposal.wishes.push_back(request.of(f));
  CNT_CHECK(for_each(int(study.faces.size()), job, "making the edits", [&](int f) -> Result<> {
    const FaceStudy& face = study.faces[f];
    if (!face.face.usable()) return {};
    auto edits = edits_of(face, proposal.wishes[f]);
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
