// SPDX-License-Identifier: Apache-2.0
// One face of a portrait, studied once a program, and 8-bit edits of its photo.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>
#include <opencv2/imgproc.hpp>

#include "base/cv.h"
#include "drift/align.h"
#include "drift/measures.h"
#include "drift/reference.h"
#include "support/support.h"

namespace countenance::drift {

struct Subject {
  Photo photo;
  colour::Space space;
  face::Face face;
  std::shared_ptr<const Reference> reference;
};

inline std::shared_ptr<const face::Topology> topology() {
  static const auto loaded = std::make_shared<const face::Topology>(face::load_topology().value());
  return loaded;
}

inline ImageF person_in(const Photo& photo, const colour::Space& space) {
  const Image8 small = colour::read_srgb8(photo.view(), space, {0, 0, photo.size.width, photo.size.height},
                                          {std::min(256, photo.size.width), std::min(256, photo.size.height)})
                           .value();
  return test::networks()->person(small).value();
}
inline Subject study(Photo photo) {
  const colour::Space space = colour::Space::open(photo.icc, photo.view().colours()).value();
  const face::Face face = test::networks()->find(photo.view(), space, {}).value().at(0);
  auto reference =
      make_reference(test::networks(), topology(), photo.view(), space, face, person_in(photo, space)).value();
  return {std::move(photo), space, face, std::move(reference)};
}
/// The same face and person in another picture of them, as an original of its own.
inline Subject in_picture(const Subject& s, Photo photo) {
  auto reference =
      make_reference(test::networks(), topology(), photo.view(), s.space, s.face, person_in(s.photo, s.space)).value();
  return {std::move(photo), s.space, s.face, std::move(reference)};
}
inline const Subject& subject(const std::string& name) {
  static std::map<std::string, Subject> subjects;
  if (const auto known = subjects.find(name); known != subjects.end()) return known->second;
  return subjects.emplace(name, study(test::load_photo(test::registry(name)))).first->second;
}

inline cv::Mat as_mat(const Photo& photo) {
  return cv::Mat(photo.size.height, photo.size.width, CV_8UC(photo.channels),
                 const_cast<std::uint8_t*>(photo.bytes.data()));
}
inline Photo with_pixels(const Photo& like, const cv::Mat& pixels) {
  Photo out = like;
  out.size = {pixels.cols, pixels.rows};
  out.bytes.assign(pixels.data, pixels.data + pixels.total() * pixels.elemSize());
  return out;
}

/// What block coding does: 8 × 8 blocks, coefficient (i, j) quantised to multiples of step · (2 + i + j) levels.
inline Photo coarsely_coded(const Photo& photo, float step) {
  cv::Mat coarse = as_mat(photo).clone();
  for (int y = 0; y + 8 <= coarse.rows; y += 8)
    for (int x = 0; x + 8 <= coarse.cols; x += 8) {
      cv::Mat block = coarse(cv::Rect(x, y, 8, 8)), planes[3];
      cv::split(block, planes);
      for (auto& plane : planes) {
        cv::Mat f;
        plane.convertTo(f, CV_32F);
        cv::dct(f, f);
        for (int j = 0; j < 8; ++j)
          for (int i = 0; i < 8; ++i) {
            const float q = step * float(2 + i + j);
            f.at<float>(j, i) = q * std::round(f.at<float>(j, i) / q);
          }
        cv::idct(f, f);
        f.convertTo(plane, CV_8U);
      }
      cv::merge(planes, 3, block);
    }
  return with_pixels(photo, coarse);
}

/// Pixels moved by `back(p)`: where in the original pixel p of the edit comes from.
inline Photo warped(const Photo& photo, const std::function<Point(Point)>& back) {
  cv::Mat map(photo.size.height, photo.size.width, CV_32FC2), out;
  for (int y = 0; y < map.rows; ++y)
    for (int x = 0; x < map.cols; ++x) {
      const Point p = back(Point(float(x), float(y)));
      map.at<cv::Vec2f>(y, x) = {p.x(), p.y()};
    }
  cv::remap(as_mat(photo), out, map, cv::noArray(), cv::INTER_CUBIC, cv::BORDER_REPLICATE);
  return with_pixels(photo, out);
}

inline EditedView view_of(const Subject& s, const Photo& edited, const Affine& place = identity()) {
  return make_view(*s.reference, edited.view(), s.space, place).value();
}
inline float value_of(const Reading& reading, const std::string& component) {
  for (const Component& c : reading.components)
    if (c.name == component) return c.value;
  ADD_FAILURE() << reading.measure << " has no " << component << ": " << reading.note;
  return -1;
}

}  // namespace countenance::drift
