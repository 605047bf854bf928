// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "base/parallel.h"
#include "colour/colour.h"

namespace countenance::colour {
namespace {

using Affined = Eigen::Matrix<double, 2, 3>;
using Pointd = Eigen::Vector2d;

Affined inverse(const Affined& a) {
  Affined c;
  c.leftCols<2>() = a.leftCols<2>().inverse();
  c.col(2) = -(c.leftCols<2>() * a.col(2));
  return c;
}
Pointd apply(const Affined& a, double x, double y) { return a.leftCols<2>() * Pointd(x, y) + a.col(2); }

/// The photo pixels that a frame of `size` can see, with `margin` around; never empty.
Rect seen(const Affined& photo_from_frame, Size size, double margin, Size photo) {
  Pointd low = apply(photo_from_frame, 0, 0), high = low;
  for (const auto& [x, y] : {std::pair{size.width - 1, 0}, {0, size.height - 1}, {size.width - 1, size.height - 1}}) {
    const Pointd p = apply(photo_from_frame, x, y);
    low = low.cwiseMin(p), high = high.cwiseMax(p);
  }
  const auto pixel = [](double v, int n) { return int(std::clamp(v, 0., n - 1.)); };
  const int x0 = pixel(std::floor(low.x() - margin), photo.width),
            y0 = pixel(std::floor(low.y() - margin), photo.height);
  const int x1 = pixel(std::ceil(high.x() + margin), photo.width);
  const int y1 = pixel(std::ceil(high.y() + margin), photo.height);
  return {x0, y0, x1 - x0 + 1, y1 - y0 + 1};
}

/// Weights of the samples −1 … 2 around a point `t` of the way from sample 0 to 1.
std::array<float, 4> catmull_rom(float t) {
  return {((-0.5f * t + 1) * t - 0.5f) * t, (1.5f * t - 2.5f) * t * t + 1, ((-1.5f * t + 2) * t + 0.5f) * t,
          (0.5f * t - 0.5f) * t * t};
}
std::array<float, 4> linear(float t) { return {0, 1 - t, t, 0}; }

/// Samples `from` at (x, y), border pixels going on for ever, into rgb; returns the coverage there.
float sample(const Linear& from, double x, double y, float* rgb) {
  const int w = from.rgb.width(), h = from.rgb.height();
  x = std::clamp(x, -2., w + 1.), y = std::clamp(y, -2., h + 1.);
  const int x0 = int(std::floor(x)), y0 = int(std::floor(y));
  int xs[4], ys[4];
  for (int i = 0; i < 4; ++i) xs[i] = std::clamp(x0 + i - 1, 0, w - 1), ys[i] = std::clamp(y0 + i - 1, 0, h - 1);

  float coverage[4][4];
  bool opaque = true;
  if (!from.weight.empty())
    for (int j = 0; j < 4; ++j)
      for (int i = 0; i < 4; ++i) opaque &= (coverage[j][i] = from.weight.at(xs[i], ys[j])) == 1;

  const auto tx = float(x - x0), ty = float(y - y0);
  // a cubic's negative lobes cannot be normalised by partial coverage
  const auto wx = opaque ? catmull_rom(tx) : linear(tx), wy = opaque ? catmull_rom(ty) : linear(ty);
  Eigen::Array3f sum = Eigen::Array3f::Zero();
  float total = 0;
  for (int j = 0; j < 4; ++j)
    for (int i = 0; i < 4; ++i) {
      const float k = wx[i] * wy[j] * (opaque ? 1 : coverage[j][i]);
      sum += k * Eigen::Map<const Eigen::Array3f>(&from.rgb.at(xs[i], ys[j]));
      total += k;
    }
  if (opaque) total = 1;
  if (total > 0) sum /= total;
  Eigen::Map<Eigen::Array3f>{rgb} = sum;
  return std::min(total, 1.f);
}

}  // namespace

Result<Linear> warp(const PhotoView& photo, const Space& space, const Affine& frame_from_photo, Size size,
                    const Job& job) {
  const Affined to_frame = frame_from_photo.cast<double>();
  const double scale = std::sqrt(std::abs(to_frame.leftCols<2>().determinant()));
  if (!(scale > 0) || !to_frame.allFinite()) throw std::logic_error("colour::warp: the map has no inverse");
  const Affined to_photo = inverse(to_frame);

  const double reduce = std::min(1., scale);
  const Rect roi = seen(to_photo, size, 3 / reduce, photo.size);
  const Size reduced{int(std::ceil(roi.width * reduce)), int(std::ceil(roi.height * reduce))};
  CNT_TRY(source, read(photo, space, roi, reduced, job));
  const double kx = double(reduced.width) / roi.width, ky = double(reduced.height) / roi.height;

  Linear out{ImageF(size, 3), ImageF(size, 1)};
  CNT_CHECK(for_tiles(size, {size.width, 32}, job, "aligning", [&](const Tile& tile) -> Result<> {
    for (int y = tile.area.y; y < tile.area.bottom(); ++y)
      for (int x = 0; x < size.width; ++x) {
        const Pointd p = apply(to_photo, x, y);
        const bool inside =
            p.x() >= -0.5 && p.x() < photo.size.width - 0.5 && p.y() >= -0.5 && p.y() < photo.size.height - 0.5;
        const float coverage =
            sample(source, (p.x() + 0.5 - roi.x) * kx - 0.5, (p.y() + 0.5 - roi.y) * ky - 0.5, &out.rgb.at(x, y));
        out.weight.at(x, y) = inside ? coverage : 0;
      }
    return {};
  }));
  return out;
}

}  // namespace countenance::colour
