// SPDX-License-Identifier: Apache-2.0
#include "change.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/blur.h"
#include "colour/cie.h"
#include "retouch/compose.h"
#include "retouch/unevenness.h"
#include "support/must.h"

namespace countenance::pareto {

using test::must;

namespace {

constexpr float kTolerance = 0.002f;
constexpr int kRounds = 6;

void scale(ImageF& x, float by) {
  for (std::size_t i = 0; i < x.count(); ++i) x.data()[i] *= by;
}

float shifted(float linear, float by) {
  return colour::srgb_decode(std::clamp(colour::srgb_encode(linear) + by, 0.f, 1.f));
}

/// Share of unevenness taken.
double share_at(const Face& face, const Change& change, float strength) {
  const Ground& g = face.small;
  ImageF linear = g.linear, by = change.small;
  scale(by, strength);
  if (change.kind == Change::Kind::density)
    retouch::apply_delta(linear.data(), by.data(), int(linear.size().area()));
  else
    for (std::size_t i = 0; i < linear.count(); ++i) linear.data()[i] = shifted(linear.data()[i], by.data()[i]);
  return retouch::response(g.blotches, retouch::blotch_band(colour::lab(linear), g.mask, g.iod), g.core).at(1);
}

void mask(ImageF& x, const ImageF& by) {
  for (std::size_t i = 0; i < x.count(); ++i) x.data()[i] *= by.data()[i / 3];
}

}  // namespace

Change layer_over(const Face& face, const ImageF& layer) {
  const ImageF before = linear_part(face, *face.study->photo);
  Change change{Change::Kind::layer, layer, {}};
  for (std::size_t i = 0; i < layer.count(); ++i) change.by.data()[i] -= colour::srgb_encode(before.data()[i]);
  mask(change.by, face.mask);
  change.small = resize(change.by, face.small.mask.size());
  return change;
}

Change density_by(const Face& face, const ImageF& delta) {
  const Rect roi = face.first().canvas.roi, part = face.part;
  const ImageF whole = resize(delta, roi.size());
  Change change{Change::Kind::density, ImageF(part.size(), 3), {}};
  for (int y = 0; y < part.height; ++y)
    std::copy_n(whole.row(y + part.y - roi.y) + 3 * (part.x - roi.x), 3 * part.width, change.by.row(y));
  change.small = resize(change.by, face.small.mask.size());
  return change;
}

Photo rendered(const Face& face, const Change& change, float strength) {
  ImageF by = change.by;
  scale(by, strength);
  const Photo& original = *face.study->photo;
  if (change.kind == Change::Kind::density)
    return must(retouch::compose(original, *face.study->space, {{std::move(by), face.part}}));
  Photo out = original;
  for (int y = 0; y < face.part.height; ++y) {
    std::uint8_t* row = out.row(y + face.part.y) + 6 * face.part.x;
    for (int i = 0; i < 3 * face.part.width; ++i) {
      std::uint16_t v;
      std::memcpy(&v, row + 2 * i, 2);
      v = std::uint16_t(std::lround(std::clamp(float(v) + 65535 * by.row(y)[i], 0.f, 65535.f)));
      std::memcpy(row + 2 * i, &v, 2);
    }
  }
  return out;
}

std::optional<float> strength_for(const Face& face, const Change& change, float share) {
  float low = 0, high = 1;
  double at_low = 0, at_high = share_at(face, change, 1);
  if (at_high < share - kTolerance) return std::nullopt;
  for (int i = 0; i < kRounds && at_high > share + kTolerance; ++i) {
    // Between a straight line and the middle: the response bends, but never far.
    const float line = low + (high - low) * float((share - at_low) / (at_high - at_low));
    const float middle = i % 3 == 2 ? (low + high) / 2 : line;
    const double at = share_at(face, change, middle);
    if (std::abs(at - share) <= kTolerance) return middle;
    (at < share ? low : high) = middle;
    (at < share ? at_low : at_high) = at;
  }
  return high;
}

}  // namespace countenance::pareto
