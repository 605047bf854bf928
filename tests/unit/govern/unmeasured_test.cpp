// SPDX-License-Identifier: Apache-2.0
// Networks that throw, fail or give what is no number: the face is not measured, or there is no study of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <stdexcept>

#include "drift/policy.h"
#include "govern/governor.h"
#include "support/support.h"

namespace countenance::govern {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

/// The real networks, each answer first seen by the test.
struct Watched : face::Networks {
  std::function<void(std::vector<face::Face>&)> on_find = [](auto&) {};
  std::function<Result<face::Embedding>(Result<face::Embedding>)> on_embed = [](auto e) { return e; };
  std::function<void(ImageF&)> on_person = [](auto&) {};

  Result<std::vector<face::Face>> find(const PhotoView& photo, const colour::Space& space, const face::Copy& copy,
                                       const face::Gates& gates, const Job& job) const override {
    CNT_TRY(faces, test::networks()->find(photo, space, copy, gates, job));
    on_find(faces);
    return std::move(faces);
  }
  Result<face::Points> mesh(View<const std::uint8_t> srgb8, const face::Roi& roi, int jitters) const override {
    return test::networks()->mesh(srgb8, roi, jitters);
  }
  Result<face::Embedding> embed(View<const std::uint8_t> srgb8, const std::array<Point, 5>& keypoints) const override {
    return on_embed(test::networks()->embed(srgb8, keypoints));
  }
  Result<ImageF> person(View<const std::uint8_t> srgb8) const override {
    CNT_TRY(matte, test::networks()->person(srgb8));
    on_person(matte);
    return std::move(matte);
  }
  Result<std::array<float, 4>> upright_scores(View<const std::uint8_t> srgb8) const override {
    return test::networks()->upright_scores(srgb8);
  }
};

const Photo& portrait() {
  static const Photo photo = test::load_photo(test::registry("obama.jpg"));
  return photo;
}
/// Less some rows at the top: of another shape, so that the face has to be found again.
Photo cropped() {
  Photo photo = portrait();
  const int rows = photo.size.height / 16;
  photo.size.height -= rows;
  photo.bytes.erase(photo.bytes.begin(), photo.bytes.begin() + rows * photo.stride());
  return photo;
}
Result<std::shared_ptr<const Study>> studied(std::shared_ptr<Watched> networks) {
  static const auto topology = std::make_shared<const face::Topology>(face::load_topology().value());
  return study(std::make_shared<const Photo>(portrait()), std::move(networks), topology, Purpose::measure);
}
drift::Report measured(const Study& original, const Photo& edited) {
  static const drift::Policy natural = drift::load_policy("natural").value();
  return measure(original, edited, natural).value();
}

TEST(Unmeasured, WithNetworksThatAnswerItIs) {
  const auto original = studied(std::make_shared<Watched>()).value();
  EXPECT_TRUE(measured(*original, portrait()).within);
  EXPECT_TRUE(measured(*original, cropped()).measured);
}

TEST(Unmeasured, ARecogniserThatThrowsFailsOrGivesNoNumber) {
  using Embedded = Result<face::Embedding>;
  for (const auto& answer :
       {std::function<Embedded(Embedded)>([](Embedded) -> Embedded { throw std::runtime_error("out of order"); }),
        std::function<Embedded(Embedded)>([](Embedded) -> Embedded { return fail(Code::internal, "out of order"); }),
        std::function<Embedded(Embedded)>([](Embedded e) -> Embedded {
          (*e)[7] = kNaN;
          return e;
        })}) {
    const auto networks = std::make_shared<Watched>();
    const auto original = studied(networks).value();
    networks->on_embed = answer;
    const drift::Report report = measured(*original, portrait());
    EXPECT_FALSE(report.measured);
    EXPECT_FALSE(report.within);
    EXPECT_EQ(report.faces.at(0).note.rfind("recognition could not be measured", 0), 0u) << report.faces[0].note;
  }
}

TEST(Unmeasured, ADetectorThatThrows) {
  const auto networks = std::make_shared<Watched>();
  const auto original = studied(networks).value();
  networks->on_find = [](auto&) { throw std::runtime_error("out of order"); };
  const drift::Report report = measured(*original, cropped());
  EXPECT_FALSE(report.measured);
  EXPECT_FALSE(report.within);
  EXPECT_NE(report.faces.at(0).note.find("out of order"), std::string::npos) << report.faces[0].note;
}

TEST(Unmeasured, ALandmarkThatIsNoNumber) {
  for (const int point : {33, 4, 468}) {  // an eye's corner, the nose, an iris
    const auto networks = std::make_shared<Watched>();
    networks->on_find = [point](auto& faces) { faces.at(0).points(point, 1) = kNaN; };
    const auto none = studied(networks);
    ASSERT_FALSE(none) << point;
    EXPECT_EQ(none.error().code, Code::not_measurable);
  }
  const auto networks = std::make_shared<Watched>();
  networks->on_find = [](auto& faces) { faces.at(0).keypoints[1].x() = kNaN; };
  const auto none = studied(networks);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Code::not_measurable);
}

/// In the edited picture a landmark serves to lay the two over one another, and nothing else.
TEST(Unmeasured, ALandmarkOfTheEditedPictureThatIsNoNumber) {
  const auto networks = std::make_shared<Watched>();
  const auto original = studied(networks).value();
  networks->on_find = [](auto& faces) { faces.at(0).points(33, 0) = kNaN; };
  const auto report = measure(*original, cropped(), drift::load_policy("natural").value());
  EXPECT_TRUE(!report || !report->measured);
}

TEST(Unmeasured, AMatteThatIsNoNumber) {
  const auto networks = std::make_shared<Watched>();
  networks->on_person = [](ImageF& person) { std::fill_n(person.data(), person.count(), kNaN); };
  const auto none = studied(networks);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Code::not_measurable);
}

}  // namespace
}  // namespace countenance::govern
