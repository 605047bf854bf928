// SPDX-License-Identifier: Apache-2.0
// Spots that went. At scale i, with D and E the bands of the two pictures (density of the luminance, masked):
//
//   texture's slope   k = 1 − Σ D(D − E)/Σ D² over the BRIGHT side of the skin's texture, clipped to .4…1.1
//   noise             of the difference: 1.25 × mean |E − kD| clipped at 4 of its face-wide deviation, under G(.15); + .002
//   a spot            local maximum of ±D ÷ its regional deviation (clipped at 2.5 MAD, G(.22)), over 2.2
//   its loss          l = Σ a(k a − E)/(k Σ a²) over its patch, a = max(D, 0)
//   certain           kDl from 3.25 to 5 × the noise, and from .011 to .022 stop of response (in bands under .8 px, of
//                     which encoding takes faint spots whole, three times that, or as the next band says), and l from .15
//                     to .35: of a very dark spot (a nostril's shadow) a curve takes a tenth, which may be many times the
//                     noise; nor is a spot that stands out by more than 2 to 3 stops a mark: it is a hole
//   gone              certain × l from .35 to .6
//
// Dark and bright spots alike are lost to encoding, resampling, evening, noise reduction; a retoucher takes the dark
// ones. Because the noise is that of the difference, a mole hidden in strong texture is still seen to vanish, on any skin.
#include "drift/mark_changes.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/blur.h"
#include "base/clones.h"
#include "base/cv.h"
#include "base/parallel.h"
#include "base/statistics.h"

