// SPDX-License-Identifier: Apache-2.0
// The skin on which marks are looked for, and its bands.
//
//   zone = oval ∪ (oval moved up .18), less .05, less eyes (.10), lashes past the outer corner (.085), brows (.055), lips
//          (.03), nostrils (.055), creases of the nose wings (.022)
//   skin = zone where the squared Mahalanobis distance of (s, h, m), σ .01, to this face's quadratic model is under 18;
//          holes smaller than .10 × .10 closed; opened by .02
//   band i = G(σᵢ) − G(σᵢ₊₁) of the masked density
#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/blur.h"
#include "base/cv.h"
#include "base/parallel.h"
#include "colour/density.h"
#include "face/regions.h"
#include "skin/marks.h"
#include "skin/skin_model.h"

namespace countenance::skin {
namespace {

constexpr float kForeheadUp = 0.18f, kOvalIn = 0.05f, kEye = 0.10f, kLash = 0.085f, kLashPast = 0.07f, kBrow = 0.055f,
                kLips = 0.03f, kNostril = 0.055f, kWing = 0.022f, kInner = 0.018f;
constexpr int kNostrilPoints[] = {79, 309, 20, 250, 238, 458, 241, 461, 166, 392};
constexpr int kWingPoints[] = {129, 358, 49, 279, 64, 294, 98, 327, 48, 278};
constexpr int kCorners[][2] = {{33, 133}, {263, 362}};  ///< outer, inner
constexpr int kTop = 10, kChin = 152, kNoseRidge[] = {197, 195, 5, 4, 45, 275};
constexpr float kColourBlur = 0.01f, kLikeSkin = 18, kCertain = 12;
constexpr float kHole = 0.10f, kHoleSide = 0.13f, kOpen = 0.02f;
constexpr std::size_t kSamples = 1500;
constexpr float kLeastWeight = 1e-3f;

cv::Point2f xy(const face::Points& p, int i) { return {p(i, 0), p(i, 1)}; }
cv::Mat binary(const ImageF& mask) { return as_mat(mask) > 0.5; }
cv::Mat disc(float r) {
  const int side = 2 * int(r) + 1;
  return cv::getStructuringElement(cv::MORPH_ELLIPSE, {side, side});
}

/// 255 where a mark may be, by geometry alone.
cv::Mat geometric_zone(Size size, const face::Points& p, float u) {
  const ImageF oval = face::polygon(size, p, face::kOval);
  cv::Point2f up = xy(p, kTop) - xy(p, kChin);
  up *= kForeheadUp * u / std::max(1e-3f, float(cv::norm(up)));
  cv::Mat raised, zone = as_mat(oval);
  cv::warpAffine(zone, raised, cv::Matx23f(1, 0, up.x, 0, 1, up.y), zone.size());
  zone = binary(face::grow(to_image(cv::Mat(cv::max(zone, raised))), -kOvalIn * u));
  const auto cut = [&](const ImageF& shape, float r) { zone.setTo(0, binary(face::grow(shape, r * u))); };
  cut(face::hull(size, p, face::kEyeRight), kEye);
  cut(face::hull(size, p, face::kEyeLeft), kEye);
  cut(face::hull(size, p, face::kBrowRight), kBrow);
  cut(face::hull(size, p, face::kBrowLeft), kBrow);
  cut(face::polygon(size, p, face::kLipsOuter), kLips);
  const auto dot = [&](const cv::Point2f& at, float r) {
    cv::circle(zone, cv::Point(at), std::max(1, int(r * u)), 0, cv::FILLED);
  };
  for (const int i : kNostrilPoints) dot(xy(p, i), kNostril);
  for (const int i : kWingPoints) dot(xy(p, i), kWing);
  for (const auto& [outer, inner] : kCorners) {
    const cv::Point2f v = xy(p, outer) - xy(p, inner);
    dot(xy(p, outer) + v * (kLashPast * u / std::max(1e-3f, float(cv::norm(v)))), kLash);
  }
  return zone;
}

class Colours {
 public:
  Colours(const ImageF& density, const face::Points& points, float u)
      : shm_(colour::unmix(gaussian(density, kColourBlur * u))),
        centre_(points.topRows<468>().leftCols<2>().colwise().mean().transpose()),
        u_(u) {}

  /// At most kSamples of the pixels of `where`.
  [[nodiscard]] std::vector<Sample> samples(const cv::Mat& where) const {
    const std::size_t step = std::max<std::size_t>(1, std::size_t(cv::countNonZero(where)) / kSamples);
    std::vector<Sample> out;
    std::size_t i = 0;
    for (int y = 0; y < where.rows; ++y)
      for (int x = 0; x < where.cols; ++x)
        if (where.at<std::uint8_t>(y, x) && i++ % step == 0) out.push_back({colour(x, y), place(x, y)});
    return out;
  }
  /// Every `step`th pixel that is.
  [[nodiscard]] cv::Mat closer(const SkinModel& model, float than, const cv::Mat& zone, int step) const {
    cv::Mat out(zone.size(), CV_8U, cv::Scalar(0));
    for_rows(out.rows, [&](int y) {
      for (int x = 0; x < out.cols && y % step == 0; x += step)
        if (zone.at<std::uint8_t>(y, x) && model.distance(colour(x, y), model.mean(place(x, y))) < than)
          out.at<std::uint8_t>(y, x) = 255;
    });
    return out;
  }

