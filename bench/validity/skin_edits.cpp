// SPDX-License-Identifier: Apache-2.0
// Plastic skin four ways, lighter and darker skin, marks and lines taken away.
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "edits.h"

namespace countenance::validity {
namespace {

using Pixels = std::function<cv::Mat(const Setting&)>;

/// A picture laid over the skin alone, its edge soft.
Edit on_skin(const char* name, const char* kind, float strength, Level level, const Pixels& f) {
  return {name, kind, strength, level, [f](const Setting& s) -> std::optional<Made> {
            const Document& d = s.document;
            return Made{mixed(d.pixels, f(s), soft(d.skin, d, 0.03f)), {}};
          }};
}

Pixels gaussian_blur(float sigma) {
  return [sigma](const Setting& s) { return blurred(s.document.pixels, sigma * s.document.iod); };
}
Pixels median(float side) {
  return [side](const Setting& s) {
    cv::Mat out;
    cv::medianBlur(s.document.pixels, out, std::max(3, int(side * s.document.iod) / 2 * 2 + 1));
    return out;
  };
}
Pixels bilateral(double levels) {
  return [levels](const Setting& s) {
    const double sigma = 0.04 * double(s.document.iod);
    cv::Mat once, twice;
    cv::bilateralFilter(s.document.pixels, once, sigma < 6 ? 9 : 13, levels, sigma);
    cv::bilateralFilter(once, twice, sigma < 6 ? 9 : 13, levels, sigma);
    return twice;
  };
}
/// Low frequencies blurred over a new grain of the old texture's strength.
Pixels regrained(float sigma) {
  return [sigma](const Setting& s) {
    const Document& d = s.document;
    cv::Mat from, texture, grain = noise(d.size(), 1, s.random);
    d.pixels.convertTo(from, CV_32F);
    const cv::Mat low = blurred(from, sigma * d.iod);
    cv::cvtColor(from - low, texture, cv::COLOR_RGB2GRAY);
    grain -= blurred(grain, 2);
    const cv::Mat skin = d.skin > 0.5f;
    cv::Scalar mean, before, after;
    cv::meanStdDev(texture, mean, before, skin);
    cv::meanStdDev(grain, mean, after, skin);
    grain *= before[0] / after[0];
    cv::Mat three, out;
    cv::merge(std::vector<cv::Mat>{grain, grain, grain}, three);
    cv::Mat(low + three).convertTo(out, CV_8U);
    return out;
  };
}

Edit toned(const char* name, const char* kind, float strength, Level level) {
  return {name, kind, strength, level, [strength](const Setting& s) -> std::optional<Made> {
            const Document& d = s.document;
            return Made{with_lab(d.pixels, {strength, 0, 0}, soft(d.oval, d, 0.06f)), {}};
          }};
}

/// The original has moles; the edit is the document, without.
Edit without_moles(const char* name, float diameter, int count, Level level) {
  return {name,
          "mole",
          diameter,
          level,
          [=](const Setting& s) -> std::optional<Made> {
            const Document& d = s.document;
            const auto places = places_on_skin(d, count, 0.12f, 0.25f, s.random);
            if (places.empty()) return std::nullopt;
            return Made{d.pixels, with_spots(d.pixels, d, places, diameter, {0.55f, 0.8f, 0.9f})};
          },
          false,
          diameter};
}
Edit without_freckles(const char* name, int count, Level level) {
  constexpr float kLeast = 0.022f;  // IOD
  return {name,
          "freckles",
          float(count),
          level,
          [=](const Setting& s) -> std::optional<Made> {
            const Document& d = s.document;
            cv::Mat original = d.pixels;
            for (int i = 0; i < 3; ++i)
              original = with_spots(original, d, places_on_skin(d, count / 3, 0.05f, 0.05f, s.random),
                                    kLeast + 0.006f * float(i), {0.15f, 0.24f, 0.28f});
            return Made{d.pixels, original};
          },
          false,
          kLeast};
}

/// Dark lines up to .05 IOD wide filled, in the zones where faces have lines.
Edit without_lines(const char* name, float strength, Level level) {
  static const std::vector<std::vector<int>> kZones = {
      {54, 68, 104, 69, 108, 151, 337, 299, 333, 298, 284, 332, 297, 338, 10, 109, 67, 103},
      {35, 31, 228, 229, 230, 231, 232, 121, 47, 100, 101, 50, 123, 116, 143},
      {265, 261, 448, 449, 450, 451, 452, 350, 277, 329, 330, 280, 352, 345, 372},
      {129, 203, 206, 216, 212, 202, 214, 192, 187, 205, 36, 142},
      {358, 423, 426, 436, 432, 422, 434, 416, 411, 425, 266, 371}};
  return {name, "lines", strength, level, [strength](const Setting& s) -> std::optional<Made> {
            const Document& d = s.document;
            cv::Mat zones = cv::Mat::zeros(d.size(), CV_32F);
            for (const auto& zone : kZones)
              zones = cv::max(zones, cv::Mat(d.size().height, d.size().width, CV_32F,
                                             face::hull({d.size().width, d.size().height}, d.points, zone).data()));
            zones = zones.mul(d.skin);
            cv::Mat from, closed;
            d.pixels.convertTo(from, CV_32F);
            from = blurred(from, 0.006f * d.iod);
            const int side = std::max(3, int(0.05f * d.iod) / 2 * 2 + 1);
            cv::morphologyEx(from, closed, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_ELLIPSE, {side, side}));
            cv::Mat fill = blurred(closed - from, 0.006f * d.iod), out;
            fill -= 0.5 * cv::mean(fill, d.skin > 0.5f);
            fill = cv::max(fill, 0);
            d.pixels.convertTo(out, CV_32F);
            out += strength * times(fill, soft(zones, d, 0.02f));
            out.convertTo(out, CV_8U);
            return Made{out, {}};
          }};
}

}  // namespace