namespace countenance::drift {
namespace {

using skin::kMarkScales;
using skin::kMarkSigma;

constexpr float kMad = 1.4826f, kClip = 2.5f, kOutlier = 4, kMeanToSd = 1.2533f;
constexpr float kRegion = 0.22f, kNear = 0.15f;                   ///< IOD
constexpr float kLeastDeviation = 0.0035f, kLeastNoise = 0.002f;  ///< response, stops
constexpr float kSlopeLow = 0.4f, kSlopeHigh = 1.1f;
constexpr float kPeakRadius = 0.011f, kPeakZ = 2.2f;
constexpr float kPatch = 1.6f;  ///< of the disc's radius
constexpr float kSureFrom = 3.25f, kSureTo = 5, kSeenFrom = 0.011f, kSeenTo = 0.022f, kLossFrom = 0.15f,
                kLossTo = 0.35f, kHoleFrom = 2, kHoleTo = 3, kGoneFrom = 0.35f, kGoneTo = 0.6f;
constexpr float kFaint = 3;                ///< times kSeen: what encoding takes whole from bands under .8 px
constexpr float kApart = 1.6f, kLobe = 5;  ///< σ: two peaks of one spot; rings a lost spot leaves
constexpr double kFewPixels = 100;

float sigma(int scale) { return kMarkSigma[std::size_t(scale)]; }

/// Values on a coarse grid, one a cell.
struct Grid {
  int cell = 1;
  ImageF value;
  [[nodiscard]] float at(int x, int y) const { return value.at(x / cell, y / cell); }
};
/// Local mean of value(row, x) under `where`, window σ px, from every second pixel of every second row.
template <class F>
Grid local_mean(const ImageF& where, float window, F value) {
  Grid g;
  g.cell = std::max(2, int(window / 10) * 2);
  const Size size{(where.width() + g.cell - 1) / g.cell, (where.height() + g.cell - 1) / g.cell};
  ImageF sum(size), count(size);
  for (int y = 0; y < where.height(); y += 2) {
    float *s = sum.row(y / g.cell), *n = count.row(y / g.cell);
    const float* w = where.row(y);
    for (int from = 0, i = 0; from < where.width(); from += g.cell, ++i)
      for (int x = from; x < std::min(from + g.cell, where.width()); x += 2)
        if (w[x] > 0) s[i] += value(x, y), n[i] += 1;
  }
  g.value = gaussian(sum, window / float(g.cell));
  const ImageF norm = gaussian(count, window / float(g.cell));
  for (std::size_t k = 0; k < norm.count(); ++k) g.value.data()[k] /= std::max(norm.data()[k], 1e-3f);
  return g;
}

/// kMad × the median of |value| over every twelfth pixel.
template <class F>
float deviation(const ImageF& where, F value) {
  std::vector<float> v;
  for (int y = 0; y < where.height(); y += 3)
    for (int x = y / 3 % 4; x < where.width(); x += 4)
      if (where.at(x, y) > 0) v.push_back(std::abs(value(x, y)));
  return kMad * median(std::move(v));
}

/// Slope of the second picture on the first over the bright side of its texture, from every second row.
float bright_slope(const ImageF& d, const ImageF& e, const ImageF& usable, float deviation) {
  double dd = 0, lost = 0, n = 0;
  for (int y = 0; y < d.height(); y += 2) {
    const float *pd = d.row(y), *pe = e.row(y), *pu = usable.row(y);
    float row_dd = 0, row_lost = 0, row_n = 0;
    for (int x = 0; x < d.width(); ++x) {
      const float w = pd[x] < 0 && pd[x] >= -kOutlier * deviation ? pu[x] : 0.f;
      row_dd += w * pd[x] * pd[x];
      row_lost += w * pd[x] * (pd[x] - pe[x]);
      row_n += w;
    }
    dd += row_dd, lost += row_lost, n += row_n;
  }
  return n > kFewPixels && dd > 0 ? std::clamp(float(1 - lost / dd), kSlopeLow, kSlopeHigh) : 1.f;
}

struct Scale {
  float slope = 1, back = 1;  ///< of the second picture on the first, and the reverse
  Grid regional;              ///< deviation of the first picture's texture
  Grid noise;                 ///< of the difference
};
Scale study(const ImageF& d, const ImageF& e, const ImageF& usable, float u) {
  Scale s;
  const float own = deviation(usable, [&](int x, int y) { return d.at(x, y); });
  s.slope = bright_slope(d, e, usable, own);
  s.back = bright_slope(e, d, usable, own);
  const auto difference = [&](int x, int y) { return e.at(x, y) - s.slope * d.at(x, y); };
  const float other = deviation(usable, difference), most = kOutlier * other + 1e-4f;
  s.noise = local_mean(usable, kNear * u, [&](int x, int y) { return std::min(std::abs(difference(x, y)), most); });
  for (std::size_t k = 0; k < s.noise.value.count(); ++k)
    s.noise.value.data()[k] = std::max(kMeanToSd * s.noise.value.data()[k], other) + kLeastNoise;
  const float limit = kClip * (own + 1e-4f);
  s.regional = local_mean(usable, kRegion * u, [&](int x, int y) {
    const float v = std::clamp(d.at(x, y), -limit, limit);
    return v * v;
  });
  for (std::size_t k = 0; k < s.regional.value.count(); ++k)
    s.regional.value.data()[k] = std::hypot(std::sqrt(s.regional.value.data()[k]), kLeastDeviation);
  return s;
}
using Scales = std::array<Scale, kMarkScales>;

/// Where sign × z is above `best`, that and its scale are kept.
CNT_CLONES void keep_higher(const float* z, float sign, float scale, int n, float* best, float* at) {
  for (int x = 0; x < n; ++x) {
    const float v = sign * z[x];
    at[x] = v > best[x] ? scale : at[x];
    best[x] = v > best[x] ? v : best[x];
  }
}

float distance(const SpotChange& a, const SpotChange& b) { return std::hypot(float(a.x - b.x), float(a.y - b.y)); }
/// Peaks of one spot.
bool same_place(const SpotChange& a, const SpotChange& b, float u) {
  return distance(a, b) <= kApart * std::max(sigma(a.scale), sigma(b.scale)) * u;
}

/// Spots of one picture in another.
class Changes {
 public:
  /// `forth`: from the picture that `scales` was studied of to the other.
  Changes(const MarkResponse& from, const MarkResponse& to, const Scales& scales, bool forth, const ImageF& usable,
          float u, int finest, int firm)
      : from_(from), to_(to), scales_(scales), forth_(forth), usable_(usable), u_(u), finest_(finest), firm_(firm) {}

