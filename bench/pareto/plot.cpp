// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "base/statistics.h"
#include "show.h"
#include "tools.h"

namespace countenance::pareto {
namespace {

constexpr int kWidth = 520, kHeight = 440, kLeft = 70, kTop = 50, kAcross = 420, kDown = 320, kKey = 60;
constexpr double kMostShare = 0.6, kLeastReached = 0.9;

const cv::Scalar kInk(60, 60, 60), kRule(225, 225, 225);
const cv::Scalar kColours[] = {{40, 40, 210},  {190, 120, 20},  {60, 150, 60}, {160, 60, 160}, {30, 140, 230},
                               {150, 150, 60}, {120, 120, 120}, {80, 80, 140}, {60, 170, 190}, {200, 150, 200}};

struct Panel {
  const char* title;
  std::function<float(const Row&)> value;
  double low, high;
  bool logarithmic;
  std::vector<double> ticks;
};

void text(cv::Mat& to, const std::string& words, cv::Point at, double size = 0.45, const cv::Scalar& ink = kInk) {
  cv::putText(to, words, at, cv::FONT_HERSHEY_SIMPLEX, size, ink, 1, cv::LINE_AA);
}

cv::Point place(const Panel& p, int column, double share, double value) {
  value = std::clamp(value, p.low, p.high);
  const double t =
      p.logarithmic ? std::log(value / p.low) / std::log(p.high / p.low) : (value - p.low) / (p.high - p.low);
  return {column * kWidth + kLeft + int(share / kMostShare * kAcross), kTop + int((1 - t) * kDown)};
}

/// Medians at each target that nine in ten reach, by share.
std::vector<std::pair<double, double>> curve_of(const std::vector<Row>& rows, const std::string& tool, const Panel& p) {
  std::map<float, std::pair<std::vector<float>, int>> at;
  for (const Row& r : rows) {
    if (r.stage == Stage::tune || r.tool != tool) continue;
    auto& [values, all] = at[r.target];
    ++all;
    if (const float v = p.value(r); r.reached() && !std::isnan(v)) values.push_back(v);
  }
  std::vector<std::pair<double, double>> out;
  for (const auto& [target, of] : at)
    if (double(of.first.size()) >= kLeastReached * of.second && !of.first.empty())
      out.emplace_back(target, quantile(of.first, 0.5));
  return out;
}

}  // namespace

void draw(const std::vector<Row>& rows, const std::filesystem::path& png) {
  const Panel panels[] = {{"folds lost", [](const Row& r) { return r.cost.fold; }, 0, 0.3, false, {0, 0.1, 0.2, 0.3}},
                          {"pores: 1 - correlation",
                           [](const Row& r) { return r.cost.decorrelation.value_or(NAN); },
                           1e-5,
                           1,
                           true,
                           {1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1}},
                          {"drift (1 is the limit of 'natural')",
                           [](const Row& r) { return r.drift; },
                           0.125,
                           16,
                           true,
                           {0.125, 0.25, 0.5, 1, 2, 4, 8, 16}}};
  cv::Mat picture(kHeight + kKey, 3 * kWidth, CV_8UC3, cv::Scalar::all(255));
  const Settings settings = best_settings(rows, kTargets[0]);
  for (int column = 0; column < 3; ++column) {
    const Panel& p = panels[column];
    text(picture, p.title, {column * kWidth + kLeft, kTop - 18}, 0.55);
    for (const double tick : p.ticks) {
      const cv::Point at = place(p, column, 0, tick);
      cv::line(picture, at, {at.x + kAcross, at.y}, kRule, 1);
      text(picture, fmt::format("{:g}", tick), {at.x - 55, at.y + 5});
    }
    for (int percent = 0; percent <= 60; percent += 15) {
      const cv::Point at = place(p, column, percent / 100., p.low);
      cv::line(picture, at, {at.x, at.y - kDown}, kRule, 1);
      text(picture, fmt::format("{} %", percent), {at.x - 14, at.y + 20});
    }
    text(picture, "unevenness taken", {column * kWidth + kLeft + 140, kTop + kDown + 42});
    std::size_t k = 0;
    for (const auto& [tool, setting] : settings) {
      const bool ours = tool == kOurs;
      const cv::Scalar& colour = ours ? kColours[0] : kColours[1 + k++ % 9];
      const auto curve = curve_of(rows, tool, p);
      for (std::size_t i = 0; i < curve.size(); ++i) {
        const cv::Point at = place(p, column, curve[i].first, curve[i].second);
        cv::circle(picture, at, ours ? 5 : 3, colour, cv::FILLED, cv::LINE_AA);
        if (i > 0)
          cv::line(picture, place(p, column, curve[i - 1].first, curve[i - 1].second), at, colour, ours ? 3 : 1,
                   cv::LINE_AA);
      }
      const int slot = ours ? 0 : int(k);
      const cv::Point key(kLeft + slot % 5 * 290, kHeight + 15 + slot / 5 * 26);
      cv::line(picture, key, {key.x + 22, key.y}, colour, ours ? 3 : 1, cv::LINE_AA);
      text(picture, tool, {key.x + 28, key.y + 5}, 0.5, colour);
    }
  }
  if (!cv::imwrite(png.string(), picture)) throw std::runtime_error(png.string() + " cannot be written");
}

}  // namespace countenance::pareto
