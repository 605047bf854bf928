// SPDX-License-Identifier: Apache-2.0
#include "skin/bands.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "base/blur.h"

namespace countenance::skin {
namespace {

constexpr Size kSize{61, 47};

float noise(int x, int y, int c) {  // any repeatable disorder
  const double v = std::sin(12.9898 * x + 78.233 * y + 37.719 * c) * 43758.5453;
  return float(v - std::floor(v));
}
ImageF disorder(int channels) {
  ImageF out(kSize, channels);
  for (int y = 0; y < kSize.height; ++y)
    for (int x = 0; x < kSize.width; ++x)
      for (int c = 0; c < channels; ++c) out.at(x, y, c) = noise(x, y, c);
  return out;
}
ImageF disc(float r) {
  ImageF out(kSize);
  for (int y = 0; y < kSize.height; ++y)
    for (int x = 0; x < kSize.width; ++x) out.at(x, y) = std::hypot(x - 30.f, y - 23.f) < r ? 1.f : 0.f;
  return out;
}

int reflect(int i, int n) { return i < 0 ? -i : i >= n ? 2 * n - 2 - i : i; }

/// Σ m x w ÷ Σ m w, summed one by one.
double masked_mean(const ImageF& x, const ImageF& m, double sigma, int px, int py, int c) {
  double top = 0, bottom = 0;
  const int r = int(std::ceil(4 * sigma));
  for (int dy = -r; dy <= r; ++dy)
    for (int dx = -r; dx <= r; ++dx) {
      const int sx = reflect(px + dx, kSize.width), sy = reflect(py + dy, kSize.height);
      const double w = std::exp(-(dx * dx + dy * dy) / (2 * sigma * sigma)) * m.at(sx, sy);
      top += w * x.at(sx, sy, c);
      bottom += w;
    }
  return top / bottom;
}

TEST(Bands, AreDifferencesOfMaskedMeans) {
  const ImageF x = disorder(3), m = disc(18);
  const std::array<float, 3> sigma{1.2f, 2.f, 3.1f};
  const Bands b = split(x, m, sigma);
  ASSERT_EQ(b.band.size(), 2u);
  for (const auto& [px, py] : {std::pair{30, 23}, {22, 30}, {44, 20}, {30, 8}})
    for (int c = 0; c < 3; ++c)
      for (std::size_t i = 0; i < 2; ++i)
        EXPECT_NEAR(b.band[i].at(px, py, c),
                    masked_mean(x, m, sigma[i], px, py, c) - masked_mean(x, m, sigma[i + 1], px, py, c), 2e-3)
            << px << "," << py;
}

TEST(Bands, SumToTheFinestMean) {
  const ImageF x = disorder(2), m = disc(20);
  const std::array<float, 4> sigma{1, 2, 4, 9};  // the last on a decimated copy
  const Bands b = split(x, m, sigma);
  const ImageF finest = masked_gaussian(x, m, 1);
  for (std::size_t i = 0; i < finest.size().area() * 2; ++i) {
    float sum = b.base.data()[i];
    for (const ImageF& band : b.band) sum += band.data()[i];
    ASSERT_NEAR(sum, finest.data()[i], 1e-5);
  }
}

TEST(Bands, NothingLeaksInFromOutsideTheMask) {
  ImageF x = disorder(1);
  const ImageF m = disc(15);
  const std::array<float, 3> sigma{1, 3, 8};
  const Bands before = split(x, m, sigma);
  for (std::size_t i = 0; i < x.size().area(); ++i)
    if (m.data()[i] == 0) x.data()[i] = 1e6f;
  const Bands after = split(x, m, sigma);
  for (std::size_t k = 0; k < 2; ++k)
    for (std::size_t i = 0; i < x.size().area(); ++i) ASSERT_EQ(before.band[k].data()[i], after.band[k].data()[i]);
}

TEST(Bands, SigmasMustRise) {
  const ImageF x = disorder(1), m = disc(15);
  EXPECT_THROW((void)split(x, m, std::array<float, 2>{3, 1}), std::logic_error);
  EXPECT_THROW((void)split(x, m, {}), std::logic_error);
}

}  // namespace
}  // namespace countenance::skin
