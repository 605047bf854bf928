// SPDX-License-Identifier: Apache-2.0
#include "govern/guard/shape.h"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/govern/guard/faces.h"

namespace countenance::govern {
namespace {

using drift::kFrameIod;
using test::document;

const drift::Reference& reference() { return *document("obama3.jpg").study->faces.front().reference; }
/// Places about the right eye pushed outwards, by `most` IOD at .2 IOD from its middle.
ImageF bulge(float most) {
  ImageF shift(drift::frame_size(), 2);
  const Point eye = (reference().points.row(33) + reference().points.row(133)).head<2>().transpose() / 2;
  for (int y = 0; y < shift.height(); ++y)
    for (int x = 0; x < shift.width(); ++x) {
      const Point d = (Point(float(x), float(y)) - eye) / kFrameIod;
      const float r = d.norm() / 0.2f, w = most * r * std::exp(0.5f * (1 - r * r));
      if (r > 0) {
        shift.at(x, y, 0) = w * kFrameIod * d.normalized().x();
        shift.at(x, y, 1) = w * kFrameIod * d.normalized().y();
      }
    }
  return shift;
}

TEST(Shape, FindsWhatMovedAndUndoesIt) {
  // the edited picture shows at q what the original has at q + s(q); found is the inverse, about −s
  const ImageF moved = bulge(-0.03f);
  drift::EditedView edited{reference().linear, reference().valid};
  edited.linear = sampled(reference().linear, moved);
  const ImageF shift = find_shape(reference(), edited);
  const drift::EditedView back = undone(edited, shift);
  double before = 0, after = 0;
  int n = 0;
  const Point eye = (reference().points.row(33) + reference().points.row(133)).head<2>().transpose() / 2;
  for (int y = 0; y < shift.height(); ++y)
    for (int x = 0; x < shift.width(); ++x) {
      if ((Point(float(x), float(y)) - eye).norm() > 0.25f * kFrameIod) continue;
      for (int c = 0; c < 3; ++c) {
        before += std::pow(double(edited.linear.at(x, y, c)) - reference().linear.at(x, y, c), 2);
        after += std::pow(double(back.linear.at(x, y, c)) - reference().linear.at(x, y, c), 2);
      }
      ++n;
    }
  EXPECT_LT(after, 0.15 * before);
  EXPECT_GT(n, 1000);
}

TEST(Shape, IsNothingWhereNothingMoved) {
  const drift::EditedView same{reference().linear, reference().valid};
  const ImageF shift = find_shape(reference(), same);
  for (std::size_t i = 0; i < shift.count(); ++i) ASSERT_LT(std::abs(shift.data()[i]), 0.02f);
}

TEST(Shape, NeverTearsOrFolds) {
  drift::EditedView edited{reference().linear, reference().valid};
  edited.linear = sampled(reference().linear, bulge(-0.12f));
  const ImageF s = find_shape(reference(), edited);
  for (int y = 0; y + 1 < s.height(); ++y)
    for (int x = 0; x + 1 < s.width(); ++x) {
      const float a = 1 + s.at(x + 1, y, 0) - s.at(x, y, 0), b = s.at(x, y + 1, 0) - s.at(x, y, 0);
      const float c = s.at(x + 1, y, 1) - s.at(x, y, 1), d = 1 + s.at(x, y + 1, 1) - s.at(x, y, 1);
      ASSERT_GT(a * d - b * c, 0) << x << " " << y;
    }
}

}  // namespace
}  // namespace countenance::govern
