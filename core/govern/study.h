// SPDX-License-Identifier: Apache-2.0
// Study: all that analysis knows of the original. Immutable, in memory only, computed once.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/job.h"
#include "base/photo.h"
#include "colour/colour.h"
#include "drift/reference.h"
#include "face/face.h"
#include "retouch/relight.h"
#include "skin/canvas.h"
#include "skin/skin_map.h"
#include "skin/spots.h"

namespace countenance::govern {

struct FaceStudy {
  face::Face face;
  // of usable faces only:
  std::shared_ptr<const drift::Reference> reference;
  std::shared_ptr<const drift::EditedView>
      base;  ///< where that is of a first original: this picture beside it; else null
  /// From the frame of the reference to px of this photo.
  [[nodiscard]] Affine photo_from_frame() const { return base ? base->picture_from_frame : inverse(reference->frame); }
  // and only of what is studied for retouch:
  skin::Canvas canvas;
  skin::SkinMap skin;
  skin::Spots spots;
  retouch::Lighting lighting;
};

enum class Purpose { retouch, measure };  ///< to be measured against takes half the analysis

struct Study {
  Purpose purpose = Purpose::retouch;
  std::shared_ptr<const Photo> photo;
  std::shared_ptr<const colour::Space> space;
  std::shared_ptr<const face::Networks> networks;
  std::shared_ptr<const face::Topology> topology;
  std::vector<FaceStudy> faces;          ///< every face found, largest first
  ImageF person;                         ///< 256 × 256
  std::shared_ptr<const Study> first{};  ///< what edits are measured against (continued.h); null: this picture
  [[nodiscard]] bool any_usable() const;
};

/// Error{not_measurable} when no face is usable (says why for each), Error{models}, Error{bad_input}, Error{cancelled}.
Result<std::shared_ptr<const Study>> study(std::shared_ptr<const Photo> photo,
                                           std::shared_ptr<const face::Networks> networks,
                                           std::shared_ptr<const face::Topology> topology,
                                           Purpose purpose = Purpose::retouch, const Job& job = {});

}  // namespace countenance::govern
