// SPDX-License-Identifier: Apache-2.0
// What people do to eyes, lines and hair, on 8-bit sRGB pixels.
#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "face/regions.h"
#include "unit/drift/skin_edits.h"

namespace countenance::drift::edits {

struct Iris {
  Point centre;
  float radius;
  cv::Mat mask;  ///< 0…1, photo px: the disc inside the lids
};
inline std::array<Iris, 2> irises(const Subject& s, float grown = 1.05f) {
  const auto one = [&](int first, face::Indices lids) {
    const auto at = [&](int i) { return Point(s.face.points.row(i).head<2>().transpose()); };
    Iris iris{at(first), 0, {}};
    for (int i = 1; i <= 4; ++i) iris.radius += (at(first + i) - iris.centre).norm() / 4;
    const ImageF open = face::polygon(s.photo.size, s.face.points, lids);
    iris.mask = cv::Mat(open.height(), open.width(), CV_32F, cv::Scalar(0));
    cv::circle(iris.mask, {int(std::lround(iris.centre.x())), int(std::lround(iris.centre.y()))},
               std::max(1, int(std::lround(iris.radius * grown))), cv::Scalar(1), -1);
    iris.mask = iris.mask.mul(countenance::as_mat(open));
    return iris;
  };
  return {one(468, face::kEyeRight), one(473, face::kEyeLeft)};
}
inline cv::Mat soft(const cv::Mat& mask, float sigma) {
  cv::Mat out;
  cv::GaussianBlur(mask, out, {}, std::max(0.3f, sigma));
  return out;
}

/// What is brighter than the iris painted over with its median colour, at some opacity.
inline Photo without_catchlights(const Subject& s, float opacity = 1) {
  const cv::Mat from = floats(s.photo);
  cv::Mat to = from.clone(), hot(from.size(), CV_32F, cv::Scalar(0));
  for (const Iris& iris : irises(s)) {
    std::vector<float> level;
    std::vector<cv::Point> at;
    for (int y = 0; y < from.rows; ++y)
      for (int x = 0; x < from.cols; ++x)
        if (iris.mask.at<float>(y, x) > 0.5f) {
          const auto& p = from.at<cv::Vec3f>(y, x);
          level.push_back((p[0] + p[1] + p[2]) / 3);
          at.emplace_back(x, y);
        }
    if (level.empty()) continue;
    std::vector<float> sorted = level;
    std::sort(sorted.begin(), sorted.end());
    const float middle = sorted[sorted.size() / 2], top = sorted.back();
    cv::Vec3f typical(0, 0, 0);
    int n = 0;
    for (std::size_t i = 0; i < at.size(); ++i)
      if (std::abs(level[i] - middle) < 0.1f * (top - middle) + 2) typical += from.at<cv::Vec3f>(at[i]), ++n;
    for (std::size_t i = 0; i < at.size(); ++i)
      if (level[i] > middle + 0.35f * (top - middle)) hot.at<float>(at[i]) = 1;
    for (const auto& p : at) to.at<cv::Vec3f>(p) = typical / std::max(n, 1);
  }
  const int grow = 2 * std::max(1, int(0.012f * s.face.iod)) + 1;
  cv::dilate(hot, hot, cv::getStructuringElement(cv::MORPH_ELLIPSE, {grow, grow}));
  cv::Mat both(hot.size(), CV_32F, cv::Scalar(0));
  for (const Iris& iris : irises(s, 1.15f)) both = cv::max(both, iris.mask);
  return mixed(s, to, soft(hot.mul(both), 0.006f * s.face.iod) * opacity);
}
/// A round white light in both eyes, up and to the right of the pupil.
inline Photo with_catchlights(const Subject& s, float opacity = 1) {
  cv::Mat spot(s.photo.size.height, s.photo.size.width, CV_32F, cv::Scalar(0));
  for (const Iris& iris : irises(s))
    cv::circle(spot,
               {int(std::lround(iris.centre.x() + 0.35f * iris.radius)),
                int(std::lround(iris.centre.y() + 0.3f * iris.radius))},
               std::max(1, int(std::lround(0.2f * iris.radius))), cv::Scalar(1), -1);
  return mixed(s, cv::Mat(spot.size(), CV_32FC3, cv::Scalar::all(245)), soft(spot, 0.005f * s.face.iod) * opacity);
}
/// Lenses of one colour before both eyes: dark glass.
inline Photo with_lenses(const Subject& s, cv::Scalar colour) {
  cv::Mat glass(s.photo.size.height, s.photo.size.width, CV_32F, cv::Scalar(0));
  for (const face::Indices eye : {face::kEyeRight, face::kEyeLeft}) {
    Point middle(0, 0);
    for (const int i : eye) middle += Point(s.face.points.row(i).head<2>().transpose()) / float(eye.size());
    cv::ellipse(glass, cv::Point(int(middle.x()), int(middle.y())),
                cv::Size(int(0.36f * s.face.iod), int(0.27f * s.face.iod)), 0, 0, 360, cv::Scalar(1), -1, cv::LINE_AA);
  }
  return mixed(s, cv::Mat(glass.size(), CV_32FC3, colour), soft(glass, 0.005f * s.face.iod));
}
inline cv::Mat both_irises(const Subject& s, float grown = 1) {
  cv::Mat both(s.photo.size.height, s.photo.size.width, CV_32F, cv::Scalar(0));
  for (const Iris& iris : irises(s, grown)) both = cv::max(both, iris.mask);
  return soft(both, 0.01f * s.face.iod);
}
/// The irises blurred, at some opacity.
inline Photo flat_irises(const Subject& s, float opacity = 1) {
  cv::Mat to;
  cv::GaussianBlur(floats(s.photo), to, {}, 0.03 * s.face.iod);
  return mixed(s, to, both_irises(s) * opacity);
}
/// L*, a*, b* added where the mask is.
inline Photo tinted(const Subject& s, const cv::Mat& mask, cv::Vec3f add) {
  cv::Mat lab = floats(s.photo) / 255, out;
  cv::cvtColor(lab, lab, cv::COLOR_RGB2Lab);
  for (int y = 0; y < lab.rows; ++y)
    for (int x = 0; x < lab.cols; ++x) lab.at<cv::Vec3f>(y, x) += add * mask.at<float>(y, x);
  cv::cvtColor(lab, out, cv::COLOR_Lab2RGB);
  return rounded(s.photo, out * 255);
}

/// Dark lines of the skin up to about .05 IOD wide filled in: a closing, at some opacity.
inline Photo filled_lines(const Subject& s, float opacity = 1) {
  cv::Mat base, closed, delta;
  cv::GaussianBlur(floats(s.photo), base, {}, std::max(0.3f, 0.006f * s.face.iod));
  const int side = 2 * (int(0.05f * s.face.iod) / 2) + 1;
  cv::morphologyEx(base, closed, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_ELLIPSE, {side, side}));
  delta = closed - base;
  cv::GaussianBlur(delta, delta, {}, std::max(0.3f, 0.006f * s.face.iod));
  cv::Mat skin = on_photo(s, s.reference->skin, 0.02f);
  return mixed(s, floats(s.photo) + delta, skin * opacity);
}

