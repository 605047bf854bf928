// SPDX-License-Identifier: Apache-2.0
// recognition: the face as a recogniser sees it.
//
//   distance = 1 − cos(a, b) = ½ |a − b|²      a, b: unit SFace embeddings of the original (after the scene transform)
//   and the edited picture
//
// Both are aligned by the ORIGINAL's key points: detecting again costs up to .07. Half the squared distance is the same
// number, and without rounding where the embeddings agree.
#include <algorithm>

#include "drift/measures.h"

namespace countenance::drift {

Reading recognition(const Reference& reference, const EditedView& edited, const SceneFit& scene) {
  Reading reading;
  reading.measure = "recognition";
  // what one of the two pictures does not show must not count: both show the edited one there
  ImageF before = scene.original;
  for (std::size_t i = 0; i < edited.valid.count(); ++i)
    if (std::min(reference.valid.data()[i], edited.valid.data()[i]) <= 0)
      std::copy_n(edited.linear.data() + 3 * i, 3, before.data() + 3 * i);
  const auto failed = [&](const Error& e) {
    reading.status = Status::failed;
    reading.note = e.message;
    return reading;
  };
  const auto a = reference.networks->embed(colour::encode_srgb8(before), reference.keypoints);
  if (!a) return failed(a.error());
  const auto b = reference.networks->embed(colour::encode_srgb8(edited.linear), reference.keypoints);
  if (!b) return failed(b.error());
  reading.components.push_back({"distance", "1 - cosine", (*a - *b).squaredNorm() / 2});
  return reading;
}

}  // namespace countenance::drift
