// SPDX-License-Identifier: Apache-2.0
#include "retouch/cast.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "base/blur.h"
#include "base/statistics.h"
#include "colour/cie.h"
#include "colour/density.h"
#include "face/regions.h"

namespace countenance::retouch {
namespace {

// Lengths in IOD.
constexpr float kGridIod = 48;    // px: nothing finer than σ .15 is looked for
constexpr float kSmooth = 0.15f;  // σ of what counts as light
constexpr float kMiddle = 0.35f;  // either side of the midline: what the sides are compared with
constexpr float kSide = 0.5f;     // σ over which it is told which side is lit
constexpr float kNear = 0.05f;    // σ round a mesh point
constexpr float kGap = 0.05f, kEdge = 0.03f;
constexpr float kOnSkin = 0.3f;           // share of skin that a mesh point needs
constexpr float kTwins = 0.25f;           // share of a difference below which it is the other side's
constexpr float kClipped = 0.95f;         // linear: near white a channel carries no colour
constexpr int kMesh = 468, kFewest = 60;  // points
constexpr float kNothing = 0.01f;         // stops: no cast is spoken of

using Chroma = Eigen::Vector2f;  // (w, g)
using Rgb = Eigen::Vector3f;

const Rgb kWarm = Rgb(-1, 0, 1) / std::sqrt(2.f), kMagenta = Rgb(-1, 2, -1) / std::sqrt(6.f);

/// The skin on a coarse grid.
struct Grid {
  Size size;
  float u;
  face::Points points;
  ImageF skin, chroma;  ///< share of skin; (w, g) about each point, of skin alone: h × w × 2
  Rgb colour;           ///< mean linear colour of the skin
};

Grid grid_of(const skin::Canvas& c, const skin::SkinMap& skin) {
  Grid g;
  const float k = std::min(1.f, kGridIod / c.u);
  g.size = {std::max(1, int(std::lround(k * float(c.size().width)))),
            std::max(1, int(std::lround(k * float(c.size().height))))};
  const Affine map = resampling({0, 0, c.size().width, c.size().height}, g.size);
  g.u = c.u * scale_of(map);
  g.points = face::transform(c.points, map);
  ImageF mask = skin.mask, weighted(c.size(), 2);
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  double n = 0;
  for (std::size_t i = 0; i < mask.count(); ++i) {
    const float* l = c.linear.data() + 3 * i;
    if (std::max({l[0], l[1], l[2]}) > kClipped) mask.data()[i] = 0;
    const float m = mask.data()[i];
    if (m == 0) continue;
    const Rgb d = Rgb::Map(c.density.data() + 3 * i);
    weighted.data()[2 * i] = m * d.dot(kWarm), weighted.data()[2 * i + 1] = m * d.dot(kMagenta);
    sum += double(m) * Rgb::Map(l).cast<double>(), n += double(m);
  }
  g.colour = (sum / std::max(n, 1.0)).cast<float>();
  g.skin = gaussian(resize(mask, g.size), kNear * g.u);
  g.chroma = gaussian(resize(weighted, g.size), kNear * g.u);
  for (std::size_t i = 0; i < g.chroma.count(); ++i) g.chroma.data()[i] /= std::max(g.skin.data()[i / 2], 1e-3f);
  return g;
}

struct Place {
  Point at{0, 0};
  float weight = 0;  ///< share of skin; 0: none, or off the picture
  Chroma chroma = Chroma::Zero();
};

/// The points of the mesh that lie on skin, their colour averaged at σ .15 IOD over one another.
std::vector<Place> places_of(const Grid& g) {
  std::vector<Place> raw(kMesh);
  for (int i = 0; i < kMesh; ++i) {
    Place& p = raw[std::size_t(i)];
    p.at = g.points.row(i).head<2>().transpose();
    const int x = int(std::lround(p.at.x())), y = int(std::lround(p.at.y()));
    if (x < 0 || y < 0 || x >= g.size.width || y >= g.size.height || g.skin.at(x, y) < kOnSkin) continue;
    p.weight = g.skin.at(x, y);
    p.chroma = {g.chroma.at(x, y, 0), g.chroma.at(x, y, 1)};
  }
  std::vector<Place> out = raw;
  const float scale = 1 / (2 * kSmooth * kSmooth * g.u * g.u);
  for (Place& p : out) {
    if (p.weight == 0) continue;
    Chroma sum = Chroma::Zero();
    float n = 0;
    for (const Place& q : raw) {
      const float w = q.weight * std::exp(-scale * (p.at - q.at).squaredNorm());
      sum += w * q.chroma, n += w;
    }
    p.chroma = sum / n;
  }
  return out;
}

std::size_t twin(std::size_t i) { return std::size_t(face::kMirror[i]); }

/// The middle colour of the places no farther than `aside` px from the face's midline.
Chroma median_of(const std::vector<Place>& places, float aside) {
  std::array<std::vector<float>, 2> v;
  for (std::size_t i = 0; i < kMesh; ++i)
    if (places[i].weight > 0 && (places[i].at - places[twin(i)].at).norm() <= 2 * aside)
      for (std::size_t k = 0; k < 2; ++k) v[k].push_back(places[i].chroma[Eigen::Index(k)]);
  if (v[0].empty()) return Chroma::Zero();
  return {quantile(std::move(v[0]), 0.5), quantile(std::move(v[1]), 0.5)};
}

/// What each place has more than its mirror image; 0 where one of them is not seen.
std::vector<Chroma> differences_of(const std::vector<Place>& places) {
  std::vector<Chroma> out(kMesh, Chroma::Zero());
  for (std::size_t i = 0; i < kMesh; ++i)
    if (places[i].weight > 0 && places[twin(i)].weight > 0) out[i] = places[i].chroma - places[twin(i)].chroma;
  return out;
}

/// How much of its difference is each place's own, and not its twin's: 1 where this side is unlike the
/// middle of the face.
std::vector<float> shares_of(const std::vector<Place>& places, const std::vector<Chroma>& difference,
                             const Chroma& middle, float u) {
  std::vector<float> out(kMesh, 0.f);
  const float scale = 1 / (2 * kSide * kSide * u * u);
  for (std::size_t i = 0; i < kMesh; ++i) {
    float along = 0, whole = 0;
    for (std::size_t j = 0; j < kMesh; ++j) {
      const Chroma& a = difference[j];
      if (a.dot(difference[i]) <= 0) continue;  // the other side, or another light
      const float w = places[j].weight * std::exp(-scale * (places[i].at - places[j].at).squaredNorm());
      along += w * (places[j].chroma - middle).dot(a), whole += w * a.squaredNorm();
    }
    if (whole > 0) out[i] = smoothstep(along / whole, kTwins, 1 - kTwins);
  }
  return out;
}

/// The cast at each place.
std::vector<Chroma> cast_of(const std::vector<Place>& places, float u, const CastParams& params) {
  const std::vector<Chroma> difference = differences_of(places);
  const std::vector<float> share = shares_of(places, difference, median_of(places, kMiddle * u), u);
  std::vector<Chroma> one_sided(kMesh, Chroma::Zero());
  for (std::size_t i = 0; i < kMesh; ++i) {
    const Chroma& a = difference[i];
    const float n2 = std::pow(a[0] / params.warm, 2.f) + std::pow(a[1] / params.magenta, 2.f);
    if (n2 > 1) one_sided[i] = share[i] * (1 - 1 / n2) * a;
  }
  const Chroma own = median_of(places, std::numeric_limits<float>::infinity());
  std::vector<Chroma> out = one_sided;
  for (std::size_t i = 0; i < kMesh; ++i) {
    if (places[i].weight == 0) continue;
    const std::size_t j = places[twin(i)].weight > 0 ? twin(i) : i;
    const Chroma q = (places[i].chroma - one_sided[i] + places[j].chroma - one_sided[j]) / 2 - own;
    const float beyond = std::max(std::abs(q[1]) - params.slope * std::abs(q[0]) - params.shared, 0.f);
    out[i][1] += std::copysign(beyond, q[1]);
  }
  return out;
}

/// Carries what the places say over the grid: means of ever wider reach, the finest that has anything to say counting
/// most.
ImageF spread(const Grid& g, const std::vector<Place>& places, const std::vector<Chroma>& values) {
  ImageF value(g.size, 2), weight(g.size);
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i].weight == 0) continue;
    const int x = int(std::lround(places[i].at.x())), y = int(std::lround(places[i].at.y()));
    weight.at(x, y) += places[i].weight;
    for (int k = 0; k < 2; ++k) value.at(x, y, k) += places[i].weight * values[i][k];
  }
  ImageF sum(g.size, 2), n(g.size);
  float share = 1;
  for (const float sigma : {0.08f, 0.25f, 0.8f}) {
    const ImageF v = gaussian(value, sigma * g.u), w = gaussian(weight, sigma * g.u);
    for (std::size_t i = 0; i < n.count(); ++i) {
      n.data()[i] += share * w.data()[i];
      for (std::size_t k = 0; k < 2; ++k) sum.data()[2 * i + k] += share * v.data()[2 * i + k];
    }
    share /= 20;
  }
  for (std::size_t i = 0; i < sum.count(); ++i) sum.data()[i] /= std::max(n.data()[i / 2], 1e-7f);
  return sum;
}