  struct Spots {
    std::vector<SpotChange> dark, bright;
  };
  /// Local maxima of z and of −z, over the bands that encoding leaves faint spots in and over those finer. Of one spot
  /// that both hold the more certain stays.
  [[nodiscard]] Spots spots() const {
    Spots out = between(std::max(finest_, firm_), kMarkScales);
    const Spots fine = between(finest_, std::max(finest_, firm_));
    for (const auto& [some, all] : {std::pair{&fine.dark, &out.dark}, std::pair{&fine.bright, &out.bright}})
      for (const SpotChange& c : *some) {
        const auto there = [&](const SpotChange& k) { return k.scale >= firm_ && same_place(c, k, u_); };
        if (std::any_of(all->begin(), all->end(),
                        [&](const SpotChange& k) { return there(k) && k.certain >= c.certain; }))
          continue;
        std::erase_if(*all, there);
        all->push_back(c);
      }
    return out;
  }

  [[nodiscard]] SpotChange change_of(int x, int y, int scale, float sign) const {
    const Scale& s = scales_[std::size_t(scale)];
    const float slope = forth_ ? s.slope : s.back, noise = s.noise.at(x, y) / (forth_ ? 1.f : std::min(1.f, s.slope));
    const ImageF &d = from_[std::size_t(scale)], &e = to_[std::size_t(scale)];
    const int reach = int(std::ceil(kPatch * skin::kMarkDiameter / 2 * sigma(scale) * u_));
    double aa = 0, lost = 0, fell = 0;
    for (int v = std::max(0, y - reach); v <= std::min(d.height() - 1, y + reach); ++v)
      for (int w = std::max(0, x - reach); w <= std::min(d.width() - 1, x + reach); ++w) {
        const double a = std::max(0.f, sign * d.at(w, v)), b = sign * e.at(w, v);
        aa += a * a;
        lost += a * (slope * a - b);
        fell += a * (a - b);
      }
    SpotChange c;
    c.x = x, c.y = y, c.scale = scale;
    const float peak = std::max(0.f, sign * d.at(x, y));
    c.before = peak / skin::kMarkResponse;
    if (aa <= 0) return c;
    c.left = float(1 - fell / aa);
    c.loss = std::min(1.f, not_negative(float(lost / (slope * aa))));
    const float response = peak * slope * c.loss, faint = scale < firm_ ? kFaint : 1;
    c.stops = response / skin::kMarkResponse;
    c.certain = smoothstep(response / noise, kSureFrom, kSureTo) *
                smoothstep(response, faint * kSeenFrom, faint * kSeenTo) * smoothstep(c.loss, kLossFrom, kLossTo) *
                (1 - smoothstep(c.before, kHoleFrom, kHoleTo));
    c.gone = c.certain * smoothstep(c.loss, kGoneFrom, kGoneTo);
    return c;
  }

 private:
  /// Of the scales from `first` to before `last`.
  [[nodiscard]] Spots between(int first, int last) const {
    Field dark(usable_.size()), bright(usable_.size());
    std::vector<float> scaled(std::size_t(usable_.width()));
    for (int i = first; i < last; ++i) {
      const Grid& regional = scales_[std::size_t(i)].regional;
      for (int y = 0; y < usable_.height(); ++y) {
        const float *d = from_[std::size_t(i)].row(y), *w = usable_.row(y);
        for (int from = 0, c = 0; from < usable_.width(); from += regional.cell, ++c) {
          const float inverse = 1 / regional.value.at(c, y / regional.cell);
          for (int x = from; x < std::min(from + regional.cell, usable_.width()); ++x)
            scaled[std::size_t(x)] = w[x] * d[x] * inverse;
        }
        dark.raise(y, i, scaled, 1);
        bright.raise(y, i, scaled, -1);
      }
    }
    return {of(dark, 1), of(bright, -1)};
  }
  /// Highest z over the scales.
  struct Field {
    explicit Field(Size size) : best(size), scale(size) {}
    void raise(int y, int i, const std::vector<float>& z, float sign) {
      keep_higher(z.data(), sign, float(i), best.width(), best.row(y), scale.row(y));
    }
    ImageF best, scale;
  };
  [[nodiscard]] std::vector<SpotChange> of(const Field& f, float sign) const {
    const int side = 2 * std::max(1, int(std::lround(kPeakRadius * u_))) + 1;
    cv::Mat highest;
    cv::dilate(as_mat(f.best), highest, cv::Mat::ones(side, side, CV_8U));
    std::vector<SpotChange> out;
    for (int y = 0; y < f.best.height(); ++y)
      for (int x = 0; x < f.best.width(); ++x)
        if (const float z = f.best.at(x, y); z > kPeakZ && z == highest.at<float>(y, x))
          out.push_back(change_of(x, y, int(f.scale.at(x, y)), sign));
    return out;
  }

