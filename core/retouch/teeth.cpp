// SPDX-License-Identifier: Apache-2.0
#include "retouch/teeth.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/blur.h"
#include "base/statistics.h"
#include "colour/density.h"
#include "face/regions.h"

namespace countenance::retouch {
namespace {

// Lengths in IOD.
constexpr float kMargin = 0.012f, kTaper = 0.01f, kColourBlur = 0.006f;
constexpr float kAll = 0.10f, kOne = 0.015f;           // σ: over the row of teeth, over one
constexpr float kTooth = 0.35f, kLip = 0.6f;           // t
constexpr float kDark = 1, kDarkest = 1.8f;            // stops below the teeth's median
constexpr float kLeastOpen = 0.04f;                    // of the mouth's width²
constexpr float kLeastColour = 0.2f, kLessRed = 0.1f;  // stops
constexpr float kLeastArea = 0.004f, kLeastPixels = 30;
constexpr float kNone = 0.02f, kSome = 0.06f;        // stops of yellow: below the first there is nothing to do
constexpr int kCornerRight = 78, kCornerLeft = 308;  // mesh points of the inner lips
const Eigen::Vector3f kYellow(0, 0.25f, 1);          // of density: blue, and green so far that nothing is brightened
constexpr float kOfYellow = 0.875f;                  // stops of Y in it

float yellow(const float* d) { return d[2] - (d[0] + d[1]) / 2; }

Rect around_lips(const skin::Canvas& c) {
  Point low = Point::Constant(1e9f), high = -low;
  for (const int i : face::kLipsOuter) {
    const Point p = c.points.row(i).head<2>().transpose();
    low = low.cwiseMin(p), high = high.cwiseMax(p);
  }
  const int margin = int(0.05f * c.u) + 2;
  return intersect({int(low.x()) - margin, int(low.y()) - margin, int(high.x() - low.x()) + 2 * margin + 1,
                    int(high.y() - low.y()) + 2 * margin + 1},
                   {0, 0, c.size().width, c.size().height});
}

/// The mouth on its own part of the canvas.
struct Mouth {
  Rect part;
  ImageF inside, lips;  ///< 0 or 1: within the inner lips; the red of the lips
  float open = 0;       ///< px within the inner lips ÷ the mouth's width²
};
Mouth find_mouth(const skin::Canvas& c) {
  Mouth m;
  m.part = around_lips(c);
  if (m.part.empty()) return m;
  Affine to_part = identity();
  to_part.col(2) = -Point(float(m.part.x), float(m.part.y));
  const face::Points points = face::transform(c.points, to_part);
  const ImageF within = face::polygon(m.part.size(), points, face::kLipsInner);
  m.inside = face::grow(within, -kMargin * c.u);
  m.lips = face::grow(face::polygon(m.part.size(), points, face::kLipsOuter), -kMargin * c.u);
  const ImageF not_lips = face::grow(within, kMargin * c.u);
  double area = 0;
  for (std::size_t i = 0; i < m.lips.count(); ++i) {
    m.lips.data()[i] *= 1 - not_lips.data()[i];
    area += double(within.data()[i]);
  }
  const float width = (c.points.row(kCornerRight) - c.points.row(kCornerLeft)).head<2>().norm();
  m.open = float(area) / std::max(width * width, 1e-6f);
  for (int y = 0; y < m.part.height && !c.weight.empty(); ++y)
    for (int x = 0; x < m.part.width; ++x)
      if (c.weight.at(x + m.part.x, y + m.part.y) <= 0.5f) m.inside.at(x, y) = m.lips.at(x, y) = 0;
  return m;
}

/// Median of the pixels that `take` accepts; none: nothing accepted.
template <class F>
bool median_of(const ImageF& colour, F&& take, Eigen::Vector3f& out) {
  std::array<std::vector<float>, 3> v;
  for (std::size_t i = 0; i < colour.size().area(); ++i)
    if (take(i))
      for (std::size_t k = 0; k < 3; ++k) v[k].push_back(colour.data()[3 * i + k]);
  if (v[0].empty()) return false;
  for (std::size_t k = 0; k < 3; ++k) out[Eigen::Index(k)] = quantile(std::move(v[k]), 0.5);
  return true;
}

/// Where teeth are seen, [0, 1] on the mouth's part; empty, and `why`, where they are not.
ImageF find_teeth(const skin::Canvas& c, const Mouth& mouth, std::string& why) {
  if (mouth.part.empty() || mouth.open < kLeastOpen) return why = "the mouth is closed", ImageF{};
  why = "no teeth are seen";
  ImageF colour = gaussian(c.shm.view().part(mouth.part), kColourBlur * c.u);  // (mean density, h, m)
  for (std::size_t i = 0; i < colour.size().area(); ++i)
    colour.data()[3 * i] += colour.data()[3 * i + 1] + colour.data()[3 * i + 2];
  const auto value = [&](std::size_t i, int k) { return colour.data()[3 * i + std::size_t(k)]; };
  Eigen::Vector3f middle, lips, tooth;
  const auto within = [&](std::size_t i) { return mouth.inside.data()[i] > 0; };
  if (!median_of(colour, within, middle) ||
      !median_of(
          colour, [&](std::size_t i) { return mouth.lips.data()[i] > 0; }, lips) ||
      !median_of(
          colour, [&](std::size_t i) { return within(i) && value(i, 0) <= middle[0] && value(i, 1) <= middle[1]; },
          tooth))
    return {};
  const Eigen::Vector2f to_lips = (lips - tooth).tail<2>();
  if (to_lips.norm() < kLeastColour || to_lips[0] < kLessRed || tooth[0] > lips[0]) return {};

  ImageF mask(mouth.part.size());
  for (std::size_t i = 0; i < mask.count(); ++i) {
    if (!within(i)) continue;
    const float t = (Eigen::Vector2f(value(i, 1), value(i, 2)) - tooth.tail<2>()).dot(to_lips) / to_lips.squaredNorm();
    mask.data()[i] = (1 - smoothstep(t, kTooth, kLip)) * (1 - smoothstep(value(i, 0) - tooth[0], kDark, kDarkest));
  }
  const ImageF sure = gaussian(mask, 0.5f * kTaper * c.u), soft = gaussian(mouth.inside, kTaper * c.u);
  double area = 0;
  for (std::size_t i = 0; i < mask.count(); ++i) {
    mask.data()[i] *= smoothstep(sure.data()[i], 0.3f, 0.9f) * smoothstep(soft.data()[i], 0.5f, 0.95f);
    area += double(mask.data()[i]);
  }
  if (area < std::max(double(kLeastPixels), double(kLeastArea * c.u * c.u))) return {};
  why.clear();
  return mask;
}

/// This person's own white: of the sclera, else of the teeth.
float own_white(const std::array<Sclera, 2>& sclera, const ImageF& y, const ImageF& mask) {
  float sum = 0, n = 0;
  for (const Sclera& eye : sclera) {
    if (!eye.found()) continue;
    const Eigen::Vector3f d = colour::chromophore_axes().bottomRows<2>().transpose() * eye.pigment;
    sum += yellow(d.data()), ++n;
  }
  if (n > 0) return sum / n;
  std::vector<float> v;
  for (std::size_t i = 0; i < mask.count(); ++i)
    if (mask.data()[i] > 0.5f) v.push_back(y.data()[i]);
  return v.empty() ? std::numeric_limits<float>::infinity() : quantile(std::move(v), 0.1);
}

}  // namespace

Edit teeth(const skin::Canvas& canvas, const std::array<Sclera, 2>& sclera, const TeethParams& params) {
  Edit out{"teeth", ImageF(canvas.size(), 3), ImageF(canvas.size()), {}, false};
  const Mouth mouth = find_mouth(canvas);
  const ImageF mask = find_teeth(canvas, mouth, out.note);
  if (mask.empty()) return out;

  ImageF y(mouth.part.size());
  for (int v = 0; v < y.height(); ++v)
    for (int u = 0; u < y.width(); ++u) y.at(u, v) = yellow(&canvas.density.at(u + mouth.part.x, v + mouth.part.y));
  const ImageF all = masked_gaussian(y, mask, kAll * canvas.u), one = masked_gaussian(y, mask, kOne * canvas.u);
  const float white = own_white(sclera, one, mask);
  const auto excess = [&](std::size_t i) { return std::max(std::min(all.data()[i], one.data()[i]) - white, 0.f); };
  double sum = 0, area = 0;
  for (std::size_t i = 0; i < mask.count(); ++i)
    sum += double(mask.data()[i] * excess(i)), area += double(mask.data()[i]);
  const float mean = float(sum / area), enough = smoothstep(mean, kNone, kSome);

  out.trusted = true;
  out.note = mean < kNone ? "the teeth are white" : fmt::format("teeth: {:.2f} stop of yellow", mean);
  for (int v = 0; v < y.height(); ++v)
    for (int u = 0; u < y.width(); ++u) {
      const std::size_t i = std::size_t(v) * std::size_t(y.width()) + std::size_t(u);
      const float m = mask.data()[i], change = -m * enough * params.bound *
                                               std::tanh(params.share * excess(i) / (kOfYellow * params.bound));
      out.mask.at(u + mouth.part.x, v + mouth.part.y) = m;
      for (int k = 0; k < 3; ++k) out.delta.at(u + mouth.part.x, v + mouth.part.y, k) = change * kYellow[k];
    }
  return out;
}

}  // namespace countenance::retouch
