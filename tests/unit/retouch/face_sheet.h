// SPDX-License-Identifier: Apache-2.0
// A face made by hand: the mean mesh, seen from the front, on skin of one colour with a little disorder; and a real one.
#pragma once

#include <cmath>
#include <string>

#include "base/blur.h"
#include "colour/cie.h"
#include "colour/density.h"
#include "face/regions.h"
#include "face/topology.h"
#include "retouch/compose.h"
#include "skin/canvas.h"
#include "skin/skin_map.h"
#include "support/must.h"
#include "support/support.h"

namespace countenance::test {

struct Sheet {
  skin::Canvas canvas;
  skin::SkinMap map;
  [[nodiscard]] Point at(int i) const { return canvas.points.row(i).head<2>().transpose(); }
};

inline void set_linear(skin::Canvas& c, ImageF linear) {
  c.linear = std::move(linear);
  c.density = colour::density(c.linear);
  c.shm = colour::unmix(c.density);
}

/// From densities in (s,h,m).
inline void set_shm(skin::Canvas& c, const ImageF& shm) {
  ImageF linear = colour::mix(shm);
  for (std::size_t i = 0; i < linear.count(); ++i)
    linear.data()[i] = std::exp2(-linear.data()[i]) - colour::kDensityFloor;
  set_linear(c, std::move(linear));
}

/// Flat skin of `shading` stops: .8 is light, 3.5 very dark. IOD 128 px.
inline Sheet sheet(float shading) {
  constexpr Size size{420, 520};
  Sheet s;
  const face::CanonicalMesh mesh = must(face::load_canonical_mesh());
  s.canvas.points.setZero();
  for (int i = 0; i < face::kCanonicalPoints; ++i)
    s.canvas.points.row(i) << mesh.points(i, 0), -mesh.points(i, 1), -mesh.points(i, 2);
  const auto corner = [&](int a, int b) {
    return ((s.canvas.points.row(a) + s.canvas.points.row(b)) / 2).head<2>().eval();
  };
  const float scale = 128 / (corner(33, 133) - corner(362, 263)).norm();
  s.canvas.points *= scale;
  const Eigen::RowVector3f middle = s.canvas.points.topRows<face::kCanonicalPoints>().colwise().mean();
  s.canvas.points.rowwise() += Eigen::RowVector3f(210, 270, 0) - middle;
  s.canvas.u = 128;
  s.canvas.roi = {0, 0, size.width, size.height};
  ImageF shm(size, 3);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x)
      for (int k = 0; k < 3; ++k) {
        const double noise = std::sin(12.9898 * x + 78.233 * y + 37.7 * k) * 43758.5453;
        const float base = k == 0 ? shading : k == 1 ? 0.35f : 0.6f;
        shm.at(x, y, k) = base + 0.02f * float(noise - std::floor(noise) - 0.5);
      }
  set_shm(s.canvas, shm);
  s.canvas.person = ImageF(size, 1, 1.f);
  s.map.oval = face::polygon(size, s.canvas.points, face::kOval);
  s.map.beard = ImageF(size);
  s.map.excluded = ImageF(size);
  for (const auto& [region, grown] : {std::pair{face::kEyeRight, 6.f},
                                      {face::kEyeLeft, 6.f},
                                      {face::kBrowRight, 4.f},
                                      {face::kBrowLeft, 4.f},
                                      {face::kLipsOuter, 3.f}}) {
    const ImageF part = face::grow(face::hull(size, s.canvas.points, region), grown);
    for (std::size_t i = 0; i < part.count(); ++i)
      s.map.excluded.data()[i] = std::max(s.map.excluded.data()[i], part.data()[i]);
  }
  s.map.mask = s.map.oval;
  for (std::size_t i = 0; i < s.map.mask.count(); ++i) s.map.mask.data()[i] *= 1 - s.map.excluded.data()[i];
  s.map.coverage = 1;
  return s;
}

/// Adds f(x, y) to axis k of the sheet's skin.
template <class F>
void paint(Sheet& s, int k, F&& f) {
  ImageF shm = s.canvas.shm;
  for (int y = 0; y < shm.height(); ++y)
    for (int x = 0; x < shm.width(); ++x) shm.at(x, y, k) += f(Point(float(x), float(y)));
  set_shm(s.canvas, shm);
}

inline float bell(const Point& p, const Point& at, float sigma) {
  return std::exp(-(p - at).squaredNorm() / (2 * sigma * sigma));
}

inline Sheet portrait(const std::string& name) {
  const Photo photo = load_photo(registry(name));
  const auto space = must(colour::Space::open(photo.icc, photo.view().colours()));
  const auto nets = networks();
  const Rect whole{0, 0, photo.size.width, photo.size.height};
  const ImageF person = must(nets->person(must(colour::read_srgb8(photo.view(), space, whole, {256, 256}))));
  Sheet s;
  s.canvas = must(skin::make_canvas(photo.view(), space, must(nets->find(photo.view(), space, {})).at(0), person));
  s.map = skin::find_skin(s.canvas);
  return s;
}

/// The same face in `gain` of its light.
inline Sheet in_light(Sheet s, float gain) {
  ImageF linear = s.canvas.linear;
  for (std::size_t i = 0; i < linear.count(); ++i) linear.data()[i] *= gain;
  set_linear(s.canvas, std::move(linear));
  return s;
}

inline ImageF applied(const skin::Canvas& c, ImageF delta, float strength = 1) {
  ImageF out = c.linear;
  for (std::size_t i = 0; i < delta.count(); ++i) delta.data()[i] *= strength;
  retouch::apply_delta(out.data(), delta.data(), int(out.size().area()));
  return out;
}

inline float largest_at(const ImageF& delta, const Point& p) {
  float most = 0;
  for (int k = 0; k < delta.channels(); ++k)
    most = std::max(most, std::abs(delta.at(int(std::lround(p.x())), int(std::lround(p.y())), k)));
  return most;
}

/// Cosine between two deltas.
inline double likeness(const ImageF& a, const ImageF& b) {
  double xx = 0, xy = 0, yy = 0;
  for (std::size_t i = 0; i < a.count(); ++i) {
    const double x = a.data()[i], y = b.data()[i];
    xx += x * x, xy += x * y, yy += y * y;
  }
  return xy / std::sqrt(xx * yy);
}

/// |a| ÷ |b|: what is alike may still be half as strong.
inline double strength_ratio(const ImageF& a, const ImageF& b) {
  double aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.count(); ++i)
    aa += double(a.data()[i]) * a.data()[i], bb += double(b.data()[i]) * b.data()[i];
  return std::sqrt(aa / bb);
}

}  // namespace countenance::test
