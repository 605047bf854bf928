// SPDX-License-Identifier: Apache-2.0
#include "retouch/lighting.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/blur.h"
#include "base/statistics.h"
#include "colour/cie.h"
#include "retouch/reach.h"

namespace countenance::retouch {
namespace {

constexpr float kGridIod = 64;
constexpr float kSmoothNormals = 0.05f;  // σ, IOD: the mesh knows no finer shape
constexpr float kLeastSkin = 0.6f;       // IOD²: less says too little of the light; a bare face has about 3
constexpr float kLeastKept = 0.7f;       // mean weight of the fit
constexpr float kLeastR2 = 0.55f;        // gloss costs dark skin a tenth: .60 under the same studio light as .70
constexpr float kLargestRange = 2.5f;    // stops
constexpr float kLargestRim = 0.75f;     // stops; the sky behind and above alone gives .6
constexpr float kFromBelow = 0.25f;      // stops a unit of the normal's y
constexpr float kPoorR2 = 0.45f, kGoodR2 = 0.62f;          // between them fill goes over to the measured light
constexpr float kHardRange = 2.f;                          // stops: from here to kLargestRange likewise
constexpr float kFillRange = 5.5f;                         // stops: beyond, a shadow holds noise rather than skin
constexpr float kLeastExplained = 0.45f;                   // of the skin's variance by fit and measured light
constexpr float kLocal = 0.12f, kEdge = 0.35f, kMost = 2;  // IOD; stops; stops
constexpr const char* kLittleSkin = "too little bare skin to tell the light";
constexpr float kGuide = 0.02f;  // σ, IOD: lashes and pores are no edge of a shadow

struct Fit {
  Harmonics coefficients;
  float r2, kept;
};

/// Robust ridge regression by reweighting: Huber's weights find the bulk, Tukey's bisquare then drops what is not lit
/// as the bulk is (hair in the mask, gloss, brows). The scale is the median absolute residual; the ridge holds what few
/// normals can tell apart.
Fit robust(const Eigen::Matrix<double, Eigen::Dynamic, 9>& x, const Eigen::VectorXd& y) {
  constexpr int kHuberRounds = 8, kTukeyRounds = 8;
  constexpr double kHuber = 1.345, kTukey = 4.685;  // 95 % efficient on Gaussian residuals
  const auto n = y.size();
  Eigen::Matrix<double, 9, 1> ridge;
  ridge << 0, 1e-3, 1e-3, 1e-3, 4e-3, 4e-3, 4e-3, 4e-3, 4e-3;
  Eigen::VectorXd w = Eigen::VectorXd::Ones(n), r;
  Eigen::Matrix<double, 9, 1> c;
  for (int round = 0; round < kHuberRounds + kTukeyRounds; ++round) {
    const Eigen::Matrix<double, Eigen::Dynamic, 9> wx = w.asDiagonal() * x;
    Eigen::Matrix<double, 9, 9> a = wx.transpose() * x;
    a.diagonal() += double(n) * ridge;
    c = a.ldlt().solve(wx.transpose() * y);
    r = y - x * c;
    const Eigen::ArrayXf size = r.array().abs().cast<float>();
    const double scale = 1.4826 * quantile<float>({size.begin(), size.end()}, 0.5) + 1e-3;
    if (round < kHuberRounds)
      w = 1 / (r.array().abs() / (kHuber * scale)).max(1);
    else
      w = (1 - (r.array() / (kTukey * scale)).square()).max(0).square();
  }
  const double mean = w.dot(y) / w.sum();
  const double about = (w.array() * (y.array() - mean).square()).sum(), left = (w.array() * r.array().square()).sum();
  return {c.cast<float>(), about > 0 ? float(std::clamp(1 - left / about, 0.0, 1.0)) : 0.f, float(w.mean())};
}

void smooth(ImageF& normal, const ImageF& coverage, float sigma) {
  normal = masked_gaussian(normal, coverage, sigma);
  for (std::size_t i = 0; i < coverage.count(); ++i) {
    Eigen::Map<Eigen::Vector3f> n(normal.data() + 3 * i);
    if (coverage.data()[i] > 0 && n.norm() > 0)
      n.normalize();
    else
      n.setZero();
  }
}

/// Residuals of the fit at the chosen pixels, averaged over a window of .12 IOD, but not across an edge of more than
/// about .35 stop: a guided filter whose guide is the measured light itself. Off the skin: what is around. `low` is the
/// plain average: what is as large as light.
struct Beyond {
  ImageF local, low;
};
Beyond beyond_fit(const Lighting& light, const std::vector<std::size_t>& chosen, const Eigen::VectorXd& residual) {
  ImageF known(light.shading.size()), rest(light.shading.size());
  for (std::size_t j = 0; j < chosen.size(); ++j) {
    known.data()[chosen[j]] = 1;
    rest.data()[chosen[j]] = std::clamp(float(residual[Eigen::Index(j)]), -kMost, kMost);
  }
  ImageF around = masked_gaussian(rest, known, kLocal * light.grid_iod);
  ImageF guide = light.shading;
  for (std::size_t i = 0; i < rest.count(); ++i) {
    if (known.data()[i] == 0) rest.data()[i] = around.data()[i];
    guide.data()[i] += rest.data()[i];
  }
  guide = gaussian(guide, kGuide * light.grid_iod);
  const int radius = std::max(1, int(std::lround(kLocal * light.grid_iod)));
  return {guided_filter(guide, rest, radius, kEdge * kEdge), std::move(around)};
}

}  // namespace

// Each doubt is "not within": what is no number is not to be trusted.

std::string doubt_of_key(const Lighting& light, const Evidence& found) {
  if (!(found.skin_area >= kLeastSkin)) return kLittleSkin;
  if (!(found.kept >= kLeastKept)) return "parts of the face are lit, or coloured, unlike the rest";
  if (!(light.range <= kLargestRange))
    return fmt::format("the light spans {:.1f} stops over the face: too hard for a smooth gain", light.range);
  if (!(light.rim <= kLargestRim)) return "the face is brighter towards its edges: light from behind";
  if (!(found.below <= kFromBelow)) return "the light seems to come from below";
  if (!(light.r2 >= kLeastR2)) return fmt::format("the light explains only {:.0f} % of the shading", 100 * light.r2);
  return {};
}

std::string doubt_of_fill(const Lighting& light, const Evidence& found) {
  if (!(found.skin_area >= kLeastSkin)) return kLittleSkin;
  if (!(light.range <= kFillRange)) return fmt::format("light over {:.1f} stops: a fill would lift noise", light.range);
  if (!(light.rim <= kLargestRim)) return "the light comes from behind";
  if (!(found.below <= kFromBelow)) return "the light seems to come from below";
  if (!(light.explained >= kLeastExplained)) return "the face is lit, or coloured, unlike itself all over";
  return {};
}

Harmonics harmonics(const Eigen::Vector3f& n) {
  const float x = n.x(), y = n.y(), z = n.z();
  return (Harmonics() << 1, x, y, z, x * y, x * z, y * z, x * x - y * y, 3 * z * z - 1).finished();
}

float key_lobe(const Eigen::Vector3f& n, const Eigen::Vector2f& direction, float tilt) {
  const Eigen::Vector3f omega(direction.x() * std::sin(tilt), direction.y() * std::sin(tilt), std::cos(tilt));
  const float cosine = std::max(n.dot(omega), 0.f);
  return cosine * cosine;
}

Lighting fit_lighting(const skin::Canvas& canvas, const skin::SkinMap& skin, const face::Topology& topology) {
  Lighting light;
  light.grid_iod = std::min(kGridIod, canvas.u);
  const float k = light.grid_iod / canvas.u;
  const Size work = canvas.size(),
             grid{std::max(1, int(std::lround(work.width * k))), std::max(1, int(std::lround(work.height * k)))};
  auto [normal, coverage] = face::rasterise_normals(
      face::transform(canvas.points, resampling({0, 0, work.width, work.height}, grid)), topology, grid);
  smooth(normal, coverage, kSmoothNormals * light.grid_iod);
  light.normal = std::move(normal);
  light.coverage = std::move(coverage);
  light.skin = resize(skin.mask, grid);
  light.face_skin = resize(skin.oval, grid);
  for (std::size_t i = 0; i < grid.area(); ++i) light.face_skin.data()[i] *= light.skin.data()[i];
  light.shading = ImageF(grid);
  light.local = ImageF(grid);
  for (std::size_t i = 0; i < grid.area(); ++i) light.skin.data()[i] *= light.coverage.data()[i];
  const Reach reach = find_reach(canvas, skin, light.coverage, light.grid_iod);
  light.reach = reach.light;
  light.person_reach = reach.person;

  light.linear = resize(canvas.linear, grid);
  const ImageF luminance = colour::luminance(light.linear);
  const ImageF weight = canvas.weight.empty() ? ImageF(grid, 1, 1.f) : resize(canvas.weight, grid);
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < grid.area(); ++i)
    if (light.skin.data()[i] > 0.5f && weight.data()[i] > 0.5f && luminance.data()[i] > 0 &&
        std::isfinite(luminance.data()[i]))
      chosen.push_back(i);
  const float area = float(chosen.size()) / (light.grid_iod * light.grid_iod);
  if (chosen.size() < 50) {
    light.doubt = light.fill_doubt = kLittleSkin;
    return light;
  }

