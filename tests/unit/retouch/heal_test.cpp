// SPDX-License-Identifier: Apache-2.0
#include "retouch/heal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/blur.h"
#include "colour/density.h"
#include "retouch/membrane.h"
#include "support/support.h"

namespace countenance::retouch {
namespace {

using skin::MarkClass;
using Colour = std::array<float, 3>;
constexpr Colour kRed{.2f, 1, .9f}, kMole{.73f, 1, 1.18f};
constexpr float kWidth = 0.03f;                   // diameter, IOD
constexpr std::array kCheeks{50, 280, 101, 330};  // mesh points

const skin::Canvas& portrait() {
  static const skin::Canvas canvas = [] {
    const Photo photo = test::load_photo(test::registry("obama3.jpg"));
    const auto space = colour::Space::open(photo.icc, photo.view().colours());
    const auto networks = test::networks();
    const auto small =
        colour::read_srgb8(photo.view(), *space, {0, 0, photo.size.width, photo.size.height}, {256, 256});
    return *skin::make_canvas(photo.view(), *space, networks->find(photo.view(), *space, {})->at(0),
                              *networks->person(*small));
  }();
  return canvas;
}

skin::Canvas with_density(const skin::Canvas& canvas, ImageF density) {
  skin::Canvas out = canvas;
  for (std::size_t i = 0; i < density.count(); ++i)
    out.linear.data()[i] = std::exp2(-density.data()[i]) - colour::kDensityFloor;
  out.density = std::move(density);
  out.shm = colour::unmix(out.density);
  return out;
}
Point place(const skin::Canvas& c, int mesh_point) { return c.points.row(mesh_point).head<2>().transpose(); }

/// Soft discs of `stops` of green at mesh points.
skin::Canvas spotted(const skin::Canvas& c, const Colour& colour, float stops = 0.5f) {
  ImageF density = c.density;
  for (const int p : kCheeks)
    for (int y = 0; y < density.height(); ++y)
      for (int x = 0; x < density.width(); ++x) {
        const float away = (Point(float(x), float(y)) - place(c, p)).norm() / (kWidth / 2 * c.u);
        for (int k = 0; k < 3; ++k)
          density.at(x, y, k) += stops * colour[std::size_t(k)] * (1 - smoothstep(away, 0.6f, 1.4f));
      }
  return with_density(c, std::move(density));
}
const skin::Mark* at(const skin::Spots& spots, const Point& p, float u) {
  for (const skin::Mark& m : spots.marks)
    if ((m.at - p).norm() < kWidth / 2 * u) return &m;
  return nullptr;
}
float green_at(const ImageF& x, const Point& p) { return x.at(int(std::lround(p.x())), int(std::lround(p.y())), 1); }
std::size_t index_of(const skin::Spots& spots, const skin::Mark* m) { return std::size_t(m - spots.marks.data()); }

TEST(Membrane, IsExactForWhatIsHarmonic) {
  const Size size{40, 30};
  ImageF x(size, 2);
  Image<Part> parts(size, 1, Part::source);
  for (int v = 0; v < size.height; ++v)
    for (int u = 0; u < size.width; ++u) {
      x.at(u, v, 0) = 0.1f * float(u) - 0.2f * float(v);
      x.at(u, v, 1) = 0.01f * float(u * u - v * v);
      if (u > 10 && u < 25 && v > 8 && v < 22) parts.at(u, v) = Part::hole;
    }
  ImageF holed = x;
  for (std::size_t i = 0; i < parts.count(); ++i)
    if (parts.data()[i] == Part::hole) holed.data()[2 * i] = holed.data()[2 * i + 1] = NAN;
  const ImageF filled = membrane(holed, parts);
  for (std::size_t i = 0; i < x.count(); ++i) ASSERT_NEAR(filled.data()[i], x.data()[i], 5e-3f);
}

TEST(Membrane, NothingFlowsAcrossWhatIsAbsent) {
  const Size size{21, 21};
  ImageF x(size, 1, 1.f);
  Image<Part> parts(size, 1, Part::source);
  for (int v = 0; v < size.height; ++v)
    for (int u = 0; u < size.width; ++u) {
      if (u >= 14) x.at(u, v) = 9, parts.at(u, v) = Part::absent;
      if (u > 6 && u < 14 && v > 6 && v < 14) parts.at(u, v) = Part::hole;
    }
  const ImageF filled = membrane(x, parts);
  for (std::size_t i = 0; i < x.count(); ++i)
    if (parts.data()[i] == Part::hole) {
      ASSERT_NEAR(filled.data()[i], 1, 1e-3f);
    }
}

TEST(Membrane, AHoleWithoutASourceStays) {
  const ImageF x({5, 5}, 1, 3.f);
  const ImageF filled = membrane(x, Image<Part>({5, 5}, 1, Part::hole));
  for (std::size_t i = 0; i < x.count(); ++i) ASSERT_EQ(filled.data()[i], 3);
}

/// Of the discs, those at which healing takes about all away.
int taken(const skin::Canvas& c, const Edit& edit, float stops = 0.5f) {
  return int(std::count_if(kCheeks.begin(), kCheeks.end(),
                           [&](int p) { return std::abs(-green_at(edit.delta, place(c, p)) - stops) < 0.4f * stops; }));
}

TEST(Heal, TakesSpotsAwayAndLeavesThePores) {
  const skin::Canvas c = spotted(portrait(), kRed);
  const Edit edit = heal(c, skin::find_spots(c));
  EXPECT_GE(taken(c, edit), 3);
  EXPECT_NE(edit.note.find("go by"), std::string::npos) << edit.note;
  const ImageF low = gaussian(edit.delta, 0.004f * c.u);
  double fine = 0, all = 0;
  for (const int p : kCheeks)  // the discs alone: smaller spots of the face's own are finer
    for (int y = 0; y < low.height(); ++y)
      for (int x = 0; x < low.width(); ++x)
        for (int k = 0; k < 3 && (Point(float(x), float(y)) - place(c, p)).norm() < kWidth * c.u; ++k)
          fine += std::pow(edit.delta.at(x, y, k) - low.at(x, y, k), 2), all += std::pow(edit.delta.at(x, y, k), 2);
  EXPECT_LT(fine, 0.03 * all);
}

TEST(Heal, LeavesMolesUnlessAsked) {
  const skin::Canvas c = spotted(portrait(), kMole);
  const skin::Spots spots = skin::find_spots(c);
  const Edit edit = heal(c, spots);
  HealParams asked;
  for (const int p : kCheeks) {
    EXPECT_EQ(green_at(edit.delta, place(c, p)), 0) << p;
    if (const skin::Mark* mark = at(spots, place(c, p), c.u)) asked.asked.push_back(index_of(spots, mark));
  }
  ASSERT_GE(asked.asked.size(), 1u);
  asked.transient = false;
  const Edit away = heal(c, spots, asked);
  EXPECT_EQ(taken(c, away), int(asked.asked.size()));
  EXPECT_NE(away.note.find("asked for"), std::string::npos) << away.note;
  EXPECT_EQ(edit.note.find("asked for"), std::string::npos) << edit.note;
}

TEST(Heal, HealsAPlaceThatIsPointedAt) {
  const skin::Canvas& c = portrait();
  skin::Spots none = skin::find_spots(c);
  none.marks.clear();
  HealParams params;
  params.places = {place(c, kCheeks[0])};
  const Edit edit = heal(c, none, params);
  double energy = 0;
  for (int y = 0; y < c.size().height; ++y)
    for (int x = 0; x < c.size().width; ++x) {
      const float away = (Point(float(x), float(y)) - params.places[0]).norm();
      for (int k = 0; k < 3 && away > (kPlaceRadius + 2 * params.pores) * c.u + 1; ++k) {
        ASSERT_EQ(edit.delta.at(x, y, k), 0);
      }
      energy += std::pow(edit.delta.at(x, y, 1), 2);
    }
  EXPECT_GT(energy, 0);
}

TEST(Heal, DoesNothingWhereThereIsNothing) {
  const skin::Canvas& c = portrait();
  skin::Spots spots = skin::find_spots(c);
  std::erase_if(spots.marks, [](const skin::Mark& m) { return m.kind == MarkClass::transient; });
  const Edit edit = heal(c, spots);
  for (std::size_t i = 0; i < edit.delta.count(); ++i) ASSERT_EQ(edit.delta.data()[i], 0);
  EXPECT_NE(edit.note.find("no spot that goes by itself"), std::string::npos) << edit.note;
}

TEST(Heal, StaysInItsMaskAndUnderItsBound) {
  const skin::Canvas c = spotted(portrait(), kRed);
  const skin::Spots spots = skin::find_spots(c);
  constexpr float kBound = 0.2f;
  HealParams params;
  params.bound = kBound;
  const Edit edit = heal(c, spots, params);
  float largest = 0;
  for (std::size_t i = 0; i < edit.delta.count(); ++i) {
    if (edit.mask.data()[i / 3] == 0 || spots.skin.data()[i / 3] == 0) {
      ASSERT_EQ(edit.delta.data()[i], 0);
    }
    largest = std::max(largest, std::abs(edit.delta.data()[i]));
  }
  EXPECT_LT(largest, kBound);
  EXPECT_GT(largest, kBound / 2);
}

TEST(Heal, IsTheSameOnDarkerAndLighterCopies) {
  const skin::Canvas c = spotted(portrait(), kRed);
  const Edit edit = heal(c, skin::find_spots(c));
  for (const float gain : {.25f, .5f, 1.4f}) {
    ImageF linear = c.linear;
    for (std::size_t i = 0; i < linear.count(); ++i) linear.data()[i] *= gain;
    const skin::Canvas other = with_density(c, colour::density(linear));
    const Edit moved = heal(other, skin::find_spots(other));
    double xx = 0, xy = 0, yy = 0;
    for (std::size_t i = 0; i < edit.delta.count(); ++i) {
      const double x = edit.delta.data()[i], y = moved.delta.data()[i];
      xx += x * x, xy += x * y, yy += y * y;
    }
    EXPECT_GT(xy / std::sqrt(xx * yy), 0.9) << gain;
  }
}

TEST(Heal, KnowsBloodFromPigmentOnEverySkin) {
  for (const char* name : {"london/062_neutral.jpg", "london/025_neutral.jpg", "london/113_neutral.jpg"}) {
    const auto path = test::calibration(name);
    if (!path) GTEST_SKIP() << "no " << name << ": the calibration portraits are not here";
    const Photo photo = test::load_photo(*path);
    const auto space = colour::Space::open(photo.icc, photo.view().colours());
    const auto small =
        colour::read_srgb8(photo.view(), *space, {0, 0, photo.size.width, photo.size.height}, {256, 256});
    const skin::Canvas plain =
        *skin::make_canvas(photo.view(), *space, test::networks()->find(photo.view(), *space, {})->at(0),
                           *test::networks()->person(*small));
    const skin::Canvas red = spotted(plain, kRed), brown = spotted(plain, kMole);
    const skin::Spots blood = skin::find_spots(red), pigment = skin::find_spots(brown);
    const Edit healed = heal(red, blood), kept = heal(brown, pigment);
    EXPECT_GE(taken(plain, healed), 3) << name;
    for (const int p : kCheeks) {
      EXPECT_EQ(green_at(kept.delta, place(plain, p)), 0) << name << " " << p;
      if (const skin::Mark* m = at(blood, place(plain, p), plain.u)) {
        EXPECT_GT(m->blood, 4) << name << " " << p;
      }
      if (const skin::Mark* m = at(pigment, place(plain, p), plain.u)) {
        EXPECT_LT(m->blood, 0) << name << " " << p;
      }
    }
    const skin::Canvas faint = spotted(plain, kRed, 0.3f);
    EXPECT_GE(taken(plain, heal(faint, skin::find_spots(faint)), 0.3f), 2) << name;
  }
}

}  // namespace
}  // namespace countenance::retouch