std::vector<Edit> skin_edits() {
  return {
      on_skin("blur .010", "plastic: blur", 0.010f, Level::slight, gaussian_blur(0.010f)),
      on_skin("blur .015", "plastic: blur", 0.015f, Level::clear, gaussian_blur(0.015f)),
      on_skin("blur .030", "plastic: blur", 0.030f, Level::strong, gaussian_blur(0.030f)),
      on_skin("median .04", "plastic: median", 0.04f, Level::slight, median(0.04f)),
      on_skin("median .06", "plastic: median", 0.06f, Level::clear, median(0.06f)),
      on_skin("median .12", "plastic: median", 0.12f, Level::strong, median(0.12f)),
      on_skin("bilateral 12", "plastic: bilateral", 12, Level::slight, bilateral(12)),
      on_skin("bilateral 20", "plastic: bilateral", 20, Level::clear, bilateral(20)),
      on_skin("bilateral 40", "plastic: bilateral", 40, Level::strong, bilateral(40)),
      on_skin("blur .030 and grain", "plastic: new grain", 0.030f, Level::clear, regrained(0.030f)),
      toned("lighter 2", "lighter", 2, Level::slight),
      toned("lighter 4", "lighter", 4, Level::clear),
      toned("lighter 6", "lighter", 6, Level::strong),
      toned("darker 2", "darker", -2, Level::slight),
      toned("darker 4", "darker", -4, Level::clear),
      toned("darker 6", "darker", -6, Level::strong),
      without_moles("mole 1 %", 0.01f, 1, Level::slight),
      without_moles("mole 2 %", 0.02f, 1, Level::clear),
      without_moles("moles 4.5 %", 0.045f, 3, Level::strong),
      without_freckles("freckles", 60, Level::clear),
      without_lines("lines half", 0.5f, Level::slight),
      without_lines("lines", 1, Level::clear),
  };
}

}  // namespace countenance::validity
