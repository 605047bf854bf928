// SPDX-License-Identifier: Apache-2.0
// Healing through the whole: what is picked, what the limits say of it, and what the other operators see.
#include "govern/healing.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/blur.h"
#include "drift/policy.h"
#include "govern/governor.h"
#include "retouch/compose.h"
#include "support/must.h"
#include "support/support.h"

namespace countenance::govern {
namespace {

using test::must;
using Colour = std::array<float, 3>;
constexpr Colour kRed{.2f, 1, .9f}, kMole{.73f, 1, 1.18f};
constexpr int kCheek = 280, kOther = 50;  // mesh points
constexpr float kWidth = 0.03f;           // IOD

std::shared_ptr<const Study> study_of(Photo photo) {
  static const auto topology = std::make_shared<const face::Topology>(must(face::load_topology({})));
  return must(study(std::make_shared<const Photo>(std::move(photo)), test::networks(), topology));
}
const Study& plain() {
  static const auto made = study_of(test::load_photo(test::registry("obama3.jpg")));
  return *made;
}
Point cheek(const Study& s, int point) { return s.faces[0].face.points.row(point).head<2>().transpose(); }

/// The portrait with a soft disc on either cheek.
std::shared_ptr<const Study> spotted(const Colour& colour) {
  const Study& s = plain();
  const Rect& roi = s.faces[0].canvas.roi;
  ImageF delta(roi.size(), 3);
  for (const int point : {kCheek, kOther})
    for (int y = 0; y < roi.height; ++y)
      for (int x = 0; x < roi.width; ++x) {
        const Point at(float(x + roi.x), float(y + roi.y));
        const float away = (at - cheek(s, point)).norm() / (kWidth / 2 * s.faces[0].face.iod);
        for (int c = 0; c < 3; ++c)
          delta.at(x, y, c) += 0.5f * colour[std::size_t(c)] * (1 - smoothstep(away, .6f, 1.4f));
      }
  return study_of(must(retouch::compose(*s.photo, *s.space, {{std::move(delta), roi}})));
}
const Study& red() {
  static const auto made = spotted(kRed);
  return *made;
}
const Study& moles() {
  static const auto made = spotted(kMole);
  return *made;
}
int mark_at(const Study& s, int point) {
  const auto& face = s.faces[0];
  const Point at = apply(face.canvas.work_from_photo, cheek(plain(), point));
  for (std::size_t i = 0; i < face.spots.marks.size(); ++i)
    if ((face.spots.marks[i].at - at).norm() < kWidth / 2 * face.canvas.u) return int(i);
  return -1;
}
float green_at(const Study& s, const retouch::Edit& edit, int point) {
  const Point at = apply(s.faces[0].canvas.work_from_photo, cheek(plain(), point));
  return whole(edit, s.faces[0].canvas.size()).at(int(std::lround(at.x())), int(std::lround(at.y())), 1);
}

TEST(Healing, ComesFirstAndEveningDoesNotTakeTheSpotAgain) {
  const auto alone = must(propose(red(), Wishes{.even = 1})).edits[0];
  const auto both = must(propose(red(), Wishes{.heal = 1, .even = 1})).edits[0];
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[0].name, "heal");
  EXPECT_LT(green_at(red(), both[0], kCheek), -0.35f);
  EXPECT_LT(std::abs(green_at(red(), both[1], kCheek)), 0.06f);
  EXPECT_LT(green_at(red(), alone[0], kCheek), green_at(red(), both[1], kCheek));
}

TEST(Healing, IsLinearInItsDial) {
  const auto whole = must(propose(red(), Wishes{.heal = 1})).edits[0],
             half = must(propose(red(), Wishes{.heal = .5f})).edits[0];
  ASSERT_EQ(half[0].part, whole[0].part);
  for (std::size_t i = 0; i < whole[0].delta.count(); ++i)
    ASSERT_NEAR(half[0].delta.data()[i], whole[0].delta.data()[i] / 2, 1e-6f);
}

TEST(Healing, NaturalGrantsAHealedSpot) {
  const auto verdict = must(solve(red(), must(propose(red(), Wishes{.heal = 1})), must(drift::load_policy("natural"))));
  EXPECT_EQ(verdict.strengths[0][0], 1) << verdict.binds;
  EXPECT_NE(verdict.grants[0].found.find("go"), std::string::npos) << verdict.grants[0].found;
}

TEST(Healing, TheLimitsRefuseAMoleThatIsTakenAway) {
  const int mark = mark_at(moles(), kCheek);
  ASSERT_GE(mark, 0);
  Request request;
  request.marks = {{0, mark}};
  const Proposal proposal = must(propose(moles(), request));
  ASSERT_EQ(proposal.edits[0].size(), 1u) << "a pick alone is a wish";
  EXPECT_LT(green_at(moles(), proposal.edits[0][0], kCheek), -0.35f);
  EXPECT_EQ(green_at(moles(), proposal.edits[0][0], kOther), 0) << "only what was picked";
  EXPECT_EQ(proposal.edits[0][0].name, kHealMark);
  EXPECT_NE(proposal.edits[0][0].note.find("asked for"), std::string::npos);
  for (const char* name : {"natural", "creative"}) {
    const auto verdict = must(solve(moles(), proposal, must(drift::load_policy(name))));
    EXPECT_EQ(verdict.strengths[0][0], 0) << name << ": half a mole is not what was asked for";
    EXPECT_NE(verdict.binds.find("marks"), std::string::npos) << name << ": " << verdict.binds;
  }
  drift::Policy studio = must(drift::load_policy("natural"));
  for (auto& [component, limit] : studio.limits)
    if (component.starts_with("marks.")) limit = 100;
  EXPECT_EQ(must(solve(moles(), proposal, studio)).strengths[0][0], 1) << "a policy that lets marks go";
}

TEST(Healing, APickThatIsRefusedHoldsNothingElseBack) {
  const int mark = mark_at(moles(), kCheek);
  ASSERT_GE(mark, 0);
  Request request(Wishes{.heal = 1, .even = 0.5f, .eyes = 0.5f});
  request.marks = {{0, mark}};
  const Proposal proposal = must(propose(moles(), request));
  const auto verdict = must(solve(moles(), proposal, must(drift::load_policy("natural"))));
  ASSERT_EQ(verdict.grants.size(), 4u);
  for (const Grant& grant : verdict.grants) {
    if (grant.dial == kHealMark) {
      EXPECT_EQ(grant.granted, 0);
      EXPECT_EQ(grant.wished, 1);
      EXPECT_NE(grant.note.find("held back by marks"), std::string::npos) << grant.note;
    } else {
      EXPECT_EQ(grant.granted, grant.wished) << grant.dial << ": " << grant.note;
    }
  }
}

TEST(Healing, LeavesWhatTheMeasureWouldMissAndHealsTheRest) {
  const int mark = mark_at(moles(), kCheek);
  ASSERT_GE(mark, 0);
  const auto& face = moles().faces[0];
  retouch::Edit mole = retouch::heal(face.canvas, face.spots, {.transient = false, .asked = {std::size_t(mark)}});
  ASSERT_LT(green_at(moles(), mole, kCheek), -0.35f);
  leave_lost_marks(mole, face);
  EXPECT_EQ(green_at(moles(), mole, kCheek), 0);
  EXPECT_NE(mole.note.find("1 left"), std::string::npos) << mole.note;

  const auto& spotted = red().faces[0];
  retouch::Edit spot = retouch::heal(spotted.canvas, spotted.spots);
  const float before = green_at(red(), spot, kCheek);
  ASSERT_LT(before, -0.35f);
  leave_lost_marks(spot, spotted);
  EXPECT_EQ(green_at(red(), spot, kCheek), before);
}

/// A round trip that leaves a healed spot redder than the skin beneath it was: as if pigment had gone, and not blood.
TEST(Healing, IsGivenUpWhereWritingMakesAMarkOfIt) {
  const Study& study = red();
  const auto reddened = [&](Photo rendered) -> Result<Photo> {
    const auto& before = study.photo->bytes;
    for (const int point : {kCheek, kOther}) {
      const Point at = cheek(plain(), point);
      const int r = int(kWidth * study.faces[0].face.iod);
      for (int y = int(at.y()) - r; y <= int(at.y()) + r; ++y)
        for (int x = int(at.x()) - r; x <= int(at.x()) + r; ++x) {
          const std::size_t i = (std::size_t(y) * std::size_t(rendered.size.width) + std::size_t(x)) * 3;
          if (rendered.bytes[i + 1] >= before[i + 1] + 8)  // the spot was darkest in green
            rendered.bytes[i] = std::uint8_t(std::min(255.f, float(rendered.bytes[i]) * 1.12f));
        }
    }
    return rendered;
  };
  const Proposal proposal = must(propose(study, Wishes{.heal = 1, .even = 0.5f}));
  const auto done = must(govern(study, proposal, must(drift::load_policy("natural")), {reddened, {}, "host"}));
  ASSERT_EQ(done.verdict.grants.size(), 2u);
  EXPECT_EQ(done.verdict.grants[0].granted, 0);
  EXPECT_NE(done.verdict.grants[0].note.find("held back by marks"), std::string::npos) << done.verdict.grants[0].note;
  EXPECT_GE(done.verdict.grants[1].granted, 0.45f) << done.verdict.grants[1].note;
  EXPECT_TRUE(done.verdict.report.within);
}

TEST(Healing, APlaceMeansTheMarkThere) {
  Request request;
  const Point at = cheek(plain(), kCheek);
  request.places = {{at.x() + 1, at.y() - 1}};
  const auto params = must(healing_of(moles(), request));
  ASSERT_EQ(params[0].asked.size(), 1u);
  EXPECT_EQ(int(params[0].asked[0]), mark_at(moles(), kCheek));
  EXPECT_FALSE(params[0].transient);
}

TEST(Healing, SaysWhatIsNotThere) {
  Request request;
  request.marks = {{0, 10000}};
  EXPECT_EQ(propose(plain(), request).error().code, Code::bad_input);
  request.marks = {{7, 0}};
  EXPECT_EQ(propose(plain(), request).error().code, Code::bad_input);
  request.marks.clear();
  request.places = {{0, 0}};
  EXPECT_EQ(propose(plain(), request).error().code, Code::bad_input);
}

}  // namespace
}  // namespace countenance::govern
