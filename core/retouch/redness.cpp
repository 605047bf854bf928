// SPDX-License-Identifier: Apache-2.0
#include "retouch/redness.h"

#include <fmt/format.h>

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

// Cheeks: what lies alike on both is the person's
constexpr float kCheekGrown = 0.05f, kCheekEdge = 0.06f, kAlikeFine = 0.05f;  // IOD; σ
constexpr float kUnlike = 0.4f, kAlike = 0.55f, kKept = 0.7f, kTold = 0.2f;

ImageF cheek_of(face::Indices cheek, const face::Points& points, const SkinGrid& g) {
  return gaussian(face::grow(face::hull(g.size, points, cheek), kCheekGrown * g.u), kCheekEdge * g.u);
}

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

/// What the cheeks have alike: Σ min / Σ max of the excess over the mesh points of the right cheek and their mirror twins.
float alike(const ImageF& excess, const ImageF& right_cheek, const face::Points& points) {
  const auto at = [&](const ImageF& field, int i) {
    const int x = std::clamp(int(std::lround(points(i, 0))), 0, field.width() - 1);
    const int y = std::clamp(int(std::lround(points(i, 1))), 0, field.height() - 1);
    return field.at(x, y);
  };
  double both = 0, either = 0;
  for (int i = 0; i < int(points.rows()); ++i) {
    if (at(right_cheek, i) < 0.5f) continue;
    const float right = at(excess, i), left = at(excess, face::kMirror[std::size_t(i)]);
    both += std::min(right, left), either += std::max(right, left);
  }
  return either > 0 ? float(both / either) : 0.f;
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

  ImageF excess(g.size);
  for (std::size_t i = 0; i < excess.count(); ++i)
    excess.data()[i] = zone.data()[i] * std::max(0.f, low.data()[i] - base.mean.data()[i] - dead);
  const face::Points points = g.points(canvas);
  const ImageF right_cheek = cheek_of(face::kCheekRight, points, g), left_cheek = cheek_of(face::kCheekLeft, points, g);
  const float own = alike(gaussian(excess, kAlikeFine * g.u), right_cheek, points);
  const float kept = kKept * smoothstep(own, kUnlike, kAlike);

  ImageF change(g.size), rest(g.size);
  double taken = 0, weight = 0;
  for (std::size_t i = 0; i < change.count(); ++i) {
    const float e = excess.data()[i], cheek = std::max(right_cheek.data()[i], left_cheek.data()[i]);
    change.data()[i] = -(1 - kept * cheek) * params.share * params.bound * std::tanh(e / params.bound);
    rest.data()[i] = zone.data()[i] * (1 - smoothstep(e, 0, dead));
    const double w = double(g.mask.data()[i]) * oval.data()[i];
    taken -= w * change.data()[i], weight += w * rest.data()[i];
  }
  ImageF amount = change;
  for (std::size_t i = 0; i < amount.count(); ++i) amount.data()[i] = -amount.data()[i];
  if (largest(amount) < kShown) {
    edit.note = "no redness stands out of this skin";
    return edit;
  }
  edit.note = "redness: " + places_of(g, canvas, skin, amount, kShown);
  const float whole = weight > 0 ? float(taken / weight) : 0.f, back = std::min(whole, params.most_back);
  if (kept > kTold) edit.note += "; rouge or blush, alike on both cheeks, kept";
  if (whole > back) edit.note += fmt::format("; mean redness {:.3f} stop less", whole - back);
  ImageF delta(g.size, 3);
  for (std::size_t i = 0; i < change.count(); ++i) delta.data()[3 * i + 1] = change.data()[i] + back * rest.data()[i];
  edit.delta = on_canvas(g, colour::mix(delta), skin.mask);
  return edit;
}

}  // namespace countenance::retouch
