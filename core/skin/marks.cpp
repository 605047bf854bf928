// SPDX-License-Identifier: Apache-2.0
// The ledger: what stands out of a person's own texture as a round spot.
//
//   S(x)      3 × 3 covariance of a band's R, G, B, clipped at 2.5 MAD, under G(.22); 20 % of the face's own; floor
//   z         largest over the directions a (pigment, blood, neutral) of aᵀS⁻¹r / √(aᵀS⁻¹a)
//   threshold per scale: Rayleigh tail fitted to the heights of the peaks between their 40 % and 80 % quantiles, ½ a false
//             peak each (3 a face over 6 scales), within 3.6…5.3; up to ½ more in stubble
//   round     ratio of the Hessian's eigenvalues > .25 and at most 5 of 16 samples of a ring (2.6 σ) dark, not two opposite
//             ones: a hair, a wrinkle or a crease runs through. Crowds of small dots in the lower face are stubble
//   excess    density over the median plane of a ring, summed over 1.9 × the radius ÷ the disc's area: that sum survives
//             the chroma subsampling of JPEG
//   colour    slopes of R and of B on G and a plane within 2.2 × the radius, blurred by σ max(.8 px, .35 r): no guess at
//             the skin beneath, which a fold or a shadow beside the spot would bias
//   blood     b = ½ (z² of blood − the largest z² of (.6, 1, 1), (.6, 1, 1.4) and (1, 1, 1)), z in direction a as above: the ln
//             of how much likelier blood is, against this skin's own texture; of the two finest scales or the next, whichever
//             is larger
//   class     t = R/G + ½ (B/G − 1) of the slopes, sd s: transient if b > 4 and t + 1.5 s < .70 (not in the coarsest scale),
//             or b > 2 and t + 1.5 s < .49; permanent if t − 1.5 s > .62; else keep; smaller than 1.5 % IOD never transient
//   faint     what is transient is listed from z 4.5 on, where it is round in S⁻¹ blood: on dark skin the luminance is full of
//             gloss and pores that such weights cancel
#include "skin/marks.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "base/blur.h"
#include "base/cv.h"
#include "base/parallel.h"
#include "base/statistics.h"
#include "skin/skin_model.h"

namespace countenance::skin {
namespace {

using Vector = Eigen::Vector3f;
const std::array<Vector, 3> kDirections = {Vector(.62f, .85f, 1).normalized(), Vector(.15f, 1, .85f).normalized(),
                                           Vector(1, 1, 1).normalized()};
constexpr float kMad = 1.4826f, kClip = 2.5f, kClipLoss = 1.08f;  ///< clipping takes that off a Gaussian's variance
constexpr float kWindow = 0.22f, kOwn = 0.8f, kNoiseFloor = 0.0035f;
constexpr float kPeakRadius = 0.011f, kLeastPeak = 1.5f;
constexpr float kFalsePeaks = 3, kOfFew = 4.2f;
constexpr std::size_t kFew = 40;
constexpr float kFaintBlood = 4.5f;
const Vector kLuminous(.3f, .4f, .3f), kBloodColour(.2f, 1, .9f);
/// What is not blood: pigment at its reddest (R/G of moles is .67 and more), and light and shade.
const std::array<Vector, 3> kNotBlood = {Vector(.6f, 1, 1), Vector(.6f, 1, 1.4f), Vector(1, 1, 1)};
constexpr float kSureBlood = 4, kLikelyBlood = 2;  ///< ln of how much likelier blood is
constexpr int kFolds = kMarkScales - 1;            ///< scales from there on: red skin reflects red light into its folds
constexpr int kFine = 2;  ///< scales below it: chroma subsampling leaves their colour to the next
constexpr float kHessian = 0.25f, kDark = 0.45f, kLine = 0.38f, kRing = 2.6f;
constexpr int kMostDark = 5, kRingSamples = 16;
constexpr float kStubble = 0.0072f, kCrowdReach = 0.12f, kApart = 1.6f;
constexpr int kCrowd = 4;
constexpr float kTransient = 0.49f, kNotPigment = 0.7f, kPermanent = 0.62f, kDoubt = 1.5f, kHealable = 0.015f;
constexpr double kFewPixels = 8;
constexpr float kSlopeReach = 2.2f, kSlopeBlur = 0.35f, kLeastBlur = 0.8f;  ///< radii, radii, px
constexpr float kLeastExcess = 0.025f, kLeastGreen = 0.036f;                ///< stops
constexpr int kNose = 4, kNoseBase = 2;

/// Of the skin's own texture in a band: its inverse covariance, a cell of some px at a time.
struct Texture {
  int cell = 1, width = 1;
  std::vector<Eigen::Matrix3f> precision;
  [[nodiscard]] const Eigen::Matrix3f& at(int x, int y) const {
    return precision[std::size_t(y / cell) * std::size_t(width) + std::size_t(x / cell)];
  }
};

struct Peak {
  int x = 0, y = 0, scale = 0;
  float z = 0;
};

std::vector<float> sampled(const ImageF& x, int channel, const ImageF& where, bool absolute) {
  std::vector<float> out;
  for (int y = 0; y < x.height(); y += 2)
    for (int i = y / 2 % 2; i < x.width(); i += 2)
      if (where.at(i, y) > 0) out.push_back(absolute ? std::abs(x.at(i, y, channel)) : x.at(i, y, channel));
  return out;
}

class Finder {
 public:
  Finder(const ImageF& density, const MarkBands& bands, const face::Points& points, int finest,
         const MarkSearch& search)
      : density_(density),
        bands_(bands),
        points_(points),
        finest_(finest),
        search_(search),
        u_(bands.u()),
        best_(density.size()) {}