/// The face of the mesh whole, and skin beyond it; its edge fades inwards, so that hair, clothes and background get
/// nothing.
ImageF reach_of(const skin::Canvas& c, const skin::SkinMap& skin, const Lighting& lighting) {
  ImageF whole = face::polygon(c.size(), c.points, face::kOval);
  for (std::size_t i = 0; i < whole.count(); ++i) whole.data()[i] = std::max(whole.data()[i], skin.mask.data()[i]);
  const float gap = kGap * c.u;
  ImageF out = gaussian(face::grow(face::grow(whole, gap), -gap), kEdge * c.u);
  for (std::size_t i = 0; i < out.count(); ++i)
    out.data()[i] = smoothstep(out.data()[i], 0.5f, 1.f) * lighting.reach.data()[i];
  return out;
}

/// A cast in words: where it leans.
const char* name_of(const Chroma& c) {
  if (std::abs(c[1]) > std::abs(c[0])) return c[1] > 0 ? "magenta" : "green";
  return c[0] > 0 ? "warm" : "cool";
}

}  // namespace

Edit cast(const skin::Canvas& canvas, const skin::SkinMap& skin, const Lighting& lighting, const CastParams& params) {
  Edit out{"cast", ImageF(canvas.size(), 3), ImageF(canvas.size()), {}, false};
  const Grid grid = grid_of(canvas, skin);
  const std::vector<Place> places = places_of(grid);
  if (std::count_if(places.begin(), places.end(), [](const Place& p) { return p.weight > 0; }) < kFewest) {
    out.note = "held back: too little skin is seen";
    return out;
  }
  out.trusted = true;
  std::vector<Chroma> found = cast_of(places, grid.u, params);
  Chroma strongest = Chroma::Zero();
  for (Chroma& f : found) {
    if (const float size = f.norm(); size > 0) f *= params.bound * std::tanh(size / params.bound) / size;
    if (f.norm() > strongest.norm()) strongest = f;
  }
  if (strongest.norm() < kNothing) {
    out.note =
        "no part of the face is lit in another colour (the white balance of the whole picture is not this dial's)";
    return out;
  }
  out.note = fmt::format("a {} cast of up to {:.2f} stop", name_of(strongest), strongest.norm());
  out.mask = reach_of(canvas, skin, lighting);
  // What a change of the three channels does to the luminance of this skin, stops.
  const Rgb weight = Rgb(0.2126f, 0.7152f, 0.0722f).cwiseProduct(grid.colour) / colour::luminance(grid.colour.data());
  const ImageF field = resize(spread(grid, places, found), canvas.size());
  for (std::size_t i = 0; i < out.mask.count(); ++i) {
    const Rgb change = -(field.data()[2 * i] * kWarm + field.data()[2 * i + 1] * kMagenta);
    const Rgb kept = out.mask.data()[i] * (change - Rgb::Constant(weight.dot(change)));
    Rgb::Map(out.delta.data() + 3 * i) = kept;
  }
  return out;
}

}  // namespace countenance::retouch
