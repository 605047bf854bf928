// SPDX-License-Identifier: Apache-2.0
// Head pose: the rotation between the canonical mesh and a face's mesh.
#pragma once

#include "face/face.h"
#include "face/topology.h"

namespace countenance::face {

struct Pose {
  float yaw = 0;    ///< degrees; positive: turned to image right (the subject's left)
  float pitch = 0;  ///< degrees; positive: looking up
  float roll = 0;   ///< degrees; positive: tilted clockwise in the picture
};
/// R of the least-squares similarity canonical → points (Umeyama 1991) over the 468 face points, taken apart as
/// Rz(roll) Ry(yaw) Rx(pitch): yaw and pitch are about the head's own axes, whatever its roll.
[[nodiscard]] Pose pose_of(const Points& points, const CanonicalMesh& canonical);

}  // namespace countenance::face
