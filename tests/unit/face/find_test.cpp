// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>

#include "face/regions.h"
#include "pictures.h"

namespace countenance::face {
namespace {

using test::registry;

const Image8& hopper() {
  static const Image8 picture = test::srgb8_of(test::load_photo(registry("grace_hopper.jpg")));
  return picture;
}

TEST(Find, FollowsAShift) {
  const auto a = test::find(hopper()), b = test::find(test::shifted(hopper(), 21, 58));
  ASSERT_EQ(a.size(), 1u);
  ASSERT_EQ(b.size(), 1u);
  const Affine shift = (Affine() << 1, 0, 21, 0, 1, 58).finished();
  EXPECT_LT(test::apart(b[0].points, transform(a[0].points, shift)), 0.6);
  EXPECT_NEAR(b[0].keypoints[0].x() - a[0].keypoints[0].x(), 21, 1.5f);
}

TEST(Find, MirrorsWithThePicture) {
  const Image8 picture = test::srgb8_of(test::load_photo(registry("obama2.jpg")));
  const auto a = test::find(picture), b = test::find(test::mirrored(picture));
  ASSERT_FALSE(a.empty());
  ASSERT_FALSE(b.empty());
  Points twin;
  for (int i = 0; i < kPoints; ++i) {
    twin.row(i) = b[0].points.row(kMirror[std::size_t(i)]);
    twin(i, 0) = float(picture.width() - 1) - twin(i, 0);
  }
  EXPECT_LT(test::apart(twin, a[0].points), 3.5);  // the networks are not quite symmetric: 2.6
  EXPECT_GT(std::abs(a[0].yaw), 8);
  EXPECT_NEAR(b[0].yaw, -a[0].yaw, 4);
  EXPECT_NEAR(b[0].roll, -a[0].roll, 2);
  EXPECT_NEAR(b[0].pitch, a[0].pitch, 4);
}

// a mesh that is laid over a face on its side looks as sure as a right one
TEST(Find, LeavesAPictureThatIsNotUprightAlone) {
  for (const char* name : {"grace_hopper.jpg", "obama.jpg", "biden.jpg", "thumbor_woman.jpg"}) {
    Image8 picture = test::srgb8_of(test::load_photo(registry(name)));
    for (const auto& face : test::find(picture)) EXPECT_TRUE(face.usable()) << name << ": " << face.unusable;
    for (int quarter = 1; quarter < 4; ++quarter) {
      picture = test::on_its_side(picture);
      for (const auto& face : test::find(picture)) {
        EXPECT_FALSE(face.usable()) << name << " turned by " << 90 * quarter;
        EXPECT_FALSE(face.unusable.empty());
      }
    }
  }
}

TEST(Find, GivesOneAnswerAtAllSizes) {
  const Photo photo = test::load_photo(registry("thumbor_woman.jpg"));
  const auto full = test::find(photo);
  ASSERT_FALSE(full.empty());
  const Rect whole{0, 0, photo.size.width, photo.size.height};
  for (const double k : {0.7, 0.4}) {
    const Image8 small = test::srgb8_of(photo, k);
    const auto faces = test::find(small, {.least_iod = 20});
    ASSERT_FALSE(faces.empty()) << k;
    EXPECT_LT(test::apart(transform(full[0].points, resampling(whole, small.size())), faces[0].points), 0.8) << k;
    EXPECT_NEAR(faces[0].yaw, full[0].yaw, 1.5f);
  }
}

TEST(Find, SeesGreyAndSixteenBitsAlike) {
  const auto colour = test::find(hopper());
  Photo grey{.size = hopper().size(), .channels = 1};
  Photo deep{.size = hopper().size(), .channels = 3, .sample = Sample::u16};
  deep.bytes.resize(hopper().count() * 2);
  for (std::size_t i = 0; i < hopper().count(); ++i) {
    const std::uint16_t v = std::uint16_t(hopper().data()[i] * 257);
    std::copy_n(reinterpret_cast<const std::uint8_t*>(&v), 2, &deep.bytes[2 * i]);
    if (i % 3 == 1) grey.bytes.push_back(hopper().data()[i]);
  }
  const auto in_grey = test::find(grey), in_deep = test::find(deep);
  ASSERT_EQ(in_grey.size(), 1u);
  ASSERT_EQ(in_deep.size(), 1u);
  EXPECT_LT(test::apart(in_grey[0].points, colour[0].points), 2);
  EXPECT_LT(test::apart(in_deep[0].points, colour[0].points), 0.1);
}

TEST(Find, SeesSeveralFacesLargestFirst) {
  const Photo photo = test::load_photo(registry("pyfeat_multi_face.jpg"));
  const auto faces = test::find(photo, {.least_iod = 30});
  ASSERT_EQ(faces.size(), 5u);
  for (std::size_t i = 0; i < faces.size(); ++i) {
    EXPECT_TRUE(faces[i].usable()) << faces[i].unusable;
    if (i > 0) {
      EXPECT_GE(faces[i - 1].box.size().area(), faces[i].box.size().area());
    }
    for (std::size_t j = 0; j < i; ++j) EXPECT_GT(test::apart(faces[i].points, faces[j].points), 100);
  }
}

TEST(Find, DoesNotDependOnTheThreads) {
  const Photo photo = test::load_photo(registry("pyfeat_multi_face.jpg"));
  const auto a = test::find(photo, {}, Job{.threads = 1}), b = test::find(photo, {}, Job{.threads = 3});
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].points, b[i].points);
}

