// SPDX-License-Identifier: Apache-2.0
#include "retouch/even.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/blur.h"
#include "colour/cie.h"
#include "colour/density.h"
#include "retouch/compose.h"
#include "retouch/unevenness.h"
#include "support/support.h"

namespace countenance::retouch {
namespace {

void set_linear(skin::Canvas& c, ImageF linear) {
  c.linear = std::move(linear);
  c.density = colour::density(c.linear);
  c.shm = colour::unmix(c.density);
}

struct Portrait {
  skin::Canvas canvas;
  skin::SkinMap map;
};
const Portrait& portrait() {
  static const Portrait p = [] {
    const Photo photo = test::load_photo(test::registry("obama3.jpg"));
    const auto space = colour::Space::open(photo.icc, photo.view().colours());
    const auto networks = test::networks();
    const auto small =
        colour::read_srgb8(photo.view(), *space, {0, 0, photo.size.width, photo.size.height}, {256, 256});
    skin::Canvas c = *skin::make_canvas(photo.view(), *space, networks->find(photo.view(), *space, {})->at(0),
                                        *networks->person(*small));
    skin::SkinMap m = skin::find_skin(c);
    return Portrait{std::move(c), std::move(m)};
  }();
  return p;
}

ImageF applied(const skin::Canvas& c, ImageF delta, float strength) {
  ImageF out = c.linear;
  for (std::size_t i = 0; i < delta.count(); ++i) delta.data()[i] *= strength;
  apply_delta(out.data(), delta.data(), int(out.size().area()));
  return out;
}

/// Share of unevenness taken, straight from its definition.
double share(const skin::Canvas& c, const ImageF& mask, const ImageF& delta, float strength) {
  const ImageF core = skin_core(mask, c.u);
  const ImageF b0 = blotch_band(colour::lab(c.linear), mask, c.u),
               b1 = blotch_band(colour::lab(applied(c, delta, strength)), mask, c.u);
  double e[2][2] = {};
  for (std::size_t i = 0; i < core.size().area(); ++i) {
    if (core.data()[i] < 0.5f) continue;
    for (std::size_t k = 0; k < 3; ++k) {
      e[k > 0][0] += std::pow(double(b0.data()[3 * i + k]), 2);
      e[k > 0][1] += std::pow(double(b1.data()[3 * i + k]), 2);
    }
  }
  return 1 - (e[0][1] / e[0][0] + e[1][1] / e[1][0]) / 2;
}

TEST(Even, TakesTheShareItIsAskedFor) {
  const auto& [c, map] = portrait();
  const Edit edit = even(c, map);
  ASSERT_TRUE(edit.trusted) << edit.note;
  EXPECT_GE(share(c, map.mask, edit.delta, kDefaultEven), 0.30);
  EXPECT_NEAR(share(c, map.mask, edit.delta, kDefaultEven), EvenParams{}.share, 0.015);
  const Edit less = even(c, map, {.share = 0.2f});
  EXPECT_NEAR(share(c, map.mask, less.delta, kDefaultEven), 0.2, 0.015);
}

TEST(Even, WhereColourIsSpentShapeTakesALargerPart) {
  const auto& [canvas, map] = portrait();
  skin::Canvas c = canvas;
  ImageF grey = c.linear;
  for (std::size_t i = 0; i < grey.size().area(); ++i) {
    const float y = colour::luminance(&grey.data()[3 * i]);
    for (std::size_t k = 0; k < 3; ++k) grey.data()[3 * i + k] = y + 0.1f * (grey.data()[3 * i + k] - y);
  }
  set_linear(c, std::move(grey));
  const Edit much = even(c, map, {.share = 0.5f});
  EXPECT_NEAR(share(c, map.mask, much.delta, kDefaultEven), 0.5, 0.02);
}

TEST(Even, StaysInTheMaskAndUnderItsBound) {
  const auto& [c, map] = portrait();
  const Edit edit = even(c, map);
  const ImageF shm = colour::unmix(edit.delta);
  float largest = 0;
  for (std::size_t i = 0; i < c.size().area(); ++i)
    for (std::size_t k = 0; k < 3; ++k) {
      if (map.mask.data()[i] == 0) {
        ASSERT_EQ(edit.delta.data()[3 * i + k], 0);
      }
      largest = std::max(largest, std::abs(shm.data()[3 * i + k]));
    }
  EXPECT_LT(largest, EvenParams{}.bound + 1e-4f);
  EXPECT_GT(largest, 0.01f);
  const Edit held = even(c, map, {.bound = 0.02f});
  const ImageF held_shm = colour::unmix(held.delta);
  for (std::size_t i = 0; i < c.size().area() * 3; ++i) ASSERT_LE(std::abs(held_shm.data()[i]), 0.0201f);
  for (const int feature : {468, 473, 13, 14, 0, 17})  // irises and lips
    for (int k = 0; k < 3; ++k)
      EXPECT_LT(
          std::abs(edit.delta.at(int(std::lround(c.points(feature, 0))), int(std::lround(c.points(feature, 1))), k)),
          1e-3f);
}

TEST(Even, LeavesPores) {
  const auto& [c, map] = portrait();
  const Edit edit = even(c, map);
  const ImageF core = skin_core(map.mask, c.u);
  const auto pores = [&](const ImageF& linear) {
    const ImageF lab = colour::lab(linear), low = gaussian(lab, 0.008f * c.u);
    std::vector<double> out;
    for (std::size_t i = 0; i < core.size().area(); ++i)
      if (core.data()[i] > 0.5f) out.push_back(lab.data()[3 * i] - low.data()[3 * i]);
    return out;
  };
  const auto before = pores(c.linear), after = pores(applied(c, edit.delta, kDefaultEven));
  double xx = 0, xy = 0, yy = 0;
  for (std::size_t i = 0; i < before.size(); ++i)
    xx += before[i] * before[i], xy += before[i] * after[i], yy += after[i] * after[i];
  EXPECT_LT(std::abs(1 - yy / xx), 0.03);
  EXPECT_LT(1 - xy / std::sqrt(xx * yy), 0.005);
}

/// Slope lost of L* between σ 1 and 5 % IOD, on the 7 % strongest pixels of the face.
double folds_lost(const skin::Canvas& c, const skin::SkinMap& map, const ImageF& delta, float strength) {
  const auto band = [&](const ImageF& linear) {
    ImageF l = colour::lab(linear);
    const ImageF fine = gaussian(l, 0.01f * c.u), coarse = gaussian(l, 0.05f * c.u);
    for (std::size_t i = 0; i < l.count(); ++i) l.data()[i] = fine.data()[i] - coarse.data()[i];
    return l;
  };
  const ImageF before = band(c.linear), after = band(applied(c, delta, strength));
  std::vector<std::pair<double, double>> folds;
  for (std::size_t i = 0; i < c.size().area(); ++i)
    if (map.oval.data()[i] > 0.5f && map.mask.data()[i] > 0.05f)
      folds.emplace_back(before.data()[3 * i], after.data()[3 * i]);
  std::sort(folds.begin(), folds.end(), [](auto& a, auto& b) { return std::abs(a.first) > std::abs(b.first); });
  folds.resize(folds.size() * 7 / 100);
  double xx = 0, xy = 0;
  for (const auto& [x, y] : folds) xx += x * x, xy += x * y;
  return 1 - xy / xx;
}

TEST(Even, KeepsFolds) {
  const auto& [c, map] = portrait();
  EXPECT_LT(folds_lost(c, map, even(c, map).delta, kDefaultEven), 0.02);
}

TEST(Even, IsTheSameInOtherLight) {
  const auto& [c, map] = portrait();
  const Edit edit = even(c, map);
  const std::array<std::array<float, 3>, 4> lights{
      {{.354f, .354f, .354f}, {1.32f, 1.32f, 1.32f}, {1.25f, 1, .75f}, {.8f, 1, 1.25f}}};
  for (const auto& gain : lights) {
    skin::Canvas other = c;
    ImageF linear = c.linear;
    for (std::size_t i = 0; i < linear.size().area() * 3; ++i)
      linear.data()[i] = std::min(1.f, linear.data()[i] * gain[i % 3]);
    set_linear(other, std::move(linear));
    const Edit moved = even(other, map);
    double xx = 0, xy = 0, yy = 0;
    for (std::size_t i = 0; i < c.size().area() * 3; ++i) {
      const double x = edit.delta.data()[i], y = moved.delta.data()[i];
      xx += x * x, xy += x * y, yy += y * y;
    }
    EXPECT_GT(xy / std::sqrt(xx * yy), 0.97) << gain[0] << " " << gain[1] << " " << gain[2];
  }
}

TEST(Even, HoldsBackWithoutSkin) {
  const auto& [c, map] = portrait();
  skin::SkinMap bare = map;
  bare.coverage = 0.05f;
  const Edit edit = even(c, bare);
  EXPECT_FALSE(edit.trusted);
  EXPECT_FALSE(edit.note.empty());
  for (std::size_t i = 0; i < c.size().area() * 3; ++i) ASSERT_EQ(edit.delta.data()[i], 0);
}

// A sheet of skin made by hand: uneven everywhere as skin is, red blotches in it, one mole, one border of pigment.
constexpr int kSide = 420;
constexpr float kU = 128;
const Point kMole(120, 300);
constexpr int kBorder = 300;  // x

struct Sheet {
  skin::Canvas canvas;
  skin::SkinMap map;
  std::vector<Point> blotches;
};
/// Repeatable disorder of unit variance at σ = 3.5 % IOD.
ImageF unevenness(float seed) {
  ImageF noise({kSide, kSide});
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x) {
      const double v = std::sin(12.9898 * x + 78.233 * y + double(seed)) * 43758.5453;
      noise.at(x, y) = float(v - std::floor(v) - 0.5);
    }
  ImageF field = gaussian(noise, 0.035f * kU);
  double energy = 0;
  for (std::size_t i = 0; i < field.size().area(); ++i) energy += field.data()[i] * field.data()[i];
  for (std::size_t i = 0; i < field.size().area(); ++i)
    field.data()[i] /= float(std::sqrt(energy / double(field.size().area())));
  return field;
}
Sheet sheet(float shading) {
  Sheet s;
  const std::array field{unevenness(0), unevenness(5), unevenness(11)};
  ImageF shm({kSide, kSide}, 3);
  for (int i = 0; i < 60; ++i) {
    const Point p(20.f + float((i * 97) % 380), 20.f + float((i * 61 + 13 * (i / 7)) % 380));
    if ((p - kMole).norm() > 50 && std::abs(p.x() - float(kBorder)) > 40) s.blotches.push_back(p);
  }
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x) {
      const Point p{float(x), float(y)};
      const double noise = std::sin(12.9898 * x + 78.233 * y) * 43758.5453;
      shm.at(x, y, 0) = shading + 0.02f * float(noise - std::floor(noise) - 0.5);
      shm.at(x, y, 0) += 0.03f * field[0].at(x, y);
      shm.at(x, y, 1) = 0.4f + 0.03f * field[1].at(x, y);
      shm.at(x, y, 2) = 0.7f + 0.03f * field[2].at(x, y) + 0.5f * smoothstep(float(x), kBorder - 1.5f, kBorder + 1.5f);
      for (const Point& b : s.blotches) {
        const float sigma = 0.035f * kU;
        shm.at(x, y, 1) += 0.09f * std::exp(-(p - b).squaredNorm() / (2 * sigma * sigma));
      }
      shm.at(x, y, 2) += 0.8f * (1 - smoothstep((p - kMole).norm(), 2.5f, 4.f));  // 5 % IOD across
    }
  s.canvas.roi = {0, 0, kSide, kSide};
  s.canvas.u = kU;
  s.canvas.points.setZero();
  s.canvas.shm = shm;
  s.canvas.density = colour::mix(shm);
  s.canvas.linear = s.canvas.density;
  for (std::size_t i = 0; i < s.canvas.linear.size().area() * 3; ++i)
    s.canvas.linear.data()[i] = std::exp2(-s.canvas.linear.data()[i]) - colour::kDensityFloor;
  s.canvas.person = ImageF({kSide, kSide}, 1, 1.f);
  s.map.mask = ImageF({kSide, kSide}, 1, 1.f);
  s.map.coverage = 1;
  return s;
}

