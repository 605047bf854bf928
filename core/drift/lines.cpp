// SPDX-License-Identifier: Apache-2.0
// lines: the years. Wrinkles and folds of the forehead, beside and under the eyes and from nose to mouth, filled in or
// not. On luminance density D = −log₂(Y + .003), the response to a dark line along v at one of 8 angles (u across it):
//
//   R(p) = −s² Σ_t w(t) ∂²(G_s D)/∂u² (p + t v)          s = .008 IOD, w Gaussian of .027 IOD: as long as s₂ = .028 IOD
//   sites: the strongest tenth of a region, each at its strongest angle, chosen in the original once
//   lost = Σ o(o − e)/Σ (o² + .01²) − error              o, e: R of the original after the scene transform, and edited
//   error = √(2 Σ min(L − (1 − c) E, 0)²)/Σ E            L, E: the two sums over each cell of .12 IOD; c = 1 − ref, clipped as
//                                                        below. Encoding takes a line here and adds to one there, alike
//                                                        about what the whole photo lost: its error from the half that gains,
//                                                        for filling gains nowhere
//   beyond the photo: 1 − (1 − lost)/clip(1 − ref, .3, 1)     ref: the same of lines alike that are not skin
//   less .4 clip(b₃, 0, .3)                              b₃: the blotch band's loss over the whole skin (texture): evening
//                                                        takes the soft shoulders of a fold with the blotches
//
//   lost  = of all regions together
//   worst = of the worst region, Σ o² there plus a quarter of what all regions have in the mean: where this face has
//           hardly any lines, few can be lost
#include <algorithm>
#include <array>
#include <cmath>

#include "base/blur.h"
#include "base/fast_math.h"
#include "base/statistics.h"
#include "colour/cie.h"
#include "drift/measures.h"
#include "drift/parts.h"

