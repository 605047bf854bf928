// SPDX-License-Identifier: Apache-2.0
// Two portraits in one picture, and a third face too small to measure.
#pragma once

#include <memory>
#include <opencv2/imgproc.hpp>

#include "base/cv.h"
#include "drift/policy.h"
#include "govern/study.h"
#include "support/support.h"

namespace countenance::test {

inline cv::Mat pixels(const Photo& photo) {
  return cv::Mat(photo.size.height, photo.size.width, CV_8UC3, const_cast<std::uint8_t*>(photo.bytes.data()));
}
inline Photo photo_of(const cv::Mat& pixels) {
  Photo out;
  out.size = {pixels.cols, pixels.rows};
  out.bytes.assign(pixels.data, pixels.data + pixels.total() * pixels.elemSize());
  return out;
}

/// The head of a portrait, `iod` px between the eyes.
inline cv::Mat head(const char* name, float iod) {
  const Photo photo = load_photo(registry(name));
  const colour::Space space = colour::Space::open(photo.icc, 3).value();
  const face::Face face = networks()->find(photo.view(), space, {}).value().at(0);
  const Point nose = face.points.row(4).head<2>().transpose();
  const int u = int(face.iod);
  const cv::Rect around = cv::Rect(int(nose.x()) - 3 * u / 2, int(nose.y()) - 5 * u / 2, 3 * u, 5 * u) &
                          cv::Rect(0, 0, photo.size.width, photo.size.height);
  cv::Mat out;
  cv::resize(pixels(photo)(around), out, {}, iod / face.iod, iod / face.iod, cv::INTER_AREA);
  return out;
}

struct Trio {
  std::shared_ptr<const govern::Study> study;
  int small = -1;  ///< the face that cannot be used
};
inline const Trio& trio() {
  static const Trio made = [] {
    const cv::Mat heads[] = {head("obama3.jpg", 105), head("biden.jpg", 100), head("obama2.jpg", 34)};
    int width = 20, height = 0;
    for (const cv::Mat& h : heads) width += h.cols + 4, height = std::max(height, h.rows);
    cv::Mat all(height, width, CV_8UC3, cv::Scalar(70, 80, 90));
    int x = 20;
    for (const cv::Mat& h : heads) {
      h.copyTo(all(cv::Rect(x, (height - h.rows) / 2, h.cols, h.rows)));
      x += h.cols + 4;
    }
    const auto topology = std::make_shared<const face::Topology>(face::load_topology().value());
    Trio t{govern::study(std::make_shared<const Photo>(photo_of(all)), networks(), topology).value()};
    for (std::size_t f = 0; f < t.study->faces.size(); ++f)
      if (!t.study->faces[f].face.usable()) t.small = int(f);
    return t;
  }();
  return made;
}
inline const drift::Policy& natural() {
  static const drift::Policy policy = drift::load_policy("natural").value();
  return policy;
}

}  // namespace countenance::test
