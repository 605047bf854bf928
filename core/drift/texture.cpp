// SPDX-License-Identifier: Apache-2.0
// texture: pores and finer detail of the skin lost. Luminance density in octave bands, in patches of .25 IOD.
//
//   slope loss of a band in a patch: b = 1 − ⟨o,e⟩/⟨o,o⟩      o, e: the band of the original and of the edited picture
//   what the whole photo lost:       ref = median b of the non-skin patches with 1/6…6 × the skin's energy
//   beyond that:                     b′ = 1 − (1 − b)/clip(1 − ref, .3, 1)
//   pores  = median b₂′ − ½ clip(b₃′, 0, ¼)
//   gain   = largest over b₂, b₃ of log₂ ((1 − b)/clip(1 − ref, .3, 4)), median patch
//
// Evening takes blotches (b₃) and a little of b₂ with them, plastic skin takes b₂. Relief that was deepened is as much a
// change as relief that was lost: gain is 1 where the skin's own detail was doubled against the rest of the picture.
// Added grain cannot raise ⟨o,e⟩: a blurred skin with noise on it measures as blurred. Written as Σ o(o−e)/Σ o²,
// identity is 0 exactly.
#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/blur.h"
#include "base/cv.h"
#include "base/statistics.h"
#include "colour/cie.h"
#include "drift/measures.h"

