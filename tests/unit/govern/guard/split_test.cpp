// SPDX-License-Identifier: Apache-2.0
#include "govern/guard/split.h"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/govern/guard/faces.h"

namespace countenance::govern {
namespace {

using test::document;

const drift::Reference& reference() { return *document("obama3.jpg").study->faces.front().reference; }
/// The face half a stop lighter, redder on one side, and blurred.
ImageF altered() {
  ImageF out = reference().linear;
  for (int y = 0; y < out.height(); ++y)
    for (int x = 0; x < out.width(); ++x)
      for (int c = 0; c < 3; ++c)
        out.at(x, y, c) =
            1.4f * out.at(x, y, c) + (c == 0 && x > 300 ? 0.01f : 0.f) + ((x + y) % 7 == 0 ? 0.004f : 0.f);
  return out;
}
Split split_of(const ImageF& edited) {
  Parts parts = make_parts(reference());
  Bands bands = bands_of(reference().linear, edited, parts);
  return {std::move(bands), std::move(parts), {}, {}};
}
float stops(float a, float b) { return std::abs(std::log2((a + 1e-3f) / (b + 1e-3f))); }

TEST(Parts, AreAPartitionOfTheHeadAndFadeAtTheFramesEnds) {
  const Parts parts = make_parts(reference());
  const Size size = drift::frame_size();
  for (int y = 0; y < size.height; y += 3)
    for (int x = 0; x < size.width; x += 3) {
      float sum = parts.skin.at(x, y) + parts.hair.at(x, y);
      for (const auto& f : parts.features) sum += f.at(x, y);
      ASSERT_LE(sum, 1.001f);
      ASSERT_NEAR(std::min(sum, 1.f), parts.head.at(x, y), 1e-5f);
      if (reference().skin.at(x, y) > 0.5f && reference().skin.at(std::min(x + 6, size.width - 1), y) > 0.5f) {
        ASSERT_GT(parts.skin.at(x, y) + parts.features[0].at(x, y) + parts.features[1].at(x, y) +
                      parts.features[2].at(x, y) + parts.features[3].at(x, y) + parts.features[4].at(x, y),
                  0.5f);
      }
    }
  for (int x = 0; x < size.width; ++x) {
    EXPECT_LT(parts.head.at(x, 0), 1e-6f);
    EXPECT_LT(parts.head.at(x, size.height - 1), 1e-6f);
  }
}

TEST(Parts, WindowsOfShapeSumToOne) {
  const auto windows = make_windows(reference());
  for (std::size_t i = 0; i < windows[0].count(); i += 11) {
    float sum = 0;
    for (const auto& w : windows) sum += w.data()[i];
    ASSERT_NEAR(sum, 1, 1e-3);
  }
}

TEST(Split, KeptWholeItIsTheEditedPictureBitForBit) {
  const ImageF edited = altered();
  const Split split = split_of(edited);
  const ImageF out = split.apply(edited, split.weights(std::vector<float>(split.present().size(), 1.f)));
  for (std::size_t i = 0; i < out.count(); ++i) ASSERT_EQ(out.data()[i], edited.data()[i]);
}

TEST(Split, TakenBackWholeItIsTheOriginalInTheFace) {
  const ImageF edited = altered();
  const Split split = split_of(edited);
  const ImageF weights = split.weights(std::vector<float>(split.present().size(), 0.f));
  const ImageF out = split.apply(edited, weights);
  int seen = 0;
  for (int y = 0; y < out.height(); y += 2)
    for (int x = 0; x < out.width(); x += 2) {
      if (reference().skin.at(x, y) < 0.5f || weights.at(x, y, 0) < 0.999f || weights.at(x, y, 3) < 0.999f) continue;
      ++seen;
      for (int c = 0; c < 3; ++c)
        ASSERT_LT(stops(out.at(x, y, c), reference().linear.at(x, y, c)), 0.03f) << x << " " << y;
    }
  EXPECT_GT(seen, 5000);
  EXPECT_GT(split.fallen_back(weights, reference().oval), 0.9f);
}

TEST(Split, LightAloneLeavesPoresAndColour) {
  const ImageF edited = altered();
  const Split split = split_of(edited);
  std::vector<float> kept(split.present().size(), 1.f);
  std::size_t light = 99;
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (const auto& c = components_of_guard()[split.present()[i]]; c.what == "light") light = i;
  ASSERT_NE(light, 99u);
  kept[light] = 0;
  const ImageF out = split.apply(edited, split.weights(kept));
  // the same gain in every channel, and the same from a pixel to the next
  const Point nose = reference().points.row(50).head<2>().transpose();
  const int x = int(nose.x()), y = int(nose.y());
  const auto gain = [&](int x, int y, int c) { return (out.at(x, y, c) + 1e-3f) / (edited.at(x, y, c) + 1e-3f); };
  EXPECT_LT(gain(x, y, 1), 0.85f);
  for (int c = 0; c < 3; ++c) {
    EXPECT_NEAR(gain(x, y, c), gain(x, y, 1), 0.01f);
    EXPECT_NEAR(gain(x, y, c), gain(x + 1, y, c), 0.01f);
  }
  // what was light alone has fallen back there, and where pores were changed too it has not
  EXPECT_LT(split.fallen_back(split.weights(kept), reference().oval), 0.9f);
}

TEST(Split, NothingChangedIsNothingToTakeBack) { EXPECT_TRUE(split_of(reference().linear).present().empty()); }

}  // namespace
}  // namespace countenance::govern
