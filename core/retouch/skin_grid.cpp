// SPDX-License-Identifier: Apache-2.0
#include "retouch/skin_grid.h"

#include <algorithm>
#include <cmath>

#include "base/blur.h"
#include "base/statistics.h"
#include "face/regions.h"

namespace countenance::retouch {
namespace {

constexpr float kMargin = 0.1f;  // IOD around the mask
constexpr int kRounds = 6;
constexpr float kLeastWeight = 0.02f;  // so that a mean is found amid a wide excess too

Rect part_with_skin(const ImageF& mask, int margin) {
  Rect out;
  for (int y = 0; y < mask.height(); ++y) {
    int first = mask.width(), last = -1;
    for (int x = 0; x < mask.width(); ++x)
      if (mask.at(x, y) > 0) first = std::min(first, x), last = x;
    if (last >= 0) out = bounding(out, {first - margin, y - margin, last - first + 1 + 2 * margin, 1 + 2 * margin});
  }
  return intersect(out, {0, 0, mask.width(), mask.height()});
}

float deviation_of(const ImageF& field, const ImageF& mean, const ImageF& mask, Outliers outliers) {
  std::vector<float> r;
  for (std::size_t i = 0; i < field.count(); ++i) {
    const float d = mean.data()[i] - field.data()[i];
    if (mask.data()[i] > 0.5f && (outliers == Outliers::both || d > 0)) r.push_back(std::abs(d));
  }
  return r.empty() ? 0.f : 1.4826f * quantile(std::move(r), 0.5);
}

}  // namespace

SkinGrid skin_grid(const skin::Canvas& c, const skin::SkinMap& skin) {
  SkinGrid g;
  g.part = part_with_skin(skin.mask, int(kMargin * c.u));
  const float f = std::min(1.f, kGridIod / c.u);
  g.size = {std::max(1, int(std::lround(f * float(g.part.width)))),
            std::max(1, int(std::lround(f * float(g.part.height))))};
  g.u = c.u * scale_of(resampling(g.part, g.size));
  g.mask = g.of(skin.mask);
  g.linear = g.of(c.linear);
  ImageF weighted(g.part.size(), 3);
  for (int y = 0; y < g.part.height; ++y)
    for (int x = 0; x < g.part.width; ++x)
      for (int k = 0; k < 3; ++k)
        weighted.at(x, y, k) = c.shm.at(g.part.x + x, g.part.y + y, k) * skin.mask.at(g.part.x + x, g.part.y + y);
  g.shm = resize(weighted, g.size);
  for (std::size_t i = 0; i < g.size.area() * 3; ++i) g.shm.data()[i] /= std::max(g.mask.data()[i / 3], 1e-3f);
  return g;
}

face::Points SkinGrid::points(const skin::Canvas& canvas) const {
  return face::transform(canvas.points, resampling(part, size));
}

ImageF SkinGrid::of(View<const float> field) const { return resize(field.part(part), size); }

ImageF on_canvas(const SkinGrid& g, const ImageF& field, const ImageF& mask) {
  const ImageF fine = resize(field, g.part.size());
  ImageF out(mask.size(), field.channels());
  for (int y = 0; y < g.part.height; ++y)
    for (int x = 0; x < g.part.width; ++x)
      for (int k = 0; k < field.channels(); ++k)
        out.at(g.part.x + x, g.part.y + y, k) = fine.at(x, y, k) * mask.at(g.part.x + x, g.part.y + y);
  return out;
}

Base base_of(const ImageF& field, const ImageF& mask, float sigma, Outliers outliers) {
  Base out{masked_gaussian(field, mask, sigma), 0};
  ImageF weight(mask.size());
  for (int round = 0; round < kRounds; ++round) {
    out.deviation = deviation_of(field, out.mean, mask, outliers);
    for (std::size_t i = 0; i < weight.count(); ++i) {
      const float d = field.data()[i] - out.mean.data()[i];
      const float r =
          (outliers == Outliers::both ? std::abs(d) : std::max(d, 0.f)) / std::max(2 * out.deviation, 1e-4f);
      weight.data()[i] = mask.data()[i] * (kLeastWeight + (1 - kLeastWeight) / (1 + r * r * r * r));
    }
    out.mean = masked_gaussian(field, weight, sigma);
  }
  out.deviation = deviation_of(field, out.mean, mask, outliers);
  return out;
}

}  // namespace countenance::retouch
