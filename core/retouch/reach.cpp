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
  for (std::size_t i = 0; i < person.count(); ++i)
    person.data()[i] = std::clamp((person.data()[i] - 0.5f) / 0.4f, 0.f, 1.f);
  for (std::size_t i = 0; i < guide.count(); ++i) guide.data()[i] = std::clamp(guide.data()[i] / 10, 0.f, 1.f);
  ImageF out = guided_filter(guide, person, std::max(1, int(std::lround(0.05f * canvas.u))), 1e-4f);
  for (std::size_t i = 0; i < out.count(); ++i)  // the guide may carry the edge far: the network's own no stands
    out.data()[i] = smoothstep(out.data()[i], 0.25f, 0.95f) * smoothstep(canvas.person.data()[i], 0.2f, 0.45f);
  return out;
}

/// Skin with its small gaps (a fold in shadow, a necklace) closed; the edge fades inwards, so that a collar gets
/// nothing.
ImageF bare(const skin::Canvas& canvas, const skin::SkinMap& skin) {
  const float gap = 0.04f * canvas.u;
  ImageF out = gaussian(face::grow(face::grow(skin.mask, gap), -gap), 0.03f * canvas.u);
  for (std::size_t i = 0; i < out.count(); ++i) out.data()[i] = smoothstep(out.data()[i], 0.5f, 1.f);
  return out;
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
  const ImageF mesh = resize(gaussian(coverage, 0.06f * grid_iod), size);

  const Point top = canvas.points.row(kForeheadTop).head<2>().transpose(),
              chin = canvas.points.row(kChin).head<2>().transpose();
  const Point down = (chin - top).normalized();
  Reach out{ImageF(size), ImageF(size)};
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      const float edge = float(std::min({x, y, size.width - 1 - x, size.height - 1 - y})) / canvas.u;
      const float all = person.at(x, y) * falloff.at(x, y) * smoothstep(edge, 0, kTaper);
      const float below = (Point(x, y) - chin).dot(down) / canvas.u;
      out.person.at(x, y) = all;
      out.light.at(x, y) = all * std::max({mesh.at(x, y), 1 - smoothstep(below, -0.45f, 0.2f), skin_only.at(x, y)});
    }
  return out;
}

}  // namespace countenance::retouch
