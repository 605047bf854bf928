// SPDX-License-Identifier: Apache-2.0
#include "base/blur.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <random>

namespace countenance {
namespace {

ImageF noise(Size size, int channels, unsigned seed, float low = 0, float high = 1) {
  ImageF image(size, channels);
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> sample(low, high);
  for (std::size_t i = 0; i < image.count(); ++i) image.data()[i] = sample(random);
  return image;
}
int mirrored(int i, int n) {
  i = ((i % (2 * n)) + 2 * n) % (2 * n);
  return i < n ? i : 2 * n - 1 - i;
}

/// One channel of G_σ * x at a pixel, by the definition.
double gaussian_at(const ImageF& x, int px, int py, int c, double sigma) {
  const int r = int(std::ceil(4 * sigma));
  double sum = 0, norm = 0;
  for (int j = -r; j <= r; ++j)
    for (int i = -r; i <= r; ++i) {
      const double w = std::exp(-(i * i + j * j) / (2 * sigma * sigma));
      sum += w * x.at(mirrored(px + i, x.width()), mirrored(py + j, x.height()), c), norm += w;
    }
  return sum / norm;
}

TEST(Gaussian, IsTheDefinition) {
  const ImageF x = noise({41, 33}, 2, 1);
  for (const float sigma : {0.5f, 1.3f, 5.5f}) {
    const ImageF got = gaussian(x, sigma);
    for (int y = 0; y < 33; y += 4)
      for (int i = 0; i < 41; i += 5)
        for (int c = 0; c < 2; ++c) ASSERT_NEAR(got.at(i, y, c), gaussian_at(x, i, y, c, sigma), 1e-4) << sigma;
  }
  const ImageF same = gaussian(x, 0.1f);
  for (std::size_t i = 0; i < x.count(); ++i) ASSERT_EQ(same.data()[i], x.data()[i]);
}

TEST(Gaussian, DecimatedOnesAreCloseToTheDefinition) {
  ImageF x({131, 117}, 1);  // an edge and a disc: nothing the blocks could be lucky on
  for (int y = 0; y < 117; ++y)
    for (int i = 0; i < 131; ++i) x.at(i, y) = float(i > 47) + float(std::hypot(i - 90, y - 60) < 13);
  for (const float sigma : {6.f, 7.7f, 11.f, 19.f}) {
    const ImageF got = gaussian(x, sigma);
    for (int y = 0; y < 117; y += 13)
      for (int i = 0; i < 131; i += 7) ASSERT_NEAR(got.at(i, y), gaussian_at(x, i, y, 0, sigma), 0.012) << sigma;
  }
}

TEST(Gaussian, TinyImagesAndHugeSigmas) {
  for (const Size size : {Size{1, 1}, {1, 30}, {7, 2}}) {
    const ImageF got = gaussian(ImageF(size, 3, 0.7f), 50);
    for (std::size_t i = 0; i < got.count(); ++i) EXPECT_NEAR(got.data()[i], 0.7f, 1e-5);
  }
}

TEST(MaskedGaussian, IsTheNormalisedMeanByTheDefinition) {
  const ImageF x = noise({37, 29}, 3, 2), m = noise({37, 29}, 1, 3);
  const float sigma = 2.4f;
  ImageF weighted({37, 29}, 3);
  for (int y = 0; y < 29; ++y)
    for (int i = 0; i < 37; ++i)
      for (int c = 0; c < 3; ++c) weighted.at(i, y, c) = x.at(i, y, c) * m.at(i, y);
  const ImageF got = masked_gaussian(x, m, sigma);
  for (int y = 0; y < 29; y += 3)
    for (int i = 0; i < 37; i += 3)
      for (int c = 0; c < 3; ++c)
        ASSERT_NEAR(got.at(i, y, c), gaussian_at(weighted, i, y, c, sigma) / gaussian_at(m, i, y, 0, sigma), 2e-4);
}

TEST(MaskedGaussian, NothingLeaksInFromOutsideTheMask) {
  for (const float sigma : {2.f, 9.f}) {
    ImageF x({80, 60}, 3, 0.25f), m({80, 60}, 1, 1.f);
    for (int y = 0; y < 60; ++y)
      for (int i = 40; i < 80; ++i) {
        m.at(i, y) = 0;
        x.at(i, y, 0) = 1e6f, x.at(i, y, 1) = std::nanf(""), x.at(i, y, 2) = -INFINITY;
      }
    const ImageF got = masked_gaussian(x, m, sigma);
    for (int y = 0; y < 60; y += 5) {
      for (int i = 0; i < 40 + int(sigma); ++i)
        for (int c = 0; c < 3; ++c) ASSERT_NEAR(got.at(i, y, c), 0.25f, 1e-4) << i;
      ASSERT_NEAR(got.at(79, y), 0, 0.25f);
    }
  }
}

TEST(MaskedGaussian, AMaskOfAnotherShapeIsAProgrammersError) {
  EXPECT_THROW((void)masked_gaussian(ImageF({4, 4}, 3), ImageF({5, 4}, 1), 1), std::logic_error);
  EXPECT_THROW((void)masked_gaussian(ImageF({4, 4}, 3), ImageF({4, 4}, 3), 1), std::logic_error);
}

TEST(Resize, AveragesWhenSmallerInterpolatesWhenLarger) {
  const ImageF x = noise({12, 8}, 2, 4);
  const ImageF half = resize(x, {6, 4});
  EXPECT_NEAR(half.at(2, 1, 1), (x.at(4, 2, 1) + x.at(5, 2, 1) + x.at(4, 3, 1) + x.at(5, 3, 1)) / 4, 1e-6);
  const ImageF twice = resize(x, {24, 16});
  EXPECT_NEAR(twice.at(9, 4, 0),
              0.75 * (0.75 * x.at(4, 2) + 0.25 * x.at(5, 2)) + 0.25 * (0.75 * x.at(4, 1) + 0.25 * x.at(5, 1)), 1e-5);
  const ImageF mixed = resize(x, {24, 1});  // narrower one way, wider the other
  double mean = 0;
  for (int y = 0; y < 8; ++y) mean += (0.75 * x.at(4, y) + 0.25 * x.at(5, y)) / 8;
  EXPECT_NEAR(mixed.at(9, 0), mean, 1e-5);
  const ImageF same = resize(x, {12, 8});
  for (std::size_t i = 0; i < x.count(); ++i) ASSERT_EQ(same.data()[i], x.data()[i]);
}

/// The guided filter as in the paper: a window's own regression, then the mean of the fits over the windows.
Eigen::VectorXd regress(const ImageF& guide, const ImageF& p, int cx, int cy, int r, double eps) {
  const int n = guide.channels(), count = (2 * r + 1) * (2 * r + 1);
  Eigen::MatrixXd g(count, n);
  Eigen::VectorXd v(count);
  int k = 0;
  for (int j = -r; j <= r; ++j)
    for (int i = -r; i <= r; ++i, ++k) {
      const int x = mirrored(cx + i, p.width()), y = mirrored(cy + j, p.height());
      for (int c = 0; c < n; ++c) g(k, c) = guide.at(x, y, c);
      v[k] = p.at(x, y);
    }
  const Eigen::RowVectorXd mean = g.colwise().mean();
  const Eigen::MatrixXd d = g.rowwise() - mean;
  const Eigen::MatrixXd s = d.transpose() * d / count + eps * Eigen::MatrixXd::Identity(n, n);
  const Eigen::VectorXd a = s.ldlt().solve(d.transpose() * (v.array() - v.mean()).matrix() / count);
  Eigen::VectorXd out(n + 1);
  out << a, v.mean() - mean * a;
  return out;
}
double guided_at(const ImageF& guide, const ImageF& p, int x, int y, int r, double eps) {
  double sum = 0;
  for (int j = -r; j <= r; ++j)
    for (int i = -r; i <= r; ++i) {
      const auto fit = regress(guide, p, mirrored(x + i, p.width()), mirrored(y + j, p.height()), r, eps);
      double q = fit[guide.channels()];
      for (int c = 0; c < guide.channels(); ++c) q += fit[c] * guide.at(x, y, c);
      sum += q;
    }
  return sum / ((2 * r + 1) * (2 * r + 1));
}

TEST(GuidedFilter, IsThePapersRegression) {
  const ImageF p = noise({25, 21}, 1, 5);
  for (const int channels : {1, 3}) {
    const ImageF guide = noise({25, 21}, channels, 6, 4, 6);
    for (const float eps : {1e-4f, 1e-2f}) {
      const ImageF got = guided_filter(guide, p, 2, eps);
      for (int y = 0; y < 21; y += 4)
        for (int x = 0; x < 25; x += 4)
          ASSERT_NEAR(got.at(x, y), guided_at(guide, p, x, y, 2, eps), 2e-4) << channels << ' ' << eps;
    }
  }
}

TEST(GuidedFilter, HoldsWhereTheChannelsOfTheGuideAreNearlyOne) {
  // A grey picture as density: three channels that differ by noise. The covariance is as good as singular.
  ImageF guide({25, 21}, 3);
  const ImageF grey = noise({25, 21}, 1, 7, 2, 8), grain = noise({25, 21}, 3, 8, -1e-3f, 1e-3f),
               p = noise({25, 21}, 1, 9);
  for (int y = 0; y < 21; ++y)
    for (int x = 0; x < 25; ++x)
      for (int c = 0; c < 3; ++c) guide.at(x, y, c) = grey.at(x, y) + grain.at(x, y, c);
  const ImageF got = guided_filter(guide, p, 3, 1e-4f);
  for (int y = 0; y < 21; y += 4)
    for (int x = 0; x < 25; x += 4) ASSERT_NEAR(got.at(x, y), guided_at(guide, p, x, y, 3, 1e-4), 2e-3);
}

TEST(GuidedFilter, KeepsAnEdgeOfTheGuideAndSmoothsElsewhere) {
  ImageF guide({40, 40}, 1), p({40, 40}, 1);
  const ImageF grain = noise({40, 40}, 1, 10, -0.2f, 0.2f);
  for (int y = 0; y < 40; ++y)
    for (int x = 0; x < 40; ++x) guide.at(x, y) = x < 20 ? 0 : 1, p.at(x, y) = (x < 20 ? 0 : 1) + grain.at(x, y);
  const ImageF got = guided_filter(guide, p, 5, 1e-3f);
  EXPECT_NEAR(got.at(19, 20), 0, 0.05);
  EXPECT_NEAR(got.at(20, 20), 1, 0.05);
  EXPECT_THROW((void)guided_filter(ImageF({4, 4}, 2), ImageF({4, 4}, 1), 1, 1), std::logic_error);
  EXPECT_THROW((void)guided_filter(ImageF({4, 4}, 3), ImageF({4, 5}, 1), 1, 1), std::logic_error);
}

TEST(Smoothstep, IsHermite) {
  EXPECT_EQ(smoothstep(-1, 0, 2), 0);
  EXPECT_EQ(smoothstep(3, 0, 2), 1);
  EXPECT_FLOAT_EQ(smoothstep(0.5f, 0, 2), 3 * 0.0625f - 2 * 0.015625f);
  EXPECT_EQ(smoothstep(1, 1, 1), 0);  // a step is still a step
  EXPECT_EQ(smoothstep(1.001f, 1, 1), 1);
}

}  // namespace
}  // namespace countenance
