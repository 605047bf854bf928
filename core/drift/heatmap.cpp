// SPDX-License-Identifier: Apache-2.0
#include "drift/heatmap.h"

#include <algorithm>
#include <cmath>

#include "colour/colour.h"

namespace countenance::drift {
namespace {

constexpr float kNothing = 0.25f;  ///< share below which nothing is drawn
constexpr float kBeyond = 2;       ///< share at which red is full
constexpr float kLargestCover = 0.75f;

/// Largest share over the measures at a point of the frame, nearest pixel.
float share_at(const FaceReport& face, const Point& p) {
  float largest = 0;
  for (const Reading& r : face.readings) {
    const int x = int(std::lround(p.x())), y = int(std::lround(p.y()));
    if (r.map.empty() || x < 0 || y < 0 || x >= r.map.width() || y >= r.map.height()) continue;
    largest = std::max(largest, r.map.at(x, y));
  }
  return largest;
}

/// Nothing → amber at the limit → red beyond; how much of the picture it covers grows up to the limit.
void paint(float share, std::uint8_t* rgb) {
  if (share <= kNothing) return;
  constexpr float kAmber[3] = {255, 176, 0}, kRed[3] = {214, 16, 32};
  const float cover = kLargestCover * std::min(1.f, (share - kNothing) / (1 - kNothing));
  const float red = std::clamp((share - 1) / (kBeyond - 1), 0.f, 1.f);
  for (int c = 0; c < 3; ++c) {
    const float colour = kAmber[c] + red * (kRed[c] - kAmber[c]);
    rgb[c] = std::uint8_t(std::lround(float(rgb[c]) + cover * (colour - float(rgb[c]))));
  }
}

}  // namespace

Image8 heatmap(View<const std::uint8_t> background, const Affine& from_photo,
               const std::vector<const Reference*>& references, const Report& report) {
  Image8 out(background.size(), 3);
  for (int y = 0; y < out.height(); ++y)
    for (int x = 0; x < out.width(); ++x) {
      const std::uint8_t* p = &background.at(x, y);
      const float grey =
          background.channels() < 3 ? float(p[0]) : 0.299f * float(p[0]) + 0.587f * float(p[1]) + 0.114f * float(p[2]);
      std::fill_n(&out.at(x, y), 3, std::uint8_t(std::lround(grey)));
    }
  const Affine to_photo = inverse(from_photo);
  for (const FaceReport& face : report.faces) {
    if (face.index < 0 || face.index >= int(references.size()) || !references[std::size_t(face.index)]) continue;
    const Affine to_frame = compose(references[std::size_t(face.index)]->frame, to_photo);
    for (int y = 0; y < out.height(); ++y)
      for (int x = 0; x < out.width(); ++x)
        paint(share_at(face, apply(to_frame, Point(float(x), float(y)))), &out.at(x, y));
  }
  return out;
}

}  // namespace countenance::drift
