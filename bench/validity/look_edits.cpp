// SPDX-License-Identifier: Apache-2.0
// Eyes without depth, light made flat or turned, other hair.
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <opencv2/photo.hpp>

#include "base/cv.h"
#include "edits.h"

namespace countenance::validity {
namespace {

constexpr int kIris[2] = {468, 473};  ///< centres; the four after each lie on its rim

struct Iris {
  cv::Point2f centre;
  float radius = 0;
};
Iris iris_of(const Document& d, int side) {
  Iris out{d.at(kIris[side]), 0};
  for (int i = 1; i <= 4; ++i) out.radius += float(cv::norm(d.at(kIris[side] + i) - out.centre)) / 4;
  return out;
}
/// 255 on the visible part of an iris, grown by k.
cv::Mat iris_mask(const Document& d, int side, float k) {
  cv::Mat disc = cv::Mat::zeros(d.size(), CV_8U);
  const Iris iris = iris_of(d, side);
  cv::circle(disc, iris.centre, std::max(1, int(std::lround(k * iris.radius))), 255, cv::FILLED);
  const ImageF open =
      face::polygon({d.size().width, d.size().height}, d.points, side == 0 ? face::kEyeRight : face::kEyeLeft);
  disc.setTo(0, as_mat(open) < 0.5f);
  return disc;
}

std::optional<cv::Mat> without_catchlights(const Document& d) {
  cv::Mat grey, hot = cv::Mat::zeros(d.size(), CV_8U);
  cv::cvtColor(d.pixels, grey, cv::COLOR_RGB2GRAY);
  bool any = false;
  for (int side = 0; side < 2; ++side) {
    const cv::Mat iris = iris_mask(d, side, 1.05f);
    std::vector<cv::Point> where;
    cv::findNonZero(iris, where);
    if (where.size() < 20) continue;
    std::vector<int> values;
    for (const auto& p : where) values.push_back(grey.at<std::uint8_t>(p));
    std::sort(values.begin(), values.end());
    const int middle = values[values.size() / 2], top = values.back();
    if (linear_of(cv::Mat(1, 1, CV_8UC3, cv::Scalar::all(top))).at<cv::Vec3f>(0)[0] <
        2 * linear_of(cv::Mat(1, 1, CV_8UC3, cv::Scalar::all(middle))).at<cv::Vec3f>(0)[0] + 0.01f)
      continue;  // a stop at least, or there is none to lose
    any = true;
    for (const auto& p : where)
      hot.at<std::uint8_t>(p) |= grey.at<std::uint8_t>(p) > middle + 35 * (top - middle) / 100 ? 255 : 0;
  }
  if (!any) return std::nullopt;
  cv::dilate(hot, hot, cv::Mat::ones(3, 3, CV_8U), {-1, -1}, std::max(1, int(0.01f * d.iod)));
  cv::Mat out;
  cv::inpaint(d.pixels, hot, out, 0.03 * double(d.iod), cv::INPAINT_TELEA);
  return out;
}
cv::Mat flat_eyes(const Document& d) {
  const cv::Mat base = without_catchlights(d).value_or(d.pixels);
  cv::Mat where;
  cv::Mat(iris_mask(d, 0, 1) | iris_mask(d, 1, 1)).convertTo(where, CV_32F, 1 / 255.);
  return mixed(base, blurred(base, 0.03f * d.iod), soft(where, d, 0.01f));
}

/// Mesh normals, smooth, h × w × 3, 0 beyond the face.
cv::Mat normals_of(const Document& d) {
  const Size size{d.size().width, d.size().height};
  const face::Normals n = face::rasterise_normals(d.points, *d.study->topology, size);
  return blurred(as_mat(n.normal), 0.08f * d.iod);
}
cv::Mat gained(const cv::Mat& pixels, const cv::Mat& stops) {
  cv::Mat gain;
  cv::exp(stops * std::log(2.0), gain);
  return encoded(times(linear_of(pixels), gain));
}

/// The face's own slow shading taken away by a share.
cv::Mat flattened(const Document& d, float share) {
  cv::Mat level, linear = linear_of(d.pixels);
  cv::cvtColor(linear, level, cv::COLOR_RGB2GRAY);
  cv::log(level + 0.003f, level);
  level /= std::log(2.0);
  const cv::Mat weight = blurred(d.oval, 0.18f * d.iod);
  cv::Mat low = blurred(level.mul(d.oval), 0.18f * d.iod) / cv::max(weight, 0.05f);
  low -= cv::mean(low, d.skin > 0.5f)[0];
  return gained(d.pixels, -share * low.mul(soft(d.oval, d, 0.05f)));
}
/// Lit from one side in the original, and from a side turned by an angle in the edit.
Made turned(const Document& d, float degrees) {
  constexpr float kStops = 0.6f;
  const cv::Mat normals = normals_of(d);
  std::vector<cv::Mat> n;
  cv::split(normals, n);
  double largest = 0;
  cv::minMaxLoc(cv::abs(n[0]), nullptr, &largest);
  const float a = degrees * float(CV_PI) / 180, k = kStops / std::max(float(largest), 1e-3f);
  const cv::Mat before = k * n[0], after = k * (std::cos(a) * n[0] + std::sin(a) * n[1]);
  const cv::Mat darker(d.size(), CV_32F, cv::Scalar(-0.32));  // head room for the gain
  return {gained(d.pixels, after + darker), gained(d.pixels, before + darker)};
}

cv::Mat hair_of(const Document& d) {
  cv::Mat hair, around;
  const int r = std::max(1, int(0.12f * d.iod));  // the forehead goes on above the mesh
  cv::dilate(d.oval, around, cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * r + 1, 2 * r + 1}));
  cv::Mat(d.person > 0.5f).convertTo(hair, CV_32F, 1 / 255.);
  hair.setTo(0, around > 0.5f);
  const int mouth = std::clamp(int(d.points(13, 1)), 0, hair.rows);
  hair.rowRange(mouth, hair.rows).setTo(0);
  return soft(hair, d, 0.03f);
}
/// The outline of the upper head drawn in.
cv::Mat with_less_hair(const Document& d, float iod) {
  const cv::Point2f crown(d.points(168, 0), d.points(10, 1));
  cv::Mat shift(d.size(), CV_32FC2);
  for (int y = 0; y < shift.rows; ++y)
    for (int x = 0; x < shift.cols; ++x) {
      const cv::Point2f v = cv::Point2f(float(x), float(y)) - crown;
      const float r = float(cv::norm(v)) + 1e-3f, ring = (r - 0.95f * d.iod) / (0.5f * d.iod);
      const float up = std::clamp((d.points(168, 1) - float(y)) / (0.5f * d.iod), 0.f, 1.f);
      const float g = iod * d.iod * std::exp(-ring * ring) * up * std::clamp(r / (0.4f * d.iod), 0.f, 1.f);
      shift.at<cv::Vec2f>(y, x) = {g * v.x / r, g * v.y / r};
    }
  return moved(d.pixels, shift);
}

