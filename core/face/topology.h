// SPDX-License-Identifier: Apache-2.0
// The canonical face mesh: MediaPipe's metric model of a mean face, from its geometry metadata (a protobuf message).
#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <span>

#include "base/result.h"
#include "face/regions.h"

namespace countenance::face {

inline constexpr int kCanonicalPoints = 468;  ///< the mesh without the irises

struct CanonicalMesh {
  /// cm; x to image right, y UP, z towards the camera.
  Eigen::Matrix<float, kCanonicalPoints, 3, Eigen::RowMajor> points;
  Topology topology;
};

/// Error{models} if the bytes are not such a message of 468 vertices and 898 triangles.
Result<CanonicalMesh> parse_canonical_mesh(std::span<const unsigned char> bytes);
Result<CanonicalMesh> load_canonical_mesh(const std::filesystem::path& models = {});

}  // namespace countenance::face
