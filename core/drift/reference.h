// SPDX-License-Identifier: Apache-2.0
// Reference: one face of the ORIGINAL in its normalised frame, with everything the measures need of it, computed once.
// EditedView: the edited picture in that same frame. A measure is a pure function of the two.
#pragma once

#include <memory>
#include <string>
#include <vector>

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

struct SceneReference;     ///< samples of the original for the scene fit (scene.cpp)
struct ShadingReference;   ///< mesh normals on the light grid (light.cpp)
struct SymmetryReference;  ///< mirror twins (symmetry.cpp)
struct MarkReference;      ///< ledger of the original's marks (marks.cpp)
struct LinesReference;     ///< where the original has lines (lines.cpp)
struct HairReference;      ///< where it has hair (hair.cpp)
struct MotionReference;    ///< where flow has something to follow in it (motion.cpp)

/// Immutable after make_reference.
struct Reference {
  Affine frame = identity();       ///< frame_from_photo
  float iod = 0;                   ///< photo px
  face::Points points;             ///< frame px
  std::array<Point, 5> keypoints;  ///< frame px, of the detector
  ImageF linear;                   ///< h × w × 3
  ImageF valid;                    ///< 1 inside the photo and not transparent
  ImageF alpha;                    ///< 0…1; −1 beyond the photo's ends; empty: the photo has none
  ImageF person;                   ///< probability
  ImageF oval, skin;  ///< 0/1: mesh oval; oval eroded .06 less eyes (.09), brows (.06), lips (.06), nostrils (.05)
  ImageF nonskin;     ///< 0/1: the scene's reference: outside the oval grown .12, less the neck
  ImageF hair;        ///< 0/1: person, above the mouth, outside the oval grown .16
  bool grey = false;  ///< the original has no colour
  float ita = 0;      ///< of the skin, degrees
  std::shared_ptr<const face::Networks> networks;
  std::shared_ptr<const face::Topology> topology;
  std::shared_ptr<const SceneReference> scene;
  std::shared_ptr<const ShadingReference> shading;
  std::shared_ptr<const SymmetryReference> symmetry;
  std::shared_ptr<const LinesReference> lines;
  std::shared_ptr<const HairReference> hairs;
  std::shared_ptr<const MarkReference> marks;
  std::shared_ptr<const MotionReference> motion;
};
/// `person` is Networks::person of the whole photo (256 × 256).
Result<std::shared_ptr<const Reference>> make_reference(std::shared_ptr<const face::Networks> networks,
                                                        std::shared_ptr<const face::Topology> topology,
                                                        const PhotoView& photo, const colour::Space& space,
                                                        const face::Face& face, View<const float> person,
                                                        const Job& job = {});

/// The edited picture in the frame of a Reference, both at the resolution of the coarser.
struct EditedView {
  ImageF linear;         ///< h × w × 3
  ImageF valid;          ///< h × w, 0/1
  float resolution = 1;  ///< edited px per photo px
  ImageF original;  ///< the original at the edited picture's lower resolution; empty where there is nothing to lose:
                    ///< Reference::linear
  Affine picture_from_frame = identity();
  Size picture{};  ///< of the edited picture, px; empty: not known, and nothing counts as cut away

  /// Whether the edited picture ends before this place of the frame, or less than `margin` frame px behind it.
  [[nodiscard]] bool cut_away(const Point& at, float margin) const;
};
/// What is seen of a pixel that is partly transparent hangs on what lies behind it. Colours tell of both pictures alike
/// where the alphas agree within .02 (5 of 255), and both are over ½ or nothing.
[[nodiscard]] bool alike_opaque(float alpha_before, float alpha_after);
[[nodiscard]] bool same_alpha(float alpha_before, float alpha_after);  ///< within .02
/// Error{not_measurable} where the face (the oval, eroded .06 IOD) is not alike opaque in both, with the place.
/// `photo_from_original`: where a point of the original lies in the edited picture (identity for one of the same size,
/// unmoved).
Result<EditedView> make_view(const Reference& reference, const PhotoView& edited, const colour::Space& space,
                             const Affine& photo_from_original, const Job& job = {});
/// What `view` is compared with.
[[nodiscard]] const ImageF& original_of(const Reference& reference, const EditedView& view);

/// The original's marks as the measure names them: each "kept", `after` as `before`.
[[nodiscard]] std::vector<MarkChange> ledger(const Reference& reference);

/// The place on the face nearest to a point of the frame, in words: "left cheek", "forehead", "chin"… left and right
/// are the subject's.
[[nodiscard]] std::string place_name(const Reference& reference, const Point& frame_point);

}  // namespace countenance::drift