  std::vector<Mark> find() {
    response_ = bands_.of(density_, finest_);
    scale_ = Image8(density_.size());
    std::array<ImageF, kMarkScales> z;
    for_items(kMarkScales - finest_, [&](int j) { z[std::size_t(finest_ + j)] = whitened(finest_ + j); });
    for (int i = finest_; i < kMarkScales; ++i)
      for (std::size_t k = 0; k < best_.count(); ++k)
        if (const float zi = z[std::size_t(i)].data()[k]; zi > best_.data()[k]) {
          best_.data()[k] = zi;
          scale_.data()[k] = std::uint8_t(i);
        }
    find_stubble();
    const std::vector<Peak> all = peaks();
    std::array<float, kMarkScales> threshold{};
    for (int i = finest_; i < kMarkScales; ++i) threshold[std::size_t(i)] = threshold_of(all, i);
    std::vector<Mark> marks;
    for (const Peak& p : all) {
      const float z = p.z / (1 + 0.5f * stubble_.at(p.x, p.y));
      const bool listed = z >= threshold[std::size_t(p.scale)] && round(p, kLuminous);
      if (!listed && !(search_.faint_blood && z >= kFaintBlood && round(p, bloody(p)))) continue;
      const auto mark = describe(p);
      if (mark && (listed ? stands_out(*mark) : mark->kind == MarkClass::transient)) marks.push_back(*mark);
    }
    return without_doubles(std::move(marks));
  }

 private:
  [[nodiscard]] float sigma(int scale) const { return kMarkSigma[std::size_t(scale)]; }

