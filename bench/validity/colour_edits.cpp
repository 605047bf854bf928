// SPDX-License-Identifier: Apache-2.0
// Colour of a part: blush, the shadow of a beard, lips, whites of the eyes, teeth, hair at the temples.
#include <opencv2/imgproc.hpp>

#include "base/cv.h"
#include "edits.h"

namespace countenance::validity {
namespace {

cv::Mat region(const Document& d, face::Indices points) {
  return cv::Mat(as_mat(face::polygon({d.size().width, d.size().height}, d.points, points))).clone();
}
cv::Mat cheeks(const Document& d) {
  return soft(cv::max(region(d, face::kCheekRight), region(d, face::kCheekLeft)), d, 0.06f);
}
/// Skin below the tip of the nose.
cv::Mat beard(const Document& d) {
  cv::Mat low = d.skin.clone();
  low.rowRange(0, std::clamp(int(d.points(2, 1)), 0, low.rows)).setTo(0);
  return soft(low, d, 0.04f);
}
cv::Mat lips(const Document& d) {
  return soft(cv::max(region(d, face::kLipsOuter) - region(d, face::kLipsInner), 0), d, 0.015f);
}
/// Within the lids, off the iris.
cv::Mat whites(const Document& d) {
  cv::Mat open = cv::max(region(d, face::kEyeRight), region(d, face::kEyeLeft));
  for (const int first : {468, 473}) {
    float radius = 0;
    for (int i = 1; i <= 4; ++i) radius += float(cv::norm(d.at(first + i) - d.at(first))) / 4;
    cv::circle(open, d.at(first), std::max(1, int(1.05f * radius + 0.5f)), cv::Scalar(0), cv::FILLED);
  }
  return soft(open, d, 0.008f);
}
/// In the open mouth, lighter than the lips' mean.
std::optional<cv::Mat> teeth(const Document& d) {
  cv::Mat grey, inside = region(d, face::kLipsInner);
  if (cv::sum(inside)[0] < 0.02 * double(d.iod * d.iod)) return std::nullopt;
  cv::cvtColor(d.pixels, grey, cv::COLOR_RGB2GRAY);
  inside.setTo(0, grey < cv::mean(grey, lips(d) > 0.5f)[0]);
  return soft(inside, d, 0.008f);
}
cv::Mat temples(const Document& d) {
  cv::Mat hair, around;
  const int r = std::max(1, int(0.12f * d.iod));
  cv::dilate(d.oval, around, cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * r + 1, 2 * r + 1}));
  cv::Mat(d.person > 0.5f).convertTo(hair, CV_32F, 1 / 255.);
  hair.setTo(0, around > 0.5f);
  const int top = std::clamp(int(d.points(10, 1) + 0.1f * d.iod), 0, hair.rows),
            bottom = std::clamp(int(d.points(2, 1)), 0, hair.rows);
  hair.rowRange(0, top).setTo(0);
  hair.rowRange(bottom, hair.rows).setTo(0);
  return soft(hair, d, 0.03f);
}
/// The chroma of a place times k, and L* added.
cv::Mat toned_down(const cv::Mat& pixels, float k, float light, const cv::Mat& where) {
  cv::Mat lab;
  pixels.convertTo(lab, CV_32F, 1 / 255.);
  cv::cvtColor(lab, lab, cv::COLOR_RGB2Lab);
  for (int y = 0; y < lab.rows; ++y)
    for (int x = 0; x < lab.cols; ++x) {
      auto& p = lab.at<cv::Vec3f>(y, x);
      const float w = where.at<float>(y, x);
      p[0] += w * light;
      p[1] *= 1 + w * (k - 1);
      p[2] *= 1 + w * (k - 1);
    }
  cv::cvtColor(lab, lab, cv::COLOR_Lab2RGB);
  lab.convertTo(lab, CV_8U, 255);
  return lab;
}

using Where = cv::Mat (*)(const Document&);
Edit shifted(const char* name, const char* kind, float strength, Level level, cv::Vec3f by, Where where) {
  return {name, kind, strength, level, [by, where](const Setting& s) -> std::optional<Made> {
            return Made{with_lab(s.document.pixels, by, where(s.document)), {}};
          }};
}
Edit whitened(const char* name, float light, float chroma, Level level) {
  return {name, "whites of the eyes", light, level, [light, chroma](const Setting& s) -> std::optional<Made> {
            return Made{toned_down(s.document.pixels, chroma, light, whites(s.document)), {}};
          }};
}
Edit bleached(const char* name, float light, float chroma, Level level) {
  return {name, "teeth", light, level, [light, chroma](const Setting& s) -> std::optional<Made> {
            const auto where = teeth(s.document);
            if (!where) return std::nullopt;
            return Made{toned_down(s.document.pixels, chroma, light, *where), {}};
          }};
}

}  // namespace

std::vector<Edit> colour_edits() {
  return {
      shifted("blush 8", "blush", 8, Level::slight, {0, 8, 0}, cheeks),
      shifted("blush 15", "blush", 15, Level::clear, {0, 15, 0}, cheeks),
      shifted("beard's blue 6", "beard's blue", 6, Level::slight, {0, 3, 6}, beard),
      shifted("lips 8", "lip colour", 8, Level::slight, {0, 8, 0}, lips),
      shifted("lips 16", "lip colour", 16, Level::clear, {0, 16, 0}, lips),
      shifted("lips 30", "lip colour", 30, Level::strong, {0, 30, 0}, lips),
      whitened("whites 8", 8, 0.5f, Level::slight),
      whitened("whites 15", 15, 0.2f, Level::clear),
      whitened("whites 30", 30, 0.1f, Level::strong),
      bleached("teeth 10", 10, 0.5f, Level::slight),
      bleached("teeth 20", 20, 0.2f, Level::clear),
      shifted("temples 10", "temples", 10, Level::slight, {-10, 0, 0}, temples),
      shifted("temples 20", "temples", 20, Level::clear, {-20, 0, 0}, temples),
  };
}

Edit rested_whites() { return whitened("whites 4", 4, 0.67f, Level::permitted); }
Edit rosier_lips() { return shifted("lips 4", "lip colour", 4, Level::permitted, {0, 4, 0}, lips); }
Edit cleaner_teeth() { return bleached("teeth 5", 5, 0.75f, Level::permitted); }

}  // namespace countenance::validity
