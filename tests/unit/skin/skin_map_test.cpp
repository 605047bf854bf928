// SPDX-License-Identifier: Apache-2.0
#include "skin/skin_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "colour/density.h"
#include "face/regions.h"
#include "support/support.h"

namespace countenance::skin {
namespace {

Canvas canvas_of(const Photo& photo) {
  const auto space = colour::Space::open(photo.icc, photo.view().colours());
  const Rect whole{0, 0, photo.size.width, photo.size.height};
  const auto networks = test::networks();
  const auto small = colour::read_srgb8(photo.view(), *space, whole, {256, 256});
  return *make_canvas(photo.view(), *space, networks->find(photo.view(), *space, {})->at(0), *networks->person(*small));
}
const Canvas& obama() {
  static const Canvas c = canvas_of(test::load_photo(test::registry("obama3.jpg")));
  return c;
}
const Canvas& hopper() {
  static const Canvas c = canvas_of(test::load_photo(test::registry("grace_hopper.jpg")));
  return c;
}

const Canvas& astronaut() {
  static const Canvas c = canvas_of(test::load_photo(test::registry("astronaut.png")));
  return c;
}

/// As the canvas of the same photo taken in other light: gains in linear light, clipped, 8 bit.
Canvas relit(Canvas c, std::array<float, 3> gain) {
  for (std::size_t i = 0; i < c.size().area() * 3; ++i) {
    const float v = std::clamp(colour::srgb_encode(c.linear.data()[i] * gain[i % 3]), 0.f, 1.f);
    c.linear.data()[i] = colour::srgb_decode(std::round(v * 255) / 255);
  }
  c.density = colour::density(c.linear);
  c.shm = colour::unmix(c.density);
  return c;
}

float at(const Canvas& c, const ImageF& x, int point) {
  return x.at(int(std::lround(c.points(point, 0))), int(std::lround(c.points(point, 1))));
}

TEST(SkinMap, TakesSkinAndLeavesFeatures) {
  for (const Canvas* c : {&obama(), &hopper()}) {
    const SkinMap map = find_skin(*c);
    EXPECT_GT(map.coverage, 0.4f);
    for (const int cheek : {50, 280, 205, 425}) EXPECT_GT(at(*c, map.mask, cheek), 0.9f) << cheek;
    // irises, lips, brows, nostrils
    for (const int feature : {468, 473, 13, 14, 0, 17, 105, 334, 79, 309})
      EXPECT_LT(at(*c, map.mask, feature), 0.02f) << feature;
    for (std::size_t i = 0; i < c->size().area(); ++i) {
      ASSERT_GE(map.mask.data()[i], 0);
      ASSERT_LE(map.mask.data()[i], 1);
    }
    // Off the person there is no skin.
    double stray = 0;
    for (std::size_t i = 0; i < c->size().area(); ++i) stray += c->person.data()[i] < 0.05f ? map.mask.data()[i] : 0;
    EXPECT_LT(stray, 0.002 * double(c->size().area()));
  }
}

// Two pictures whose skin does not clip at +.4 EV: where it does, its colour is lost.
TEST(SkinMap, IsTheSameInOtherLight) {
  for (const Canvas* c : {&obama(), &astronaut()}) {
    const SkinMap map = find_skin(*c);
    const std::array<std::array<float, 3>, 4> lights{
        {{.354f, .354f, .354f}, {1.32f, 1.32f, 1.32f}, {1.25f, 1, .75f}, {.8f, 1, 1.25f}}};
    for (const auto& gain : lights) {
      const SkinMap other = find_skin(relit(*c, gain));
      double both = 0, either = 0;
      for (std::size_t i = 0; i < c->size().area(); ++i) {
        both += std::min(map.mask.data()[i], other.mask.data()[i]);
        either += std::max(map.mask.data()[i], other.mask.data()[i]);
      }
      EXPECT_GE(both / either, 0.98) << gain[0] << " " << gain[1] << " " << gain[2];
    }
  }
}

TEST(SkinMap, TransparentPixelsAreNoSkinAndTeachNothing) {
  Canvas c = obama();
  c.weight = ImageF(c.size(), 1, 1.f);
  const int middle = int(c.points(4, 0));
  for (int y = 0; y < c.size().height; ++y)
    for (int x = 0; x < middle; ++x) c.weight.at(x, y) = 0;
  const SkinMap half = find_skin(c);
  // What lies under alpha 0 must not matter where the picture shows.
  Canvas painted = c;
  for (int y = 0; y < c.size().height; ++y)
    for (int x = 0; x < middle; ++x)
      for (int k = 0; k < 3; ++k) painted.linear.at(x, y, k) = k == 1 ? 0.9f : 0.05f;
  painted.density = colour::density(painted.linear);
  painted.shm = colour::unmix(painted.density);
  const SkinMap other = find_skin(painted);
  double difference = 0, skin = 0;
  const int clear = middle + int(0.15f * c.u);  // beyond the filters' reach
  for (int y = 0; y < c.size().height; ++y)
    for (int x = 0; x < c.size().width; ++x) {
      if (x < middle) {
        ASSERT_EQ(half.mask.at(x, y), 0);
      }
      if (x < clear) continue;
      difference += std::abs(half.mask.at(x, y) - other.mask.at(x, y));
      skin += half.mask.at(x, y);
    }
  EXPECT_GT(skin, 1000);
  EXPECT_LT(difference, 0.01 * skin);
}

TEST(SkinMap, NoSkinIsNoCrash) {
  Canvas c = obama();
  c.weight = ImageF(c.size(), 1, 0.f);
  const SkinMap map = find_skin(c);
  EXPECT_EQ(map.coverage, 0);
}

struct Case {
  const char* file;
  float least_coverage;
  int out, in;  // mesh points: the one is no skin, the other is
};
void PrintTo(const Case& c, std::ostream* os) { *os << c.file; }
class Calibration : public testing::TestWithParam<Case> {};
/// Mean of the mask over the front of the neck, from `from` to `to` IOD below the chin.
float neck(const Canvas& c, const ImageF& mask, float from, float to) {
  double sum = 0, n = 0;
  for (int y = int(c.points(152, 1) + from * c.u); y < int(c.points(152, 1) + to * c.u) && y < mask.height(); ++y)
    for (int x = int(c.points(152, 0) - 0.3f * c.u); x < int(c.points(152, 0) + 0.3f * c.u); ++x)
      sum += mask.at(x, y), ++n;
  return float(sum / n);
}

// dark, brown, light; 016 and 026 have necks paler than their faces
TEST(SkinMap, TakesTheNeckOnEverySkin) {
  for (const char* file : {"london/025_neutral.jpg", "london/062_neutral.jpg", "london/008_neutral.jpg",
                           "london/016_neutral.jpg", "london/026_neutral.jpg"}) {
    const auto path = test::calibration(file);
    if (!path) GTEST_SKIP() << "no calibration portraits: set COUNTENANCE_PORTRAITS";
    const Canvas c = canvas_of(test::load_photo(*path));
    EXPECT_GT(neck(c, find_skin(c).mask, 0.4f, 0.8f), 0.75f) << file;
  }
}

// Ink: sharp, and of no skin's colour.
TEST(SkinMap, LeavesATattooOut) {
  const auto path = test::calibration("london/025_neutral.jpg");
  if (!path) GTEST_SKIP() << "no calibration portraits: set COUNTENANCE_PORTRAITS";
  Canvas c = canvas_of(test::load_photo(*path));
  const int x0 = int(c.points(152, 0)), y0 = int(c.points(152, 1) + 0.6f * c.u), bar = int(0.05f * c.u);
  const auto ink = [&](int x, int y) {
    return std::abs(x - x0) < int(0.2f * c.u) && std::abs(y - y0) < int(0.15f * c.u) && (x / bar + y / bar) % 2 == 0;
  };
  const SkinMap bare = find_skin(c);
  for (int y = 0; y < c.size().height; ++y)
    for (int x = 0; x < c.size().width; ++x)
      if (ink(x, y)) c.linear.at(x, y, 0) *= 0.2f, c.linear.at(x, y, 1) *= 0.3f, c.linear.at(x, y, 2) *= 0.6f;
  c.density = colour::density(c.linear);
  c.shm = colour::unmix(c.density);
  const SkinMap inked = find_skin(c);
  double was = 0, is = 0;
  for (int y = 0; y < c.size().height; ++y)
    for (int x = 0; x < c.size().width; ++x)
      if (ink(x, y)) was += bare.mask.at(x, y), is += inked.mask.at(x, y);
  EXPECT_GT(was, 100);
  EXPECT_LT(is, 0.2 * was);
}

TEST_P(Calibration, MaskFitsThePerson) {
  const auto path = test::calibration(GetParam().file);
  if (!path) GTEST_SKIP() << "no calibration portraits: set COUNTENANCE_PORTRAITS";
  const Canvas c = canvas_of(test::load_photo(*path));
  const SkinMap map = find_skin(c);
  EXPECT_GT(map.coverage, GetParam().least_coverage);
  EXPECT_LT(at(c, map.mask, GetParam().out), 0.3f);
  EXPECT_GT(at(c, map.mask, GetParam().in), 0.8f);
}
INSTANTIATE_TEST_SUITE_P(People, Calibration,
                         testing::Values(Case{"london/062_neutral.jpg", 0.5f, 105, 50},   // very dark skin
                                         Case{"london/092_neutral.jpg", 0.25f, 175, 50},  // full beard: the chin is out
                                         Case{"synthetic/female_80.jpg", 0.4f, 13, 50}),  // old
                         [](const auto& info) {
                           std::string name = info.param.file;
                           for (char& ch : name)
                             if (!std::isalnum(static_cast<unsigned char>(ch))) ch = '_';
                           return name;
                         });

}  // namespace
}  // namespace countenance::skin