  /// z of one scale; keeps its texture.
  [[nodiscard]] ImageF whitened(int scale) {
    const ImageF &r = response_[std::size_t(scale)], &inner = bands_.inner();
    Vector limit;
    for (int c = 0; c < 3; ++c) limit[c] = kClip * (kMad * median(sampled(r, c, inner, true)) + 1e-4f);
    const int g = std::max(2, int(u_ / 24));
    const Size grid{(r.width() + g - 1) / g, (r.height() + g - 1) / g};
    ImageF square(grid, 3), product(grid, 3), count(grid);  // the covariance: its diagonal, and what is beside it
    Eigen::Matrix3f whole = Eigen::Matrix3f::Zero();
    float n = 0;
    for (int y = 0; y < r.height(); ++y)
      for (int x = 0; x < r.width(); ++x) {
        if (inner.at(x, y) == 0) continue;
        const Vector v = Vector::Map(&r.at(x, y)).cwiseMin(limit).cwiseMax(-limit);
        Vector::Map(&square.at(x / g, y / g)) += v.cwiseAbs2();
        Vector::Map(&product.at(x / g, y / g)) += Vector(v[0] * v[1], v[0] * v[2], v[1] * v[2]);
        count.at(x / g, y / g) += 1;
        ++n;
      }
    const float window = kWindow * u_ / float(g);
    const ImageF squares = gaussian(square, window), products = gaussian(product, window),
                 weight = gaussian(count, window);
    const auto matrix = [](const Vector& s, const Vector& p, float over) {
      Eigen::Matrix3f m;
      m << s[0], p[0], p[1], p[0], s[1], p[2], p[1], p[2], s[2];
      return Eigen::Matrix3f(m / over);
    };
    {
      Vector s = Vector::Zero(), p = Vector::Zero();
      for (std::size_t k = 0; k < grid.area(); ++k)
        s += Vector::Map(square.data() + 3 * k), p += Vector::Map(product.data() + 3 * k);
      whole = matrix(s, p, std::max(1.f, n));
    }
    Texture& texture = texture_[std::size_t(scale)];
    texture = {g, grid.width, std::vector<Eigen::Matrix3f>(grid.area())};
    std::vector<std::array<Vector, 3>> filter(grid.area());
    for (std::size_t k = 0; k < grid.area(); ++k) {
      const Eigen::Matrix3f s =
          kClipLoss * (kOwn * matrix(Vector::Map(squares.data() + 3 * k), Vector::Map(products.data() + 3 * k),
                                     std::max(1e-3f, weight.data()[k])) +
                       (1 - kOwn) * whole) +
          kNoiseFloor * kNoiseFloor * Eigen::Matrix3f::Identity();
      const Eigen::Matrix3f& inverse = texture.precision[k] = s.inverse();
      for (std::size_t d = 0; d < kDirections.size(); ++d) {
        const Vector w = inverse * kDirections[d];
        filter[k][d] = w / std::sqrt(std::max(1e-9f, w.dot(kDirections[d])));
      }
    }
    ImageF z(r.size());
    for (int y = 0; y < r.height(); ++y)
      for (int x = 0; x < r.width(); ++x) {
        if (inner.at(x, y) == 0) continue;
        const Vector v = Vector::Map(&r.at(x, y));
        const auto& f = filter[std::size_t(y / g) * std::size_t(grid.width) + std::size_t(x / g)];
        z.at(x, y) = std::max({f[0].dot(v), f[1].dot(v), f[2].dot(v)});
      }
    return z;
  }

  [[nodiscard]] std::vector<Peak> peaks() const {
    const int side = 2 * std::max(1, int(std::lround(kPeakRadius * u_))) + 1;
    cv::Mat highest;
    cv::dilate(as_mat(best_), highest, cv::Mat::ones(side, side, CV_8U));
    std::vector<Peak> out;
    for (int y = 0; y < best_.height(); ++y)
      for (int x = 0; x < best_.width(); ++x)
        if (const float z = best_.at(x, y); z > kLeastPeak && z == highest.at<float>(y, x))
          out.push_back({x, y, int(scale_.at(x, y)), z});
    return out;
  }

  /// z above which chance leaves its share of kFalsePeaks.
  [[nodiscard]] float threshold_of(const std::vector<Peak>& peaks, int scale) const {
    std::vector<float> z;
    for (const Peak& p : peaks)
      if (p.scale == scale) z.push_back(p.z);
    if (z.size() < kFew) return kOfFew;
    std::sort(z.begin(), z.end());
    const double n = double(z.size()), a = z[std::size_t(0.4 * n)], b = z[std::size_t(0.8 * n)];
    const double spread = (b * b - a * a) / std::log(0.6 / 0.2);
    const double chances = std::max(1.01, 0.6 * n / (kFalsePeaks / kMarkScales));
    return std::clamp(float(std::sqrt(a * a + spread * std::log(chances))), search_.lowest, search_.highest);
  }

