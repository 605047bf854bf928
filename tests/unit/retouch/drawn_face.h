// SPDX-License-Identifier: Apache-2.0
// A face drawn from nothing but mesh points: eyes with whites, veins, irises and lights; a mouth with teeth, gums and a
// tongue. Every pixel's part is known.
#pragma once

#include <cmath>
#include <numbers>

#include "colour/density.h"
#include "face/regions.h"
#include "skin/canvas.h"
#include "skin/skin_map.h"

namespace countenance::test {

enum class Part { skin, white, vein, iris, light, caruncle, lips, tooth, gum, tongue, gap };

struct DrawnFace {
  // what may be set; densities as (s,h,m), stops
  float u = 200;
  Eigen::Vector3f skin{1.2f, 0.7f, 0.5f}, white{0.8f, 0.05f, 0.06f}, lips{1.5f, 1.1f, 0.6f}, tooth{0.7f, 0.15f, 0.4f};
  float pink = 0.f, vein = 0.5f;      ///< stops of haemoglobin over the white
  float lids = 0.075f, iris = 0.09f;  ///< half the opening, the iris' radius, IOD
  float mouth = 0.13f;                ///< half the opening, IOD
  bool teeth = true;
  float light = 0;  ///< stops on everything; 1 is darker by one

  skin::Canvas canvas;
  skin::SkinMap map;
  Image<Part> part;

  void draw() {
    place();
    const Size size{int(3 * u), int(3 * u)};
    part = Image<Part>(size);
    auto& c = canvas;
    c.u = u;
    c.roi = {0, 0, size.width, size.height};
    c.shm = ImageF(size, 3);
    map.mask = map.oval = map.excluded = map.beard = ImageF(size);
    map.coverage = 1;
    for (int y = 0; y < size.height; ++y)
      for (int x = 0; x < size.width; ++x) {
        const Point p = Point(float(x), float(y)) / u;
        part.at(x, y) = part_at(p);
        Eigen::Vector3f::Map(&c.shm.at(x, y)) = shm_at(part.at(x, y), p) + Eigen::Vector3f(light, 0, 0);
        map.mask.at(x, y) = part.at(x, y) == Part::skin;
      }
    const ImageF density = colour::mix(c.shm);
    c.linear = ImageF(size, 3);
    for (std::size_t i = 0; i < density.count(); ++i)
      c.linear.data()[i] = std::exp2(-density.data()[i]) - colour::kDensityFloor;
    c.density = colour::density(c.linear);
    c.shm = colour::unmix(c.density);
    c.person = ImageF(size, 1, 1.f);
  }

 private:
  static constexpr float kEyeWidth = 0.22f, kMouthWidth = 0.4f, kLipHeight = 0.09f;
  static inline const Point kEyes[2] = {{1, 1}, {2, 1}};  // right, left, IOD
  static inline const Point kMouth{1.5f, 2.1f};

  void ring(face::Indices points, const Point& centre, float a, float b, bool mirrored) {
    const int n = int(points.size());
    for (int k = 0; k < n; ++k) {
      const float t = std::numbers::pi_v<float> * (1 - 2.f * float(k) / float(n));
      const Point p = u * (centre + Point((mirrored ? -a : a) * std::cos(t), b * std::sin(t)));
      canvas.points.row(points[std::size_t(k)]) << p.x(), p.y(), 0;
    }
  }
  void place() {
    canvas.points.setConstant(1.5f * u);
    for (int e = 0; e < 2; ++e) {
      ring(e ? face::kEyeLeft : face::kEyeRight, kEyes[e], kEyeWidth, lids, e);
      static constexpr int right[] = {469, 470, 471, 472}, left[] = {474, 475, 476, 477};
      ring(e ? face::Indices(left) : face::Indices(right), kEyes[e], iris, iris, false);
      canvas.points.row(e ? 473 : 468) << u * kEyes[e].x(), u * kEyes[e].y(), 0;
    }
    ring(face::kLipsInner, kMouth, kMouthWidth, mouth, false);
    ring(face::kLipsOuter, kMouth, kMouthWidth + 0.05f, mouth + kLipHeight, false);
  }

  [[nodiscard]] Part part_at(const Point& p) const {
    for (int e = 0; e < 2; ++e) {
      const Point d = p - kEyes[e];
      if (d.cwiseQuotient(Point(kEyeWidth, lids)).norm() >= 1) continue;
      if ((d - Point(0.02f, -0.03f)).norm() < 0.015f) return Part::light;
      if (d.norm() < iris) return Part::iris;
      if ((e ? -d.x() : d.x()) > kEyeWidth - 0.03f) return Part::caruncle;
      return std::abs(d.y() - 0.012f * std::sin(60 * d.x())) < 0.006f ? Part::vein : Part::white;
    }
    const Point d = p - kMouth;
    if (mouth > 0 && d.cwiseQuotient(Point(kMouthWidth, mouth)).norm() < 1) {
      if (!teeth) return Part::tongue;
      if (d.y() < -0.6f * mouth) return Part::gum;
      if (d.y() > 0.2f * mouth) return d.y() > 0.45f * mouth ? Part::tongue : Part::gap;
      return Part::tooth;
    }
    return d.cwiseQuotient(Point(kMouthWidth + 0.05f, mouth + kLipHeight)).norm() < 1 ? Part::lips : Part::skin;
  }
  [[nodiscard]] Eigen::Vector3f shm_at(Part is, const Point& p) const {
    switch (is) {
      case Part::white:
      case Part::vein: {
        const float below = p.y() - (1 - lids);  // darker under the upper lid
        return white + Eigen::Vector3f(0.5f * std::exp(-below / 0.04f), pink + (is == Part::vein ? vein : 0.f), 0);
      }
      case Part::iris:
        return {4, 0.3f, 0.8f};
      case Part::light:
        return {0.05f, 0, 0};
      case Part::caruncle:
        return {1.3f, 1.f, 0.3f};
      case Part::lips:
      case Part::gum:
      case Part::tongue:
        return lips;
      case Part::gap:
        return {6, 0, 0};
      case Part::tooth:  // every second one is a little yellower
        return tooth + Eigen::Vector3f(0, 0, std::fmod(p.x(), 0.16f) < 0.08f ? 0.1f : 0.f);
      case Part::skin:
        break;
    }
    return skin;
  }
};

}  // namespace countenance::test
