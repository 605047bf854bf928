// SPDX-License-Identifier: Apache-2.0
#include "retouch/compose.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "base/blur.h"
#include "base/fast_math.h"
#include "colour/cie.h"
#include "support/support.h"

namespace countenance::retouch {
namespace {

constexpr double kEps = 1.0 / 1024;

/// The header's formula in double, with the library's own logarithms.
std::array<double, 3> oracle(const float* rgb, const float* delta) {
  double r = 0;
  for (int c = 0; c < 3; ++c) {
    const double room = std::max(0.03 - std::log2(std::max(double(rgb[c]) + kEps, 1e-6)), 0.02);
    r = std::max(r, std::max(-double(delta[c]), 0.0) / room);
  }
  const double f = std::pow(1 + std::pow(r, 4), -0.25);
  std::array<double, 3> out;
  for (int c = 0; c < 3; ++c) {
    const double g = std::exp2(-delta[c] * f);
    out[c] = (rgb[c] + kEps) * g - kEps;
    if (g < 1) out[c] = std::max(out[c], std::min(double(rgb[c]), 0.0));
  }
  return out;
}

colour::Space srgb(int colours = 3) { return colour::Space::open({}, colours).value(); }

Photo noise(Size size, int channels, Sample sample, unsigned seed = 1) {
  Photo photo{size, channels, sample};
  photo.bytes.resize(std::size_t(photo.stride()) * size.height);
  std::mt19937 random(seed);
  if (sample == Sample::f32) {
    std::uniform_real_distribution<float> value(0, 1);
    for (std::size_t i = 0; i < photo.bytes.size(); i += 4) {
      const float v = value(random);
      std::memcpy(&photo.bytes[i], &v, 4);
    }
  } else {
    for (auto& byte : photo.bytes) byte = std::uint8_t(random());
  }
  return photo;
}

/// A smooth bump of ±`stops` in the middle of `roi`, 0 at its edge.
Layer bump(const Rect& roi, Size work, float stops, float tint = 0) {
  Layer layer{ImageF(work, 3), roi};
  for (int y = 0; y < work.height; ++y)
    for (int x = 0; x < work.width; ++x) {
      const float a = (x + 0.5f) / work.width * 2 - 1, b = (y + 0.5f) / work.height * 2 - 1;
      const float w = smoothstep(1 - std::sqrt(a * a + b * b), 0.1f, 0.9f);
      for (int c = 0; c < 3; ++c) layer.delta.at(x, y, c) = stops * w * (1 + tint * (c - 1));
    }
  return layer;
}

/// Linear interpolation by the book, at a photo pixel.
float delta_at(const Layer& layer, int x, int y, int c) {
  const Rect& r = layer.roi;
  if (x < r.x || y < r.y || x >= r.right() || y >= r.bottom()) return 0;
  const Size s = layer.delta.size();
  const double fx = std::clamp((x - r.x + 0.5) * s.width / r.width - 0.5, 0.0, s.width - 1.0);
  const double fy = std::clamp((y - r.y + 0.5) * s.height / r.height - 0.5, 0.0, s.height - 1.0);
  const int x0 = int(fx), y0 = int(fy), x1 = std::min(x0 + 1, s.width - 1), y1 = std::min(y0 + 1, s.height - 1);
  const double tx = fx - x0, ty = fy - y0;
  return float((1 - ty) * ((1 - tx) * layer.delta.at(x0, y0, c) + tx * layer.delta.at(x1, y0, c)) +
               ty * ((1 - tx) * layer.delta.at(x0, y1, c) + tx * layer.delta.at(x1, y1, c)));
}

float largest_at(const Layer& layer, int x, int y) {
  float m = 0;
  for (int c = 0; c < 3; ++c) m = std::max(m, std::abs(delta_at(layer, x, y, c)));
  return m;
}

TEST(FastMath, StaysWithinItsStatedErrors) {
  double exp_error = 0, log_error = 0;
  for (double x = -20; x <= 20; x += 1.0 / 4096 + 1e-7) {
    const float power = std::exp2(float(x));
    exp_error = std::max(exp_error, std::abs(fast_exp2(float(x)) / std::exp2(double(float(x))) - 1));
    log_error = std::max(log_error, std::abs(fast_log2(power) - std::log2(double(power))));
  }
  EXPECT_LT(exp_error, 3e-7);
  EXPECT_LT(log_error, 2e-6);
  EXPECT_EQ(fast_exp2(0.f), 1.f);
  EXPECT_EQ(fast_log2(1.f), 0.f);
  EXPECT_TRUE(std::isfinite(fast_exp2(1e30f)));
  EXPECT_GT(fast_exp2(-1e30f), 0.f);
}

TEST(ApplyDelta, IsTheEquation) {
  std::mt19937 random(7);
  std::uniform_real_distribution<float> light(-0.2f, 1.4f), stops(-2, 2);
  for (int i = 0; i < 20000; ++i) {
    const float shade = i % 3 == 0 ? 0.01f : 1.f;
    float rgb[3] = {shade * light(random), shade * light(random), shade * light(random)};
    const float delta[3] = {stops(random), stops(random), stops(random)};
    const auto expected = oracle(rgb, delta);
    apply_delta(rgb, delta);
    for (int c = 0; c < 3; ++c) ASSERT_NEAR(rgb[c], expected[c], 3e-6 * std::max(1.0, std::abs(expected[c]))) << i;
  }
}

TEST(ApplyDelta, GivesARowTheBitsOfItsPixels) {
  std::mt19937 random(8);
  std::uniform_real_distribution<float> light(-0.1f, 1.1f), stops(-1, 1);
  std::vector<float> row(3 * 701), delta(3 * 701);
  for (auto& v : row) v = light(random);
  for (auto& v : delta) v = stops(random);
  std::vector<float> one = row;
  apply_delta(row.data(), delta.data(), 701);
  for (int i = 0; i < 701; ++i) apply_delta(&one[3 * i], &delta[3 * i]);
  EXPECT_EQ(row, one);
}

TEST(ApplyDelta, LeavesLightAloneWhereDeltaIsZero) {
  float rgb[6] = {-0.03f, 0.f, 1e-7f, 0.123456f, 0.999f, 3.5f};
  const float before[6] = {-0.03f, 0.f, 1e-7f, 0.123456f, 0.999f, 3.5f}, none[6] = {};
  apply_delta(rgb, none, 2);
  for (int i = 0; i < 6; ++i) EXPECT_EQ(rgb[i], before[i]);
}

TEST(ApplyDelta, KeepsHueNearWhite) {
  for (const float stops : {0.3f, 0.8f, 2.f}) {
    float rgb[3] = {0.92f, 0.71f, 0.55f};
    const float lift[3] = {-stops, -stops, -stops};
    const float before[3] = {rgb[0], rgb[1], rgb[2]};
    apply_delta(rgb, lift);
    EXPECT_LE(rgb[0], std::exp2(0.03f));
    const double gain = (rgb[0] + kEps) / (before[0] + kEps);
    EXPECT_GT(gain, 1.05);
    for (int c = 1; c < 3; ++c) EXPECT_NEAR((rgb[c] + kEps) / (before[c] + kEps), gain, 1e-5);
  }
}

TEST(ApplyDelta, GivesOutOfGamutColoursNoCastAndBlackNoNegatives) {
  float wide[3] = {-0.04f, 0.35f, 0.12f};
  const float lift[3] = {-0.5f, -0.5f, -0.5f}, lower[3] = {0.7f, 0.7f, 0.7f};
  const float before[3] = {wide[0], wide[1], wide[2]};
  apply_delta(wide, lift);
  const double gain =
      (wide[1] - wide[0]) / (before[1] - before[0]);  // differences of channels carry the hue: all move by one gain
  EXPECT_NEAR(gain, std::exp2(0.5), 0.01);
  EXPECT_NEAR((wide[2] - wide[0]) / (before[2] - before[0]), gain, 1e-5);
  float black[3] = {0.f, 1e-5f, -1e-4f};
  apply_delta(black, lower);
  EXPECT_EQ(black[0], 0.f);
  EXPECT_GE(black[1], 0.f);
  EXPECT_GE(black[2], -1e-4f);
  // continuous through zero, where a sensor's noise lies
  float below[3] = {-1e-7f, -1e-7f, -1e-7f}, above[3] = {1e-7f, 1e-7f, 1e-7f};
  apply_delta(below, lift);
  apply_delta(above, lift);
  EXPECT_NEAR(below[0], above[0], 1e-6);
}

TEST(Crop, KeepsTheSmallestPartAndTheSum) {
  for (const int channels : {1, 3}) {
    Edit edit{.name = "even", .delta = ImageF({7, 5}, channels), .mask = {}, .note = {}};
    edit.delta.at(2, 1, channels - 1) = 0.5f;
    edit.delta.at(4, 3, 0) = -0.25f;
    const ImageF before = edit.delta, total = sum({edit}, {0.5f}, {7, 5});
    crop(edit);
    EXPECT_EQ(edit.part, (Rect{2, 1, 3, 3}));
    EXPECT_EQ(edit.delta.size(), (Size{3, 3}));
    const ImageF back = whole(edit, {7, 5}), again = sum({edit}, {0.5f}, {7, 5});
    ASSERT_EQ(back.count(), before.count());
    for (std::size_t i = 0; i < before.count(); ++i) EXPECT_EQ(back.data()[i], before.data()[i]);
    for (std::size_t i = 0; i < total.count(); ++i) EXPECT_EQ(again.data()[i], total.data()[i]);
    EXPECT_THROW((void)sum({edit}, {1.f}, {4, 4}), std::logic_error) << "the part lies outside";
  }
}

TEST(Crop, KeepsAPixelOfNothing) {
  Edit nothing{.name = "eyes", .delta = ImageF({7, 5}, 3), .mask = {}, .note = {}};
  crop(nothing);
  EXPECT_EQ(nothing.part, (Rect{0, 0, 1, 1}));
  const ImageF back = whole(nothing, {7, 5});
  EXPECT_EQ(back.size(), (Size{7, 5}));
  EXPECT_TRUE(std::all_of(back.data(), back.data() + back.count(), [](float d) { return d == 0; }));
}

TEST(Sum, AddsEditsByStrength) {
  Edit one, three;
  one.delta = ImageF({2, 1}, 1, 0.5f);
  three.delta = ImageF({2, 1}, 3);
  for (int i = 0; i < 6; ++i) three.delta.data()[i] = float(i);
  const ImageF total = sum({one, three, Edit{}}, {0.5f, 2.f, 1.f}, {2, 1});
  for (int i = 0; i < 6; ++i) EXPECT_FLOAT_EQ(total.data()[i], 0.25f + 2.f * float(i));
  EXPECT_THROW((void)sum({one}, {}, {2, 1}), std::logic_error);
  EXPECT_THROW((void)sum({one}, {1.f}, {3, 1}), std::logic_error);
}

struct Layout {
  int channels;
  Sample sample;
};
void PrintTo(const Layout& layout, std::ostream* os) {
  *os << layout.channels << " of " << std::array{"u8", "u16", "f16", "f32"}.at(std::size_t(layout.sample));
}
class ComposeLayouts : public ::testing::TestWithParam<Layout> {};

TEST_P(ComposeLayouts, TouchesThePixelsOfTheDeltaAndNoOthers) {
  const auto [channels, sample] = GetParam();
  Photo photo = noise({203, 150}, channels, sample);
  const std::ptrdiff_t pixel = channels * bytes_of(sample), alpha = pixel - bytes_of(sample);
  const bool has_alpha = photo.view().has_alpha();
  if (has_alpha)  // a transparent column, whose colours are noise
    for (int y = 0; y < photo.size.height; ++y) std::memset(photo.row(y) + 100 * pixel + alpha, 0, bytes_of(sample));
  const Layer layer = bump({40, 30, 120, 97}, {60, 48}, 0.6f, 0.2f);
  const Photo out = compose(photo, srgb(photo.view().colours()), {layer}).value();

  int touched = 0, changed = 0;
  for (int y = 0; y < photo.size.height; ++y)
    for (int x = 0; x < photo.size.width; ++x) {
      const std::uint8_t* a = photo.bytes.data() + y * photo.stride() + x * pixel;
      const std::uint8_t* b = out.bytes.data() + y * photo.stride() + x * pixel;
      const bool same = std::memcmp(a, b, pixel) == 0;
      const float delta = largest_at(layer, x, y);
      if (delta < kLeastDelta - 1e-5f || (has_alpha && x == 100)) {
        ASSERT_TRUE(same) << x << ' ' << y;
      }
      if (has_alpha) {
        ASSERT_EQ(std::memcmp(a + alpha, b + alpha, bytes_of(sample)), 0);
      }
      if (delta > 0.05f && !(has_alpha && x == 100)) ++touched, changed += !same;
    }
  EXPECT_GT(touched, 3000);
  EXPECT_GT(changed, touched * 9 / 10);
}
INSTANTIATE_TEST_SUITE_P(All, ComposeLayouts,
                         ::testing::Values(Layout{3, Sample::u8}, Layout{4, Sample::u8}, Layout{1, Sample::u8},
                                           Layout{2, Sample::u8}, Layout{3, Sample::u16}, Layout{4, Sample::u16},
                                           Layout{2, Sample::u16}, Layout{3, Sample::f32}, Layout{4, Sample::f32}));

TEST(Compose, RendersTheEquationAtFullSize) {
  const Photo photo = noise({160, 90}, 3, Sample::u16);
  const colour::Space space = srgb();
  const Layer layer = bump({10, 5, 140, 80}, {50, 30}, -0.7f);
  const Photo out = compose(photo, space, {layer}).value();
  const PhotoView in = photo.view(), rendered = out.view();
  const ImageF before = colour::read(in, space, {0, 0, 160, 90}).value().rgb,
               after = colour::read(rendered, space, {0, 0, 160, 90}).value().rgb;
  for (int y = 0; y < 90; ++y)
    for (int x = 0; x < 160; ++x) {
      const float delta[3] = {delta_at(layer, x, y, 0), delta_at(layer, x, y, 1), delta_at(layer, x, y, 2)};
      const auto expected = oracle(&before.at(x, y), delta);
      if (*std::max_element(expected.begin(), expected.end()) > 1) continue;  // clipped by the sample type
      if (largest_at(layer, x, y) < kLeastDelta) continue;
      for (int c = 0; c < 3; ++c) ASSERT_NEAR(after.at(x, y, c), expected[c], 6e-5) << x << ' ' << y;
    }
}

TEST(Compose, KeepsEveryByteWithoutADelta) {
  const Photo photo = noise({97, 61}, 3, Sample::u8);
  EXPECT_EQ(compose(photo, srgb(), {}).value().bytes, photo.bytes);
  Layer layer = bump({0, 0, 97, 61}, {40, 30}, 0.5f);
  Edit edit{"even", layer.delta, ImageF({40, 30}), "", true};
  layer.delta = sum({edit}, {0.f}, {40, 30});
  EXPECT_EQ(compose(photo, srgb(), {layer}).value().bytes, photo.bytes);
  layer.delta = ImageF({40, 30}, 3, kLeastDelta * 0.99f);
  EXPECT_EQ(compose(photo, srgb(), {layer}).value().bytes, photo.bytes);
}

TEST(Compose, GivesTheSameBytesOnAnyNumberOfThreads) {
  const Photo photo = noise({1500, 300}, 3, Sample::u8);
  const std::vector<Layer> layers{bump({20, 10, 1100, 280}, {300, 90}, -0.5f),
                                  bump({900, 0, 600, 300}, {200, 100}, 0.4f, 0.3f)};
  const Photo one = compose(photo, srgb(), layers, Job{{}, 1}).value();
  EXPECT_NE(one.bytes, photo.bytes);
  EXPECT_EQ(compose(photo, srgb(), layers, Job{{}, 2}).value().bytes, one.bytes);
  EXPECT_EQ(compose(photo, srgb(), layers, Job{{}, 7}).value().bytes, one.bytes);
}

TEST(Compose, AddsOverlappingFaces) {
  const Photo photo = noise({200, 100}, 3, Sample::u8);
  const Layer left = bump({0, 0, 200, 100}, {100, 50}, 0.4f), right = bump({0, 0, 200, 100}, {100, 50}, -0.15f, 0.5f);
  Layer both = left;
  for (std::size_t i = 0; i < both.delta.count(); ++i) both.delta.data()[i] += right.delta.data()[i];
  const Photo a = compose(photo, srgb(), {left, right}).value(), b = compose(photo, srgb(), {both}).value();
  int worst = 0, differing = 0;
  for (std::size_t i = 0; i < a.bytes.size(); ++i) {
    worst = std::max(worst, std::abs(int(a.bytes[i]) - int(b.bytes[i])));
    differing += a.bytes[i] != b.bytes[i];
  }
  EXPECT_LE(worst, 1);  // the order of a float sum may turn a rounding
  EXPECT_LT(differing, 20);
}

TEST(Compose, LeavesPixelsThatAreNotNumbers) {
  Photo photo = noise({40, 20}, 3, Sample::f32);
  const float bad[3] = {std::numeric_limits<float>::quiet_NaN(), 0.5f, std::numeric_limits<float>::infinity()};
  std::memcpy(photo.row(10) + 20 * 12, bad, 12);
  const Photo out = compose(photo, srgb(), {Layer{ImageF({20, 10}, 3, -0.5f), {0, 0, 40, 20}}}).value();
  EXPECT_EQ(std::memcmp(out.bytes.data() + 10 * out.stride() + 20 * 12, bad, 12), 0);
  EXPECT_NE(std::memcmp(out.bytes.data() + 10 * out.stride() + 21 * 12, photo.row(10) + 21 * 12, 12), 0);
}

TEST(Compose, HearsACancel) {
  const Photo photo = noise({300, 300}, 3, Sample::u8);
  const Job cancels{[](double, std::string_view) { return false; }, 2};
  const auto out = compose(photo, srgb(), {bump({0, 0, 300, 300}, {60, 60}, 0.5f)}, cancels);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, Code::cancelled);
}

TEST(Compose, ALayerMayReachBeyondThePhotoOrBeAPixel) {
  const Photo photo = noise({30, 20}, 3, Sample::u8);
  const Photo out = compose(photo, srgb(), {Layer{ImageF({1, 1}, 3, -0.5f), {-5, -5, 15, 15}}}).value();
  EXPECT_NE(std::memcmp(out.bytes.data(), photo.bytes.data(), 30), 0);
  EXPECT_EQ(std::memcmp(out.bytes.data() + 10 * 3, photo.bytes.data() + 10 * 3, 20 * 3), 0);
  EXPECT_EQ(
      std::memcmp(out.bytes.data() + 10 * out.stride(), photo.bytes.data() + 10 * out.stride(), 10 * out.stride()), 0);
}

double mean_delta_e(const Image8& a, const Image8& b) {
  double total = 0;
  for (std::size_t i = 0; i < a.size().area(); ++i) {
    const auto lab = [i](const Image8& image) {
      const auto* p = image.data() + 3 * i;
      return colour::lab(colour::srgb_decode(p[0] / 255.f), colour::srgb_decode(p[1] / 255.f),
                         colour::srgb_decode(p[2] / 255.f));
    };
    total += colour::delta_e00(lab(a), lab(b));
  }
  return total / double(a.size().area());
}

TEST(Preview, IsTheFullRenderScaledDown) {
  const Photo photo = test::load_photo(test::registry("obama3.jpg"));
  const colour::Space space = colour::Space::open(photo.icc, 3).value();
  const Rect roi{photo.size.width / 4, photo.size.height / 8, photo.size.width / 2, photo.size.height * 2 / 3};
  const std::vector<Layer> layers{bump(roi, {300, 340}, -0.7f, 0.2f)};
  const Photo full = compose(photo, space, layers).value();
  for (const int shrink : {3, 7}) {
    const Size size{roi.width / shrink, roi.height / shrink};
    const Image8 preview = compose_preview(photo.view(), space, layers, roi, size).value();
    const Image8 scaled = colour::read_srgb8(full.view(), space, roi, size).value();
    const Image8 original = colour::read_srgb8(photo.view(), space, roi, size).value();
    EXPECT_LT(mean_delta_e(preview, scaled), 0.25) << shrink;
    EXPECT_GT(mean_delta_e(preview, original), 0.8) << shrink;
  }
}

TEST(Preview, OfAPartMatchesThePhotoAtItsPlace) {
  const Photo photo = noise({400, 300}, 3, Sample::u8);
  const colour::Space space = srgb();
  const Rect part{133, 71, 150, 120};
  const std::vector<Layer> layers{bump({60, 40, 280, 220}, {140, 110}, -0.5f),
                                  bump({200, 100, 90, 90}, {45, 45}, 0.3f)};
  const Preview preview = Preview::open(photo.view(), space, part, part.size()).value();
  const Image8 image = preview.render(layers).value();
  const Photo full = compose(photo, space, layers).value();
  int worst = 0;
  for (int y = 0; y < part.height; ++y)
    for (int i = 0; i < part.width * 3; ++i)
      worst = std::max(worst,
                       std::abs(int(image.row(y)[i]) - int(full.bytes[(part.y + y) * full.stride() + part.x * 3 + i])));
  EXPECT_LE(worst, 1);
  const Image8 none = preview.render({}).value();
  EXPECT_EQ(std::memcmp(none.data(), preview.original().data(), none.count()), 0);
  EXPECT_EQ(preview.render(layers, Job{{}, 5}).value().at(70, 60, 1), image.at(70, 60, 1));
}

}  // namespace
}  // namespace countenance::retouch