  /// 0…1: lower face whose fine neutral texture is well above the upper face's.
  void find_stubble() {
    const ImageF& fine = response_[std::size_t(finest_)];
    ImageF energy(density_.size());
    for (std::size_t k = 0; k < energy.count(); ++k) {
      const float m = (fine.data()[3 * k] + fine.data()[3 * k + 1] + fine.data()[3 * k + 2]) / 3;
      energy.data()[k] = m * m;
    }
    const float most = 36 * median(sampled(energy, 0, bands_.inner(), false));
    as_mat(energy) = cv::min(as_mat(energy), most);
    stubble_ = masked_gaussian(energy, bands_.inner(), 0.05f * u_);
    std::vector<float> upper;
    for (int y = 0; y < stubble_.height(); y += 2)
      for (int x = 0; x < stubble_.width(); x += 2)
        if (bands_.inner().at(x, y) > 0 && float(y) < points_(kNoseBase, 1) - 0.2f * u_)
          upper.push_back(stubble_.at(x, y));
    const float typical = std::sqrt(std::max(1e-8f, upper.empty() ? most / 36 : median(std::move(upper))));
    for (int y = 0; y < stubble_.height(); ++y) {
      const float low = smoothstep((float(y) - points_(kNoseBase, 1)) / u_, -0.15f, 0.05f);
      for (int x = 0; x < stubble_.width(); ++x)
        stubble_.at(x, y) = low * smoothstep(std::sqrt(std::max(0.f, stubble_.at(x, y))) / typical, 1.5f, 2.4f);
    }
  }

  [[nodiscard]] const Eigen::Matrix3f& precision(const Peak& p, int scale) const {
    return texture_[std::size_t(scale)].at(p.x, p.y);
  }
  /// Weights of R, G, B in which blood stands out most of the texture there.
  [[nodiscard]] Vector bloody(const Peak& p) const { return (precision(p, p.scale) * kBloodColour).normalized(); }

  /// ln of how much likelier what stands out there is blood than pigment or shade.
  [[nodiscard]] float blood(const Peak& p) const {
    const float here = blood(p, p.scale);
    return p.scale < kFine ? std::max(here, blood(p, p.scale + 1)) : here;
  }
  [[nodiscard]] float blood(const Peak& p, int scale) const {
    const Vector whitened = precision(p, scale) * Vector::Map(&response_[std::size_t(scale)].at(p.x, p.y));
    const auto z = [&](const Vector& a) {
      return std::max(0.f, a.dot(whitened) / std::sqrt(a.dot(precision(p, scale) * a)));
    };
    float other = 0;
    for (const Vector& a : kNotBlood) other = std::max(other, z(a));
    const float own = z(kBloodColour);
    return (own * own - other * other) / 2;
  }

  [[nodiscard]] bool round(const Peak& p, const Vector& weights) const {
    const float s = sigma(p.scale) * u_;
    const int reach = int(std::ceil(6 * s + 2));
    const cv::Rect box = cv::Rect(p.x - reach, p.y - reach, 2 * reach + 1, 2 * reach + 1) &
                         cv::Rect(0, 0, density_.width(), density_.height());
    cv::Mat level;
    cv::transform(as_mat(density_)(box), level, cv::Matx13f(weights.data()));
    cv::GaussianBlur(level, level, {}, std::max(0.7f, 0.8f * s));
    const int cx = p.x - box.x, cy = p.y - box.y;
    const auto at = [&](int dx, int dy) {
      return level.at<float>(std::clamp(cy + dy, 0, level.rows - 1), std::clamp(cx + dx, 0, level.cols - 1));
    };
    const int h = std::max(1, int(std::lround(0.8f * s)));
    const float xx = at(h, 0) + at(-h, 0) - 2 * at(0, 0), yy = at(0, h) + at(0, -h) - 2 * at(0, 0),
                xy = (at(h, h) + at(-h, -h) - at(h, -h) - at(-h, h)) / 4;
    const float mean = (xx + yy) / 2, spread = std::hypot((xx - yy) / 2, xy);
    if (mean - spread >= 0 || mean + spread >= 0 || (mean + spread) / (mean - spread) <= kHessian) return false;
    std::array<float, kRingSamples> ring{};
    for (int i = 0; i < kRingSamples; ++i) {
      const float a = float(i) * float(M_PI) / 8;
      ring[std::size_t(i)] = at(int(std::lround(kRing * s * std::cos(a))), int(std::lround(kRing * s * std::sin(a))));
    }
    std::array<float, kRingSamples> sorted = ring;
    std::sort(sorted.begin(), sorted.end());
    const float base = sorted[5], peak = std::max(1e-4f, at(0, 0) - base);
    int dark = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const auto above = [&](std::size_t k) { return (ring[k % kRingSamples] - base) / peak; };
      dark += above(i) > kDark;
      for (const std::size_t opposite : {6u, 7u, 8u})
        if (above(i) > kLine && above(i + opposite) > kLine) return false;
    }
    return dark <= kMostDark;
  }