  const auto normal_at = [&](std::size_t i) { return Eigen::Vector3f(light.normal.data() + 3 * i); };
  std::vector<float> of_skin;
  for (const auto i : chosen) of_skin.push_back(luminance.data()[i]);
  const float median = quantile(of_skin, 0.5);
  Eigen::Matrix<double, Eigen::Dynamic, 9> x(chosen.size(), 9);
  Eigen::VectorXd y(chosen.size());
  for (std::size_t j = 0; j < chosen.size(); ++j) {
    x.row(j) = harmonics(normal_at(chosen[j])).cast<double>().transpose();
    y[j] = std::log2(std::max(of_skin[j] / median, 1e-3f));
  }
  const Fit fit = robust(x, y);
  light.sh = fit.coefficients;
  light.r2 = fit.r2;

  const Eigen::VectorXd fitted = x * light.sh.cast<double>();
  const Eigen::VectorXf stops = fitted.cast<float>();
  const std::vector<float> values(stops.begin(), stops.end());
  const float low = quantile(values, 0.05), high = quantile(values, 0.95), mean = stops.mean();
  light.range = high - low;
  // beyond the normals that skin shows the harmonics are a guess: no darker or brighter than the skin's own extremes
  const float least = quantile(values, 0.005) - mean, most = quantile(values, 0.995) - mean;
  for (std::size_t i = 0; i < grid.area(); ++i)
    if (light.coverage.data()[i] > 0)
      light.shading.data()[i] = std::clamp(light.sh.dot(harmonics(normal_at(i))) - mean, least, most);

