// SPDX-License-Identifier: Apache-2.0
#include "retouch/under_eye.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "base/blur.h"
#include "base/statistics.h"
#include "colour/density.h"
#include "face/regions.h"
#include "retouch/places.h"
#include "retouch/skin_grid.h"

namespace countenance::retouch {
namespace {

constexpr float kLeastCoverage = 0.15f;
constexpr float kFine = 0.05f, kCheek = 0.25f, kEdge = 0.04f;  // σ, IOD
constexpr float kLashes = 0.055f;                              // IOD below the eye's outline: what colours nothing else
constexpr float kLidGap = 0.07f, kLidFade = 0.07f;             // IOD below the eye's outline, where pigment moves
constexpr float kShadeGap = 0.09f;                             // and shading: what a lid's edge casts is its form
constexpr float kLeastCheek = 0.02f;                           // IOD² of skin
constexpr float kDead = 0.1f;                                  // robust deviations of the cheek
constexpr float kLeastStops = 0.02f;                           // less is no circle

struct Side {
  const char* name;
  face::Indices eye, socket, cheek;
  std::array<int, 6> below;  ///< mesh points at the upper edge of the cheek: bags end there
};
const std::array<Side, 2> kSides{
    {{"right", face::kEyeRight, face::kUnderEyeRight, face::kCheekRight, {128, 121, 120, 119, 118, 117}},
     {"left", face::kEyeLeft, face::kUnderEyeLeft, face::kCheekLeft, {357, 350, 349, 348, 347, 346}}}};

/// Where pigment moves, and where shading does.
struct Region {
  ImageF pigment, shading;
};
Region region_of(const Side& side, const face::Points& points, Size size, float u) {
  std::vector<int> outline(side.socket.begin(), side.socket.end());
  outline.insert(outline.end(), side.below.begin(), side.below.end());
  Region out{gaussian(face::hull(size, points, outline), kEdge * u), {}};
  const ImageF lid = face::distance(face::hull(size, points, side.eye));
  // above the line of the corners there is no under-eye
  const Point outer = points.row(side.eye.front()).head<2>().transpose(),
              inner = points.row(side.eye[8]).head<2>().transpose();
  const Point along = (inner - outer).normalized();
  Point down(-along.y(), along.x());
  if (down.y() < 0) down = -down;
  out.shading = ImageF(size);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      const float depth = (Point(float(x), float(y)) - outer).dot(down), off = lid.at(x, y);
      const float below = out.pigment.at(x, y) * smoothstep(depth, 0, 0.06f * u);
      out.pigment.at(x, y) = below * smoothstep(off, kLidGap * u, (kLidGap + kLidFade) * u);
      out.shading.at(x, y) = below * smoothstep(off, kShadeGap * u, (kShadeGap + kLidFade) * u);
    }
  return out;
}

/// Robust deviation of axis k about the reference, on the cheek; 0 where no pixel is plainly cheek.
float deviation(const ImageF& excess, const ImageF& cheek, int k) {
  std::vector<float> r;
  for (std::size_t i = 0; i < cheek.count(); ++i)
    if (cheek.data()[i] > 0.5f) r.push_back(std::abs(excess.data()[3 * i + k]));
  return r.empty() ? 0.f : 1.4826f * quantile(std::move(r), 0.5);
}

/// All of x while it is well under the bound, never more than the bound: x (1 + (x/bound)⁴)^−¼.
float held(float x, float bound) {
  const float r = x / bound;
  return x / std::sqrt(std::sqrt(1 + r * r * r * r));
}
float beyond(float x, float t) { return x > t ? x - t : x < -t ? x + t : 0.f; }

}  // namespace

Edit under_eye(const skin::Canvas& canvas, const skin::SkinMap& skin, const UnderEyeParams& params) {
  Edit edit{.name = "under-eye", .delta = ImageF(canvas.size(), 3), .mask = ImageF(canvas.size()), .note = {}};
  const auto held_back = [&](const char* why) {
    edit.trusted = false;
    edit.note = why;
    return edit;
  };
  if (skin.coverage < kLeastCoverage) return held_back("too little of the skin could be told from the rest");
  const SkinGrid g = skin_grid(canvas, skin);
  const face::Points points = g.points(canvas);
  ImageF open = g.mask;  // without lashes and the lid's rim, whose darkness is no circle
  for (const Side& side : kSides) {
    const ImageF lid = face::distance(face::hull(g.size, points, side.eye));
    for (std::size_t i = 0; i < open.count(); ++i)
      open.data()[i] *= smoothstep(lid.data()[i], kLashes * g.u, kLidGap * g.u);
  }
  const ImageF low = masked_gaussian(g.shm, open, kFine * g.u);
  ImageF delta(g.size, 3), where(g.size);
  int sides = 0;
  std::string found;
  for (const Side& side : kSides) {
    const Region region = region_of(side, points, g.size, g.u);
    ImageF cheek = face::hull(g.size, points, side.cheek);
    double area = 0;
    for (std::size_t i = 0; i < cheek.count(); ++i)
      area += cheek.data()[i] *= g.mask.data()[i] * (1 - std::min(1.f, 2 * region.pigment.data()[i]));
    if (area < kLeastCheek * g.u * g.u) continue;
    ++sides;
    ImageF excess = masked_gaussian(low, cheek, kCheek * g.u);
    for (std::size_t i = 0; i < excess.count(); ++i) excess.data()[i] = low.data()[i] - excess.data()[i];
    std::array<float, 3> dead;
    for (int k = 0; k < 3; ++k) dead[std::size_t(k)] = std::max(kDead * deviation(excess, cheek, k), kLeastStops);
    double depth = 0, weight = 0;
    for (std::size_t i = 0; i < where.count(); ++i) {
      where.data()[i] = std::max(where.data()[i], region.pigment.data()[i]);
      const float* e = excess.data() + 3 * i;
      const auto toward = [&](int k, float share, float bound, const ImageF& m) {
        return -m.data()[i] * held(share * beyond(e[k], dead[std::size_t(k)]), bound);
      };
      delta.data()[3 * i] += std::min(0.f, toward(0, params.shading, params.bound, region.shading));
      for (int k = 1; k < 3; ++k)
        delta.data()[3 * i + k] += toward(k, params.pigment, params.pigment_bound, region.pigment);
      const float w = region.shading.data()[i] * g.mask.data()[i];
      weight += w, depth += w * std::max(0.f, e[0] + e[1] + e[2]);
    }
    found += fmt::format("{}{} {:.2f}", found.empty() ? "" : ", ", side.name, weight > 0 ? depth / weight : 0);
  }
  if (sides == 0) return held_back("no bare cheek below the eyes to go by");
  delta = colour::mix(delta);
  for (std::size_t i = 0; i < delta.count(); ++i) delta.data()[i] = std::min(0.f, delta.data()[i]);
  if (largest(delta) >= kShown) {
    edit.delta = on_canvas(g, delta, skin.mask);
    edit.note = "darker than the cheek, mean of the region, stops: " + found;
  } else {
    edit.note = "no darker than the cheeks below";
  }
  edit.mask = on_canvas(g, where, skin.mask);
  return edit;
}

}  // namespace countenance::retouch
