// SPDX-License-Identifier: Apache-2.0
#include "retouch/eyes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "colour/density.h"
#include "drawn_face.h"
#include "portrait.h"

namespace countenance::retouch {
namespace {

using test::DrawnFace;
using test::Part;

DrawnFace drawn(DrawnFace face = {}) {
  face.draw();
  return face;
}
Edit edit_of(const DrawnFace& face, const EyesParams& params = {}) {
  return eyes(face.canvas, find_sclera(face.canvas, face.map), params);
}

/// Mean haemoglobin of a part where the edit acts in full: before, and what is added to it.
struct Blood {
  double before = 0, change = 0;
  int n = 0;
};
Blood blood(const DrawnFace& face, const Edit& edit, Part part) {
  const ImageF shm = colour::unmix(edit.delta);
  Blood out;
  for (std::size_t i = 0; i < edit.mask.count(); ++i)
    if (face.part.data()[i] == part && edit.mask.data()[i] > 0.9f) {
      out.before += double(face.canvas.shm.data()[3 * i + 1]), out.change += double(shm.data()[3 * i + 1]);
      ++out.n;
    }
  out.before /= std::max(out.n, 1), out.change /= std::max(out.n, 1);
  return out;
}

TEST(Sclera, IsFoundByItsOwnColoursOnEverySkin) {
  for (const Eigen::Vector3f& skin :
       {Eigen::Vector3f(0.6f, 0.5f, 0.2f), Eigen::Vector3f(1.2f, 0.7f, 0.5f), Eigen::Vector3f(2.6f, 1.2f, 1.4f)})
    for (const float light : {0.f, 1.5f}) {
      DrawnFace face;
      face.skin = skin, face.light = light;
      face.draw();
      for (const Sclera& eye : find_sclera(face.canvas, face.map)) {
        ASSERT_TRUE(eye.found()) << eye.missing;
        double white = 0, other = 0;
        for (std::size_t i = 0; i < eye.mask.count(); ++i) {
          const Part part = face.part.data()[i];
          (part == Part::white || part == Part::vein ? white : other) += double(eye.mask.data()[i]);
        }
        EXPECT_LT(other, 0.01 * white);
        EXPECT_GT(white, 0.008 * face.u * face.u);
        EXPECT_NEAR(eye.pigment[0], face.white[1], 0.06);
      }
    }
}

TEST(Sclera, SaysWhyThereIsNone) {
  const auto missing = [](DrawnFace face) {
    face.draw();
    return find_sclera(face.canvas, face.map)[0].missing;
  };
  EXPECT_EQ(missing({.u = 50}), "too small");
  EXPECT_EQ(missing({.lids = 0.02f}), "closed, or nearly");
  EXPECT_NE(missing({.white = {3.8f, 0.3f, 0.8f}}), "");                    // dark glass: no lighter than the iris
  EXPECT_NE(missing({.skin = {1, .2f, .2f}, .white = {1, .2f, .2f}}), "");  // no other colour than the skin
  DrawnFace turned = drawn();
  for (const int i : face::kEyeRight)
    turned.canvas.points(i, 0) = turned.u + 0.6f * (turned.canvas.points(i, 0) - turned.u);
  const auto both = find_sclera(turned.canvas, turned.map);
  EXPECT_EQ(both[0].missing, "turned away");
  EXPECT_TRUE(both[1].found());
}

TEST(Eyes, TakesAThirdOfVeinsAndOfAGeneralPink) {
  const DrawnFace clean = drawn(), veined = drawn({.vein = 0.25f}), pink = drawn({.pink = 0.12f, .vein = 0});
  const Edit edit = edit_of(veined);
  ASSERT_TRUE(edit.trusted) << edit.note;
  const Blood vein = blood(veined, edit, Part::vein), white = blood(veined, edit, Part::white);
  ASSERT_GT(vein.n, 20);
  EXPECT_NEAR(vein.change / (white.before - vein.before), 0.33, 0.06);
  EXPECT_LT(std::abs(white.change), 0.02);
  const Blood all = blood(pink, edit_of(pink), Part::white);
  EXPECT_NEAR(-all.change / 0.12, 0.33, 0.1);
  EXPECT_NE(edit_of(clean).note.find("stop of redness"), std::string::npos);
}

TEST(Eyes, LeavesAClearEye) {
  const DrawnFace clear = drawn({.white = {0.8f, 0, 0.06f}, .vein = 0});
  const Edit edit = edit_of(clear);
  EXPECT_NE(edit.note.find("clear"), std::string::npos);
  for (std::size_t i = 0; i < edit.delta.count(); ++i) ASSERT_EQ(edit.delta.data()[i], 0.f);
}

TEST(Eyes, TouchesTheWhiteAlone) {
  const DrawnFace face = drawn({.pink = 0.1f});
  const Edit edit = edit_of(face);
  for (std::size_t i = 0; i < edit.mask.count(); ++i) {
    const Part part = face.part.data()[i];
    if (part == Part::white || part == Part::vein) continue;
    for (std::size_t k = 0; k < 3; ++k) ASSERT_EQ(edit.delta.data()[3 * i + k], 0.f) << int(part);
  }
}

TEST(Eyes, StaysUnderItsBoundAndHasNoSeam) {
  const DrawnFace face = drawn({.pink = 0.1f});
  const EyesParams tight{.bound = 0.02f};
  const Edit edit = edit_of(face, tight);
  const ImageF shm = colour::unmix(edit.delta);
  float largest = 0, shading = 0, step = 0;
  for (std::size_t i = 0; i < edit.mask.count(); ++i) {
    largest = std::max(largest, std::abs(shm.data()[3 * i + 1]));
    shading = std::max({shading, std::abs(shm.data()[3 * i]), std::abs(shm.data()[3 * i + 2])});
  }
  for (int y = 1; y < edit.mask.height(); ++y)
    for (int x = 1; x < edit.mask.width(); ++x)
      step = std::max({step, std::abs(edit.mask.at(x, y) - edit.mask.at(x - 1, y)),
                       std::abs(edit.mask.at(x, y) - edit.mask.at(x, y - 1))});
  EXPECT_LE(largest, tight.bound + 1e-5f);
  EXPECT_GT(largest, 0.9f * tight.bound);
  EXPECT_LT(shading, 1e-4f);
  EXPECT_LT(step, 0.7f);  // its edge is 2.6 px here; a hard one makes a step of 1
}

TEST(Eyes, ActsAlikeInAnyLight) {
  const DrawnFace face = drawn({.pink = 0.1f}), darker = drawn({.pink = 0.1f, .light = 2});
  const Edit a = edit_of(face), b = edit_of(darker);
  double sum = 0, difference = 0;
  for (std::size_t i = 0; i < a.delta.count(); ++i)
    sum += std::abs(double(a.delta.data()[i])), difference += std::abs(double(a.delta.data()[i] - b.delta.data()[i]));
  EXPECT_GT(sum, 1);
  EXPECT_LT(difference, 0.03 * sum);
}

TEST(Eyes, HoldsBackWhereNoWhiteIsSeen) {
  const DrawnFace closed = drawn({.lids = 0.02f});
  const Edit edit = edit_of(closed);
  EXPECT_FALSE(edit.trusted);
  EXPECT_NE(edit.note.find("right eye: closed"), std::string::npos);
  for (std::size_t i = 0; i < edit.delta.count(); ++i) ASSERT_EQ(edit.delta.data()[i], 0.f);
}

// Blood put into the whites of people: at least a quarter of it goes, on every skin.
TEST(Eyes, ClearsRealEyes) {
  for (const char* name : {"obama3.jpg", "thumbor_henner_22mp.jpg", "thumbor_woman.jpg"}) {
    const auto& portrait = test::portrait(name);
    const auto sclera = find_sclera(portrait.canvas, portrait.map);
    const Edit before = eyes(portrait.canvas, sclera);
    ASSERT_TRUE(before.trusted) << name << ": " << before.note;
    skin::Canvas red = portrait.canvas;
    ImageF blood(red.size(), 3);
    double added = 0, taken = 0;
    for (std::size_t i = 0; i < before.mask.count(); ++i)
      if (before.mask.data()[i] > 0.9f && i / 3 % 2) blood.data()[3 * i + 1] = 0.3f, added += 0.3;
    ASSERT_GT(added, 0) << name;
    test::add_density(red, colour::mix(blood));
    const Edit after = eyes(red, sclera);
    const ImageF a = colour::unmix(after.delta), b = colour::unmix(before.delta);
    for (std::size_t i = 0; i < before.mask.count(); ++i)
      if (blood.data()[3 * i + 1] > 0) taken += double(b.data()[3 * i + 1] - a.data()[3 * i + 1]);
    EXPECT_GT(taken / added, 0.2) << name;
    EXPECT_LT(taken / added, 0.5) << name;
    for (const int iris : {468, 473}) {
      const int x = int(std::lround(red.points(iris, 0))), y = int(std::lround(red.points(iris, 1)));
      EXPECT_EQ(after.delta.at(x, y, 1), 0.f) << name;
    }
  }
}

}  // namespace
}  // namespace countenance::retouch