/// Contrast of a spot on axis k against its ring, before and after.
float kept(const Sheet& s, const ImageF& delta, const Point& p, float ring, int k) {
  const ImageF change = colour::unmix(delta);
  const auto contrast = [&](const ImageF& q) {
    float round = 0;
    for (int i = 0; i < 16; ++i) {
      const float a = float(i) * 0.3927f;
      round += q.at(int(std::lround(p.x() + ring * std::cos(a))), int(std::lround(p.y() + ring * std::sin(a))), k) / 16;
    }
    return q.at(int(p.x()), int(p.y()), k) - round;
  };
  return 1 + contrast(change) / contrast(s.canvas.shm);
}

class OnSheet : public testing::TestWithParam<float> {};  // shading, stops: light and very dark skin
TEST_P(OnSheet, AttenuatesBlotchesAndKeepsMoleAndBorder) {
  const Sheet s = sheet(GetParam());
  const Edit edit = even(s.canvas, s.map);
  std::vector<float> left;
  for (const Point& b : s.blotches) {
    // away from the sheet's edge, and from blotches that merge
    const bool alone = std::none_of(s.blotches.begin(), s.blotches.end(),
                                    [&](const Point& o) { return o != b && (o - b).norm() < 18; });
    if (alone && b.x() > 30 && b.y() > 30 && b.x() < kSide - 30 && b.y() < kSide - 30)
      left.push_back(kept(s, edit.delta, b, 12, 1));
  }
  ASSERT_GT(left.size(), 5u);
  std::sort(left.begin(), left.end());
  EXPECT_LT(left[left.size() / 2], 0.75f);
  EXPECT_GT(kept(s, edit.delta, kMole, 10, 2), 0.93f);
  const ImageF change = colour::unmix(edit.delta);
  double step = 0;
  for (int y = 40; y < kSide - 40; ++y) step += change.at(kBorder + 6, y, 2) - change.at(kBorder - 6, y, 2);
  EXPECT_GT(1 + step / (kSide - 80) / 0.5, 0.93);
}
INSTANTIATE_TEST_SUITE_P(Tones, OnSheet, testing::Values(0.5f, 4.f));