 private:
  [[nodiscard]] Eigen::Vector3f colour(int x, int y) const { return Eigen::Vector3f::Map(&shm_.at(x, y)); }
  [[nodiscard]] Point place(int x, int y) const { return (Point(float(x), float(y)) - centre_) / u_; }

  ImageF shm_;
  Point centre_;
  float u_;
};

void close_small_holes(cv::Mat& skin, const cv::Mat& zone, float u) {
  cv::Mat label, stats, centre;
  const int n = cv::connectedComponentsWithStats(zone & ~skin, label, stats, centre, 4);
  std::vector<char> fill(std::size_t(n), 0);
  for (int i = 1; i < n; ++i)
    fill[std::size_t(i)] =
        float(stats.at<int>(i, cv::CC_STAT_AREA)) < kHole * u * kHole * u &&
        float(std::max(stats.at<int>(i, cv::CC_STAT_WIDTH), stats.at<int>(i, cv::CC_STAT_HEIGHT))) < kHoleSide * u;
  for (int y = 0; y < skin.rows; ++y)
    for (int x = 0; x < skin.cols; ++x)
      if (fill[std::size_t(label.at<int>(y, x))]) skin.at<std::uint8_t>(y, x) = 255;
}

ImageF as_mask(const cv::Mat& binary) {
  cv::Mat out;
  binary.convertTo(out, CV_32F, 1.0 / 255);
  return to_image(out);
}

}  // namespace

int finest_mark_scale(float iod, float pixels) {
  int i = 0;
  while (i < kMarkScales && kMarkSigma[std::size_t(i)] * iod < pixels) ++i;
  return i;
}

float least_mark(float iod) {
  constexpr float kTold = 2;  // px
  return std::max(kMarkDiameter * kMarkSigma[0], kTold / std::max(iod, kTold));
}

ImageF mark_area(Size size, const face::Points& points, float u) { return as_mask(geometric_zone(size, points, u)); }

ImageF mark_zone(const ImageF& density, const face::Points& points, float u) {
  const Size size = density.size();
  const cv::Mat zone = geometric_zone(size, points, u);
  ImageF typical(size);
  for (const face::Indices region : {face::kCheekRight, face::kCheekLeft, face::kForehead, face::Indices(kNoseRidge)})
    as_mat(typical) = cv::max(as_mat(typical), as_mat(face::hull(size, points, region)));
  const cv::Mat sure = binary(typical) & zone;
  const Colours colours(density, points, u);
  constexpr std::size_t kFewest = 100;
  std::vector<Sample> samples = colours.samples(sure);
  if (samples.size() < kFewest) return ImageF(size);
  cv::Mat skin = colours.closer(SkinModel(samples, 1), kCertain, zone, 3);
  if (const std::vector<Sample> more = colours.samples(skin); more.size() >= kFewest) samples = more;
  skin = colours.closer(SkinModel(samples, 0.3f), kLikeSkin, zone, 1);
  close_small_holes(skin, zone, u);
  cv::morphologyEx(skin, skin, cv::MORPH_OPEN, disc(kOpen * u));
  return as_mask(skin);
}

MarkBands::MarkBands(ImageF skin, float u) : skin_(std::move(skin)), inner_(face::grow(skin_, -kInner * u)), u_(u) {
  for_items(int(norm_.size()), [&](int i) {
    ImageF& norm = norm_[std::size_t(i)];
    norm = gaussian(skin_, kMarkSigma[std::size_t(i)] * u_);
    for (std::size_t k = 0; k < norm.count(); ++k)
      norm.data()[k] = skin_.data()[k] > 0 ? 1 / std::max(norm.data()[k], kLeastWeight) : 0.f;
  });
}

std::array<ImageF, kMarkScales> MarkBands::of(const ImageF& x, int finest) const {
  const std::size_t channels = std::size_t(x.channels());
  ImageF masked = x;
  for (std::size_t k = 0; k < skin_.count(); ++k)
    if (skin_.data()[k] == 0) std::fill_n(masked.data() + k * channels, channels, 0.f);
  // G(σᵢ₊₁) of the picture is G(√(σᵢ₊₁² − σᵢ²)) of G(σᵢ): a third less work
  std::array<ImageF, kMarkScales + 1> mean;
  float before = 0;
  for (std::size_t i = std::size_t(finest); i < mean.size(); ++i) {
    const float sigma = kMarkSigma[i] * u_;
    mean[i] = gaussian(before > 0 ? mean[i - 1] : masked, std::sqrt(sigma * sigma - before * before));
    before = sigma;
  }
  for_items(kMarkScales + 1 - finest, [&](int j) {
    const std::size_t i = std::size_t(finest + j);
    for (std::size_t k = 0; k < skin_.count(); ++k)
      for (std::size_t c = 0; c < channels; ++c) mean[i].data()[k * channels + c] *= norm_[i].data()[k];
  });
  std::array<ImageF, kMarkScales> band;
  for (std::size_t i = std::size_t(finest); i < band.size(); ++i) {
    cv::Mat m = as_mat(mean[i]);
    m -= as_mat(mean[i + 1]);
    band[i] = std::move(mean[i]);
  }
  return band;
}

const char* name_of(MarkClass kind) {
  return kind == MarkClass::permanent ? "permanent" : kind == MarkClass::transient ? "transient" : "keep";
}

}  // namespace countenance::skin
