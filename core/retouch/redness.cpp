// SPDX-License-Identifier: Apache-2.0
#include "retouch/redness.h"

#include <algorithm>
#include <cmath>

#include "base/blur.h"
#include "colour/density.h"
#include "face/regions.h"
#include "retouch/places.h"
#include "retouch/skin_grid.h"

namespace countenance::retouch {
namespace {

constexpr float kLeastCoverage = 0.15f;
constexpr float kFine = 0.04f, kNearby = 0.45f;     // σ, IOD
constexpr float kEdgeFade = 0.10f;                  // IOD inwards of where the skin ends
constexpr float kLipGap = 0.03f, kLipFade = 0.08f;  // IOD
constexpr float kLeastStops = 0.03f;                // of haemoglobin: less is not seen as red

ImageF zone_of(const skin::Canvas& canvas, const SkinGrid& g) {
  const ImageF lips = face::distance(face::polygon(g.size, g.points(canvas), face::kLipsOuter));
  ImageF bare(g.size), out = g.mask;
  for (std::size_t i = 0; i < bare.count(); ++i) bare.data()[i] = g.mask.data()[i] < 0.5f;
  const ImageF edge = face::distance(bare);  // hair, brows and nostrils colour the skin beside them
  for (std::size_t i = 0; i < out.count(); ++i)
    out.data()[i] *= smoothstep(lips.data()[i], kLipGap * g.u, (kLipGap + kLipFade) * g.u) *
                     smoothstep(edge.data()[i], 0, kEdgeFade * g.u);
  return out;
}

ImageF axis(const ImageF& shm, int k) {
  ImageF out(shm.size());
  for (std::size_t i = 0; i < out.count(); ++i) out.data()[i] = shm.data()[3 * i + std::size_t(k)];
  return out;
}

}  // namespace

Edit redness(const skin::Canvas& canvas, const skin::SkinMap& skin, const RednessParams& params) {
  Edit edit{.name = "redness", .delta = ImageF(canvas.size(), 3), .mask = skin.mask, .note = {}};
  if (skin.coverage < kLeastCoverage) {
    edit.trusted = false;
    edit.note = "too little of the skin could be told from the rest";
    return edit;
  }
  const SkinGrid g = skin_grid(canvas, skin);
  const ImageF zone = zone_of(canvas, g), oval = g.of(skin.oval);
  const ImageF low = masked_gaussian(axis(g.shm, 1), zone, kFine * g.u);
  const Base base = base_of(low, zone, kNearby * g.u, Outliers::both);
  const float dead = std::max(base.deviation, kLeastStops);

  ImageF change(g.size), rest(g.size);
  double taken = 0, weight = 0;
  for (std::size_t i = 0; i < change.count(); ++i) {
    const float e = std::max(0.f, low.data()[i] - base.mean.data()[i] - dead);
    change.data()[i] = -params.share * params.bound * std::tanh(e / params.bound);
    rest.data()[i] = 1 - smoothstep(e, 0, dead);
    const double w = double(g.mask.data()[i]) * oval.data()[i];
    taken -= w * (change.data()[i] *= zone.data()[i]);
    weight += w * (rest.data()[i] *= zone.data()[i]);
  }
  ImageF amount = change;
  for (std::size_t i = 0; i < amount.count(); ++i) amount.data()[i] = -amount.data()[i];
  if (largest(amount) < kShown) {
    edit.note = "no redness stands out of this skin";
    return edit;
  }
  edit.note = "redness: " + places_of(g, canvas, skin, amount, kShown);
  const float back = weight > 0 ? float(taken / weight) : 0.f;
  ImageF delta(g.size, 3);
  for (std::size_t i = 0; i < change.count(); ++i) delta.data()[3 * i + 1] = change.data()[i] + back * rest.data()[i];
  edit.delta = on_canvas(g, colour::mix(delta), skin.mask);
  return edit;
}

}  // namespace countenance::retouch
