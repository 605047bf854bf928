// SPDX-License-Identifier: Apache-2.0
#include "base/image.h"

#include <gtest/gtest.h>

#include "base/photo.h"

namespace countenance {
namespace {

static_assert(!std::is_default_constructible_v<View<float>>);
static_assert(std::is_convertible_v<View<float>, View<const float>>);
static_assert(!std::is_convertible_v<View<const float>, View<float>>, "const cannot be cast away");
static_assert(!std::is_constructible_v<View<float>, View<const float>>);
static_assert(!std::is_convertible_v<const ImageF&, View<float>>, "nor by way of an image");

TEST(View, RefusesEveryImpossibleShape) {
  float data[64] = {};
  EXPECT_NO_THROW((View<float>(data, {4, 4}, 3)));
  EXPECT_NO_THROW((View<float>(data, {4, 4}, 3, 16)));
  EXPECT_THROW((View<float>(nullptr, {4, 4}, 3)), std::logic_error);
  EXPECT_THROW((View<float>(data, {0, 4}, 3)), std::logic_error);
  EXPECT_THROW((View<float>(data, {4, -1}, 3)), std::logic_error);
  EXPECT_THROW((View<float>(data, {4, 4}, 0)), std::logic_error);
  EXPECT_THROW((View<float>(data, {4, 4}, 3, 11)), std::logic_error);
  EXPECT_THROW((View<float>(data, {4, 4}, 3, -12)), std::logic_error);
  EXPECT_THROW((void)ImageF().view(), std::logic_error);
}

TEST(View, AddressesPixelsThroughItsStride) {
  float data[60] = {};
  for (int i = 0; i < 60; ++i) data[i] = float(i);
  const View<float> view(data, {4, 4}, 3, 15);
  EXPECT_EQ(view.at(0, 0), 0);
  EXPECT_EQ(view.at(3, 2, 1), 2 * 15 + 3 * 3 + 1);
  const View<float> part = view.part({1, 2, 3, 2});
  EXPECT_EQ(part.size(), (Size{3, 2}));
  EXPECT_EQ(part.stride(), 15);
  EXPECT_EQ(part.at(0, 0), view.at(1, 2));
  EXPECT_EQ(part.at(2, 1, 2), view.at(3, 3, 2));
  part.at(0, 0, 1) = -1;
  EXPECT_EQ(data[2 * 15 + 4], -1);
}

TEST(View, PartsStayInside) {
  float data[48] = {};
  const View<float> view(data, {4, 4}, 3);
  for (const Rect& r : {Rect{-1, 0, 2, 2}, {0, -1, 2, 2}, {3, 0, 2, 1}, {0, 3, 1, 2}, {0, 0, 0, 1}, {1, 1, 2, -1}})
    EXPECT_THROW((void)view.part(r), std::logic_error);
  EXPECT_NO_THROW((void)view.part({0, 0, 4, 4}));
}

TEST(Image, IsZeroAtBirthAndCopiesItsPixels) {
  ImageF image({5, 3}, 2);
  EXPECT_EQ(image.count(), 30u);
  for (std::size_t i = 0; i < image.count(); ++i) EXPECT_EQ(image.data()[i], 0);
  ImageF copy = image;
  copy.at(4, 2, 1) = 7;
  EXPECT_EQ(image.at(4, 2, 1), 0);
  EXPECT_EQ(copy.view().at(4, 2, 1), 7);
  EXPECT_EQ(copy.data()[29], 7);
  EXPECT_TRUE(ImageF().empty());
  EXPECT_EQ(ImageF({2, 2}, 1, 0.5f).at(1, 1), 0.5f);
}

TEST(Rect, IntersectAndBounding) {
  EXPECT_EQ(intersect({0, 0, 10, 10}, {5, 8, 10, 10}), (Rect{5, 8, 5, 2}));
  EXPECT_TRUE(intersect({0, 0, 3, 3}, {3, 0, 3, 3}).empty());
  EXPECT_TRUE(intersect({0, 0, 3, 3}, {7, 7, 3, 3}).empty());
  EXPECT_EQ(bounding({0, 0, 2, 2}, {5, 8, 1, 1}), (Rect{0, 0, 6, 9}));
  EXPECT_EQ(bounding({}, {5, 8, 1, 1}), (Rect{5, 8, 1, 1}));
  EXPECT_EQ(bounding({5, 8, 1, 1}, {2, 2, 0, 5}), (Rect{5, 8, 1, 1}));
}

TEST(Photo, ViewDescribesItsBytes) {
  Photo photo;
  photo.size = {3, 2}, photo.channels = 4, photo.sample = Sample::u16;
  photo.bytes.resize(48);
  const PhotoView view = photo.view();
  EXPECT_EQ(view.stride, 24);
  EXPECT_EQ(view.row(1), photo.bytes.data() + 24);
  EXPECT_TRUE(view.has_alpha());
  EXPECT_EQ(view.colours(), 3);
  photo.channels = 2;
  EXPECT_TRUE(photo.view().has_alpha());
  EXPECT_EQ(photo.view().colours(), 1);
  photo.channels = 1;
  EXPECT_FALSE(photo.view().has_alpha());
  EXPECT_EQ(bytes_of(Sample::f16), 2);
  EXPECT_EQ(bytes_of(Sample::f32), 4);
}

}  // namespace
}  // namespace countenance
