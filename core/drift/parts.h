// SPDX-License-Identifier: Apache-2.0
// What the photometric measures precompute of the original. Internal to drift/.
#pragma once

#include <Eigen/Core>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "drift/reference.h"
#include "skin/marks.h"

namespace countenance::drift {

/// A black-and-white copy: 99 of 100 pixels of a decimated picture under a C* of 1.
[[nodiscard]] bool has_no_colour(const ImageF& linear);

inline constexpr int kSceneStep = 2;  ///< decimation of the picture the scene's samples are taken from
/// That picture: decimated, blurred to .012 IOD in all.
[[nodiscard]] ImageF scene_smoothed(const ImageF& linear);
/// 0…1: how far inside a mask, on the decimated grid.
[[nodiscard]] ImageF scene_interior(const ImageF& mask);

/// A pixel of the decimated frame outside the face's skin.
struct SceneSample {
  int x = 0, y = 0;
  double weight = 0;  ///< interior of the reference × flatness
};
struct SceneReference {
  ImageF smooth;                                   ///< the original, decimated and blurred (.012 IOD), h × w × 3
  std::vector<SceneSample> light, chroma;          ///< without skin-like pixels; with them at .1
  std::vector<SceneSample> whole;                  ///< any pixel: how much a picture without reference changed
  Eigen::Vector3f skin = Eigen::Vector3f::Zero();  ///< median skin colour, linear
};
[[nodiscard]] std::shared_ptr<const SceneReference> make_scene_reference(const Reference& reference);

/// Visible skin on a coarse grid, with the mesh normal there.
struct ShadingReference {
  struct Node {
    int x = 0, y = 0;        ///< of the light grid
    Eigen::Vector3f normal;  ///< x right, y down, z towards the camera
  };
  std::vector<Node> nodes;
};
[[nodiscard]] std::shared_ptr<const ShadingReference> make_shading_reference(const Reference& reference);

/// How the two halves of the original's face differ.
struct SymmetryReference {
  ImageF twin;      ///< h × w × 2, px at half the frame's resolution: of each place
  ImageF mask;      ///< 0/1: where both halves are seen, away from the outline
  double seen = 0;  ///< of the face within the outline
  Eigen::Matrix<double, 2, Eigen::Dynamic>
      shape;  ///< % IOD: each mesh point less its twin, mirrored in space and laid on the face
  Eigen::Matrix2d reflection = Eigen::Matrix2d::Identity();  ///< what that does to a small shift of the twin
};
[[nodiscard]] std::shared_ptr<const SymmetryReference> make_symmetry_reference(const Reference& reference);

/// Where the original has lines: the strongest tenth of each region's places, each at its strongest angle.
struct LinesReference {
  struct Site {
    int x = 0, y = 0, angle = 0;
  };
  struct Region {
    std::string name;  ///< "crow's feet by the right eye"
    std::vector<Site> sites;
  };
  std::vector<Region> regions;
  std::vector<Site> other;  ///< lines alike that are not skin: what the whole photo did to them
  double energy = 0;        ///< Σ R² of all regions
  std::size_t sites = 0;
};
[[nodiscard]] std::shared_ptr<const LinesReference> make_lines_reference(const Reference& reference);

/// What of the original flow can follow (flow.h), on the motion's picture; 0 near where the photo ends, and where there
/// is too little of it: an edited picture's flow has no confidence there either.
struct MotionReference {
  ImageF detail, wide;  ///< [0, 1); its mean at σ .10 IOD
};
[[nodiscard]] std::shared_ptr<const MotionReference> make_motion_reference(const Reference& reference);

/// Where the original has hair, and what else tells of its colour and outline.
struct HairReference {
  using Pixels = std::vector<std::pair<int, int>>;
  Pixels hair;      ///< of the frame decimated by 4; empty: there is none to speak of
  Pixels features;  ///< the same: brows, lashes and irises about as dark as the hair
  Pixels
      outline;  ///< of the motion's picture: over the eyes, about the hair, off the face, where flow has something to follow
};
[[nodiscard]] std::shared_ptr<const HairReference> make_hair_reference(const Reference& reference);
/// The original's ledger, and what a spot must stand out of.
struct MarkReference {
  Rect box;  ///< of the frame; all else lies in it
  skin::MarkBands bands;
  std::vector<skin::Mark> marks;
};
[[nodiscard]] std::shared_ptr<const MarkReference> make_mark_reference(const Reference& reference);

}  // namespace countenance::drift
