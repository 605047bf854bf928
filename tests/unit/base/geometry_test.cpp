// SPDX-License-Identifier: Apache-2.0
#include "base/geometry.h"

#include <gtest/gtest.h>

namespace countenance {
namespace {

const Affine kTurn = (Affine() << 1.2f, -0.7f, 30, 0.4f, 0.9f, -12).finished();

TEST(Affine, InverseAndComposition) {
  const Affine other = (Affine() << 0.3f, 0.1f, -5, -0.2f, 2, 8).finished();
  const Point p(17, -3);
  EXPECT_LT((apply(inverse(kTurn), apply(kTurn, p)) - p).norm(), 1e-4);
  EXPECT_LT((apply(compose(kTurn, other), p) - apply(kTurn, apply(other, p))).norm(), 1e-4);
  EXPECT_LT((compose(kTurn, inverse(kTurn)) - identity()).norm(), 1e-4);
}

TEST(Affine, ScaleIsThatOfASimilarity) {
  const float a = 0.4f, s = 0.37f;
  const Affine similarity =
      (Affine() << s * std::cos(a), -s * std::sin(a), 9, s * std::sin(a), s * std::cos(a), 2).finished();
  EXPECT_NEAR(scale_of(similarity), s, 1e-6);
  Affine mirrored = similarity;
  mirrored.col(0) *= -1;
  EXPECT_NEAR(scale_of(mirrored), s, 1e-6);
}

TEST(Affine, ResamplingTakesEdgesToEdges) {
  const Rect roi{10, 20, 30, 60};
  const Affine to_small = resampling(roi, {15, 20});
  const Point top_left = apply(to_small, Point(9.5f, 19.5f)), bottom_right = apply(to_small, Point(39.5f, 79.5f));
  EXPECT_LT((top_left - Point(-0.5f, -0.5f)).norm(), 1e-5);
  EXPECT_LT((bottom_right - Point(14.5f, 19.5f)).norm(), 1e-4);
  // the first of two photo pixels that make a small one lies a quarter of it left of its centre
  EXPECT_NEAR(apply(to_small, Point(10, 20)).x(), -0.25f, 1e-5);
  EXPECT_LT((resampling({0, 0, 8, 8}, {8, 8}) - identity()).norm(), 1e-6);
}

}  // namespace
}  // namespace countenance