namespace countenance::drift {
namespace {

constexpr float kFloor = 0.003f;                        ///< linear
constexpr float kAcross = 0.008f, kAlong = 0.027f;      ///< IOD
constexpr int kAngles = 8, kStep = 2, kReach = 5;       ///< px between sites and along a line; steps each way
constexpr double kShare = 0.1;                          ///< of a region's places that are its lines
constexpr double kNoise = 0.01;                         ///< stops
constexpr double kFlat = 1e-3;                          ///< rms response, stops, below which there are no lines to lose
constexpr double kFaint = 0.25;                         ///< of the mean energy of this face's lines
constexpr double kAlike = 2.5;                          ///< factor of strength within which another line is a reference
constexpr std::size_t kFewest = 40, kMostOther = 4000;  ///< sites
constexpr float kBlotch[2] = {0.016f, 0.032f};          ///< IOD
constexpr float kTogether = 0.12f;                      ///< IOD: of a cell within which an encoding errs alike
constexpr double kLeftOver = 0.5;                       ///< of a region that must be in the edited picture

ImageF density_of(const ImageF& linear) {
  ImageF d = colour::luminance(linear);
  for (std::size_t i = 0; i < d.count(); ++i) d.data()[i] = -fast_log2(std::max(d.data()[i], 0.f) + kFloor);
  return d;
}
ImageF line_field(const ImageF& linear) { return gaussian(density_of(linear), kAcross * kFrameIod); }

struct Bank {
  struct Angle {
    float cc, cs, ss;  ///< of u
    int dx[2 * kReach + 1], dy[2 * kReach + 1];
  };
  std::array<Angle, kAngles> angle;
  std::array<float, 2 * kReach + 1> weight;
  int margin = kReach * kStep + 2;
  Bank() {
    float sum = 0;
    for (int t = -kReach; t <= kReach; ++t) {
      const float along = float(t * kStep) / (kAlong * kFrameIod);
      sum += weight[std::size_t(t + kReach)] = std::exp(-along * along / 2);
    }
    for (float& w : weight) w *= kAcross * kFrameIod * kAcross * kFrameIod / sum;
    for (int k = 0; k < kAngles; ++k) {
      const double a = k * M_PI / kAngles, c = std::cos(a), s = std::sin(a);
      Angle& to = angle[std::size_t(k)];
      to.cc = float(c * c), to.cs = float(2 * c * s), to.ss = float(s * s);
      for (int t = -kReach; t <= kReach; ++t) {
        to.dx[t + kReach] = int(std::lround(-s * t * kStep));
        to.dy[t + kReach] = int(std::lround(c * t * kStep));
      }
    }
  }
  /// Sum of the weighted second derivatives along the line.
  [[nodiscard]] float response(const ImageF& field, int x, int y, int k) const {
    const Angle& a = angle[std::size_t(k)];
    float sum = 0;
    for (std::size_t t = 0; t < weight.size(); ++t) {
      const float* p = field.row(y + a.dy[t]) + x + a.dx[t];
      const std::ptrdiff_t w = field.width();
      const float xx = p[1] - 2 * p[0] + p[-1], yy = p[w] - 2 * p[0] + p[-w],
                  xy = (p[w + 1] - p[w - 1] - p[-w + 1] + p[-w - 1]) / 4;
      sum -= weight[t] * (a.cc * xx + a.cs * xy + a.ss * yy);
    }
    return sum;
  }
};
const Bank& bank() {
  static const Bank made;
  return made;
}

struct Zone {
  const char* name;
  std::vector<int> points;  ///< mesh; the hull of them within the skin
  bool both_sides;
};
const std::vector<Zone>& zones() {
  static const std::vector<Zone> list = {
      {"forehead",
       {54, 68, 104, 69, 108, 151, 337, 299, 333, 298, 284, 332, 297, 338, 10, 109, 67, 103, 107, 336, 9, 55, 285},
       false},
      {"crow's feet by the {} eye", {156, 139, 34, 143, 116, 111, 31, 226}, true},
      {"under the {} eye", {31, 228, 229, 230, 231, 232, 121, 47, 100, 101, 50, 117, 111}, true},
      {"{} nasolabial fold", {129, 203, 206, 216, 212, 202, 214, 192, 187, 205, 36, 142}, true},
  };
  return list;
}
std::string named(std::string name, const char* side) {
  const auto at = name.find("{}");
  return at == std::string::npos ? name : name.replace(at, 2, side);
}

using Site = LinesReference::Site;
struct Candidate {
  float strength;
  Site site;
};
/// Each place of a mask at its strongest angle.
std::vector<Candidate> candidates(const ImageF& field, const ImageF& mask, const Reference& r, int step) {
  std::vector<Candidate> out;
  const int m = bank().margin;
  for (int y = m; y < field.height() - m; y += step)
    for (int x = m; x < field.width() - m; x += step) {
      if (mask.at(x, y) < 0.5f || r.valid.at(x, y) == 0) continue;
      Candidate best{-1e9f, {x, y, 0}};
      for (int k = 0; k < kAngles; ++k)
        if (const float v = bank().response(field, x, y, k); v > best.strength) best = {v, {x, y, k}};
      out.push_back(best);
    }
  return out;
}

}  // namespace

std::shared_ptr<const LinesReference> make_lines_reference(const Reference& r) {
  auto out = std::make_shared<LinesReference>();
  const ImageF field = line_field(r.linear);
  const auto add = [&](const std::string& name, const std::vector<int>& points) {
    ImageF mask = face::hull(r.linear.size(), r.points, points);
    for (std::size_t i = 0; i < mask.count(); ++i) mask.data()[i] *= r.skin.data()[i];
    auto all = candidates(field, mask, r, kStep);
    const std::size_t n = std::size_t(double(all.size()) * kShare);
    if (n < kFewest) return;
    const auto nth = all.begin() + std::ptrdiff_t(n);
    std::nth_element(all.begin(), nth, all.end(),
                     [](const Candidate& a, const Candidate& b) { return a.strength > b.strength; });
    LinesReference::Region region{name, {}};
    for (auto c = all.begin(); c != nth; ++c)
      if (c->strength > 0) region.sites.push_back(c->site);
    double sum = 0;
    for (auto c = all.begin(); c != nth; ++c) sum += double(c->strength) * double(c->strength);
    out->energy += sum;
    out->sites += n;
    out->regions.push_back(std::move(region));
  };
  for (const Zone& zone : zones()) {
    add(named(zone.name, "right"), zone.points);
    if (!zone.both_sides) continue;
    std::vector<int> twin;
    for (const int i : zone.points) twin.push_back(face::kMirror[std::size_t(i)]);
    add(named(zone.name, "left"), twin);
  }
  if (out->sites == 0) return out;
  const double strength = std::sqrt(out->energy / double(out->sites));
  ImageF other(r.linear.size());
  for (std::size_t i = 0; i < other.count(); ++i)
    other.data()[i] = r.nonskin.data()[i] > 0 || (r.oval.data()[i] > 0 && r.skin.data()[i] == 0);
  for (const Candidate& c : candidates(field, other, r, 2 * kStep))
    if (c.strength > strength / kAlike && c.strength < strength * kAlike) out->other.push_back(c.site);
  if (out->other.size() > kMostOther) {
    std::vector<Site> some(kMostOther);
    for (std::size_t i = 0; i < kMostOther; ++i) some[i] = out->other[i * (out->other.size() - 1) / (kMostOther - 1)];
    out->other = std::move(some);
  }
  return out;
}

namespace {

struct Sums {
  double lost = 0, energy = 0, seen = 0;
  void operator+=(const Sums& s) { lost += s.lost, energy += s.energy, seen += s.seen; }
  /// `faint`: energy of a site that halves the loss.
  [[nodiscard]] double weight(double faint) const { return energy + seen * faint; }
  [[nodiscard]] double loss(double faint) const { return lost / weight(faint); }
};
/// Sums of sites, and of those that lie together: an encoding errs in each cell by itself.
class Tally {
 public:
  Tally() : cell_(std::size_t(kColumns) * kRows) {}
  void add(const Site& at, const Sums& s) {
    all_ += s;
    cell_[std::size_t(at.y / kCell) * kColumns + std::size_t(at.x / kCell)] += s;
  }
  [[nodiscard]] const Sums& all() const { return all_; }
  /// Variance of what was lost by an error that is symmetric about what the whole photo lost, 1 − `kept`: from its half
  /// that gains, since filling a line gains nowhere.
  [[nodiscard]] double variance(double kept) const {
    double squares = 0;
    for (const Sums& s : cell_) {
      const double gained = std::min(s.lost - (1 - kept) * s.energy, 0.0);
      squares += 2 * gained * gained;
    }
    return squares;
  }

