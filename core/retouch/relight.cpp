// SPDX-License-Identifier: Apache-2.0
#include "retouch/relight.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/blur.h"
#include "base/statistics.h"
#include "face/regions.h"
#include "retouch/frontal.h"
#include "retouch/gain.h"

namespace countenance::retouch {
namespace {

constexpr float kMostOfDepth = 0.7f;  // of the shadow's depth that fill may take: a modelled face keeps a third
constexpr float kHinge = 0.15f;       // stops: how soft the turn from shadow to lit side is
constexpr float kFlat = 0.3f, kShadow = 0.8f;    // stops, range of the shadow: none below, a whole one from there;
constexpr float kFrontal = 0.4f, kAside = 0.6f;  // of the light's range: gloss makes frontal light steep on dark skin
constexpr float kLeastLift = 0.02f;              // stops: nobody sees less
constexpr float kMostLocal = 0.25f;              // stops, tanh: of fill that follows the measured light
constexpr float kBright = 0.3f;                  // stops over the fit: a rim, gloss; light that needs no lifting

/// max(x, 0), softly.
float hinge(float x) { return 0.5f * (x + std::sqrt(x * x + kHinge * kHinge)); }

/// Where skin is lit unlike the fit says, stops: as far as the fit is in doubt, and always where it is much brighter.
float unlike(const Lighting& light, std::size_t i) {
  const float r = light.local.data()[i];
  return light.measured * r + (1 - light.measured) * std::max(r - kBright, 0.f);
}

Edit fill(const GainEdits& edits, const Lighting& light, float stops) {
  ImageF level = light.shading;  // as measured …
  for (std::size_t i = 0; i < level.count(); ++i) level.data()[i] += unlike(light, i);
  const ImageF frontal = frontal_light(level, light);
  ImageF smooth = light.shading;  // … and as fitted: both less what only turns away from the camera
  for (std::size_t i = 0; i < level.count(); ++i)
    level.data()[i] -= frontal.data()[i], smooth.data()[i] -= frontal.data()[i];
  const float depth = -quantile(on_skin(level, light), 0.05);
  const std::vector<float> shadows = on_skin(smooth, light);
  const float range = quantile(shadows, 0.95) - quantile(shadows, 0.05);
  const float whole = std::max(light.range, kFlat);
  const float is_shadow = smoothstep(range, kFlat, kShadow) * smoothstep(range / whole, kFrontal, kAside);
  const float beta = is_shadow * std::min(kMostOfDepth, stops / std::max(depth, 0.05f));
  if (beta * depth < kLeastLift)
    return {"fill", ImageF(light.reach.size()), light.reach,
            "no shadow side: a lamp beside the camera would give this light", true};
  ImageF gain(level.size()), sharp(level.size());
  const ImageF inner = gaussian(face::grow(light.coverage, -2), 0.03f * light.grid_iod);
  for (std::size_t i = 0; i < gain.count(); ++i) {
    gain.data()[i] = beta * hinge(-smooth.data()[i]);
    const float more = beta * hinge(-level.data()[i]) - gain.data()[i];
    sharp.data()[i] = inner.data()[i] * kMostLocal * std::tanh(more / kMostLocal);
  }
  return edits.centred("fill", carry(gain, sharp, light), light,
                       fmt::format("the shadow side is {:.2f} stop deep: lifted by {:.2f}", depth, beta * depth));
}

/// "from the upper left", as seen in the picture.
std::string where_from(const Eigen::Vector2f& direction) {
  constexpr float kAlong = 0.38f;  // sin 22.5°: eight directions
  const char* const up = direction.y() < -kAlong ? "above" : direction.y() > kAlong ? "below" : "";
  const char* const across = direction.x() < -kAlong ? "left" : direction.x() > kAlong ? "right" : "";
  if (!*up && !*across) return "from the front";
  if (!*across) return fmt::format("from {}", up);
  if (!*up) return fmt::format("from the {}", across);
  return fmt::format("from the {} {}", *up == 'a' ? "upper" : "lower", across);
}

/// The key's lobe over the mesh, its P95 − P5 on skin being 1.
ImageF lobe(const Lighting& light, const Eigen::Vector2f& direction, float span) {
  ImageF out(light.coverage.size());
  for (std::size_t i = 0; i < out.count(); ++i)
    if (light.coverage.data()[i] > 0)
      out.data()[i] = key_lobe(Eigen::Vector3f(light.normal.data() + 3 * i), direction, light.tilt) / span;
  return out;
}

Edit key(const GainEdits& edits, const char* dial, const Lighting& light, float stops, float turn) {
  ImageF here = lobe(light, light.direction, 1);
  const std::vector<float> values = on_skin(here, light);
  const float span = std::max(quantile(values, 0.95) - quantile(values, 0.05), 1e-3f);
  for (std::size_t i = 0; i < here.count(); ++i) here.data()[i] /= span;

  const float mean = mean_on_skin(here, light);
  double with = 0, own = 0;
  for (std::size_t i = 0; i < here.count(); ++i) {
    const double k = here.data()[i] - mean, w = light.skin.data()[i];
    with += w * k * light.shading.data()[i], own += w * k * k;
  }
  const float strength = own > 0 ? std::max(float(with / own), 0.f) : 0.f, wished = std::max(strength + stops, 0.f);
  const float angle = turn * std::numbers::pi_v<float> / 180;
  const Eigen::Vector2f d = light.direction, turned(std::cos(angle) * d.x() - std::sin(angle) * d.y(),
                                                    std::sin(angle) * d.x() + std::cos(angle) * d.y());
  ImageF gain = lobe(light, turned, span);
  for (std::size_t i = 0; i < gain.count(); ++i) gain.data()[i] = wished * gain.data()[i] - strength * here.data()[i];
  std::string note =
      fmt::format("the key comes {}, {:.1f} stops over the shadow side", where_from(light.direction), light.range);
  if (strength + stops < 0) note += fmt::format("; of it {:.2f} stop strong: taken away whole", strength);
  return edits.centred(dial, carry(gain, {}, light), light, std::move(note));
}

}  // namespace

std::vector<Edit> relight(const skin::Canvas& canvas, const Lighting& light, const RelightParams& params) {
  if (params.fill == 0 && params.key == 0 && params.key_turn == 0 && params.exposure == 0) return {};
  std::vector<Edit> edits;
  const GainEdits of_gains(canvas);
  if (params.fill != 0)
    edits.push_back(light.fill_doubt.empty() ? fill(of_gains, light, params.fill)
                                             : held_back("fill", light, light.fill_doubt));
  if (params.key != 0 || params.key_turn != 0) {  // one edit, under the name of the dial that was moved
    const char* dial = params.key != 0 ? "key" : "key-turn";
    edits.push_back(light.doubt.empty() ? key(of_gains, dial, light, params.key, params.key_turn)
                                        : held_back(dial, light, light.doubt));
  }
  if (params.exposure != 0)
    edits.push_back(
        of_gains.make("exposure", ImageF(light.coverage.size(), 1, params.exposure), light.person_reach,
                      fmt::format("the person and clothes near the face {} by {:.2f} stop",
                                  params.exposure > 0 ? "lightened" : "darkened", std::abs(params.exposure))));
  return edits;
}

}  // namespace countenance::retouch
