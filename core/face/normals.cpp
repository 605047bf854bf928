// SPDX-License-Identifier: Apache-2.0
// A z-buffer rasteriser for one small mesh.
#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <limits>

#include "face/topology.h"

namespace countenance::face {
namespace {

using Vec3 = Eigen::Vector3f;

/// Each vertex: the mean of its triangles' normals, weighted by area. The canonical triangles run counter-clockwise
/// seen from outside; with y down and z away from the camera the cross product still points outwards.
std::vector<Vec3> vertex_normals(const Points& points, const Topology& topology) {
  std::vector<Vec3> normals(kPoints, Vec3::Zero());
  for (const auto& t : topology.triangles) {
    const Vec3 a = points.row(t[0]), b = points.row(t[1]), c = points.row(t[2]);
    const Vec3 n = (b - a).cross(c - a);
    for (const int i : t) normals[std::size_t(i)] += Vec3(n.x(), n.y(), -n.z());
  }
  for (Vec3& n : normals) n.normalize();
  return normals;
}

}  // namespace

Normals rasterise_normals(const Points& points, const Topology& topology, Size size) {
  const std::vector<Vec3> normals = vertex_normals(points, topology);
  Normals out{ImageF(size, 3), ImageF(size)};
  ImageF depth(size, 1, std::numeric_limits<float>::infinity());
  constexpr float kEdge = -1e-4f;  // a pixel centre on a shared edge belongs to both: no gaps by rounding

  for (const auto& t : topology.triangles) {
    const Vec3 a = points.row(t[0]), b = points.row(t[1]), c = points.row(t[2]);
    const float area = (b.x() - a.x()) * (c.y() - a.y()) - (b.y() - a.y()) * (c.x() - a.x());
    if (!(std::abs(area) > 1e-6f)) continue;
    const int x0 = int(std::ceil(std::max(0.f, std::min({a.x(), b.x(), c.x()}))));
    const int x1 = int(std::floor(std::min(float(size.width - 1), std::max({a.x(), b.x(), c.x()}))));
    const int y0 = int(std::ceil(std::max(0.f, std::min({a.y(), b.y(), c.y()}))));
    const int y1 = int(std::floor(std::min(float(size.height - 1), std::max({a.y(), b.y(), c.y()}))));
    for (int y = y0; y <= y1; ++y)
      for (int x = x0; x <= x1; ++x) {
        const float wb = ((float(x) - a.x()) * (c.y() - a.y()) - (float(y) - a.y()) * (c.x() - a.x())) / area;
        const float wc = ((b.x() - a.x()) * (float(y) - a.y()) - (b.y() - a.y()) * (float(x) - a.x())) / area;
        const float wa = 1 - wb - wc;
        if (wa < kEdge || wb < kEdge || wc < kEdge) continue;
        const float z = wa * a.z() + wb * b.z() + wc * c.z();
        if (z >= depth.at(x, y)) continue;
        depth.at(x, y) = z;
        const Vec3 n =
            (wa * normals[std::size_t(t[0])] + wb * normals[std::size_t(t[1])] + wc * normals[std::size_t(t[2])])
                .normalized();
        for (int k = 0; k < 3; ++k) out.normal.at(x, y, k) = n[k];
        out.coverage.at(x, y) = 1;
      }
  }
  return out;
}

}  // namespace countenance::face
