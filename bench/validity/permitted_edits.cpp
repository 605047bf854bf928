// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "countenance.h"
#include "edits.h"
#include "govern/governor.h"
#include "retouch/compose.h"
#include "support/must.h"

namespace countenance::validity {

using test::must;

const char* name_of(Level level) {
  static const char* const names[] = {"permitted", "slight", "clear", "strong"};
  return names[int(level)];
}

std::vector<cv::Point2f> places_on_skin(const Document& d, int n, float margin, float apart, Random& random) {
  cv::Mat inside, depth;
  cv::Mat(d.skin > 0.5f).convertTo(inside, CV_8U);
  cv::distanceTransform(inside, depth, cv::DIST_L2, 3);
  std::vector<cv::Point> candidates;
  cv::findNonZero(depth > margin * d.iod, candidates);
  std::vector<cv::Point2f> out;
  for (int trial = 0; trial < 500 && int(out.size()) < n && !candidates.empty(); ++trial) {
    const cv::Point2f p = candidates[random() % candidates.size()];
    if (std::all_of(out.begin(), out.end(), [&](const cv::Point2f& q) { return cv::norm(p - q) > apart * d.iod; }))
      out.push_back(p);
  }
  return out;
}

cv::Mat with_spots(const cv::Mat& pixels, const Document& d, const std::vector<cv::Point2f>& places, float diameter,
                   cv::Vec3f density, int sharpness) {
  constexpr float kFloor = 0.003f;
  cv::Mat linear = linear_of(pixels);
  const float radius = diameter * d.iod / 2;
  for (const auto& place : places) {
    const int reach = int(2 * radius) + 2;
    const cv::Rect area = cv::Rect(int(place.x) - reach, int(place.y) - reach, 2 * reach, 2 * reach) &
                          cv::Rect(0, 0, linear.cols, linear.rows);
    for (int y = area.y; y < area.br().y; ++y)
      for (int x = area.x; x < area.br().x; ++x) {
        const float r2 = (cv::Point2f(float(x), float(y)) - place).dot(cv::Point2f(float(x), float(y)) - place);
        const float w = std::exp(-std::pow(r2 / (radius * radius), float(sharpness)));
        auto& p = linear.at<cv::Vec3f>(y, x);
        for (int c = 0; c < 3; ++c) p[c] = (p[c] + kFloor) * std::exp2(-w * density[c]) - kFloor;
      }
  }
  return encoded(linear);
}

cv::Mat soft(const cv::Mat& mask, const Document& d, float iod) { return blurred(mask, iod * d.iod); }

cv::Mat moved(const cv::Mat& pixels, const cv::Mat& shift) {
  cv::Mat at = shift.clone(), out;
  for (int y = 0; y < at.rows; ++y)
    for (int x = 0; x < at.cols; ++x) at.at<cv::Vec2f>(y, x) += cv::Vec2f(float(x), float(y));
  cv::remap(pixels, out, at, {}, cv::INTER_CUBIC, cv::BORDER_REPLICATE);
  return out;
}

cv::Mat with_lab(const cv::Mat& pixels, cv::Vec3f change, const cv::Mat& where) {
  cv::Mat lab, delta;
  pixels.convertTo(lab, CV_32F, 1 / 255.);
  cv::cvtColor(lab, lab, cv::COLOR_RGB2Lab);
  cv::merge(std::vector<cv::Mat>{where * change[0], where * change[1], where * change[2]}, delta);
  lab += delta;
  cv::cvtColor(lab, lab, cv::COLOR_Lab2RGB);
  lab.convertTo(lab, CV_8U, 255);
  return lab;
}

namespace {

using Pixels = std::function<cv::Mat(const cv::Mat&)>;

cv::Mat resized(const cv::Mat& pixels, double k) {
  cv::Mat out;
  cv::resize(pixels, out, {}, k, k, k < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
  return out;
}
cv::Mat exposed(const cv::Mat& pixels, cv::Vec3f stops) {
  cv::Mat linear = linear_of(pixels);
  for (int c = 0; c < 3; ++c) stops[c] = std::exp2(stops[c]);
  cv::multiply(linear, cv::Scalar(stops[0], stops[1], stops[2]), linear);
  return encoded(linear);
}
/// Each channel through v → f(c, v), v in [0, 1].
cv::Mat through(const cv::Mat& pixels, const std::function<float(int, float)>& f) {
  cv::Mat table(1, 256, CV_8UC3), out;
  for (int v = 0; v < 256; ++v)
    for (int c = 0; c < 3; ++c) table.at<cv::Vec3b>(v)[c] = cv::saturate_cast<std::uint8_t>(255 * f(c, float(v) / 255));
  cv::LUT(pixels, table, out);
  return out;
}
float s_curve(float v, float a) { return v - a * std::sin(float(2 * CV_PI) * v) / float(2 * CV_PI); }
cv::Mat saturated(const cv::Mat& pixels, float k) {
  cv::Mat lab;
  pixels.convertTo(lab, CV_32F, 1 / 255.);
  cv::cvtColor(lab, lab, cv::COLOR_RGB2Lab);
  cv::multiply(lab, cv::Scalar(1, k, k), lab);
  cv::cvtColor(lab, lab, cv::COLOR_Lab2RGB);
  lab.convertTo(lab, CV_8U, 255);
  return lab;
}
cv::Mat film(const cv::Mat& pixels) {  // a curve of its own for each channel, faded, less saturated
  static constexpr float kBase[] = {.02f, .03f, .06f}, kSpan[] = {.97f, .94f, .88f}, kBend[] = {.25f, .20f, .15f},
                         kGamma[] = {.92f, 1, 1.05f};
  return saturated(through(pixels,
                           [](int c, float v) {
                             const float bend = kBend[c] * std::sin(float(2 * CV_PI) * v) / float(2 * CV_PI);
                             return kBase[c] + kSpan[c] * (std::pow(v, kGamma[c]) - bend);
                           }),
                   0.85f);
}
cv::Mat black_and_white(const cv::Mat& pixels) {
  cv::Mat grey, out;
  cv::cvtColor(pixels, grey, cv::COLOR_RGB2GRAY);
  cv::cvtColor(grey, out, cv::COLOR_GRAY2RGB);
  return out;
}
cv::Mat grained(const cv::Mat& pixels, float levels, Random& random) {
  cv::Mat out;
  pixels.convertTo(out, CV_32F);
  out += levels * noise(out.size(), 3, random);
  out.convertTo(out, CV_8U);
  return out;
}
cv::Mat denoised(const cv::Mat& pixels) {
  cv::Mat out;
  cv::bilateralFilter(pixels, out, 5, 12, 1.2);
  return out;
}
cv::Mat cropped(const Document& d) {
  std::vector<cv::Point2f> all;
  for (int i = 0; i < 468; ++i) all.push_back(d.at(i));
  cv::Rect box = cv::boundingRect(all);
  const int margin = int(0.35f * d.iod);
  box = cv::Rect(box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin) &
        cv::Rect(0, 0, d.pixels.cols, d.pixels.rows);
  return d.pixels(box).clone();
}
/// Our own operators, ungoverned.
std::optional<Made> retouched(const Document& d, const Wishes& wishes) {
  const auto proposal = must(govern::propose(*d.study, wishes));
  std::vector<retouch::Layer> layers;
  for (std::size_t f = 0; f < proposal.edits.size(); ++f) {
    const auto& edits = proposal.edits[f];
    if (edits.empty()) continue;
    const std::vector<float> whole(edits.size(), 1.f);
    layers.push_back({retouch::sum(edits, whole, d.study->faces[f].canvas.size()), d.study->faces[f].canvas.roi});
  }
  if (layers.empty()) return std::nullopt;
  return Made{pixels_of(must(retouch::compose(*d.study->photo, *d.study->space, layers))), {}};
}

Edit of_pixels(const char* name, const char* kind, float strength, const Pixels& f) {
  return {name, kind, strength, Level::permitted, [f](const Setting& s) -> std::optional<Made> {
            return Made{f(s.document.pixels), {}};
          }};
}

}  // namespace

const std::vector<Edit>& permitted_edits() {
  using P = const cv::Mat&;
  static const std::vector<Edit> edits = {
      of_pixels("jpeg 90", "jpeg", 90, [](P p) { return jpeg(p, 90); }),
      of_pixels("jpeg 75", "jpeg", 75, [](P p) { return jpeg(p, 75); }),
      of_pixels("jpeg 60", "jpeg", 60, [](P p) { return jpeg(p, 60); }),
      of_pixels("resize 0.7", "resize", 0.7f, [](P p) { return resized(p, 0.7); }),
      of_pixels("resize 1.4", "resize", 1.4f, [](P p) { return resized(p, 1.4); }),
      of_pixels("resize 2", "resize", 2, [](P p) { return resized(p, 2); }),
      of_pixels("exposure +.4", "exposure", 0.4f,
                [](P p) {
                  return exposed(p, {.4f, .4f, .4f});
                }),
      of_pixels("exposure -.4", "exposure", -0.4f,
                [](P p) {
                  return exposed(p, {-.4f, -.4f, -.4f});
                }),
      of_pixels("warmer", "white balance", 1.12f,
                [](P p) {
                  return exposed(p, {.163f, 0, -.163f});
                }),
      of_pixels("cooler", "white balance", -1.12f,
                [](P p) {
                  return exposed(p, {-.163f, 0, .163f});
                }),
      {"crop", "crop", 1, Level::permitted,
       [](const Setting& s) -> std::optional<Made> {
         return Made{cropped(s.document), {}};
       }},
      {"grain 2.5", "grain", 2.5f, Level::permitted,
       [](const Setting& s) -> std::optional<Made> {
         return Made{grained(s.document.pixels, 2.5f, s.random), {}};
       }},
      of_pixels("denoise", "denoise", 1, denoised),
      {"even .5", "even", 0.5f, Level::permitted,
       [](const Setting& s) { return retouched(s.document, Wishes{.even = 0.5f}); }, true},
      {"even .7", "even", 0.7f, Level::permitted,
       [](const Setting& s) { return retouched(s.document, Wishes{.even = 0.7f}); }, true},
      {"fill .3", "fill", 0.3f, Level::permitted,
       [](const Setting& s) { return retouched(s.document, Wishes{.fill = 0.3f}); }, true},
      {"fill .5", "fill", 0.5f, Level::permitted,
       [](const Setting& s) { return retouched(s.document, Wishes{.fill = 0.5f}); }, true},
      {"heal 4", "heal", 4, Level::permitted,
       [](const Setting& s) -> std::optional<Made> {  // red and soft; the edit is the document
         const auto spots = places_on_skin(s.document, 4, 0.12f, 0.25f, s.random);
         if (spots.empty()) return std::nullopt;
         return Made{s.document.pixels,
                     with_spots(s.document.pixels, s.document, spots, 0.06f, {0.08f, 0.55f, 0.55f}, 1)};
       }},
      of_pixels("curve .15", "curve", 0.15f,
                [](P p) { return through(p, [](int, float v) { return s_curve(v, 0.15f); }); }),
      of_pixels("curve .3", "curve", 0.3f,
                [](P p) { return through(p, [](int, float v) { return s_curve(v, 0.3f); }); }),
      of_pixels("gamma .8", "curve", 0.8f,
                [](P p) { return through(p, [](int, float v) { return std::pow(v, 0.8f); }); }),
      of_pixels("fade", "film", 1, [](P p) { return through(p, [](int, float v) { return 0.08f + 0.87f * v; }); }),
      of_pixels("film", "film", 2, film),
      of_pixels("saturation 1.15", "saturation", 1.15f, [](P p) { return saturated(p, 1.15f); }),
      of_pixels("saturation .7", "saturation", 0.7f, [](P p) { return saturated(p, 0.7f); }),
      of_pixels("black and white", "black and white", 1, black_and_white),
      rested_whites(),
      rosier_lips(),
      cleaner_teeth(),
  };
  return edits;
}

const std::vector<Edit>& altering_edits() {
  static const std::vector<Edit> edits = [] {
    std::vector<Edit> all;
    for (const auto& some : {skin_edits(), shape_edits(), look_edits(), colour_edits()})
      all.insert(all.end(), some.begin(), some.end());
    return all;
  }();
  return edits;
}

}  // namespace countenance::validity