using Of = std::function<std::optional<Made>(const Setting&)>;
Of pixels(const std::function<cv::Mat(const Document&)>& f) {
  return [f](const Setting& s) -> std::optional<Made> { return Made{f(s.document), {}}; };
}

}  // namespace

std::vector<Edit> look_edits() {
  using D = const Document&;
  return {
      {"catchlights", "catchlights", 1, Level::clear,
       [](const Setting& s) -> std::optional<Made> {
         const auto out = without_catchlights(s.document);
         if (!out) return std::nullopt;
         return Made{*out, {}};
       }},
      {"flat eyes", "irises", 1, Level::clear, pixels(flat_eyes)},
      {"flat light 25 %", "flat light", 0.25f, Level::slight, pixels([](D d) { return flattened(d, 0.25f); })},
      {"flat light 50 %", "flat light", 0.5f, Level::clear, pixels([](D d) { return flattened(d, 0.5f); })},
      {"flat light 80 %", "flat light", 0.8f, Level::strong, pixels([](D d) { return flattened(d, 0.8f); })},
      {"light turned 22°", "turned light", 22, Level::slight,
       [](const Setting& s) -> std::optional<Made> { return turned(s.document, 22); }},
      {"light turned 45°", "turned light", 45, Level::clear,
       [](const Setting& s) -> std::optional<Made> { return turned(s.document, 45); }},
      {"light turned 90°", "turned light", 90, Level::strong,
       [](const Setting& s) -> std::optional<Made> { return turned(s.document, 90); }},
      {"hair lighter 6", "hair colour", 6, Level::slight, pixels([](D d) {
         return with_lab(d.pixels, {6, 1.5f, 4}, hair_of(d));
       })},
      {"hair lighter 12", "hair colour", 12, Level::clear, pixels([](D d) {
         return with_lab(d.pixels, {12, 3, 8}, hair_of(d));
       })},
      {"less hair 3 %", "hair outline", 0.03f, Level::slight, pixels([](D d) { return with_less_hair(d, 0.03f); })},
      {"less hair 6 %", "hair outline", 0.06f, Level::clear, pixels([](D d) { return with_less_hair(d, 0.06f); })},
  };
}

}  // namespace countenance::validity
