// SPDX-License-Identifier: Apache-2.0
// Reference: one face of the ORIGINAL in its normalised frame, with everything the measures need of it, computed once.
// EditedView: the edited picture in that same frame. A measure is a pure function of the two.
#pragma once

#include <memory>

#include "base/geometry.h"
#include "base/job.h"
#include "base/photo.h"
#include "colour/colour.h"
#include "drift/reading.h"
#include "face/face.h"
#include "face/regions.h"

namespace countenance::drift {

inline constexpr float kFrameIod = 192;  ///< px per IOD in the frame (S)
// Frame: eye line level, mesh point 168 at the origin, x −1.7…1.7, y −1.7…2.3 IOD.
inline constexpr float kLeft = -1.7f, kRight = 1.7f, kTop = -1.7f, kBottom = 2.3f;
[[nodiscard]] Size frame_size();
[[nodiscard]] Affine frame_from_photo(const face::Points& points);

/// Measures' own precomputed parts of the original (band images, mesh normals, scene samples…). Each measure adds its struct in
/// its .cpp; computed in make_reference, immutable afterwards.
struct Reference {
  Affine frame = identity();   ///< frame_from_photo
  float iod = 0;               ///< photo px
  face::Points points;         ///< frame px
  std::array<Point, 5> keypoints;  ///< frame px, of the detector
  face::Roi roi;               ///< of the mesh network, frame px
  face::Points averaged;       ///< frame px: mesh averaged over ROI jitters on the frame's own picture
  face::Embedding embedding;   ///< of the frame's own picture
  ImageF linear;               ///< h × w × 3
  Image8 srgb8;                ///< the same, display-encoded
  ImageF valid;                ///< 1 inside the photo and not transparent
  ImageF person;               ///< probability
  ImageF oval, skin;           ///< 0/1: mesh oval; oval eroded .06 less eyes, brows, lips, nostrils (DRIFT: common frame)
  ImageF nonskin;              ///< 0/1: the scene's reference: outside the oval grown .12, less the neck
  ImageF hair;                 ///< 0/1: person, above, outside the face
  bool grey = false;           ///< the original has no colour
  float ita = 0;
  std::shared_ptr<const face::Networks> networks;
  std::shared_ptr<const face::Topology> topology;
};
Result<std::shared_ptr<const Reference>> make_reference(std::shared_ptr<const face::Networks> networks,
                                                        std::shared_ptr<const face::Topology> topology, const PhotoView& photo,
                                                        const colour::Space& space, const face::Face& face, View<const float> person,
                                                        const Job& job = {});

/// The edited picture in the frame of a Reference. `resolution` < 1 where the edited picture is smaller: both are compared at the lower.
struct EditedView {
  ImageF linear;  ///< h × w × 3
  ImageF valid;   ///< h × w
  float resolution = 1;
  ImageF original;  ///< the original brought to the lower resolution; empty when resolution ≥ 1: use Reference::linear
};
/// `photo_from_original`: where a point of the original lies in the edited picture (identity for one of the same size, unmoved).
Result<EditedView> make_view(const Reference& reference, const PhotoView& edited, const colour::Space& space, const Affine& photo_from_original,
                             const Job& job = {});

/// The original as a change of the whole scene would have left it: the base of texture, tone, light and recognition.
/// Implemented in scene.h; computed once for a view and handed to the measures.
struct SceneFit {
  ImageF original;       ///< h × w × 3: Reference::linear through the chroma fit Tc (used by everything but lightness)
  ImageF original_light; ///< through the lightness fit Tl
  ImageF simple_light, simple_chroma;  ///< through the simple fits where these explain the reference as well; else empty
  float sd_light = 0, sd_chroma = 0;   ///< posterior sd at the skin colour, L* and chroma units
  bool reference_left = true;          ///< enough non-skin pixels to fit at all
  bool colourless = false;             ///< the reference has no colour to judge chroma by
};
[[nodiscard]] SceneFit fit_scene(const Reference& reference, const EditedView& edited);

}  // namespace countenance::drift