/// 0…1 in photo px: a region of the mesh.
inline cv::Mat region(const Subject& s, face::Indices points) {
  return countenance::as_mat(face::polygon(s.photo.size, s.face.points, points)).clone();
}
/// The whites of the eyes lighter by so many L*, their chroma times k.
inline Photo whitened_eyes(const Subject& s, float light, float k) {
  cv::Mat white = cv::max(region(s, face::kEyeRight), region(s, face::kEyeLeft));
  for (const Iris& iris : irises(s)) white.setTo(0, iris.mask > 0);
  white = soft(white, 0.008f * s.face.iod);
  cv::Mat lab = floats(s.photo) / 255, out;
  cv::cvtColor(lab, lab, cv::COLOR_RGB2Lab);
  for (int y = 0; y < lab.rows; ++y)
    for (int x = 0; x < lab.cols; ++x) {
      auto& p = lab.at<cv::Vec3f>(y, x);
      const float w = white.at<float>(y, x), chroma = 1 + w * (k - 1);
      p = {p[0] + w * light, p[1] * chroma, p[2] * chroma};
    }
  cv::cvtColor(lab, out, cv::COLOR_Lab2RGB);
  return rounded(s.photo, out * 255);
}

/// Hair beside the face, between the top of the forehead and the nose.
inline cv::Mat temples(const Subject& s) {
  cv::Mat hair = on_photo(s, s.reference->hair, 0.03f);
  hair.rowRange(0, std::max(0, int(s.face.points(10, 1) + 0.1f * s.face.iod))).setTo(0);
  hair.rowRange(std::min(hair.rows, int(s.face.points(2, 1))), hair.rows).setTo(0);
  return soft(hair, 0.02f * s.face.iod);
}
/// Hair, softened, in photo px.
inline cv::Mat hair_mask(const Subject& s) { return on_photo(s, s.reference->hair, 0.03f); }
inline Photo recoloured_hair(const Subject& s, cv::Vec3f add) { return tinted(s, hair_mask(s), add); }

/// The outline of the hair over the upper head moved inwards by a part of the IOD.
inline Photo less_hair(const Subject& s, float inwards) {
  const auto at = [&](int i) { return Point(s.face.points.row(i).head<2>().transpose()); };
  const Point middle(at(168).x(), at(10).y());
  const float u = s.face.iod, eyes = at(168).y();
  return warped(s.photo, [&](Point p) {
    const Point d = p - middle;
    const float r = d.norm() + 1e-3f, q = (r - 0.95f * u) / (0.5f * u);
    const float by = inwards * u * std::exp(-q * q) * std::clamp((eyes - p.y()) / (0.5f * u), 0.f, 1.f) *
                     std::clamp(r / (0.4f * u), 0.f, 1.f);
    return Point(p + d / r * by);
  });
}

}  // namespace countenance::drift::edits
