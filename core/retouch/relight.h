// SPDX-License-Identifier: Apache-2.0
// relight: a fit of the shading on the mesh normals by 9 spherical harmonics, and smooth gains made from it.
#pragma once

#include <Eigen/Core>

#include "face/regions.h"
#include "retouch/edit.h"
#include "skin/canvas.h"

namespace countenance::retouch {

/// Fit of skin luminance on normals: E(n) = Σ cₖ Yₖ(n), Huber weights, on a grid of IOD 64 px.
struct Lighting {
  Eigen::Matrix<float, 9, 1> sh;
  float r2 = 0;          ///< explained variance, [0, 1]
  float range = 0;       ///< P95 − P5 of log2 E on skin, stops
  Eigen::Vector2f direction{0, 0};  ///< image-plane direction of the key light (x right, y down), unit or 0
  std::string doubt;     ///< why the fit is not to be trusted, in words; empty: trusted
  ImageF irradiance;     ///< E on that grid
  ImageF normal, coverage, skin;  ///< on that grid
  float grid_iod = 64;
};
[[nodiscard]] Lighting fit_lighting(const skin::Canvas& canvas, const skin::SkinMap& skin, const face::Topology& topology);

struct RelightParams {
  float fill = 0;      ///< stops by which the shadow side is lifted, [0, 2]; the lit side falls half as much, the mean stays
  float key = 0;       ///< stops added towards the key direction, [−2, 2]; negative weakens it
  float key_turn = 0;  ///< degrees the key light is turned around the viewing axis, [−180, 180]
  float exposure = 0;  ///< stops on the whole person, [−1, 1]
};
/// One Edit a dial that is not 0 ("fill", "key", "exposure"): a smooth gain, tanh-clamped, carried beyond the face by push-pull, falling off over
/// hair, neck and shoulders inside the person matte; background and clothes stay.
[[nodiscard]] std::vector<Edit> relight(const skin::Canvas& canvas, const skin::SkinMap& skin, const Lighting& lighting,
                                        const RelightParams& params);

}  // namespace countenance::retouch
