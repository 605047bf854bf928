// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "govern/governor.h"
#include "govern/ownership.h"
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

Result<> validate(const Wishes& wishes) {
  for (const Dial& dial : kDials)
    if (const float v = wishes.*dial.value; !std::isfinite(v) || v < dial.low || v > dial.high)
      return fail(Code::bad_input,
                  fmt::format("{} must be from {:g} to {:g}, not {:g}", dial.name, dial.low, dial.high, v));
  return {};
}

Result<Proposal> propose(const Study& study, const Wishes& wishes, const Job& job) {
  CNT_CHECK(validate(wishes));
  Proposal proposal{wishes, std::vector<std::vector<retouch::Edit>>(study.faces.size())};
  CNT_CHECK(for_each(int(study.faces.size()), job, "making the edits", [&](int f) -> Result<> {
    const FaceStudy& face = study.faces[f];
    if (!face.face.usable()) return {};
    auto edits = edits_of(face, wishes);
    if (study.faces.size() > 1) {
      const ImageF own = ownership(study, f);
      for (auto& edit : edits) hold(edit, own);
    }
    proposal.edits[f] = std::move(edits);
    return {};
  }));
  return proposal;
}

}  // namespace countenance::govern
