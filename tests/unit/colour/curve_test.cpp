// SPDX-License-Identifier: Apache-2.0
#include "colour/curve.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <stdexcept>

namespace countenance::colour {
namespace {

Curve make(const std::function<double(double)>& f) {
  std::vector<float> samples(Curve::kCodes);
  for (int k = 0; k < Curve::kCodes; ++k) samples[std::size_t(k)] = float(f(k / double(Curve::kCodes - 1)));
  return Curve(std::move(samples));
}

TEST(Curve, InverseOfAPowerLawIsGoodToAThirtiethOfACode) {
  for (const double gamma : {1.0, 1.8, 2.2, 2.6}) {
    const Curve curve = make([&](double x) { return std::pow(x, gamma); });
    for (int k = 0; k < Curve::kCodes; ++k)
      ASSERT_NEAR(curve.encode_unit(curve.at_code(std::uint16_t(k))) * (Curve::kCodes - 1), k, k < 3 ? 0.1 : 0.03)
          << gamma;
  }
}

TEST(Curve, BetweenAndBeyondTheCodes) {
  const Curve curve = make([](double x) { return std::pow(x, 2.2); });
  for (const float x : {0.1003f, 0.5f, 0.77777f}) EXPECT_NEAR(curve.decode(x), std::pow(x, 2.2), 1e-6);
  for (const float x : {1.5f, 4.f}) {
    EXPECT_NEAR(curve.decode(x) / std::pow(x, 2.2), 1, 2e-3);
    EXPECT_NEAR(curve.encode(curve.decode(x)), x, 1e-4);
    EXPECT_FLOAT_EQ(curve.decode(-x), -curve.decode(x));
    EXPECT_NEAR(curve.encode(curve.decode(-x)), -x, 1e-4);
  }
  EXPECT_EQ(curve.encode(0), 0);
  EXPECT_EQ(curve.encode(1), 1);
}

TEST(Curve, LiftedBlackAndClippedWhite) {
  const Curve curve = make([](double x) { return std::min(1., 0.05 + 1.1 * x); });
  EXPECT_EQ(curve.encode_unit(0.01f), 0);  // darker than the darkest
  EXPECT_EQ(curve.encode_unit(1), 1);
  EXPECT_NEAR(curve.encode_unit(0.5f), 0.45 / 1.1, 1e-4);
  EXPECT_NEAR(curve.encode(curve.decode(-0.2f)), -0.2, 1e-4);
}

TEST(Curve, AFlatOrDippingStretchStillInverts) {
  const Curve flat = make([](double x) { return x < 0.3 ? x : x < 0.6 ? 0.3 : 0.3 + (x - 0.6) * 1.75; });
  for (const float x : {0.1f, 0.299f, 0.7f, 0.99f}) EXPECT_NEAR(flat.encode(flat.decode(x)), x, 1e-4);
  EXPECT_NEAR(flat.decode(flat.encode(0.3f)), 0.3, 1e-3);
  const Curve dip = make([](double x) { return x + 0.02 * std::sin(60 * x) * x * (1 - x) * 4; });
  for (float y = 0.01f; y < 1; y += 0.01f) EXPECT_NEAR(dip.decode(dip.encode(y)), y, 1e-3) << y;
}

TEST(Curve, RefusesWhatHasNoInverse) {
  EXPECT_THROW(make([](double) { return 0.5; }), std::logic_error);
  EXPECT_THROW(make([](double x) { return 1 - x; }), std::logic_error);
  EXPECT_THROW(Curve(std::vector<float>(10)), std::logic_error);
}

}  // namespace
}  // namespace countenance::colour
