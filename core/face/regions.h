// SPDX-License-Identifier: Apache-2.0
// Regions of the face as lists of mesh points, and masks made from them.
#pragma once

#include <span>
#include <vector>

#include "base/image.h"
#include "face/face.h"

namespace countenance::face {

using Indices = std::span<const int>;
// "right" is the subject's right (image left).
extern const Indices kOval, kEyeRight, kEyeLeft, kLipsOuter, kLipsInner, kBrowRight, kBrowLeft, kCheekRight, kCheekLeft,
    kForehead, kNostrils /* wing and base points */, kJaw /* kOval[8..28]: ear to ear by the chin */, kNose,
    kUnderEyeRight, kUnderEyeLeft;
extern const std::span<const int> kMirror;  ///< 478: index of each point's mirror twin

/// 1 inside the polygon through these points, anti-aliased. `points` in the px of the mask.
[[nodiscard]] ImageF polygon(Size size, const Points& points, Indices region);
/// The same, of their convex hull.
[[nodiscard]] ImageF hull(Size size, const Points& points, Indices region);
/// Grown (r > 0) or shrunk (r < 0) by r px, by distance transform: cost independent of r. Result is 0 or 1. What
/// lies beyond the picture's border neither grows in nor shrinks.
[[nodiscard]] ImageF grow(View<const float> mask, float r);
/// Distance, px, of each pixel to the mask (mask ≥ .5 is inside: 0); width + height where the mask is empty.
[[nodiscard]] ImageF distance(View<const float> mask);

/// Canonical mesh (MediaPipe): 898 triangles, 3 indices each.
struct Topology {
  std::vector<std::array<int, 3>> triangles;
};
Result<Topology> load_topology(const std::filesystem::path& models = {});

/// Mesh normals rasterised with a z-buffer: h × w × 3 unit vectors (x right, y down, z TOWARDS the camera positive),
/// and coverage 0/1. Weak perspective.
struct Normals {
  ImageF normal, coverage;
};
[[nodiscard]] Normals rasterise_normals(const Points& points, const Topology& topology, Size size);

/// Points mapped by an affine map (z scaled with it).
[[nodiscard]] Points transform(const Points& points, const Affine& map);

}  // namespace countenance::face