 private:
  static constexpr int kCell = int(kTogether * kFrameIod);
  static constexpr int kColumns = int((kRight - kLeft) * kFrameIod) / kCell + 1,
                       kRows = int((kBottom - kTop) * kFrameIod) / kCell + 1;
  Sums all_;
  std::vector<Sums> cell_;
};
Tally tally_of(const ImageF& o, const ImageF& e, const std::vector<Site>& sites, const ImageF& valid) {
  Tally out;
  for (const Site& s : sites) {
    if (valid.at(s.x, s.y) == 0) continue;
    const double before = bank().response(o, s.x, s.y, s.angle), after = bank().response(e, s.x, s.y, s.angle);
    out.add(s, {before * (before - after), before * before, 1});
  }
  return out;
}

/// Loss of the blotch band over the skin, beyond the reference's.
double blotch_lost(const Reference& r, const EditedView& edited, const ImageF& original, const ImageF& after) {
  constexpr int kDecimation = 2;
  const Size small{r.skin.width() / kDecimation, r.skin.height() / kDecimation};
  const float box = (kDecimation * kDecimation - 1) / 12.f;
  const auto band = [&](const ImageF& density) {
    const ImageF d = resize(density, small);
    const auto blurred = [&](float iod) {
      const float sigma = iod * kFrameIod;
      return gaussian(d, std::sqrt(sigma * sigma - box) / kDecimation);
    };
    ImageF fine = blurred(kBlotch[0]);
    const ImageF coarse = blurred(kBlotch[1]);
    for (std::size_t i = 0; i < fine.count(); ++i) fine.data()[i] -= coarse.data()[i];
    return fine;
  };
  const ImageF o = band(original), e = band(after);
  double lost = 0, energy = 0;
  for (int y = 0; y < small.height; ++y)
    for (int x = 0; x < small.width; ++x) {
      const int fx = x * kDecimation, fy = y * kDecimation;
      if (r.skin.at(fx, fy) == 0 || r.valid.at(fx, fy) == 0 || edited.valid.at(fx, fy) == 0) continue;
      const double b = o.at(x, y), a = e.at(x, y);
      lost += b * (b - a);
      energy += b * b;
    }
  return energy > 0 ? lost / energy : 0;
}

}  // namespace

Reading lines(const Reference& reference, const EditedView& edited, const SceneFit& scene) {
  Reading reading;
  reading.measure = "lines";
  const LinesReference& own = *reference.lines;
  if (own.regions.empty() || own.energy < kFlat * kFlat * double(own.sites)) {
    reading.status = Status::not_applicable;
    reading.note = "no skin with lines is to be seen in the original";
    return reading;
  }
  const ImageF before = density_of(scene.original), after = density_of(edited.linear);
  const ImageF o = gaussian(before, kAcross * kFrameIod), e = gaussian(after, kAcross * kFrameIod);
  const Sums other = tally_of(o, e, own.other, edited.valid).all();
  const double kept = other.seen < double(kFewest) ? 1 : std::clamp(1 - other.loss(kNoise * kNoise), 0.3, 1.0);
  const double allowance = 0.4 * std::clamp(blotch_lost(reference, edited, before, after), 0.0, 0.3);
  const auto beyond = [&](const Sums& s, double variance, double faint) {
    const double loss = s.loss(faint) - std::sqrt(variance) / s.weight(faint);
    return 1 - (1 - loss) / kept - allowance;
  };

  const double faint = kFaint * own.energy / double(own.sites) + kNoise * kNoise;
  Sums all;
  double variance = 0, worst = -1;
  std::string where;
  for (const auto& region : own.regions) {
    const Tally tally = tally_of(o, e, region.sites, edited.valid);
    if (tally.all().seen < kLeftOver * double(region.sites.size())) {
      reading.status = Status::failed;
      reading.note = region.name + " is not in the edited picture";
      return reading;
    }
    all += tally.all();
    variance += tally.variance(kept);
    if (const double loss = beyond(tally.all(), tally.variance(kept), faint); !(loss <= worst))
      worst = loss, where = region.name;
  }
  reading.where = where;
  reading.components.push_back({"lost", "ratio", float(not_negative(beyond(all, variance, kNoise * kNoise)))});
  reading.components.push_back({"worst", "ratio", float(not_negative(worst))});
  return reading;
}

}  // namespace countenance::drift
