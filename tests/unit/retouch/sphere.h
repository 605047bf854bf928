// SPDX-License-Identifier: Apache-2.0
// A sphere in place of a head, whose light is known: canvas, skin map and mesh.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <functional>
#include <numbers>
#include <utility>

#include "colour/density.h"
#include "face/regions.h"
#include "retouch/lighting.h"

namespace countenance::test {

inline constexpr float kSphereIod = 100, kSphereRadius = 110;
inline constexpr Size kSphereCanvas{400, 460};
inline const Point kSphereCentre{199.5f, 170.f};

/// Outward normal at a canvas pixel; z = 0 outside the sphere.
inline Eigen::Vector3f sphere_normal(int x, int y) {
  const Point p = (Point(x, y) - kSphereCentre) / kSphereRadius;
  const float rest = 1 - p.squaredNorm();
  return rest > 0 ? Eigen::Vector3f(p.x(), p.y(), std::sqrt(rest)) : Eigen::Vector3f(0, 0, 0);
}

struct Sphere {
  skin::Canvas canvas;
  skin::SkinMap skin;
  face::Topology topology;
};

/// `light(n)` is linear; skin of that albedo where n.z > .35, a dark body (clothes) below the chin, and a bright
/// background.
inline Sphere sphere(const std::function<float(const Eigen::Vector3f&)>& light,
                     const Eigen::Vector3f& albedo = {0.45f, 0.28f, 0.2f}) {
  Sphere s;
  constexpr int kRows = 22, kColumns = 21;  // 462 points; the remaining ones are not in the mesh
  const auto index = [](int i, int j) {
    const int k = i * kColumns + j, chin = (kRows - 1) * kColumns + kColumns / 2;
    return k == chin ? 152 : k == 152 ? chin : k;  // 10 is already the top
  };
  s.canvas.points.setZero();
  const auto angle = [](int i, int n) {
    return (float(i) / float(n - 1) * 2 - 1) * 75 * std::numbers::pi_v<float> / 180;
  };
  for (int i = 0; i < kRows; ++i)
    for (int j = 0; j < kColumns; ++j) {
      const float lat = angle(i, kRows), lon = angle(j, kColumns);
      const Eigen::Vector3f n(std::sin(lon) * std::cos(lat), std::sin(lat), std::cos(lon) * std::cos(lat));
      s.canvas.points.row(index(i, j)) << kSphereCentre.x() + kSphereRadius * n.x(),
          kSphereCentre.y() + kSphereRadius * n.y(), -kSphereRadius * n.z();
    }
  for (int i = 0; i + 1 < kRows; ++i)
    for (int j = 0; j + 1 < kColumns; ++j) {
      s.topology.triangles.push_back({index(i, j), index(i + 1, j), index(i, j + 1)});
      s.topology.triangles.push_back({index(i, j + 1), index(i + 1, j), index(i + 1, j + 1)});
    }
  auto& c = s.canvas;
  c.u = kSphereIod;
  c.roi = {0, 0, kSphereCanvas.width, kSphereCanvas.height};
  c.linear = ImageF(kSphereCanvas, 3, 0.8f);
  c.person = ImageF(kSphereCanvas);
  s.skin.mask = s.skin.oval = s.skin.beard = s.skin.excluded = ImageF(kSphereCanvas);
  for (int y = 0; y < kSphereCanvas.height; ++y)
    for (int x = 0; x < kSphereCanvas.width; ++x) {
      const Eigen::Vector3f n = sphere_normal(x, y);
      const bool body =
          float(y) > kSphereCentre.y() + kSphereRadius + 15 && std::abs(float(x) - kSphereCentre.x()) < 150;
      if (n.z() > 0)
        for (int k = 0; k < 3; ++k) c.linear.at(x, y, k) = albedo[k] * light(n);
      else if (body)
        for (int k = 0; k < 3; ++k) c.linear.at(x, y, k) = 0.1f;
      c.person.at(x, y) = n.z() > 0 || body;
      s.skin.mask.at(x, y) = s.skin.oval.at(x, y) = n.z() > 0.35f;
    }
  s.skin.coverage = 1;
  c.density = colour::density(c.linear);
  c.shm = colour::unmix(c.density);
  return s;
}

}  // namespace countenance::test
