// SPDX-License-Identifier: Apache-2.0
#include "colour/cie.h"

#include <gtest/gtest.h>
#include <lcms2.h>

#include <cmath>
#include <random>

namespace countenance::colour {
namespace {

struct Pair {
  float L1, a1, b1, L2, a2, b2, expected;
};

// Sharma, Wu, Dalal 2005, table 1: the whole table, in order.
constexpr Pair kSharma[] = {
    {50.0000f, 2.6772f, -79.7751f, 50.0000f, 0.0000f, -82.7485f, 2.0425f},
    {50.0000f, 3.1571f, -77.2803f, 50.0000f, 0.0000f, -82.7485f, 2.8615f},
    {50.0000f, 2.8361f, -74.0200f, 50.0000f, 0.0000f, -82.7485f, 3.4412f},
    {50.0000f, -1.3802f, -84.2814f, 50.0000f, 0.0000f, -82.7485f, 1.0000f},
    {50.0000f, -1.1848f, -84.8006f, 50.0000f, 0.0000f, -82.7485f, 1.0000f},
    {50.0000f, -0.9009f, -85.5211f, 50.0000f, 0.0000f, -82.7485f, 1.0000f},
    {50.0000f, 0.0000f, 0.0000f, 50.0000f, -1.0000f, 2.0000f, 2.3669f},
    {50.0000f, -1.0000f, 2.0000f, 50.0000f, 0.0000f, 0.0000f, 2.3669f},
    {50.0000f, 2.4900f, -0.0010f, 50.0000f, -2.4900f, 0.0009f, 7.1792f},
    {50.0000f, 2.4900f, -0.0010f, 50.0000f, -2.4900f, 0.0010f, 7.1792f},
    {50.0000f, 2.4900f, -0.0010f, 50.0000f, -2.4900f, 0.0011f, 7.2195f},
    {50.0000f, 2.4900f, -0.0010f, 50.0000f, -2.4900f, 0.0012f, 7.2195f},
    {50.0000f, -0.0010f, 2.4900f, 50.0000f, 0.0009f, -2.4900f, 4.8045f},
    {50.0000f, -0.0010f, 2.4900f, 50.0000f, 0.0010f, -2.4900f, 4.8045f},
    {50.0000f, -0.0010f, 2.4900f, 50.0000f, 0.0011f, -2.4900f, 4.7461f},
    {50.0000f, 2.5000f, 0.0000f, 50.0000f, 0.0000f, -2.5000f, 4.3065f},
    {50.0000f, 2.5000f, 0.0000f, 73.0000f, 25.0000f, -18.0000f, 27.1492f},
    {50.0000f, 2.5000f, 0.0000f, 61.0000f, -5.0000f, 29.0000f, 22.8977f},
    {50.0000f, 2.5000f, 0.0000f, 56.0000f, -27.0000f, -3.0000f, 31.9030f},
    {50.0000f, 2.5000f, 0.0000f, 58.0000f, 24.0000f, 15.0000f, 19.4535f},
    {50.0000f, 2.5000f, 0.0000f, 50.0000f, 3.1736f, 0.5854f, 1.0000f},
    {50.0000f, 2.5000f, 0.0000f, 50.0000f, 3.2972f, 0.0000f, 1.0000f},
    {50.0000f, 2.5000f, 0.0000f, 50.0000f, 1.8634f, 0.5757f, 1.0000f},
    {50.0000f, 2.5000f, 0.0000f, 50.0000f, 3.2592f, 0.3350f, 1.0000f},
    {60.2574f, -34.0099f, 36.2677f, 60.4626f, -34.1751f, 39.4387f, 1.2644f},
    {63.0109f, -31.0961f, -5.8663f, 62.8187f, -29.7946f, -4.0864f, 1.2630f},
    {61.2901f, 3.7196f, -5.3901f, 61.4292f, 2.2480f, -4.9620f, 1.8731f},
    {35.0831f, -44.1164f, 3.7933f, 35.0232f, -40.0716f, 1.5901f, 1.8645f},
    {22.7233f, 20.0904f, -46.6940f, 23.0331f, 14.9730f, -42.5619f, 2.0373f},
    {36.4612f, 47.8580f, 18.3852f, 36.2715f, 50.5065f, 21.2231f, 1.4146f},
    {90.8027f, -2.0831f, 1.4410f, 91.1528f, -1.6435f, 0.0447f, 1.4441f},
    {90.9257f, -0.5406f, -0.9208f, 88.6381f, -0.8985f, -0.7239f, 1.5381f},
    {6.7747f, -0.2908f, -2.4247f, 5.8714f, -0.0985f, -2.2286f, 0.6377f},
    {2.0776f, 0.0795f, -1.1350f, 0.9033f, -0.0636f, -0.5514f, 0.9082f},
};

TEST(DeltaE00, PublishedPairs) {
  for (const Pair& p : kSharma) {
    const Lab x(p.L1, p.a1, p.b1), y(p.L2, p.a2, p.b2);
    EXPECT_NEAR(delta_e00(x, y), p.expected, 1.1e-4) << x.transpose() << " | " << y.transpose();
    EXPECT_NEAR(delta_e00(y, x), delta_e00(x, y), 1e-5);
    EXPECT_EQ(delta_e00(x, x), 0);
  }
}

TEST(Lab, AgreesWithLittleCms) {
  cmsToneCurve* linear = cmsBuildGamma(nullptr, 1);
  cmsToneCurve* curves[] = {linear, linear, linear};
  const cmsCIExyY d65{0.3127, 0.3290, 1};
  const cmsCIExyYTRIPLE rec709{{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};
  cmsHPROFILE rgb = cmsCreateRGBProfile(&d65, &rec709, curves), lab4 = cmsCreateLab4Profile(nullptr);
  cmsHTRANSFORM transform = cmsCreateTransform(rgb, TYPE_RGB_DBL, lab4, TYPE_Lab_DBL, INTENT_RELATIVE_COLORIMETRIC, 0);
  std::mt19937 random(3);
  std::uniform_real_distribution<double> sample(0, 1);
  for (int i = 0; i < 2000; ++i) {
    const double in[] = {std::pow(sample(random), 3), std::pow(sample(random), 3), std::pow(sample(random), 3)};
    double expected[3];
    cmsDoTransform(transform, in, expected, 1);
    const Lab got = lab(float(in[0]), float(in[1]), float(in[2]));
    for (int c = 0; c < 3; ++c) EXPECT_NEAR(got[c], expected[c], 0.02) << in[0] << ' ' << in[1] << ' ' << in[2];
  }
  cmsDeleteTransform(transform);
  cmsCloseProfile(rgb);
  cmsCloseProfile(lab4);
  cmsFreeToneCurve(linear);
}

TEST(Lab, GreysAreNeutralAndBlackIsZero) {
  for (const float y : {0.f, 0.001f, 0.18f, 1.f, 3.f}) {
    const Lab x = lab(y, y, y);
    EXPECT_NEAR(x[1], 0, 1e-2);
    EXPECT_NEAR(x[2], 0, 1e-2);
  }
  EXPECT_NEAR(lab(1, 1, 1)[0], 100, 1e-3);
  EXPECT_NEAR(lab(0.18f, 0.18f, 0.18f)[0], 49.496, 1e-2);
  EXPECT_NEAR(lab(0, 0, 0)[0], 0, 1e-5);
  EXPECT_LT(lab(-0.01f, -0.01f, -0.01f)[0], 0);  // goes on below black, no jump
}

TEST(Lab, OfAnImageIsThatOfItsPixels) {
  ImageF linear({3, 2}, 3);
  for (std::size_t i = 0; i < linear.count(); ++i) linear.data()[i] = 0.05f * float(i) - 0.1f;
  const ImageF all = lab(linear), y = luminance(linear);
  for (int r = 0; r < 2; ++r)
    for (int x = 0; x < 3; ++x) {
      const float* p = &linear.at(x, r);
      const Lab one = lab(p[0], p[1], p[2]);
      for (int c = 0; c < 3; ++c) EXPECT_EQ(all.at(x, r, c), one[c]);
      EXPECT_NEAR(y.at(x, r), 0.2126 * p[0] + 0.7152 * p[1] + 0.0722 * p[2], 1e-6);
    }
  EXPECT_THROW((void)lab(y), std::logic_error);
}

TEST(Ita, IsTheAngleFromMiddleGrey) {
  EXPECT_NEAR(ita({70, 10, 20}), 45, 1e-4);
  EXPECT_NEAR(ita({50, 10, 18}), 0, 1e-4);
  EXPECT_NEAR(ita({30, 12, 20}), -45, 1e-4);
  EXPECT_NEAR(ita({65, 8, 15 / std::sqrt(3.f)}), 60, 1e-3);
}

}  // namespace
}  // namespace countenance::colour
