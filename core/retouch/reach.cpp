// SPDX-License-Identifier: Apache-2.0
#include "retouch/reach.h"

#include <algorithm>
#include <cmath>

#include "base/blur.h"
#include "base/parallel.h"
#include "face/regions.h"

namespace countenance::retouch {
namespace {

constexpr float kFalloff = 0.9f;               // IOD
constexpr float kIod = 128;                    // px: the finest that the reach is worked out at
constexpr int kForeheadTop = 10, kChin = 152;  // mesh points

/// The canvas on a coarser grid: light is smooth, and the matte no finer than this.
struct Small {
  Size size;
  float u;
  Affine from_work;
  ImageF density, person, skin;
};
Small shrink(const skin::Canvas& canvas, const skin::SkinMap& skin) {
  const Size work = canvas.size();
  const float k = std::min(1.f, kIod / canvas.u);
  const Size size{std::max(1, int(std::lround(float(work.width) * k))),
                  std::max(1, int(std::lround(float(work.height) * k)))};
  return {size,
          canvas.u * k,
          resampling({0, 0, work.width, work.height}, size),
          resize(canvas.density, size),
          resize(canvas.person, size),
          resize(skin.mask, size)};
}

ImageF matte(const Small& small) {
  ImageF person = small.person, guide = small.density;
  for (std::size_t i = 0; i < person.count(); ++i)
    person.data()[i] = std::clamp((person.data()[i] - 0.5f) / 0.4f, 0.f, 1.f);
  for (std::size_t i = 0; i < guide.count(); ++i) guide.data()[i] = std::clamp(guide.data()[i] / 10, 0.f, 1.f);
  ImageF out = guided_filter(guide, person, std::max(1, int(std::lround(0.05f * small.u))), 1e-4f);
  for (std::size_t i = 0; i < out.count(); ++i)  // the guide may carry the edge far: the network's own no stands
    out.data()[i] = smoothstep(out.data()[i], 0.25f, 0.95f) * smoothstep(small.person.data()[i], 0.2f, 0.45f);
  return out;
}

/// Skin with its gaps closed (folds in shadow, a necklace: they would show as spots); the edge fades inwards, so that a
/// collar gets nothing.
ImageF bare(const Small& small) {
  const float gap = 0.05f * small.u;
  ImageF out = gaussian(face::grow(face::grow(small.skin, gap), -gap), 0.03f * small.u);
  for (std::size_t i = 0; i < out.count(); ++i) out.data()[i] = smoothstep(out.data()[i], 0.5f, 1.f);
  return out;
}

}  // namespace

Reach find_reach(const skin::Canvas& canvas, const skin::SkinMap& skin, View<const float> coverage, float grid_iod) {
  const Small small = shrink(canvas, skin);
  ImageF away = face::distance(coverage);
  for (std::size_t i = 0; i < away.count(); ++i) {
    const float d = away.data()[i] / (kFalloff * grid_iod);
    away.data()[i] = std::exp(-d * d);
  }
  const ImageF falloff = resize(away, small.size), mesh = resize(gaussian(coverage, 0.06f * grid_iod), small.size);
  ImageF person, skin_only;
  for_items(2, [&](int i) { i == 0 ? person = matte(small) : skin_only = bare(small); });

  const face::Points points = face::transform(canvas.points, small.from_work);
  const Point top = points.row(kForeheadTop).head<2>().transpose(), chin = points.row(kChin).head<2>().transpose();
  const Point down = (chin - top).normalized();
  ImageF light(small.size), whole(small.size);
  for (int y = 0; y < small.size.height; ++y)
    for (int x = 0; x < small.size.width; ++x) {
      const float all = person.at(x, y) * falloff.at(x, y) * canvas.inside(x, y, small.size, small.u);
      const float below = (Point(x, y) - chin).dot(down) / small.u;
      whole.at(x, y) = all;
      light.at(x, y) = all * std::max({mesh.at(x, y), 1 - smoothstep(below, -0.45f, 0.2f), skin_only.at(x, y)});
    }
  return {resize(light, canvas.size()), resize(whole, canvas.size())};
}

}  // namespace countenance::retouch
