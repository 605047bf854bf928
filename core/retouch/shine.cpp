// SPDX-License-Identifier: Apache-2.0
#include "retouch/shine.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>

#include "base/blur.h"
#include "base/cv.h"
#include "colour/cie.h"
#include "colour/density.h"
#include "face/regions.h"
#include "retouch/places.h"
#include "retouch/skin_grid.h"

namespace countenance::retouch {
namespace {

constexpr float kLeastCoverage = 0.15f;
constexpr float kSmooth = 0.015f, kPool = 0.04f, kNearby = 0.3f;  // σ, IOD
constexpr float kDull = 0.05f;                                    // S/Y up to which a pixel tells the skin's own colour
constexpr float kLeastStops = 0.06f;               // of brightness over the skin nearby: less is not seen as gloss
constexpr float kHole = 0.06f, kHoleEdge = 0.02f;  // IOD
constexpr float kGreyFrom = 0.88f, kGrey = 0.96f;  // ρ: there skin and light have one colour, and cannot be told apart
// Light adds alike to both; skin without melanin (vitiligo) gains blue more than green, pale skin green more than blue.
constexpr float kGloss = 0.75f, kNoMelanin = 0.45f, kNoBlood = 0.3f;
constexpr float kMostOfLight = 0.8f;  // of the least channel
constexpr float kWhiteFrom = 0.75f,
                kWhite = 0.97f;      // linear, least channel but one: what a tone curve leaves without colour
constexpr float kWhiteEdge = 0.03f;  // σ, IOD: what is left of a core has a soft border
constexpr float kLn2 = 0.69314718f;
constexpr float kEyeGap = 0.10f, kEyeFade = 0.10f;  // IOD about eyes and brows: lenses, lids
constexpr float kRimGap = 0.03f, kRimFade = 0.15f;  // IOD inwards of the face's outline: light from behind is no gloss

/// The map without the holes of glints, which are unlike the skin around them, and too bright to be taken for it.
skin::SkinMap without_holes(const skin::SkinMap& skin, float u) {
  skin::SkinMap out = skin;
  const ImageF closed =
      gaussian(face::grow(face::grow(skin.mask, kHole * u), -(kHole + kHoleEdge) * u), 0.5f * kHoleEdge * u);
  for (std::size_t i = 0; i < out.mask.count(); ++i)
    out.mask.data()[i] = std::max(skin.mask.data()[i], std::min({closed.data()[i], skin.oval.data()[i],
                                                                 1 - std::min(1.f, skin.excluded.data()[i]),
                                                                 1 - std::min(1.f, skin.beard.data()[i])}));
  return out;
}

/// Where gloss is looked for: skin of the oval, away from eyes, brows and what glasses cover.
ImageF zone_of(const skin::Canvas& c, const skin::SkinMap& skin, const SkinGrid& g) {
  const face::Points points = g.points(c);
  ImageF eyes(g.size);
  for (const face::Indices part : {face::kEyeRight, face::kEyeLeft, face::kBrowRight, face::kBrowLeft})
    as_mat(eyes) = cv::max(as_mat(eyes), as_mat(face::hull(g.size, points, part)));
  ImageF beyond = g.of(skin.oval);
  for (std::size_t i = 0; i < beyond.count(); ++i) beyond.data()[i] = 1 - beyond.data()[i];
  const ImageF away = face::distance(eyes), inside = face::distance(beyond);
  ImageF out(g.size);
  for (std::size_t i = 0; i < out.count(); ++i)
    out.data()[i] = g.mask.data()[i] * smoothstep(away.data()[i], kEyeGap * g.u, (kEyeGap + kEyeFade) * g.u) *
                    smoothstep(inside.data()[i], kRimGap * g.u, (kRimGap + kRimFade) * g.u);
  return out;
}

/// Density of a channel that loses `light`; at least a fifth of it stays.
float stops_lost(float l, float light) {
  return std::log2((l + colour::kDensityFloor) / (std::max(l - light, 0.2f * l) + colour::kDensityFloor));
}

ImageF log_ratio(const ImageF& linear, int over, int under) {
  ImageF out(linear.size());
  for (std::size_t i = 0; i < out.count(); ++i)
    out.data()[i] = std::log2((linear.data()[3 * i + over] + colour::kDensityFloor) /
                              (linear.data()[3 * i + under] + colour::kDensityFloor));
  return out;
}

/// h and m of the skin nearby, so far as gloss is what hides them; then one amount for all channels, so that brightness
/// loses the share it is to lose; then the bound.
ImageF lowered(const ImageF& linear, const ImageF& gloss, const ImageF& white, const ImageF& shm, const ImageF& nearby,
               const ShineParams& params) {
  ImageF delta(linear.size(), 3);
  for (std::size_t i = 0; i < gloss.count(); ++i) {
    const float y = colour::luminance(linear.data() + 3 * i), s = gloss.data()[i];
    const float hides = s / (s + kDull * y + colour::kDensityFloor);
    for (std::size_t k = 1; k < 3; ++k)
      delta.data()[3 * i + k] = hides * std::max(0.f, nearby.data()[3 * i + k] - shm.data()[3 * i + k]);
  }
  delta = colour::mix(delta);
  for (std::size_t i = 0; i < gloss.count(); ++i) {
    const float* l = linear.data() + 3 * i;
    const float y = colour::luminance(l);
    Eigen::Map<Eigen::Array3f> d(delta.data() + 3 * i);
    const Eigen::Array3f tinted = Eigen::Map<const Eigen::Array3f>(l) * (-d * kLn2).exp();
    const float given_back =
        std::log2((y + colour::kDensityFloor) / (colour::luminance(tinted.data()) + colour::kDensityFloor));
    const float lower = stops_lost(y, params.share * (1 - white.data()[i]) * gloss.data()[i]);
    d += std::max(lower - given_back, -d.minCoeff());  // no channel is lifted: near white none could be
    if (const float most = d.maxCoeff(); most > 0) d *= params.bound * std::tanh(most / params.bound) / most;
  }
  return delta;
}

}  // namespace

Edit shine(const skin::Canvas& canvas, const skin::SkinMap& found, const ShineParams& params) {
  const skin::SkinMap skin = without_holes(found, canvas.u);
  Edit edit{.name = "shine", .delta = ImageF(canvas.size(), 3), .mask = skin.mask, .note = {}};
  if (skin.coverage < kLeastCoverage) {
    edit.trusted = false;
    edit.note = "too little of the skin could be told from the rest";
    return edit;
  }
  const SkinGrid g = skin_grid(canvas, skin);
  const ImageF linear = masked_gaussian(g.linear, g.mask, kSmooth * g.u);
  ImageF bright = colour::luminance(linear);
  for (std::size_t i = 0; i < bright.count(); ++i)
    bright.data()[i] = std::log2(bright.data()[i] + colour::kDensityFloor);
  const auto nearby_of = [&](const ImageF& field) { return base_of(field, g.mask, kNearby * g.u, Outliers::above); };
  const Base light = nearby_of(bright), blue = nearby_of(log_ratio(linear, 2, 0)),
             green = nearby_of(log_ratio(linear, 1, 0));

  // S by one ratio, with the skin's own raised by `deviations`
  const auto mirrored = [&](std::size_t i, const Base& ratio, int channel, float deviations) {
    const float* l = linear.data() + 3 * i;
    const float rho = std::exp2(ratio.mean.data()[i] + deviations * ratio.deviation);
    if (rho >= kGrey) return 0.f;
    return std::max(0.f, (l[channel] - rho * l[0]) / (1 - rho)) * (1 - smoothstep(rho, kGreyFrom, kGrey));
  };
  ImageF by_blue(g.size), by_green(g.size);
  for (std::size_t i = 0; i < by_blue.count(); ++i) {
    by_blue.data()[i] = g.mask.data()[i] * mirrored(i, blue, 2, 0);
    by_green.data()[i] = g.mask.data()[i] * mirrored(i, green, 1, 0);
  }
  by_blue = gaussian(by_blue, kPool * g.u), by_green = gaussian(by_green, kPool * g.u);

  const ImageF zone = zone_of(canvas, skin, g);
  ImageF gloss(g.size), white(g.size), dull(g.size);
  const float over = std::exp2(std::max(light.deviation, kLeastStops));
  for (std::size_t i = 0; i < gloss.count(); ++i) {
    const float* l = linear.data() + 3 * i;
    const float b = by_blue.data()[i], gr = by_green.data()[i];
    const float agree = smoothstep(gr, kNoMelanin * b, kGloss * b) * smoothstep(b, kNoBlood * gr, kNoMelanin * gr);
    const float by_light = std::max(0.f, colour::luminance(l) - over * std::exp2(light.mean.data()[i]));
    const float s = agree * std::min({mirrored(i, blue, 2, 1), mirrored(i, green, 1, 1), by_light,
                                      kMostOfLight * std::min({l[0], l[1], l[2]})});
    const float middle = std::max(std::min(l[0], l[1]), std::min(std::max(l[0], l[1]), l[2]));
    gloss.data()[i] = s * zone.data()[i];
    white.data()[i] = g.mask.data()[i] * smoothstep(middle, kWhiteFrom, kWhite);
    dull.data()[i] = g.mask.data()[i] / (1 + std::pow(s / (kDull * colour::luminance(l) + colour::kDensityFloor), 2.f));
  }
  gloss = gaussian(gloss, kSmooth * g.u), white = masked_gaussian(white, g.mask, kWhiteEdge * g.u);
  const ImageF shm = masked_gaussian(g.shm, g.mask, kSmooth * g.u),
               nearby = masked_gaussian(g.shm, dull, kNearby * g.u);

  const ImageF delta = lowered(linear, gloss, white, shm, nearby, params);
  if (largest(delta) < kShown) {
    edit.note = "no shine stands out of this skin";
    return edit;
  }
  ImageF green_stops(g.size);
  for (std::size_t i = 0; i < gloss.count(); ++i) green_stops.data()[i] = delta.data()[3 * i + 1];
  edit.note = "shine: " + places_of(g, canvas, skin, green_stops, kShown);
  edit.delta = on_canvas(g, delta, skin.mask);
  return edit;
}

}  // namespace countenance::retouch
