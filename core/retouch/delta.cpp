// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>

#include "base/clones.h"
#include "base/fast_math.h"
#include "base/parallel.h"
#include "colour/density.h"
#include "retouch/compose.h"

namespace countenance::retouch {
namespace {

constexpr float kFloor = colour::kDensityFloor;
constexpr float kUnbounded = std::numeric_limits<float>::max();
constexpr int kChunk = 256;  // pixels whose intermediate values stay in the first-level cache

inline float larger(float a, float b) { return a > b ? a : b; }

CNT_CLONES void apply_chunk(float* __restrict rgb, const float* __restrict delta, int n) {
  std::array<float, 3 * kChunk> use;  // share of a channel's headroom, then the factor of its pixel
  std::array<float, kChunk> factor;
  for (int i = 0; i < 3 * n; ++i) {
    const float room = 0.03f - fast_log2(larger(rgb[i] + kFloor, 1e-6f));
    use[i] = larger(-delta[i], 0.f) / larger(room, 0.02f);
  }
  for (int i = 0; i < n; ++i) factor[i] = larger(larger(use[3 * i], use[3 * i + 1]), use[3 * i + 2]);
  for (int i = 0; i < n; ++i) {
    const float r2 = factor[i] * factor[i];
    factor[i] = 1.f / std::sqrt(std::sqrt(1.f + r2 * r2));
  }
  for (int i = 0; i < n; ++i) use[3 * i] = use[3 * i + 1] = use[3 * i + 2] = factor[i];
  for (int i = 0; i < 3 * n; ++i) {
    const float g = fast_exp2(-delta[i] * use[i]), l = rgb[i];
    const float darkest = l < 0.f ? l : 0.f, least = g < 1.f ? darkest : -kUnbounded;
    rgb[i] = larger(l * g + kFloor * (g - 1.f), least);
  }
}

}  // namespace

void crop(Edit& edit) {
  const ImageF& delta = edit.delta;
  if (delta.empty() || !edit.part.empty()) return;
  const int channels = delta.channels();
  Rect part;
  for (int y = 0; y < delta.size().height; ++y) {
    const auto *first = delta.row(y), *last = first + std::ptrdiff_t(delta.size().width) * channels;
    const auto moves = [](float d) { return d != 0; };
    const auto* from = std::find_if(first, last, moves);
    if (from == last) continue;
    const auto to = std::find_if(std::make_reverse_iterator(last), std::make_reverse_iterator(from), moves).base();
    const int x = int(from - first) / channels;
    part = bounding(part, {x, y, int(to - 1 - first) / channels + 1 - x, 1});
  }
  if (part.empty()) part = {0, 0, 1, 1};
  if (part.size() == delta.size()) return;
  ImageF kept(part.size(), channels);
  for (int y = 0; y < part.height; ++y)
    std::copy_n(delta.row(part.y + y) + std::ptrdiff_t(part.x) * channels, std::size_t(part.width) * channels,
                kept.row(y));
  edit.delta = std::move(kept);
  edit.part = part;
}

ImageF whole(const Edit& edit, Size canvas) {
  if (edit.part.empty()) return edit.delta;
  const int channels = edit.delta.channels();
  ImageF out(canvas, channels);
  for (int y = 0; y < edit.part.height; ++y)
    std::copy_n(edit.delta.row(y), std::size_t(edit.part.width) * channels,
                out.row(edit.part.y + y) + std::ptrdiff_t(edit.part.x) * channels);
  return out;
}

ImageF sum(const std::vector<Edit>& edits, const std::vector<float>& strengths, Size size) {
  if (edits.size() != strengths.size()) throw std::logic_error("sum: one strength an edit");
  ImageF total(size, 3);
  for (std::size_t k = 0; k < edits.size(); ++k) {
    const ImageF& delta = edits[k].delta;
    const float s = strengths[k];
    if (delta.empty() || s == 0) continue;
    const Rect part = edits[k].part.empty() ? Rect{0, 0, size.width, size.height} : edits[k].part;
    if (delta.size() != part.size() || part.right() > size.width || part.bottom() > size.height)
      throw std::logic_error("sum: edits of different sizes");
    for_rows(part.height, [&](int y) {
      const float* from = delta.row(y);
      float* to = total.row(part.y + y) + 3 * std::ptrdiff_t(part.x);
      if (delta.channels() == 3)
        for (int i = 0; i < 3 * part.width; ++i) to[i] += s * from[i];
      else
        for (int i = 0; i < 3 * part.width; ++i) to[i] += s * from[i / 3];
    });
  }
  return total;
}

void apply_delta(float* rgb, const float* delta, int n) {
  for (int at = 0; at < n; at += kChunk) apply_chunk(rgb + 3 * at, delta + 3 * at, std::min(kChunk, n - at));
}

}  // namespace countenance::retouch
