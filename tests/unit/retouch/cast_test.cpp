// SPDX-License-Identifier: Apache-2.0
#include "retouch/cast.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/blur.h"
#include "colour/cie.h"
#include "colour/density.h"
#include "face/topology.h"
#include "portrait.h"

namespace countenance::retouch {
namespace {

constexpr float kU = 100;

/// A flat face: the canonical mesh, skin of one colour within its oval, a grey background.
test::Portrait flat(const std::function<Eigen::Vector3f(const Point&)>& shm) {
  test::Portrait p;
  const auto mesh = face::load_canonical_mesh().value();
  const float scale = kU / 6.3f;  // px a cm
  p.canvas.points.setZero();
  for (int i = 0; i < face::kCanonicalPoints; ++i)
    p.canvas.points.row(i) << 200 + scale * mesh.points(i, 0), 200 - scale * mesh.points(i, 1), 0;
  const Size size{401, 440};
  auto& c = p.canvas;
  c.u = kU, c.roi = {0, 0, size.width, size.height};
  c.shm = ImageF(size, 3);
  p.map.oval = p.map.mask = face::polygon(size, c.points, face::kOval);
  p.map.excluded = p.map.beard = ImageF(size);
  p.map.coverage = 1;
  p.lighting.reach = ImageF(size, 1, 1.f);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x)
      Eigen::Vector3f::Map(&c.shm.at(x, y)) = p.map.mask.at(x, y) > 0.5f
                                                  ? shm((Point(float(x), float(y)) - Point(200, 200)) / kU)
                                                  : Eigen::Vector3f(2, 0, 0);
  const ImageF density = colour::mix(c.shm);
  c.linear = ImageF(size, 3);
  for (std::size_t i = 0; i < density.count(); ++i)
    c.linear.data()[i] = std::exp2(-density.data()[i]) - colour::kDensityFloor;
  c.density = colour::density(c.linear);
  c.shm = colour::unmix(c.density);
  return p;
}
const Eigen::Vector3f kSkin(1.2f, 0.7f, 0.5f);

/// Coloured light on the left side of the face (or, with `side` −1, the right), as a density: from the ridge of the nose
/// to the cheek's edge.
ImageF spill(const test::Portrait& p, const Eigen::Vector3f& stops, float side = 1) {
  const auto& pts = p.canvas.points;
  const auto at = [&](int i) { return Point(pts(i, 0), pts(i, 1)); };
  const Point middle = (at(168) + at(152)) / 2, edge = at(side > 0 ? 454 : 234);
  const Point down = (at(152) - at(168)).normalized(), aside = (edge - middle) - (edge - middle).dot(down) * down;
  ImageF out(p.canvas.size(), 3);
  for (int y = 0; y < out.height(); ++y)
    for (int x = 0; x < out.width(); ++x) {
      const float share = (Point(float(x), float(y)) - middle).dot(aside) / aside.squaredNorm();
      Eigen::Vector3f::Map(&out.at(x, y)) = smoothstep(share, 0, 0.8f) * stops;
    }
  return out;
}

/// Share of a spill that an edit takes back: −Σ Δ·spill ÷ Σ spill², of colour alone, over the skin of the face.
double taken(const Edit& edit, const ImageF& light, const skin::SkinMap& map) {
  double took = 0, whole = 0;
  for (std::size_t i = 0; i < map.mask.count(); ++i) {
    if (map.mask.data()[i] < 0.9f || map.oval.data()[i] < 0.9f) continue;
    Eigen::Vector3f d = Eigen::Vector3f::Map(edit.delta.data() + 3 * i), s = Eigen::Vector3f::Map(light.data() + 3 * i);
    d.array() -= d.mean(), s.array() -= s.mean();
    took -= double(d.dot(s)), whole += double(s.squaredNorm());
  }
  return took / whole;
}

/// Mean ΔE00 over the skin: all of it, or where `where` is over a tenth of a stop.
double difference(const ImageF& a, const ImageF& b, const ImageF& mask, const ImageF* where = nullptr) {
  const ImageF x = colour::lab(a), y = colour::lab(b);
  double sum = 0, n = 0;
  for (std::size_t i = 0; i < mask.count(); ++i) {
    if (mask.data()[i] < 0.9f) continue;
    if (where && Eigen::Vector3f::Map(where->data() + 3 * i).cwiseAbs().maxCoeff() < 0.1f) continue;
    sum += double(colour::delta_e00(colour::Lab::Map(x.data() + 3 * i), colour::Lab::Map(y.data() + 3 * i)));
    ++n;
  }
  return sum / n;
}

ImageF edited(const test::Portrait& p, const Edit& edit) {
  skin::Canvas c = p.canvas;
  test::add_density(c, edit.delta);
  return c.linear;
}
Edit edit_of(const test::Portrait& p) { return cast(p.canvas, p.map, p.lighting); }

// Colour alone: on skin their luminance is about the same.
const Eigen::Vector3f kGreen(.29f, -.16f, .29f), kMagenta = -kGreen, kOrange(-.185f, .065f, .315f), kBlue = -kOrange;

TEST(Cast, LeavesASkinOfItsOwn) {
  const test::Portrait plain = flat([](const Point&) { return kSkin; });
  const test::Portrait person = flat([](const Point& p) {  // red cheeks, a beard's shadow, a tanned forehead
    const float cheek = std::exp(-(Point(std::abs(p.x()) - 0.5f, p.y() - 0.1f)).squaredNorm() / 0.05f);
    return Eigen::Vector3f(kSkin + Eigen::Vector3f(0.3f * smoothstep(p.y(), 0.4f, 0.7f), 0.35f * cheek,
                                                   0.25f * smoothstep(-p.y(), 0.4f, 0.6f)));
  });
  for (const auto* p : {&plain, &person}) {
    const Edit edit = edit_of(*p);
    EXPECT_TRUE(edit.trusted);
    EXPECT_NE(edit.note.find("white balance"), std::string::npos) << edit.note;
    EXPECT_LT(difference(p->canvas.linear, edited(*p, edit), p->map.mask), 0.05);
  }
}

TEST(Cast, TakesASpillFromOneCheekAndNothingFromTheOther) {
  for (const auto& [colour, name] :
       {std::pair{kGreen, "green"}, {kMagenta, "magenta"}, {kOrange, "warm"}, {kBlue, "cool"}})
    for (const float side : {1.f, -1.f}) {
      test::Portrait p = flat([](const Point&) { return kSkin; });
      const ImageF clean = p.canvas.linear, light = spill(p, colour, side);
      test::add_density(p.canvas, light);
      const Edit edit = edit_of(p);
      EXPECT_NE(edit.note.find(name), std::string::npos) << edit.note;
      const ImageF after = edited(p, edit);
      EXPECT_LT(difference(after, clean, p.map.mask, &light),
                0.45 * difference(p.canvas.linear, clean, p.map.mask, &light))
          << name;
      const ImageF other = spill(p, colour, -side);
      EXPECT_LT(difference(after, p.canvas.linear, p.map.mask, &other), 0.6) << name;
    }
}

TEST(Cast, KeepsTheRedOfBothCheeksUnderASpill) {
  test::Portrait p = flat([](const Point& at) {
    const float cheek = std::exp(-(Point(std::abs(at.x()) - 0.5f, at.y() - 0.1f)).squaredNorm() / 0.05f);
    return Eigen::Vector3f(kSkin + Eigen::Vector3f(0, 0.3f * cheek, 0));
  });
  const ImageF clean = p.canvas.linear, light = spill(p, kGreen);
  test::add_density(p.canvas, light);
  const ImageF after = edited(p, edit_of(p));
  EXPECT_LT(difference(after, clean, p.map.mask, &light), 0.5 * difference(p.canvas.linear, clean, p.map.mask, &light));
}

TEST(Cast, TakesGreenThatComesFromBelowButNoBeardsShadow) {
  const auto below = [](const Eigen::Vector3f& stops) {
    test::Portrait p = flat([](const Point&) { return kSkin; });
    ImageF light(p.canvas.size(), 3);
    for (int y = 0; y < light.height(); ++y)
      for (int x = 0; x < light.width(); ++x)
        Eigen::Vector3f::Map(&light.at(x, y)) = smoothstep(float(y), 230, 280) * stops;
    test::add_density(p.canvas, light);
    const Edit edit = edit_of(p);
    return std::pair(p, edit);
  };
  const auto [green, edit] = below(kGreen);
  EXPECT_GT(edit.delta.at(200, 290, 1), 0.08f);
  EXPECT_LT(edit.delta.at(200, 290, 0), 0.f);
  const auto [shadow, left] = below(-0.3f * colour::chromophore_axes().row(1).transpose());  // less blood is no cast
  for (std::size_t i = 0; i < left.delta.count(); ++i) ASSERT_NEAR(left.delta.data()[i], 0, 0.02f);
}

TEST(Cast, IsBoundedSmoothAndNoLighter) {
  test::Portrait p = flat([](const Point&) { return kSkin; });
  test::add_density(p.canvas, spill(p, 2 * kGreen));
  const CastParams tight{.bound = 0.2f};
  const Edit edit = cast(p.canvas, p.map, p.lighting, tight);
  const ImageF after = edited(p, edit);
  const ImageF x = colour::luminance(p.canvas.linear), y = colour::luminance(after);
  double stops = 0, n = 0;
  for (std::size_t i = 0; i < edit.mask.count(); ++i) {
    const Eigen::Vector3f d = Eigen::Vector3f::Map(edit.delta.data() + 3 * i);
    const Eigen::Vector3f chroma = d - Eigen::Vector3f::Constant(d.mean());
    ASSERT_LE(chroma.norm(), tight.bound + 1e-4f);
    if (edit.mask.data()[i] == 0) {
      ASSERT_EQ(d.norm(), 0.f);
    }
    if (p.map.mask.data()[i] > 0.9f) stops += std::log2(double(y.data()[i] / x.data()[i])), ++n;
  }
  EXPECT_LT(std::abs(stops / n), 0.05);
  for (int v = 0; v < edit.delta.height(); ++v)
    for (int u = 1; u < edit.delta.width(); ++u)
      ASSERT_LT(std::abs(edit.delta.at(u, v, 1) - edit.delta.at(u - 1, v, 1)), 0.05f);
}

TEST(Cast, HoldsBackWithoutSkin) {
  test::Portrait p = flat([](const Point&) { return kSkin; });
  p.map.mask = ImageF(p.map.mask.size());
  const Edit edit = edit_of(p);
  EXPECT_FALSE(edit.trusted);
  EXPECT_NE(edit.note, "");
}

// A spill of known amount on people: a third of it goes at least, half in the mean; a face in one light hardly changes.
TEST(Cast, OnPortraits) {
  double sum = 0;
  int count = 0;
  for (const char* name : {"obama3.jpg", "obama2.jpg", "grace_hopper.jpg"}) {
    const test::Portrait& p = test::portrait(name);
    const Edit as_it_is = edit_of(p);
    ASSERT_TRUE(as_it_is.trusted) << name << ": " << as_it_is.note;
    EXPECT_LT(difference(edited(p, as_it_is), p.canvas.linear, p.map.mask), 0.5) << name << ": " << as_it_is.note;
    for (const Eigen::Vector3f& colour : {kGreen, kMagenta, kBlue})  // warm light: docs/bad-cases.md
      for (const float side : {1.f, -1.f}) {
        test::Portrait lit = p;
        const ImageF light = spill(p, colour, side);
        test::add_density(lit.canvas, light);
        Edit edit = edit_of(lit);
        for (std::size_t i = 0; i < edit.delta.count(); ++i) edit.delta.data()[i] -= as_it_is.delta.data()[i];
        const double share = taken(edit, light, p.map);
        EXPECT_GT(share, 0.3) << name << " " << colour.transpose() << " " << side;
        sum += share, ++count;
      }
  }
  EXPECT_GT(sum / count, 0.5);
}

}  // namespace
}  // namespace countenance::retouch
