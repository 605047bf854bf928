// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "face/regions.h"
#include "pictures.h"

namespace countenance::face {
namespace {

using test::networks;
using test::registry;

struct Landmark {
  int index;
  float x, y, z;
};
struct Reference {
  friend void PrintTo(const Reference& r, std::ostream* out) { *out << r.file; }
  const char* file;
  Roi roi;
  float iod;
  std::array<Landmark, 12> landmarks;
};

// By an independent program (Python, the same networks, its own crops: linear, not area-averaged first), ROI as found
// there.
const Reference kReferences[] = {
    {"obama3.jpg",
     {{773.187f, 450.027f}, 485.211f, 0.11081f},
     117.77f,
     {{{4, 810.42f, 435.17f, -67.12f},
       {10, 809.56f, 291.08f, 31.26f},
       {33, 711.67f, 385.81f, 18.15f},
       {133, 765.34f, 389.09f, 18.01f},
       {152, 787.23f, 610.38f, -36.23f},
       {263, 879.71f, 404.34f, 54.51f},
       {61, 735.35f, 514.35f, -22.82f},
       {291, 845.52f, 524.72f, 0.53f},
       {50, 697.38f, 441.48f, -11.05f},
       {280, 887.02f, 462.29f, 26.84f},
       {468, 735.40f, 384.05f, 12.53f},
       {473, 857.36f, 396.69f, 39.27f}}}},
    {"astronaut.png",
     {{225.072f, 122.278f}, 165.470f, 0.05776f},
     41.89f,
     {{{4, 223.46f, 126.02f, -24.36f},
       {10, 226.32f, 67.39f, -11.00f},
       {33, 194.29f, 100.02f, 4.24f},
       {133, 213.06f, 103.05f, 0.78f},
       {152, 221.23f, 177.59f, 7.85f},
       {263, 255.04f, 103.83f, 3.83f},
       {61, 201.76f, 138.85f, 7.50f},
       {291, 244.84f, 140.15f, 7.25f},
       {50, 189.63f, 118.88f, 2.16f},
       {280, 258.44f, 122.85f, 1.72f},
       {468, 202.96f, 100.59f, 0.61f},
       {473, 246.16f, 102.96f, 0.29f}}}},
    {"grace_hopper.jpg",
     {{260.845f, 232.228f}, 307.411f, -0.04979f},
     82.97f,
     {{{4, 266.91f, 236.77f, -47.09f},
       {10, 262.10f, 130.39f, -14.37f},
       {33, 203.11f, 192.85f, 12.22f},
       {133, 241.41f, 193.49f, 5.23f},
       {152, 269.09f, 334.20f, 10.11f},
       {263, 323.03f, 187.30f, 11.27f},
       {61, 231.32f, 280.21f, 5.70f},
       {291, 301.41f, 276.33f, 5.28f},
       {50, 199.71f, 234.77f, 6.03f},
       {280, 329.98f, 229.53f, 5.17f},
       {468, 221.33f, 190.70f, 4.91f},
       {473, 305.69f, 187.20f, 4.22f}}}},
};

class Against : public testing::TestWithParam<Reference> {};
INSTANTIATE_TEST_SUITE_P(Pictures, Against, testing::ValuesIn(kReferences), [](const auto& p) {
  return std::string(p.param.file).substr(0, std::string(p.param.file).find('.'));
});

TEST_P(Against, TheIndependentMeshInOneRoi) {
  const Reference& ref = GetParam();
  const Image8 picture = test::srgb8_of(test::load_photo(registry(ref.file)));
  const auto points = networks()->mesh(picture, ref.roi);
  ASSERT_TRUE(points);
  const float px = std::max(0.5f, 0.006f * ref.iod);
  for (const auto& l : ref.landmarks) {
    EXPECT_NEAR((*points)(l.index, 0), l.x, px) << l.index;
    EXPECT_NEAR((*points)(l.index, 1), l.y, px) << l.index;
    EXPECT_NEAR((*points)(l.index, 2), l.z, 0.015f * ref.iod) << l.index;
  }
}

TEST_P(Against, TheIndependentSearch) {
  const Reference& ref = GetParam();
  const auto faces = test::find(test::load_photo(registry(ref.file)), {.least_iod = 30});
  ASSERT_EQ(faces.size(), 1u);
  EXPECT_TRUE(faces[0].usable()) << faces[0].unusable;
  EXPECT_NEAR(faces[0].iod / ref.iod, 1, 0.01f);
  EXPECT_GT(faces[0].presence, 0.99f);
  double mean = 0;
  for (const auto& l : ref.landmarks) {
    const double off = (faces[0].points.row(l.index).head<2>().transpose() - Point(l.x, l.y)).norm() / ref.iod;
    EXPECT_LT(off, 0.015) << l.index;
    mean += off / double(ref.landmarks.size());
  }
  EXPECT_LT(mean, 0.006);
}

TEST(Mesh, MovesWithThePicture) {
  const Image8 picture = test::srgb8_of(test::load_photo(registry("grace_hopper.jpg")));
  const Roi roi{{261, 232}, 307, -0.05f};
  const auto a = networks()->mesh(picture, roi),
             b = networks()->mesh(test::shifted(picture, 37, 11), {{298, 243}, 307, -0.05f});
  ASSERT_TRUE(a && b);
  const Affine shift = (Affine() << 1, 0, 37, 0, 1, 11).finished();
  EXPECT_LT((transform(*a, shift) - *b).cwiseAbs().maxCoeff(), 0.1f);
}

TEST(Mesh, HasAMeanOverJitters) {
  const Image8 picture = test::srgb8_of(test::load_photo(registry("grace_hopper.jpg")));
  const Roi roi{{261, 232}, 307, -0.05f};
  const auto one = networks()->mesh(picture, roi, 1), three = networks()->mesh(picture, roi, 3);
  ASSERT_TRUE(one && three);
  EXPECT_GT(test::apart(*one, *three), 0.01);
  EXPECT_LT(test::apart(*one, *three), 2);
  EXPECT_FALSE(networks()->mesh(picture, roi, 0));
  EXPECT_FALSE(networks()->mesh(picture, roi, 99));
  EXPECT_FALSE(networks()->mesh(picture, Roi{}, 3));
}

TEST(Mesh, IsTheSameFromManyThreads) {
  const Image8 picture = test::srgb8_of(test::load_photo(registry("grace_hopper.jpg")));
  const Roi roi{{261, 232}, 307, -0.05f};
  const auto alone = networks()->mesh(picture, roi);
  ASSERT_TRUE(alone);
  std::atomic<int> same = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      const auto p = networks()->mesh(picture, roi);
      same += p && *p == *alone;
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(same, 4);
}

Embedding embedding(const Image8& picture) {
  const auto faces = test::find(picture, {.least_iod = 20});
  if (faces.empty()) throw std::runtime_error("no face");
  return *networks()->embed(picture, faces[0].keypoints);
}

TEST(Embedding, KnowsAPersonFromOthers) {
  const auto of = [](const char* name) { return embedding(test::srgb8_of(test::load_photo(registry(name)), 0.6)); };
  const Embedding same[] = {of("obama.jpg"), of("obama2.jpg"), of("obama3.jpg")};
  float least = 1;
  for (int i = 0; i < 3; ++i) {
    EXPECT_NEAR(same[i].norm(), 1, 1e-5f);
    for (int j = 0; j < i; ++j) least = std::min(least, same[i].dot(same[j]));
  }
  EXPECT_GT(least, 0.5f);
  for (const char* other : {"biden.jpg", "grace_hopper.jpg", "thumbor_woman.jpg"}) {
    const Embedding e = of(other);
    for (const Embedding& s : same) EXPECT_LT(e.dot(s), 0.45f) << other;
  }
}

TEST(Embedding, KeepsWhereTheSizeChanges) {
  const Photo photo = test::load_photo(registry("obama2.jpg"));
  const Image8 large = test::srgb8_of(photo), small = test::srgb8_of(photo, 0.4);
  const auto faces = test::find(large);
  ASSERT_FALSE(faces.empty());
  const Affine map = resampling({0, 0, large.width(), large.height()}, small.size());
  std::array<Point, 5> reduced;
  for (std::size_t i = 0; i < 5; ++i) reduced[i] = apply(map, faces[0].keypoints[i]);
  const auto a = networks()->embed(large, faces[0].keypoints), b = networks()->embed(small, reduced);
  ASSERT_TRUE(a && b);
  EXPECT_GT(a->dot(*b), 0.98f);
}

TEST(Person, IsWhereThePersonIs) {
  const Image8 picture = test::srgb8_of(test::load_photo(registry("grace_hopper.jpg")));
  const auto person = networks()->person(picture);
  ASSERT_TRUE(person);
  ASSERT_EQ(person->size(), (Size{256, 256}));
  EXPECT_GT(person->at(267 * 256 / 512, 237 * 256 / 600), 0.9f);  // nose tip
  EXPECT_GT(person->at(128, 230), 0.9f);                          // uniform
  EXPECT_LT(person->at(4, 90), 0.1f);
  for (std::size_t i = 0; i < person->count(); ++i) ASSERT_TRUE(person->data()[i] >= 0 && person->data()[i] <= 1);
}

TEST(UprightScores, TurnWithThePicture) {
  const Photo photo = test::load_photo(registry("astronaut.png"));  // square: a picture OpenCV would turn in place
  const Image8 picture = test::srgb8_of(photo), copy = picture, side = test::turned(picture);
  const auto a = networks()->upright_scores(picture), b = networks()->upright_scores(side);
  ASSERT_TRUE(a && b);
  EXPECT_TRUE(std::equal(copy.data(), copy.data() + copy.count(), picture.data()));
  EXPECT_GT((*a)[0], std::max({(*a)[1], (*a)[2], (*a)[3]}) + 0.02f);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ((*b)[i], (*a)[(i + 1) % 4]) << i;
}

TEST(UprightScores, TellAWrongOrientationTag) {
  // This file's tag says "turn", its pixels are upright already.
  const Photo wrong = test::load_photo(registry("thumbor_paumier_14mp.jpg"));
  const auto scores = networks()->upright_scores(test::srgb8_of(wrong, 0.15));
  ASSERT_TRUE(scores);
  EXPECT_EQ(std::max_element(scores->begin(), scores->end()) - scores->begin(), 1);
}

TEST(Networks, MissingModelsAreAnError) {
  const auto none = Networks::load("/nowhere/at/all");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Code::models);
}

TEST(Networks, RefuseGrey) { EXPECT_THROW((void)networks()->person(Image8({32, 32}, 1)), std::logic_error); }

}  // namespace
}  // namespace countenance::face