TEST(Unevenness, ResponseIsTheEnergyTaken) {
  ImageF before({40, 30}, 3), after = before, core({40, 30}, 1, 1.f);
  for (std::size_t i = 0; i < before.size().area() * 3; ++i) {
    before.data()[i] = std::sin(0.37f * float(i));
    after.data()[i] = before.data()[i] * (i % 3 ? 0.7f : 0.9f) + 0.05f * std::cos(0.11f * float(i));
  }
  core.at(3, 4) = 0;
  before.at(3, 4, 0) = 1e3f;  // outside the core: counts for nothing
  const Response r = response(before, after, core);
  for (const double lambda : {0.3, 1.0, 1.4}) {
    double e[2][2] = {};
    for (std::size_t i = 0; i < core.size().area(); ++i)
      for (std::size_t k = 0; k < 3 && core.data()[i] > 0; ++k) {
        const double b = before.data()[3 * i + k], moved = b + lambda * (double(after.data()[3 * i + k]) - b);
        e[k > 0][0] += b * b;
        e[k > 0][1] += moved * moved;
      }
    EXPECT_NEAR(r.at(lambda), 1 - (e[0][1] / e[0][0] + e[1][1] / e[1][0]) / 2, 1e-6);
  }
  EXPECT_NEAR(r.at(r.lambda(0.25)), 0.25, 1e-9);
  EXPECT_NEAR(r.lambda(5), r.rise / (2 * r.bend), 1e-9);  // more than there is: as much as can be
  EXPECT_EQ(response(before, before, core).lambda(0.3), 0);
}

}  // namespace
}  // namespace countenance::retouch