  const MarkResponse &from_, &to_;
  const Scales& scales_;
  bool forth_;
  const ImageF& usable_;
  float u_;
  int finest_, firm_;
};

MarkChanges gather(const Changes& changes, const ImageF& usable, float u, int finest,
                   const std::vector<skin::Mark>& ledger) {
  MarkChanges out;
  auto [dark, bright] = changes.spots();
  for (std::size_t i = 0; i < ledger.size(); ++i) {
    const skin::Mark& m = ledger[i];
    const int x = int(m.at.x()), y = int(m.at.y());
    SpotChange c;
    c.x = x, c.y = y, c.scale = m.scale;
    if (usable.at(x, y) > 0) c = changes.change_of(x, y, std::max(m.scale, finest), 1);
    c.mark = int(i);
    out.spots.push_back(c);
  }
  std::stable_sort(dark.begin(), dark.end(),
                   [](const SpotChange& a, const SpotChange& b) { return a.stops * a.certain > b.stops * b.certain; });
  for (const SpotChange& c : dark)
    if (c.certain > 0 &&
        std::all_of(out.spots.begin(), out.spots.end(), [&](const SpotChange& k) { return !same_place(c, k, u); }))
      out.spots.push_back(c);
  for (const SpotChange& b : bright) {
    const bool lobe = std::any_of(out.spots.begin(), out.spots.end(), [&](const SpotChange& k) {
      return k.certain > 0.5f && distance(b, k) < kLobe * std::max(sigma(b.scale), sigma(k.scale)) * u;
    });
    if (lobe) continue;
    out.bright_gone += b.gone;
    out.bright_faded += b.certain * b.loss;
    out.bright_stops = std::max(out.bright_stops, b.stops * b.certain);
  }
  return out;
}

/// Beside a spot that went the ring of its answer goes too, and reads as one that came; likewise the other way round.
void drop_rings(std::vector<SpotChange>& spots, const std::vector<SpotChange>& beside, float u) {
  for (SpotChange& s : spots)
    if (std::any_of(beside.begin(), beside.end(), [&](const SpotChange& k) {
          return k.stops * k.certain > s.stops && distance(s, k) < kLobe * std::max(sigma(s.scale), sigma(k.scale)) * u;
        }))
      s.gone = s.certain = 0;
}

}  // namespace

MarkComparison compare_marks(const MarkResponse& before, const MarkResponse& after, const ImageF& usable, float u,
                             int finest, int firm, const std::vector<skin::Mark>& ledger) {
  if (finest >= kMarkScales) return {};
  Scales scales;
  for_items(kMarkScales - finest, [&](int j) {
    const std::size_t i = std::size_t(finest + j);
    scales[i] = study(before[i], after[i], usable, u);
  });
  MarkComparison out{gather({before, after, scales, true, usable, u, finest, firm}, usable, u, finest, ledger),
                     gather({after, before, scales, false, usable, u, finest, firm}, usable, u, finest, {})};
  drop_rings(out.invented.spots, out.lost.spots, u);
  drop_rings(out.lost.spots, out.invented.spots, u);
  return out;
}

}  // namespace countenance::drift
