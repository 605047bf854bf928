// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "colour/colour.h"

namespace countenance::colour {
namespace {

/// A float photo of linear light given by `f(x, y)` at pixel centres.
template <class F>
Photo paint(Size size, int channels, F&& f) {
  Photo photo;
  photo.size = size, photo.channels = channels, photo.sample = Sample::f32, photo.linear = true;
  photo.bytes.resize(std::size_t(photo.stride()) * std::size_t(size.height));
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x)
      for (int c = 0; c < channels; ++c) {
        const float v = f(x, y, c);
        std::memcpy(photo.row(y) + 4 * (channels * x + c), &v, 4);
      }
  return photo;
}
const auto ramp = [](int x, int y, int c) {
  return c == 3 ? 1.f : 0.1f + 0.002f * float(x) + 0.001f * float(y) + 0.05f * float(c);
};

Affine similarity(float scale, float degrees, float tx, float ty) {
  const float a = degrees * 3.14159265f / 180;
  return (Affine() << scale * std::cos(a), -scale * std::sin(a), tx, scale * std::sin(a), scale * std::cos(a), ty)
      .finished();
}

Space srgb() { return Space::open({}, 3).value(); }

TEST(Warp, ARampStaysARampAtAnyScaleAndTurn) {
  const Photo photo = paint({160, 120}, 3, ramp);
  for (const Affine& to_frame :
       {identity(), similarity(1, 0, 0.37f, -0.61f), similarity(1, 17, 30, -10), similarity(0.5f, 0, 0, 0),
        similarity(0.31f, -24, -5, 25), similarity(2.7f, 8, -100, -120)}) {
    const Linear got = warp(photo.view(), srgb(), to_frame, {48, 40}).value();
    const Affine to_photo = inverse(to_frame);
    int inner = 0;
    for (int y = 0; y < 40; ++y)
      for (int x = 0; x < 48; ++x) {
        const Point p = apply(to_photo, Point(float(x), float(y)));
        const bool inside = p.x() > -0.5f && p.y() > -0.5f && p.x() < 159.5f && p.y() < 119.5f;
        ASSERT_EQ(got.weight.at(x, y), inside ? 1 : 0) << p.transpose();
        const float margin = 3 / std::min(1.f, scale_of(to_frame));
        if (p.x() < margin || p.y() < margin || p.x() > 159 - margin || p.y() > 119 - margin) continue;
        ++inner;
        for (int c = 0; c < 3; ++c)
          ASSERT_NEAR(got.rgb.at(x, y, c), 0.1f + 0.002f * p.x() + 0.001f * p.y() + 0.05f * float(c), 1e-4);
      }
    EXPECT_GT(inner, 200);
  }
}

TEST(Warp, TheIdentityIsThePhoto) {
  const Photo photo =
      paint({40, 30}, 3, [](int x, int y, int c) { return float((x * 7919 + y * 104729 + c * 31) % 101) / 100; });
  const Linear got = warp(photo.view(), srgb(), identity(), {40, 30}).value();
  const Linear all = read(photo.view(), srgb(), {0, 0, 40, 30}).value();
  for (std::size_t i = 0; i < all.rgb.count(); ++i) ASSERT_NEAR(got.rgb.data()[i], all.rgb.data()[i], 1e-6);
}

TEST(Warp, ReducingByAWholeFactorIsTheAreaAverage) {
  const Photo photo = paint({64, 64}, 3, [](int x, int y, int) { return float((x ^ y) & 7) / 7; });
  const Linear got = warp(photo.view(), srgb(), resampling({0, 0, 64, 64}, {16, 16}), {16, 16}).value();
  const Linear mean = read(photo.view(), srgb(), {0, 0, 64, 64}, {16, 16}).value();
  for (std::size_t i = 0; i < mean.rgb.count(); ++i) ASSERT_NEAR(got.rgb.data()[i], mean.rgb.data()[i], 1e-5);
}

TEST(Warp, FineStripesDoNotAlias) {
  const Photo photo = paint({400, 80}, 3, [](int x, int, int) { return float(x & 1); });
  for (const float degrees : {0.f, 11.f}) {
    const Linear got = warp(photo.view(), srgb(), similarity(0.23f, degrees, 0, 0), {60, 12}).value();
    for (int y = 3; y < 10; ++y)
      for (int x = 20; x < 50; ++x)
        if (got.weight.at(x, y) == 1) {
          ASSERT_NEAR(got.rgb.at(x, y), 0.5, 0.13);
        }
  }
}

TEST(Warp, BorderPixelsGoOnOutsideWithoutWeight) {
  const Photo photo = paint({20, 20}, 3, ramp);
  const Linear got = warp(photo.view(), srgb(), similarity(1, 0, 50, 0), {100, 20}).value();
  EXPECT_EQ(got.weight.at(10, 5), 0);
  EXPECT_NEAR(got.rgb.at(10, 5), 0.1f + 0.005f, 1e-5);
  EXPECT_EQ(got.weight.at(95, 5), 0);
  EXPECT_NEAR(got.rgb.at(95, 5), 0.1f + 0.002f * 19 + 0.005f, 1e-5);
  // a frame that sees nothing of the photo at all
  const Linear away = warp(photo.view(), srgb(), similarity(1, 0, 5000, 5000), {8, 8}).value();
  for (int y = 0; y < 8; ++y)
    for (int x = 0; x < 8; ++x) {
      EXPECT_EQ(away.weight.at(x, y), 0);
      EXPECT_NEAR(away.rgb.at(x, y), 0.1f, 1e-5);
    }
}

TEST(Warp, TransparentPixelsDoNotBleedIn) {
  const auto half = [](int x, int, int c) { return c == 3 ? float(x < 20) : x < 20 ? 0.3f : 900.f; };
  const Photo photo = paint({40, 40}, 4, half);
  for (const float scale : {1.f, 0.6f, 1.7f}) {
    const Linear got = warp(photo.view(), srgb(), similarity(scale, 13, 5, 0), {60, 30}).value();
    int seen = 0;
    for (int y = 0; y < 30; ++y)
      for (int x = 0; x < 60; ++x)
        if (got.weight.at(x, y) > 0) {
          ++seen;
          ASSERT_NEAR(got.rgb.at(x, y), 0.3f, 1e-4);
          ASSERT_LE(got.weight.at(x, y), 1);
        }
    EXPECT_GT(seen, 100);
  }
}

TEST(Warp, TheSameForAnyNumberOfThreadsAndCancels) {
  const Photo photo = paint({700, 500}, 3, ramp);
  const auto with = [&](int threads) {
    Job job;
    job.threads = threads;
    return warp(photo.view(), srgb(), similarity(0.7f, 20, 100, 0), {400, 300}, job).value();
  };
  const Linear one = with(1), four = with(4);
  EXPECT_EQ(std::memcmp(one.rgb.data(), four.rgb.data(), one.rgb.count() * sizeof(float)), 0);
  Job job;
  job.progress = [](double, std::string_view) { return false; };
  const auto stopped = warp(photo.view(), srgb(), identity(), {100, 100}, job);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Code::cancelled);
}

TEST(Warp, AMapWithoutInverseIsAProgrammersError) {
  const Photo photo = paint({8, 8}, 3, ramp);
  EXPECT_THROW((void)warp(photo.view(), srgb(), similarity(0, 0, 0, 0), {8, 8}), std::logic_error);
}

}  // namespace
}  // namespace countenance::colour