TEST(Find, GatesSayWhyInWords) {
  const Photo photo = test::load_photo(registry("astronaut.png"));
  const auto small = test::find(photo);
  ASSERT_EQ(small.size(), 1u);
  EXPECT_EQ(small[0].unusable, "41 px between the eyes; at least 50 are needed");
  const auto unclear = test::find(photo, {.least_iod = 10, .least_presence = 1.1f});
  EXPECT_EQ(unclear[0].unusable, "not clearly a face (certainty 100 %)");

  const auto turned = test::find(test::load_photo(registry("thumbor_guido.jpg")), {.least_iod = 10, .largest_yaw = 12});
  ASSERT_FALSE(turned.empty());
  EXPECT_LT(turned[0].yaw, -20);  // he looks to image left
  EXPECT_EQ(turned[0].unusable,
            "turned " + std::to_string(int(std::ceil(-turned[0].yaw))) + "° to the side; at most 12° can be measured");
}

TEST(Find, SeesNoFaceWhereThereIsNone) {
  std::mt19937 random(7);
  Image8 noise({700, 500}, 3), gradient({300, 400}, 3), black({512, 512}, 3), one({1, 1}, 3), line({1, 900}, 3),
      row({900, 1}, 3);
  for (std::size_t i = 0; i < noise.count(); ++i) noise.data()[i] = std::uint8_t(random() >> 24);
  for (std::size_t i = 0; i < gradient.count(); ++i) gradient.data()[i] = std::uint8_t(i * 255 / gradient.count());
  for (const Image8* picture : {&noise, &gradient, &black, &one, &line, &row}) {
    EXPECT_TRUE(test::find(*picture).empty()) << picture->width();
    const auto scores = test::networks()->upright_scores(*picture);
    ASSERT_TRUE(scores);
    EXPECT_LT(*std::max_element(scores->begin(), scores->end()), 0.6f);
  }
}

TEST(Find, StopsWhenCancelled) {
  const Photo photo = test::photo_of(hopper());
  const Job job{.progress = [](double, std::string_view) { return false; }};
  const auto faces = test::networks()->find(photo.view(), test::space_of(photo), {}, job);
  ASSERT_FALSE(faces);
  EXPECT_EQ(faces.error().code, Code::cancelled);
}

}  // namespace
}  // namespace countenance::face
