// SPDX-License-Identifier: Apache-2.0
#include "retouch/reach.h"

#include <algorithm>
#include <cmath>

#include "base/blur.h"
#include "face/regions.h"

namespace countenance::retouch {
namespace {

constexpr float kFalloff = 0.9f, kTaper = 0.35f;  // IOD
constexpr int kForeheadTop = 10, kChin = 152;     // mesh points

ImageF matte(const skin::Canvas& canvas) {
  ImageF person = canvas.person, guide = canvas.density;
  for (std::size_t i = 0; i < person.count(); ++i) person.data()[i] = std::clamp((person.data()[i] - 0.5f) / 0.4f, 0.f, 1.f);
  for (std::size_t i = 0; i < guide.count(); ++i) guide.data()[i] = std::clamp(guide.data()[i] / 10, 0.f, 1.f);
  ImageF out = guided_filter(guide, person, std::max(1, int(std::lround(0.05f * canvas.u))), 1e-4f);
  for (std::size_t i = 0; i < out.count(); ++i) out.data()[i] = smoothstep(out.data()[i], 0.25f, 0.95f);
  return out;
}

/// Skin and beard with small gaps (shadow folds, a necklace) closed, softened at its edge.
ImageF bare(const skin::Canvas& canvas, const skin::SkinMap& skin) {
  ImageF either = skin.mask;
  for (std::size_t i = 0; i < either.count(); ++i) either.data()[i] = std::max(either.data()[i], skin.beard.data()[i]);
  const float gap = 0.05f * canvas.u;
  return gaussian(face::grow(face::grow(either, gap), -gap), 0.015f * canvas.u);
}

}  // namespace

Reach find_reach(const skin::Canvas& canvas, const skin::SkinMap& skin, View<const float> coverage, float grid_iod) {
  const Size size = canvas.size();
  ImageF away = face::distance(coverage);
  for (std::size_t i = 0; i < away.count(); ++i) {
    const float d = away.data()[i] / (kFalloff * grid_iod);
    away.data()[i] = std::exp(-d * d);
  }
  const ImageF falloff = resize(away, size), person = matte(canvas), skin_only = bare(canvas, skin);

  const Point top = canvas.points.row(kForeheadTop).head<2>().transpose(), chin = canvas.points.row(kChin).head<2>().transpose();
  const Point down = (chin - top).normalized();
  Reach out{ImageF(size), ImageF(size)};
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      const float edge = float(std::min({x, y, size.width - 1 - x, size.height - 1 - y})) / canvas.u;
      const float all = person.at(x, y) * falloff.at(x, y) * smoothstep(edge, 0, kTaper);
      const float below = (Point(x, y) - chin).dot(down) / canvas.u;
      out.person.at(x, y) = all;
      out.light.at(x, y) = all * std::max(1 - smoothstep(below, -0.5f, 0.1f), std::min(skin_only.at(x, y), 1.f));
    }
  return out;
}

}  // namespace countenance::retouch
