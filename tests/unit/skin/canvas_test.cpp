// SPDX-License-Identifier: Apache-2.0
#include "skin/canvas.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "colour/density.h"

namespace countenance::skin {
namespace {

/// A ramp in x and y, so that a place can be read from a colour.
Photo ramp(Size size, int channels) {
  Photo p;
  p.size = size;
  p.channels = channels;
  p.sample = Sample::f32;
  p.linear = true;
  p.bytes.resize(std::size_t(p.stride()) * std::size_t(size.height));
  for (int y = 0; y < size.height; ++y) {
    auto* row = reinterpret_cast<float*>(p.row(y));
    for (int x = 0; x < size.width; ++x) {
      float* px = row + x * channels;
      px[0] = float(x) / 4000;
      px[1] = float(y) / 4000;
      px[2] = 0.25f;
      if (channels == 4) px[3] = x < 700 ? 1.f : 0.f;
    }
  }
  return p;
}

face::Face face_at(float x, float y, float iod) {
  face::Face f;
  f.points.setZero();
  for (int i = 0; i < face::kPoints; ++i) {
    const float a = float(i) * 0.7f, r = iod * float(i % 10) / 9;
    f.points.row(i) << x + r * std::cos(a), y + 1.3f * r * std::sin(a), 0.1f * r;
  }
  f.iod = iod;
  return f;
}

ImageF nobody() { return ImageF({256, 256}, 1, 0.f); }
colour::Space srgb() { return *colour::Space::open({}, 3); }

TEST(Canvas, IsNeverFinerThanTheWorkIod) {
  const Photo photo = ramp({2400, 2000}, 3);
  const auto c = make_canvas(photo.view(), srgb(), face_at(1200, 900, 512), nobody());
  ASSERT_TRUE(c) << c.error().message;
  EXPECT_NEAR(c->u, kWorkIod, 0.5);
  EXPECT_NEAR(scale_of(c->work_from_photo), 0.5, 1e-3);
}

TEST(Canvas, KeepsASmallFaceAsItIs) {
  const Photo photo = ramp({1000, 900}, 3);
  const auto c = make_canvas(photo.view(), srgb(), face_at(500, 400, 100), nobody());
  ASSERT_TRUE(c);
  EXPECT_EQ(c->size(), c->roi.size());
  EXPECT_FLOAT_EQ(c->u, 100);
}

TEST(Canvas, RegionIsGrownAndCutToThePhoto) {
  const Photo photo = ramp({1000, 900}, 3);
  const face::Face f = face_at(500, 400, 100);
  const auto c = make_canvas(photo.view(), srgb(), f, nobody());
  ASSERT_TRUE(c);
  EXPECT_NEAR(float(c->roi.x), f.points.col(0).minCoeff() - 90, 1.01);
  EXPECT_NEAR(float(c->roi.bottom()), f.points.col(1).maxCoeff() + 160, 1.01);
  const auto corner = make_canvas(photo.view(), srgb(), face_at(60, 850, 100), nobody());
  ASSERT_TRUE(corner);
  EXPECT_EQ(corner->roi.x, 0);
  EXPECT_EQ(corner->roi.bottom(), 900);
}

TEST(Canvas, EndsSoftlyWhereThePhotoGoesOnAndThereAlone) {
  const Photo photo = ramp({1000, 900}, 3);
  const auto c = make_canvas(photo.view(), srgb(), face_at(100, 300, 100), nobody());  // cut at the left
  ASSERT_TRUE(c);
  EXPECT_EQ(c->photo_goes_on, (std::array{false, true, true, true}));
  const Size size = c->size();
  EXPECT_EQ(c->inside(0, size.height / 2, size, c->u), 1);
  EXPECT_EQ(c->inside(size.width - 1, size.height / 2, size, c->u), 0);
  EXPECT_EQ(c->inside(size.width / 2, size.height / 2, size, c->u), 1);
  EXPECT_NEAR(c->inside(size.width / 2, int(0.175f * c->u), size, c->u), 0.5, 0.03);
}

TEST(Canvas, PointsLandOnTheirPixels) {
  const Photo photo = ramp({2400, 2000}, 3);
  const face::Face f = face_at(1200, 900, 400);
  const auto c = make_canvas(photo.view(), srgb(), f, nobody());
  ASSERT_TRUE(c);
  for (const int i : {3, 44, 170, 411}) {
    const Point p = c->points.row(i).head<2>().transpose();
    const int x = int(std::lround(p.x())), y = int(std::lround(p.y()));
    // Half a work pixel at most, and the ramp's step there.
    EXPECT_NEAR(c->linear.at(x, y, 0) * 4000, f.points(i, 0), 1);
    EXPECT_NEAR(c->linear.at(x, y, 1) * 4000, f.points(i, 1), 1);
    EXPECT_NEAR(c->density.at(x, y, 2), -std::log2(0.25f + colour::kDensityFloor), 1e-3);
  }
}

TEST(Canvas, MatteLiesWhereThePersonDoes) {
  const Photo photo = ramp({1024, 512}, 3);
  ImageF person = nobody();
  for (int y = 0; y < 256; ++y)
    for (int x = 128; x < 256; ++x) person.at(x, y) = 1;  // the right half of the photo
  const auto c = make_canvas(photo.view(), srgb(), face_at(512, 200, 60), person);
  ASSERT_TRUE(c);
  const int middle = 512 - c->roi.x, row = c->size().height / 2;
  EXPECT_LT(c->person.at(middle - 6, row), 0.01f);
  EXPECT_GT(c->person.at(middle + 6, row), 0.99f);
}

TEST(Canvas, CarriesAlpha) {
  const Photo photo = ramp({1000, 900}, 4);
  const auto c = make_canvas(photo.view(), srgb(), face_at(600, 400, 100), nobody());
  ASSERT_TRUE(c);
  ASSERT_FALSE(c->weight.empty());
  EXPECT_EQ(c->weight.at(690 - c->roi.x, 50), 1);
  EXPECT_EQ(c->weight.at(710 - c->roi.x, 50), 0);
  EXPECT_TRUE(make_canvas(ramp({1000, 900}, 3).view(), srgb(), face_at(600, 400, 100), nobody())->weight.empty());
}

TEST(Canvas, WhatAlphaHidesChangesNothing) {
  const Photo photo = ramp({1000, 900}, 4);
  Photo other = photo;
  for (int y = 0; y < other.size.height; ++y) {
    auto* row = reinterpret_cast<float*>(other.row(y));
    for (int x = 700; x < other.size.width; ++x) row[4 * x] = 0.9f, row[4 * x + 1] = 0, row[4 * x + 2] = 3;
  }
  for (const float iod : {100.f, 400.f}) {  // read as it is, and reduced
    const auto a = make_canvas(photo.view(), srgb(), face_at(600, 400, iod), nobody()),
               b = make_canvas(other.view(), srgb(), face_at(600, 400, iod), nobody());
    ASSERT_TRUE(a && b);
    ASSERT_EQ(a->linear.count(), b->linear.count());
    for (std::size_t i = 0; i < a->linear.count(); ++i) ASSERT_EQ(a->linear.data()[i], b->linear.data()[i]) << iod;
    EXPECT_NEAR(a->linear.at(a->size().width - 1, a->size().height / 2, 0), 699.f / 4000, 0.002f)
        << "the nearest shown";
  }
}

TEST(Canvas, FaceOutsideThePhotoIsAnError) {
  const Photo photo = ramp({1000, 900}, 3);
  const auto c = make_canvas(photo.view(), srgb(), face_at(5000, 5000, 100), nobody());
  ASSERT_FALSE(c);
  EXPECT_EQ(c.error().code, Code::not_measurable);
}

}  // namespace
}  // namespace countenance::skin