  // The key: the planes that best follow the fitted stops over the normals of the skin, in x, y alone (z goes with y on
  // a face, and would leave y's sign open), then with z for the tilt
  const Eigen::Matrix<double, Eigen::Dynamic, 3> flat = x.leftCols<3>();
  const Eigen::Matrix<double, Eigen::Dynamic, 4> deep = x.leftCols<4>();
  const Eigen::Vector3d flat_slope = (flat.transpose() * flat).ldlt().solve(flat.transpose() * fitted);
  const Eigen::Vector4d deep_slope = (deep.transpose() * deep).ldlt().solve(deep.transpose() * fitted);
  const Eigen::Vector2f across = flat_slope.tail<2>().cast<float>();
  if (across.norm() > 1e-3f) light.direction = across.normalized();
  constexpr float kPi = std::numbers::pi_v<float>;
  light.tilt = std::clamp(std::atan2(across.norm(), float(std::max(deep_slope[3], 0.0))), kPi / 6, kPi / 3);

  double edge = 0, front = 0;
  int edges = 0, fronts = 0;
  for (Eigen::Index j = 0; j < y.size(); ++j) {
    if (x(j, 3) < 0.5) edge += fitted[j], ++edges;
    if (x(j, 3) > 0.85) front += fitted[j], ++fronts;
  }
  if (edges > 0 && fronts > 0) light.rim = float(edge / edges - front / fronts);
  const Eigen::VectorXd residual = y - fitted;
  Beyond beyond = beyond_fit(light, chosen, residual);
  light.local = std::move(beyond.local);
  double left = 0;
  for (std::size_t j = 0; j < chosen.size(); ++j) {
    const double r = residual[Eigen::Index(j)] - beyond.low.data()[chosen[j]];
    left += r * r;
  }
  const double about = (y.array() - y.mean()).square().sum();
  light.explained = about > 0 ? float(std::clamp(1 - left / about, 0.0, 1.0)) : 0.f;
  light.measured =
      std::max({1 - smoothstep(light.r2, kPoorR2, kGoodR2), smoothstep(light.range, kHardRange, kLargestRange),
                1 - smoothstep(fit.kept, kLeastKept, kLeastKept + 0.1f)});
  const Evidence evidence{area, fit.kept, across.y()};
  light.doubt = doubt_of_key(light, evidence);
  light.fill_doubt = doubt_of_fill(light, evidence);
  return light;
}

}  // namespace countenance::retouch
