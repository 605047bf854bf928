// SPDX-License-Identifier: Apache-2.0
#include "retouch/membrane.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace countenance::retouch {
namespace {

constexpr float kExact = 1e-4f;  ///< of the largest step, in the unit of x
constexpr int kMostRounds = 400;

/// A pixel of a hole: where it is in x, and which of its neighbours exist.
struct Cell {
  std::size_t at;
  std::array<std::size_t, 4> beside;
  int count = 0;
};

/// Successive over-relaxation; `span` px across, which sets the best factor of a square of that side.
void relax(ImageF& x, const std::vector<Cell>& cells, int span) {
  const int channels = x.channels();
  const float factor = 2 / (1 + std::sin(std::numbers::pi_v<float> / float(span + 1)));
  for (int round = 0; round < kMostRounds; ++round) {
    float largest = 0;
    for (const Cell& cell : cells)
      for (int c = 0; c < channels; ++c) {
        float sum = 0;
        for (int k = 0; k < cell.count; ++k) sum += x.data()[cell.beside[std::size_t(k)] * std::size_t(channels) + c];
        float& v = x.data()[cell.at * std::size_t(channels) + c];
        const float step = factor * (sum / float(cell.count) - v);
        v += step;
        largest = std::max(largest, std::abs(step));
      }
    if (largest < kExact) return;
  }
}

}  // namespace

ImageF membrane(const ImageF& x, const Image<Part>& parts) {
  const int w = x.width(), h = x.height();
  cv::Mat holes(h, w, CV_8U), label, stats, centres;
  for (int y = 0; y < h; ++y)
    for (int i = 0; i < w; ++i) holes.at<std::uint8_t>(y, i) = parts.at(i, y) == Part::hole;
  const int n = cv::connectedComponentsWithStats(holes, label, stats, centres, 4);
  ImageF out = x;
  for (int k = 1; k < n; ++k) {
    const int left = stats.at<int>(k, cv::CC_STAT_LEFT), top = stats.at<int>(k, cv::CC_STAT_TOP),
              width = stats.at<int>(k, cv::CC_STAT_WIDTH), height = stats.at<int>(k, cv::CC_STAT_HEIGHT);
    std::vector<Cell> cells;
    std::vector<double> mean(std::size_t(x.channels()), 0.0);
    int sources = 0;
    for (int y = top; y < top + height; ++y)
      for (int i = left; i < left + width; ++i) {
        if (label.at<int>(y, i) != k) continue;
        Cell cell{std::size_t(y) * std::size_t(w) + std::size_t(i), {}, 0};
        for (const auto& [dx, dy] : {std::array{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
          const int u = i + dx, v = y + dy;
          if (u < 0 || v < 0 || u >= w || v >= h || parts.at(u, v) == Part::absent) continue;
          cell.beside[std::size_t(cell.count++)] = std::size_t(v) * std::size_t(w) + std::size_t(u);
          if (parts.at(u, v) != Part::source) continue;
          ++sources;
          for (int c = 0; c < x.channels(); ++c) mean[std::size_t(c)] += double(x.at(u, v, c));
        }
        if (cell.count > 0) cells.push_back(cell);
      }
    if (sources == 0) continue;
    for (const Cell& cell : cells)  // the mean of the edge is near the answer
      for (int c = 0; c < x.channels(); ++c)
        out.data()[cell.at * std::size_t(x.channels()) + std::size_t(c)] = float(mean[std::size_t(c)] / sources);
    relax(out, cells, std::max(width, height));
  }
  return out;
}

}  // namespace countenance::retouch
