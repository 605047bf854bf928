// SPDX-License-Identifier: Apache-2.0
#include "drift/mirror.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "face/regions.h"

namespace countenance::drift {
namespace {

constexpr float kNarrowest =
    0.4f;                         ///< area of a triangle ÷ its twin's, or the reverse, below which one is seen edge-on
constexpr float kReturn = 0.04f;  ///< of the face's height: the twin's twin lies no farther from the place itself
constexpr int kTopOfFace = 10, kChin = 152;

float area_of(const Point& a, const Point& b, const Point& c) {
  return (b.x() - a.x()) * (c.y() - a.y()) - (b.y() - a.y()) * (c.x() - a.x());
}

}  // namespace

Mirror mirror_of(const face::Points& points, const face::Topology& topology, Size size) {
  Mirror out{ImageF(size, 2), ImageF(size)};
  ImageF depth(size, 1, std::numeric_limits<float>::infinity());
  const auto xy = [&](int i) -> Point { return points.row(i).head<2>().transpose(); };
  for (const auto& t : topology.triangles) {
    const Point a = xy(t[0]), b = xy(t[1]), c = xy(t[2]);
    const Point twin_a = xy(face::kMirror[std::size_t(t[0])]), twin_b = xy(face::kMirror[std::size_t(t[1])]),
                twin_c = xy(face::kMirror[std::size_t(t[2])]);
    const float area = area_of(a, b, c), ratio = -area_of(twin_a, twin_b, twin_c) / area;
    if (!(std::abs(area) > 1e-6f)) continue;
    const bool alike = ratio > kNarrowest && ratio * kNarrowest < 1;
    const int x0 = std::max(0, int(std::ceil(std::min({a.x(), b.x(), c.x()}))));
    const int x1 = std::min(size.width - 1, int(std::floor(std::max({a.x(), b.x(), c.x()}))));
    const int y0 = std::max(0, int(std::ceil(std::min({a.y(), b.y(), c.y()}))));
    const int y1 = std::min(size.height - 1, int(std::floor(std::max({a.y(), b.y(), c.y()}))));
    for (int y = y0; y <= y1; ++y)
      for (int x = x0; x <= x1; ++x) {
        const Point p{float(x), float(y)};
        const float wb = area_of(a, p, c) / area, wc = area_of(a, b, p) / area, wa = 1 - wb - wc;
        if (std::min({wa, wb, wc}) < -1e-4f) continue;  // a shared edge belongs to both: no gaps by rounding
        const float z = wa * points(t[0], 2) + wb * points(t[1], 2) + wc * points(t[2], 2);
        if (z >= depth.at(x, y)) continue;
        depth.at(x, y) = z;
        const Point twin = wa * twin_a + wb * twin_b + wc * twin_c;
        out.twin.at(x, y, 0) = twin.x();
        out.twin.at(x, y, 1) = twin.y();
        out.visible.at(x, y) = alike ? 1.f : 0.f;
      }
  }
  // A twin behind the nose, say, is not seen: there the mesh leads back to another place.
  const float far = kReturn * (xy(kTopOfFace) - xy(kChin)).norm();
  ImageF both(size);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      if (out.visible.at(x, y) == 0) continue;
      const int tx = int(std::lround(out.twin.at(x, y, 0))), ty = int(std::lround(out.twin.at(x, y, 1)));
      if (tx < 0 || ty < 0 || tx >= size.width || ty >= size.height || out.visible.at(tx, ty) == 0) continue;
      const float dx = out.twin.at(tx, ty, 0) - float(x), dy = out.twin.at(tx, ty, 1) - float(y);
      both.at(x, y) = std::hypot(dx, dy) < far ? 1.f : 0.f;
    }
  out.visible = std::move(both);
  return out;
}

}  // namespace countenance::drift
