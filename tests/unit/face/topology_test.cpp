// SPDX-License-Identifier: Apache-2.0
#include "face/topology.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "face/models.h"

namespace countenance::face {
namespace {

const CanonicalMesh& canonical() {
  static const Result<CanonicalMesh> mesh = load_canonical_mesh();
  if (!mesh) throw std::runtime_error(mesh.error().message);
  return *mesh;
}

/// The canonical mesh as a picture sees it: 20 px a centimetre, centred in 400 × 400.
Points frontal() {
  Points p = Points::Zero();
  for (int i = 0; i < kCanonicalPoints; ++i)
    p.row(i) << 200 + 20 * canonical().points(i, 0), 200 - 20 * canonical().points(i, 1),
        -20 * canonical().points(i, 2);
  return p;
}

TEST(CanonicalMesh, IsADiscOf898Triangles) {
  std::map<std::pair<int, int>, int> edges;
  for (const auto& t : canonical().topology.triangles)
    for (int k = 0; k < 3; ++k) ++edges[std::minmax(t[std::size_t(k)], t[std::size_t((k + 1) % 3)])];
  int border = 0;
  for (const auto& [edge, triangles] : edges) {
    ASSERT_LE(triangles, 2);
    border += triangles == 1;
  }
  EXPECT_EQ(canonical().topology.triangles.size(), 898u);
  EXPECT_EQ(border, 36);                                     // the face oval
  EXPECT_EQ(kCanonicalPoints - int(edges.size()) + 898, 1);  // Euler
}

TEST(CanonicalMesh, EveryTruncationIsAnError) {
  const auto bytes = load_model("geometry_pipeline_metadata_landmarks.binarypb");
  ASSERT_TRUE(bytes);
  for (std::size_t n = 0; n < 18000; n += 97) {  // the mesh ends before the landmark weights
    const auto mesh = parse_canonical_mesh(std::span(*bytes).first(n));
    ASSERT_FALSE(mesh) << n;
    EXPECT_EQ(mesh.error().code, Code::models);
  }
}

TEST(CanonicalMesh, AlteredBytesNeverCrash) {
  const auto bytes = load_model("geometry_pipeline_metadata_landmarks.binarypb");
  ASSERT_TRUE(bytes);
  int errors = 0;
  for (std::size_t i = 0; i < 400; ++i) {
    auto altered = *bytes;
    altered[i * 41 % altered.size()] ^= 0xff;
    const auto mesh = parse_canonical_mesh(altered);
    errors += !mesh;
    if (!mesh) continue;
    for (const auto& t : mesh->topology.triangles)
      for (const int k : t) ASSERT_TRUE(k >= 0 && k < kCanonicalPoints);
  }
  EXPECT_GT(errors, 0);
}

TEST(Normals, AreUnitAndFaceTheCameraAtTheNose) {
  const Points p = frontal();
  const Normals n = rasterise_normals(p, canonical().topology, {400, 400});
  int covered = 0;
  for (int y = 0; y < 400; ++y)
    for (int x = 0; x < 400; ++x) {
      const double length = std::hypot(n.normal.at(x, y, 0), n.normal.at(x, y, 1), n.normal.at(x, y, 2));
      ASSERT_NEAR(length, n.coverage.at(x, y), 1e-5);
      covered += n.coverage.at(x, y) == 1;
    }
  const ImageF oval = polygon({400, 400}, p, kOval);
  double area = 0;
  for (std::size_t i = 0; i < oval.count(); ++i) area += oval.data()[i];
  EXPECT_NEAR(covered / area, 1, 0.02);  // no holes
  const auto at = [&](int i, int c) { return n.normal.at(int(std::lround(p(i, 0))), int(std::lround(p(i, 1))), c); };
  EXPECT_GT(at(4, 2), 0.7f);    // nose tip
  EXPECT_LT(at(50, 0), -0.2f);  // right cheek: image left
  EXPECT_GT(at(280, 0), 0.2f);  // left cheek
  EXPECT_LT(at(10, 1), -0.2f);  // top of the forehead: up
  EXPECT_NEAR(at(50, 0), -at(280, 0), 0.05f);
}

TEST(Normals, OfAPlaneAreItsNormal) {
  // z (away from the camera) = .5 x − .25 y: the normal towards the camera is (.5, −.25, 1) / √1.3125.
  Points p = Points::Zero();
  const float corners[3][2] = {{5, 5}, {5, 90}, {90, 5}};
  for (int i = 0; i < 3; ++i) p.row(i) << corners[i][0], corners[i][1], 0.5f * corners[i][0] - 0.25f * corners[i][1];
  const Normals n = rasterise_normals(p, Topology{{{0, 1, 2}}}, {100, 100});
  const float k = 1 / std::sqrt(1.3125f);
  // the winding tells the outer side: one of the two orders faces the camera
  const float side = n.normal.at(20, 20, 2) > 0 ? 1.f : -1.f;
  EXPECT_NEAR(side * n.normal.at(20, 20, 0), 0.5f * k, 1e-5f);
  EXPECT_NEAR(side * n.normal.at(20, 20, 1), -0.25f * k, 1e-5f);
  EXPECT_NEAR(side * n.normal.at(20, 20, 2), k, 1e-5f);
  EXPECT_EQ(n.coverage.at(90, 90), 0);
}

TEST(Normals, TheNearerTriangleIsSeen) {
  Points p = Points::Zero();
  p.row(0) << 0, 0, 10;
  p.row(1) << 0, 50, 10;
  p.row(2) << 50, 0, 10;
  p.row(3) << 0, 0, -10;
  p.row(4) << 0, 50, -10;
  p.row(5) << 50, 0, 15.3f;  // nearer at left, farther at right
  const Normals a = rasterise_normals(p, Topology{{{0, 1, 2}, {3, 4, 5}}}, {50, 50});
  const Normals b = rasterise_normals(p, Topology{{{3, 4, 5}, {0, 1, 2}}}, {50, 50});
  for (std::size_t i = 0; i < a.normal.count(); ++i) ASSERT_EQ(a.normal.data()[i], b.normal.data()[i]);
  EXPECT_GT(std::abs(a.normal.at(2, 2, 0)), 0.3f);
  EXPECT_EQ(a.normal.at(46, 1, 0), 0);
}

}  // namespace
}  // namespace countenance::face