namespace countenance::drift {
namespace {

constexpr int kBands = 3;
constexpr float kSigma[kBands + 1] = {0.004f, 0.008f, 0.016f, 0.032f};  ///< IOD; band i is DoG(σᵢ, σᵢ₊₁)
constexpr float kFloor = 0.003f;                                        ///< of the density, linear
constexpr int kCell = 16, kAcross = 3;                                  ///< px; a patch is kAcross × kAcross cells
constexpr double kCovered = 0.6;                                        ///< of a patch that must lie in the mask
constexpr double kFlat = 1e-4;      ///< rms of a band, stops, below which a patch has no texture to lose
constexpr double kAlike = 6;        ///< factor of energy within which a non-skin patch is a reference
constexpr std::size_t kFewest = 3;  ///< reference patches
constexpr double kLeftOver = 0.25;  ///< of the original's skin that must be visible in both pictures

ImageF luminance_density(const ImageF& linear) {
  ImageF d = colour::luminance(linear);
  cv::Mat m = as_mat(d);
  m = cv::max(m, 0.f) + kFloor;
  cv::log(m, m);
  m *= -1 / std::log(2.0);
  return d;
}

std::array<cv::Mat, kBands> bands_of(const ImageF& density) {
  std::array<ImageF, kBands + 1> blurred;
  for (std::size_t i = 0; i < blurred.size(); ++i) blurred[i] = gaussian(density, kSigma[i] * kFrameIod);
  std::array<cv::Mat, kBands> out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = as_mat(blurred[i]) - as_mat(blurred[i + 1]);
  return out;
}

/// Sums over the pixels of a mask.
struct Sums {
  double n = 0, oo = 0, lost = 0, ee = 0;  ///< lost: Σ o(o − e)
  Sums& operator+=(const Sums& s) {
    n += s.n, oo += s.oo, lost += s.lost, ee += s.ee;
    return *this;
  }
  [[nodiscard]] double slope_loss() const { return lost / oo; }
  [[nodiscard]] double correlation_loss() const { return ee > 0 ? 1 - (oo - lost) / std::sqrt(oo * ee) : 1; }
};

struct Patch {
  int x = 0, y = 0;  ///< cell of its upper left corner
  Sums sums;
};

/// Patches that lie in `mask` and have some energy.
std::vector<Patch> patches_of(const cv::Mat& o, const cv::Mat& e, const ImageF& mask) {
  const int nx = mask.width() / kCell, ny = mask.height() / kCell;
  std::vector<Sums> cell(std::size_t(nx) * std::size_t(ny));
  for (int y = 0; y < ny * kCell; ++y) {
    const float *po = o.ptr<float>(y), *pe = e.ptr<float>(y), *pm = mask.row(y);
    for (int i = 0; i < nx; ++i) {
      float n = 0, oo = 0, lost = 0, ee = 0;
      for (int x = i * kCell; x < (i + 1) * kCell; ++x) {
        n += pm[x];
        oo += pm[x] * po[x] * po[x];
        lost += pm[x] * po[x] * (po[x] - pe[x]);
        ee += pm[x] * pe[x] * pe[x];
      }
      cell[std::size_t(y / kCell * nx + i)] += {n, oo, lost, ee};
    }
  }
  std::vector<Patch> out;
  for (int y = 0; y + kAcross <= ny; ++y)
    for (int x = 0; x + kAcross <= nx; ++x) {
      Patch p{x, y, {}};
      for (int j = 0; j < kAcross; ++j)
        for (int i = 0; i < kAcross; ++i) p.sums += cell[std::size_t((y + j) * nx + x + i)];
      const double whole = kAcross * kCell * kAcross * kCell;
      if (p.sums.n > kCovered * whole && p.sums.oo > kFlat * kFlat * p.sums.n) out.push_back(p);
    }
  return out;
}

template <class F>
std::vector<double> each(const std::vector<Patch>& patches, F value) {
  std::vector<double> out;
  for (const Patch& p : patches) out.push_back(value(p.sums));
  return out;
}

struct Loss {
  double median = 0, worst = 0;  ///< slope loss: median patch, worst decile
  double correlation = 0;        ///< median
  double reference = 0;          ///< of the non-skin patches alike
  std::vector<Patch> skin;
  /// What the skin lost beyond the whole photo.
  [[nodiscard]] double beyond(double loss) const { return 1 - (1 - loss) / std::clamp(1 - reference, 0.3, 1.0); }
  /// What it won beyond the whole photo, in stops of relief.
  [[nodiscard]] double gain() const {
    return std::log2(std::max(1 - median, 0.01) / std::clamp(1 - reference, 0.3, 4.0));
  }
};

Loss loss_of(const cv::Mat& o, const cv::Mat& e, const ImageF& skin, const ImageF& other) {
  Loss out;
  out.skin = patches_of(o, e, skin);
  const auto slope = [](const Sums& s) { return s.slope_loss(); };
  const std::vector<double> losses = each(out.skin, slope);
  out.median = median(losses);
  out.worst = percentile(losses, 0.9);
  out.correlation = median(each(out.skin, [](const Sums& s) { return s.correlation_loss(); }));
  const double energy = median(each(out.skin, [](const Sums& s) { return s.oo; }));
  std::vector<Patch> alike = patches_of(o, e, other);
  std::erase_if(alike, [&](const Patch& p) { return p.sums.oo < energy / kAlike || p.sums.oo > energy * kAlike; });
  if (alike.size() >= kFewest) out.reference = median(each(alike, slope));
  return out;
}

double area(const ImageF& mask) { return cv::sum(as_mat(mask))[0]; }

Reading failed(Reading reading) {
  reading.status = Status::failed;
  reading.note = "too little of this face's skin shows in the edited picture";
  return reading;
}

/// Loss of the pore band patch by patch, frame px.
ImageF map_of(const Loss& pores, double allowance, Size size) {
  const Size cells{size.width / kCell, size.height / kCell};
  ImageF sum(cells), count(cells);
  for (const Patch& p : pores.skin)
    for (int j = 0; j < kAcross; ++j)
      for (int i = 0; i < kAcross; ++i) {
        sum.at(p.x + i, p.y + j) += float(std::max(0.0, pores.beyond(p.sums.slope_loss()) - allowance));
        count.at(p.x + i, p.y + j) += 1;
      }
  for (std::size_t i = 0; i < sum.count(); ++i)
    if (count.data()[i] > 0) sum.data()[i] /= count.data()[i];
  return resize(sum, size);
}

}  // namespace

Reading texture(const Reference& reference, const EditedView& edited, const SceneFit& scene) {
  Reading reading;
  reading.measure = "texture";
  const Size size = edited.linear.size();
  ImageF own_skin(size), skin(size), other(size);
  for (std::size_t i = 0; i < skin.count(); ++i) {
    const bool own = reference.valid.data()[i] > 0, valid = own && edited.valid.data()[i] > 0;
    const bool is_skin = reference.skin.data()[i] > 0, is_oval = reference.oval.data()[i] > 0;
    own_skin.data()[i] = own && is_skin;
    skin.data()[i] = valid && is_skin;
    other.data()[i] = valid && !is_skin && (is_oval || reference.nonskin.data()[i] > 0);
  }
  if (area(skin) < kLeftOver * area(own_skin)) return failed(std::move(reading));
  const auto o = bands_of(luminance_density(scene.original)), e = bands_of(luminance_density(edited.linear));
  std::array<Loss, kBands> band;
  for (std::size_t i = 0; i < band.size(); ++i) band[i] = loss_of(o[i], e[i], skin, other);
  const Loss &fine = band[0], &pores = band[1], &blotch = band[2];
  // What the original never had cannot be lost; what only the edit hides can.
  const auto had_none = [&](std::size_t i) {
    const cv::Mat own = bands_of(luminance_density(reference.linear))[i];
    return patches_of(own, own, own_skin).empty();
  };
  if (pores.skin.empty()) {
    if (!had_none(1)) return failed(std::move(reading));
    reading.status = Status::not_applicable;
    reading.note = "the original's skin has no texture";
    return reading;
  }
  const double allowance = 0.5 * std::clamp(blotch.beyond(blotch.median), 0.0, 0.25);
  const auto add = [&](const char* name, const char* unit, double value, std::size_t of) {
    Component c{name, unit, float(not_negative(value))};
    if (band[of].skin.empty()) c.status = had_none(of) ? Status::not_applicable : Status::failed;
    reading.components.push_back(std::move(c));
  };
  add("pores", "ratio", pores.beyond(pores.median) - allowance, 1);
  add("pores_worst", "ratio", pores.beyond(pores.worst) - allowance, 1);
  add("pores_correlation", "ratio", pores.correlation, 1);
  add("fine", "ratio", fine.beyond(fine.median), 0);
  add("blotch", "ratio", blotch.median, 2);
  add("gain", "stops", std::max(pores.gain(), blotch.gain()), 1);

  reading.map = map_of(pores, allowance, size);
  const Patch& worst = *std::max_element(pores.skin.begin(), pores.skin.end(), [](const Patch& a, const Patch& b) {
    return a.sums.slope_loss() < b.sums.slope_loss();
  });
  const float centre = kAcross / 2.f;
  reading.where = place_name(reference, Point((float(worst.x) + centre) * kCell, (float(worst.y) + centre) * kCell));
  return reading;
}

}  // namespace countenance::drift
