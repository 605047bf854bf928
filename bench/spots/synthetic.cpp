// SPDX-License-Identifier: Apache-2.0
#include "spots/synthetic.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/blur.h"
#include "face/regions.h"
#include "retouch/compose.h"

namespace countenance::spots {
namespace {

constexpr float kInside = 0.05f, kApart = 0.16f, kFromMarks = 0.06f;  ///< IOD
constexpr std::array kSpread{0.006f, 0.003f, 0.002f};                 ///< σ of R, G, B, IOD
constexpr int kTries = 4000;

}  // namespace

std::vector<Spot> draw(const govern::Study& study, int count, std::mt19937& random) {
  const govern::FaceStudy& f = study.faces.front();
  const float u = f.canvas.u;
  const ImageF inside = face::grow(f.spots.skin, -kInside * u);
  const Affine photo_from_work = inverse(f.canvas.work_from_photo);
  std::vector<Spot> out;
  std::vector<Point> taken;
  for (int i = 0; i < kTries && int(out.size()) < count; ++i) {
    const int x = int(random() % unsigned(inside.width())), y = int(random() % unsigned(inside.height()));
    const Point at{float(x), float(y)};
    const auto far = [&](const Point& p, float by) { return (p - at).norm() > by * u; };
    if (inside.at(x, y) < 0.5f ||
        !std::all_of(taken.begin(), taken.end(), [&](const Point& p) { return far(p, kApart); }) ||
        !std::all_of(f.spots.marks.begin(), f.spots.marks.end(), [&](const auto& m) { return far(m.at, kFromMarks); }))
      continue;
    taken.push_back(at);
    out.push_back({apply(photo_from_work, at), kSizes[random() % std::size(kSizes)],
                   kContrasts[random() % std::size(kContrasts)], &kKinds[random() % std::size(kKinds)]});
  }
  return out;
}

Result<Photo> with(const govern::Study& study, const std::vector<Spot>& spots) {
  const govern::FaceStudy& f = study.faces.front();
  const Rect& roi = f.canvas.roi;
  ImageF delta(roi.size(), 3);
  for (const Spot& spot : spots) {
    const float r = spot.diameter / 2 * f.face.iod, mean = (spot.kind->red + 1 + spot.kind->blue) / 3;
    const std::array density{spot.contrast * spot.kind->red / mean, spot.contrast / mean,
                             spot.contrast * spot.kind->blue / mean};
    const int reach = int(std::ceil(1.3f * r + 3 * kSpread[0] * f.face.iod)), side = 2 * reach + 1;
    ImageF disc({side, side});
    for (int y = 0; y < side; ++y)
      for (int x = 0; x < side; ++x)
        disc.at(x, y) = 1 - smoothstep(std::hypot(float(x - reach), float(y - reach)), 0.7f * r, 1.3f * r);
    const int left = int(std::lround(spot.at.x())) - roi.x - reach, top = int(std::lround(spot.at.y())) - roi.y - reach;
    for (int c = 0; c < 3; ++c) {
      const ImageF soft = gaussian(disc, kSpread[std::size_t(c)] * f.face.iod);
      for (int y = std::max(0, -top); y < std::min(side, roi.height - top); ++y)
        for (int x = std::max(0, -left); x < std::min(side, roi.width - left); ++x)
          delta.at(left + x, top + y, c) += density[std::size_t(c)] * soft.at(x, y);
    }
  }
  return retouch::compose(*study.photo, *study.space, {{std::move(delta), roi}});
}

}  // namespace countenance::spots