  /// R, G, B above a robust plane through the ring around it.
  [[nodiscard]] std::optional<Vector> excess(const Peak& p) const {
    const float r = kMarkDiameter / 2 * sigma(p.scale) * u_, outer = std::max(1.9f * r, r + 2.5f);
    const int reach = int(std::ceil(outer * 1.8f + 1));
    std::vector<Vector> ring, ring_at, core, core_at;
    std::vector<float> weight;
    for (int y = std::max(0, p.y - reach); y <= std::min(density_.height() - 1, p.y + reach); ++y)
      for (int x = std::max(0, p.x - reach); x <= std::min(density_.width() - 1, p.x + reach); ++x) {
        if (bands_.skin().at(x, y) == 0) continue;
        const Vector place(1, float(x - p.x), float(y - p.y)), d = Vector::Map(&density_.at(x, y));
        const float away = place.tail<2>().norm();
        if (away <= outer) {
          core.push_back(d), core_at.push_back(place);
          weight.push_back(std::clamp((1.05f * outer - away) / (0.3f * outer), 0.f, 1.f));
        } else if (away > 1.15f * outer && away <= 1.75f * outer) {
          ring.push_back(d), ring_at.push_back(place);
        }
      }
    if (ring.size() < 8 || core.size() < 4) return std::nullopt;
    Eigen::Matrix3f plane = Eigen::Matrix3f::Zero();  // a column a channel
    std::vector<float> w(ring.size(), 1);
    for (int round = 0; round < 3; ++round) {
      Eigen::Matrix3f gram = 1e-6f * Eigen::Matrix3f::Identity(), moment = Eigen::Matrix3f::Zero();
      for (std::size_t i = 0; i < ring.size(); ++i) {
        gram += w[i] * ring_at[i] * ring_at[i].transpose();
        moment += w[i] * ring_at[i] * ring[i].transpose();
      }
      plane = gram.ldlt().solve(moment);
      std::vector<float> error(ring.size());
      for (std::size_t i = 0; i < ring.size(); ++i) error[i] = (ring[i] - plane.transpose() * ring_at[i]).mean();
      std::vector<float> size = error;
      for (float& e : size) e = std::abs(e);
      const float typical = 1.5f * median(std::move(size)) + 1e-3f;
      for (std::size_t i = 0; i < ring.size(); ++i) w[i] = 1 / (1 + std::pow(error[i] / typical, 2.f));
    }
    Vector sum = Vector::Zero();
    for (std::size_t i = 0; i < core.size(); ++i) sum += weight[i] * (core[i] - plane.transpose() * core_at[i]);
    return Vector(sum / (float(M_PI) * r * r));
  }

