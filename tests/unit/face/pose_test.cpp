// SPDX-License-Identifier: Apache-2.0
#include "face/pose.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <numbers>

namespace countenance::face {
namespace {

constexpr float kDegree = std::numbers::pi_v<float> / 180;

Points turned(const CanonicalMesh& mesh, float yaw, float pitch, float roll) {
  using Eigen::AngleAxisf, Eigen::Vector3f;
  // in picture axes (x right, y down, z away) a positive turn about y brings the face to image LEFT, about x brings it
  // DOWN
  const Eigen::Matrix3f r =
      (AngleAxisf(roll * kDegree, Vector3f::UnitZ()) * AngleAxisf(-yaw * kDegree, Vector3f::UnitY()) *
       AngleAxisf(-pitch * kDegree, Vector3f::UnitX()))
          .toRotationMatrix();
  Points p = Points::Zero();
  for (int i = 0; i < kCanonicalPoints; ++i) {
    const Vector3f v = r * Vector3f(mesh.points(i, 0), -mesh.points(i, 1), -mesh.points(i, 2));
    p.row(i) = (13 * v + Vector3f(400, 300, 5)).transpose();
  }
  return p;
}

TEST(Pose, RecoversARotation) {
  const auto mesh = load_canonical_mesh();
  ASSERT_TRUE(mesh) << mesh.error().message;
  for (const float yaw : {-65.f, -20.f, 0.f, 7.f, 50.f})
    for (const float pitch : {-30.f, 0.f, 25.f})
      for (const float roll : {-120.f, 0.f, 15.f}) {
        const Pose pose = pose_of(turned(*mesh, yaw, pitch, roll), *mesh);
        EXPECT_NEAR(pose.yaw, yaw, 0.05f);
        EXPECT_NEAR(pose.pitch, pitch, 0.05f);
        EXPECT_NEAR(pose.roll, roll, 0.05f);
      }
}

TEST(Pose, SignsAreThoseSeenInThePicture) {
  const auto mesh = load_canonical_mesh();
  ASSERT_TRUE(mesh) << mesh.error().message;
  const auto nose_from_eyes = [](const Points& p) -> Point {
    return (p.row(4) - (p.row(33) + p.row(263)) / 2).head<2>().transpose();
  };
  const Point frontal = nose_from_eyes(turned(*mesh, 0, 0, 0));
  EXPECT_GT(nose_from_eyes(turned(*mesh, 20, 0, 0)).x(), frontal.x());  // turned to image right
  EXPECT_LT(nose_from_eyes(turned(*mesh, 0, 20, 0)).y(), frontal.y());  // looking up
  const Points tilted = turned(*mesh, 0, 0, 20);
  EXPECT_GT(tilted(263, 1), tilted(33, 1));  // clockwise: image right sinks
}

}  // namespace
}  // namespace countenance::face
