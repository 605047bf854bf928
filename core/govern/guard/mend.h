// SPDX-License-Identifier: Apache-2.0
// Mending at full size: what a plan takes back, rendered into a copy of the edited picture. Light, complexion and folds come
// from the frame; the finest band is taken anew at the picture's own pixels:
//
//   Δ = a_l Y(C) + a_c (C − Y(C)) + a_m M + a_f F,   F = d(original, after the scene, where the face now is)
//                                                        − d(edited, moved) − C − M
// of which all but those two densities is summed up in the frame, and sampled at the pixels.
//
// Where the edited picture is larger than the original, only detail that the original resolves is compared: what is finer
// stays on the skin, and goes with a feature's change. Pixels that nothing moves or changes by 1/512 stop keep their bytes; so does alpha.
#pragma once

#include <vector>

#include "base/job.h"
#include "colour/colour.h"
#include "drift/reference.h"
#include "drift/scene.h"

namespace countenance::govern {

/// What is taken back of one face. Maps in frame px.
struct Mending {
  const drift::Reference* reference = nullptr;
  Affine edited_from_original = identity();
  drift::SceneTransform scene;  ///< what a change of the whole scene made of the original
  ImageF change;                ///< h × w × 4: Δ − a_f (d(original) − d(edited)) of each channel, and a_f
  ImageF finest;                ///< of Split
  ImageF of_edited;             ///< where the edited picture is sampled; empty: as it is
  ImageF of_original;           ///< where the original is; empty: as it is
};

[[nodiscard]] Point nose_tip(const drift::Reference& reference);  ///< frame px

/// Error{cancelled}.
Result<Photo> mend(const Photo& original, const colour::Space& original_space, const Photo& edited,
                   const colour::Space& space, const std::vector<Mending>& faces, const Job& job = {});

}  // namespace countenance::govern