  /// Sets colour, tint and class; of too little skin it is "keep".
  void set_colour(const Peak& p, Mark& m) const {
    const float r = m.diameter() / 2 * u_, outer = std::max(kSlopeReach * r, r + 2.5f),
                blur = std::max(kLeastBlur, kSlopeBlur * r);
    const int reach = int(std::ceil(outer + 3 * blur));
    const cv::Rect box = cv::Rect(p.x - reach, p.y - reach, 2 * reach + 1, 2 * reach + 1) &
                         cv::Rect(0, 0, density_.width(), density_.height());
    cv::Mat smooth;
    cv::GaussianBlur(as_mat(density_)(box), smooth, {}, blur);
    const Eigen::Array3d origin = Eigen::Vector3f::Map(smooth.ptr<float>(p.y - box.y, p.x - box.x)).cast<double>();
    Eigen::Matrix4d gram = Eigen::Matrix4d::Zero();
    Eigen::Matrix<double, 4, 2> moment = Eigen::Matrix<double, 4, 2>::Zero();  // a column for R, for B
    Eigen::Array2d energy = Eigen::Array2d::Zero();
    double n = 0;
    for (int y = 0; y < smooth.rows; ++y)
      for (int x = 0; x < smooth.cols; ++x) {
        const double dx = x + box.x - p.x, dy = y + box.y - p.y;
        if (std::hypot(dx, dy) > outer || bands_.skin().at(x + box.x, y + box.y) == 0) continue;
        const Eigen::Array3d d = Eigen::Vector3f::Map(smooth.ptr<float>(y, x)).cast<double>().array() - origin;
        const Eigen::Vector4d on(1, dx, dy, d[1]);
        const Eigen::Array2d of(d[0], d[2]);
        gram += on * on.transpose();
        moment += on * of.matrix().transpose();
        energy += of * of;
        ++n;
      }
    const double apart = std::max(2.0, 2 * M_PI * double(blur) * blur);  // px of one independent value
    const double free = std::max(2.0, n / apart - 3);
    if (n < kFewPixels) return;
    gram += 1e-9 * Eigen::Matrix4d::Identity();
    const Eigen::Matrix4d inverse = gram.inverse();
    const Eigen::Matrix<double, 4, 2> fit = inverse * moment;
    Eigen::Array2d sd;
    for (int k = 0; k < 2; ++k)
      sd[k] = std::sqrt(std::max(0.0, energy[k] - fit.col(k).dot(moment.col(k))) / free * inverse(3, 3));
    m.colour = Vector(float(fit(3, 0)), 1, float(fit(3, 1)));
    m.tint = float(fit(3, 0) + 0.5 * (fit(3, 1) - 1));
    m.tint_sd = float(std::hypot(sd[0], 0.5 * sd[1]));
    const float doubt = kDoubt * m.tint_sd;
    const bool blood = (m.blood > kSureBlood && m.scale < kFolds && m.tint + doubt < kNotPigment) ||
                       (m.blood > kLikelyBlood && m.tint + doubt < kTransient);
    const bool transient = blood && m.diameter() >= kHealable;
    m.kind = transient ? MarkClass::transient : m.tint - doubt > kPermanent ? MarkClass::permanent : MarkClass::keep;
  }

  [[nodiscard]] std::optional<Mark> describe(const Peak& p) const {
    const auto above = excess(p);
    if (!above) return std::nullopt;
    Mark m;
    m.at = Point(float(p.x), float(p.y));
    m.scale = p.scale;
    m.z = p.z;
    m.excess = *above;
    m.blood = blood(p);
    set_colour(p, m);
    return m;
  }
  static bool stands_out(const Mark& m) { return m.excess.mean() >= kLeastExcess || m.excess[1] >= kLeastGreen; }

  [[nodiscard]] std::vector<Mark> without_doubles(std::vector<Mark> marks) const {
    std::stable_sort(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) { return a.z > b.z; });
    std::vector<Mark> kept;
    for (const Mark& m : marks)
      if (std::all_of(kept.begin(), kept.end(), [&](const Mark& k) {
            return (m.at - k.at).norm() > kApart * std::max(sigma(m.scale), sigma(k.scale)) * u_;
          }))
        kept.push_back(m);
    const auto hair = [&](const Mark& m) {
      if ((search_.faint_blood && m.kind == MarkClass::transient) || sigma(m.scale) > kStubble ||
          m.at.y() < points_(kNose, 1) - 0.15f * u_)
        return false;
      return std::count_if(kept.begin(), kept.end(), [&](const Mark& k) {
               return sigma(k.scale) <= kStubble && (m.at - k.at).norm() < kCrowdReach * u_;
             }) > kCrowd;
    };
    std::vector<Mark> out;
    for (const Mark& m : kept)
      if (!hair(m)) out.push_back(m);
    return out;
  }

  const ImageF& density_;
  const MarkBands& bands_;
  const face::Points& points_;
  int finest_;
  MarkSearch search_;
  float u_;
  std::array<ImageF, kMarkScales> response_;
  std::array<Texture, kMarkScales> texture_;
  ImageF best_, stubble_;
  Image8 scale_;
};

}  // namespace

std::vector<Mark> find_marks(const ImageF& density, const MarkBands& bands, const face::Points& points, int finest,
                             const MarkSearch& search) {
  if (finest >= kMarkScales) return {};
  return Finder(density, bands, points, finest, search).find();
}

}  // namespace countenance::skin
