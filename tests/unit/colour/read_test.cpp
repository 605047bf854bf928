// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>

#include "colour/colour.h"
#include "profiles.h"

namespace countenance::colour {
namespace {

Photo noise(Size size, int channels, Sample sample, unsigned seed) {
  Photo photo;
  photo.size = size, photo.channels = channels, photo.sample = sample;
  photo.bytes.resize(std::size_t(photo.stride()) * std::size_t(size.height));
  std::mt19937 random(seed);
  if (sample == Sample::f32) {
    for (std::size_t i = 0; i < photo.bytes.size(); i += 4) {
      const float v = std::uniform_real_distribution<float>(0, 1)(random);
      std::memcpy(&photo.bytes[i], &v, 4);
    }
  } else {
    for (auto& b : photo.bytes) b = std::uint8_t(random() >> 9);
  }
  return photo;
}

/// Area average by the definition: each photo pixel weighs by its overlap with the cell and by its alpha.
struct Cell {
  double rgb[3] = {}, weight = 0;
};
Cell cell_average(const Linear& full, Size size, int x, int y) {
  const double kx = double(full.rgb.width()) / size.width, ky = double(full.rgb.height()) / size.height;
  const auto overlap = [](double a0, double a1, int i) {
    return std::max(0., std::min(a1, i + 1.) - std::max(a0, double(i)));
  };
  Cell cell;
  double area = 0;
  for (int j = 0; j < full.rgb.height(); ++j)
    for (int i = 0; i < full.rgb.width(); ++i) {
      const double o = overlap(x * kx, (x + 1) * kx, i) * overlap(y * ky, (y + 1) * ky, j);
      const double w = o * (full.weight.empty() ? 1 : full.weight.at(i, j));
      area += o, cell.weight += w;
      for (int c = 0; c < 3; ++c) cell.rgb[c] += w * full.rgb.at(i, j, c);
    }
  for (double& v : cell.rgb) v = cell.weight > 0 ? v / cell.weight : 0;
  cell.weight /= area;
  return cell;
}

TEST(Read, FullSizeIsTheDecodedRegion) {
  const Photo photo = noise({37, 23}, 4, Sample::u8, 1);
  const Space space = Space::open({}, 3).value();
  const Rect roi{5, 3, 20, 11};
  const Linear got = read(photo.view(), space, roi).value();
  ASSERT_EQ(got.rgb.size(), roi.size());
  for (int y = 0; y < roi.height; ++y)
    for (int x = 0; x < roi.width; ++x) {
      const std::uint8_t* p = photo.view().row(y + roi.y) + 4 * (x + roi.x);
      for (int c = 0; c < 3; ++c) EXPECT_NEAR(got.rgb.at(x, y, c), srgb_decode(p[c] / 255.f), 1e-6);
      EXPECT_FLOAT_EQ(got.weight.at(x, y), p[3] / 255.f);
    }
}

TEST(Read, ToASizeIsTheExactAreaAverageForEveryLayout) {
  for (const int channels : {1, 2, 3, 4})
    for (const Sample sample : {Sample::u8, Sample::u16, Sample::f32}) {
      const Photo photo = noise({61, 47}, channels, sample, 2);
      const Space space = Space::open({}, channels < 3 ? 1 : 3).value();
      const Rect roi{4, 2, 53, 41};
      const Linear full = read(photo.view(), space, roi).value();
      EXPECT_EQ(full.weight.empty(), channels % 2 == 1);
      for (const Size size : {Size{53, 17}, {20, 41}, {16, 12}, {1, 1}, {52, 40}}) {
        const Linear got = read(photo.view(), space, roi, size).value();
        ASSERT_EQ(got.rgb.size(), size);
        for (int y = 0; y < size.height; y += 3)
          for (int x = 0; x < size.width; x += 3) {
            const Cell expected = cell_average(full, size, x, y);
            for (int c = 0; c < 3; ++c) ASSERT_NEAR(got.rgb.at(x, y, c), expected.rgb[c], 2e-5);
            if (!full.weight.empty()) {
              ASSERT_NEAR(got.weight.at(x, y), expected.weight, 2e-5);
            }
          }
      }
    }
}

TEST(Read, TransparentPixelsTakeNoPart) {
  Photo photo = noise({16, 8}, 4, Sample::u8, 3);
  for (int y = 0; y < 8; ++y)
    for (int x = 0; x < 16; ++x) {
      std::uint8_t* p = photo.row(y) + 4 * x;
      const bool seen = x < 8 && x % 2 == 0;
      p[0] = p[1] = p[2] = seen ? 100 : 255;
      p[3] = seen ? 255 : 0;
    }
  const Linear got = read(photo.view(), Space::open({}, 3).value(), {0, 0, 16, 8}, {4, 2}).value();
  EXPECT_NEAR(got.rgb.at(0, 0, 1), srgb_decode(100 / 255.f), 1e-6);
  EXPECT_NEAR(got.weight.at(0, 0), 0.5, 1e-6);
  EXPECT_EQ(got.rgb.at(3, 1, 0), 0);
  EXPECT_EQ(got.weight.at(3, 1), 0);
}

TEST(Read, AveragesLightNotCodes) {
  Photo photo = noise({2, 1}, 3, Sample::u8, 4);
  for (int i = 0; i < 6; ++i) photo.bytes[std::size_t(i)] = i < 3 ? 0 : 255;
  const Image8 got = read_srgb8(photo.view(), Space::open({}, 3).value(), {0, 0, 2, 1}, {1, 1}).value();
  for (int c = 0; c < 3; ++c) EXPECT_EQ(got.at(0, 0, c), 188);  // half the light
}

TEST(Read, NotANumberDoesNotSpread) {
  Photo photo = noise({8, 8}, 3, Sample::f32, 5);
  const float nan = std::nanf("");
  std::memcpy(photo.row(3) + 4 * (3 * 4 + 1), &nan, 4);
  const Linear got = read(photo.view(), Space::open({}, 3).value(), {0, 0, 8, 8}, {2, 2}).value();
  for (std::size_t i = 0; i < got.rgb.count(); ++i) EXPECT_TRUE(std::isfinite(got.rgb.data()[i]));
}

TEST(Read, RowsMayBePaddedAndOdd) {
  const Photo photo = noise({9, 7}, 3, Sample::u16, 6);
  std::vector<std::uint8_t> padded(std::size_t(photo.stride() + 5) * 7 + 1);
  PhotoView view = photo.view();
  view.data = padded.data() + 1;
  view.stride += 5;
  for (int y = 0; y < 7; ++y)
    std::memcpy(padded.data() + 1 + y * view.stride, photo.view().row(y), std::size_t(photo.stride()));
  const Space space = Space::open({}, 3).value();
  const Linear a = read(photo.view(), space, {0, 0, 9, 7}, {4, 3}).value(),
               b = read(view, space, {0, 0, 9, 7}, {4, 3}).value();
  for (std::size_t i = 0; i < a.rgb.count(); ++i) ASSERT_EQ(a.rgb.data()[i], b.rgb.data()[i]);
}

TEST(Read, TheSameForAnyNumberOfThreads) {
  const Photo photo = noise({1500, 1100}, 4, Sample::u8, 7);
  for (const auto& icc : {test::Bytes{}, test::rgb_profile(test::Primaries::adobe, 2.2)}) {
    const Space space = Space::open(icc, 3).value();
    const auto with = [&](int threads) {
      Job job;
      job.threads = threads;
      return read(photo.view(), space, {3, 1, 1490, 1090}, {333, 271}, job).value();
    };
    const Linear one = with(1), five = with(5);
    EXPECT_EQ(std::memcmp(one.rgb.data(), five.rgb.data(), one.rgb.count() * sizeof(float)), 0);
    EXPECT_EQ(std::memcmp(one.weight.data(), five.weight.data(), one.weight.count() * sizeof(float)), 0);
  }
}

TEST(Read, ACancelStopsBetweenStrips) {
  const Photo photo = noise({2000, 1500}, 3, Sample::u8, 8);
  int calls = 0;
  Job job;
  job.threads = 1;
  job.progress = [&](double, std::string_view) { return ++calls < 3; };
  const auto got = read(photo.view(), Space::open({}, 3).value(), {0, 0, 2000, 1500}, {500, 375}, job);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, Code::cancelled);
  EXPECT_EQ(calls, 3);
}

TEST(Read, ARegionOutsideOrAnEnlargementIsAProgrammersError) {
  const Photo photo = noise({10, 10}, 3, Sample::u8, 9);
  const Space space = Space::open({}, 3).value();
  EXPECT_THROW((void)read(photo.view(), space, {5, 5, 6, 5}), std::logic_error);
  EXPECT_THROW((void)read(photo.view(), space, {0, 0, 10, 10}, {11, 10}), std::logic_error);
  EXPECT_THROW((void)read(photo.view(), space, {0, 0, 10, 10}, Size{}), std::logic_error);
}

TEST(EncodeSrgb8, RoundsTheSrgbCurveAndKeepsHueOutsideTheGamut) {
  ImageF linear({256, 1}, 3);
  for (int k = 0; k < 256; ++k)
    for (int c = 0; c < 3; ++c) linear.at(k, 0, c) = srgb_decode(float(k) / 255);
  const Image8 codes = encode_srgb8(linear);
  for (int k = 0; k < 256; ++k) EXPECT_EQ(codes.at(k, 0, 1), k);
  ImageF vivid({1, 1}, 3);
  vivid.at(0, 0, 0) = 0.5f, vivid.at(0, 0, 1) = -0.05f, vivid.at(0, 0, 2) = -0.05f;
  const Image8 red = encode_srgb8(vivid);
  EXPECT_EQ(red.at(0, 0, 1), 0);
  EXPECT_EQ(red.at(0, 0, 1), red.at(0, 0, 2));
  EXPECT_LT(red.at(0, 0, 0), 188);  // luminance kept, not the red channel
}

}  // namespace
}  // namespace countenance::colour
