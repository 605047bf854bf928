// SPDX-License-Identifier: Apache-2.0
#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>

#include "base/parallel.h"
#include "base/statistics.h"
#include "colour/cie.h"
#include "drift/parts.h"
#include "drift/scene_model.h"

namespace countenance::drift {
namespace {

using namespace scene_model;
using Information =
    Eigen::MatrixXd;  ///< square, of kSceneParameters; sized at run time: unrolled it takes a minute to compile

constexpr double kClipped = 0.95;     ///< censored above this, in the edited picture
constexpr double kNoise = 0.05;       ///< of a sample, stops
constexpr double kIndependent = 300;  ///< samples that count at most: neighbours are not independent
constexpr double kLeastWeight = 30;   ///< sum of the weights a fit needs
constexpr int kIterations = 8;

/// Gaussian priors: mixing N(0, (.45 τ_m)²), level of the curve 2 stops, its slope N(0, (.30 τ)²) a stop, its bend
/// N(0, (.25 τ)²), the field .35 (plane) and .15 (quadratic) stops.
Information prior(double tau, double tau_mix) {
  Information p = Information::Zero(kSceneParameters, kSceneParameters);
  p(0, 0) = p(1, 1) = 1 / std::pow(0.45 * tau_mix, 2);
  Eigen::MatrixXd slope = Eigen::MatrixXd::Zero(kKnots - 1, kKnots);
  for (int i = 0; i + 1 < kKnots; ++i) {
    const double width = kKnot[i + 1] - kKnot[i];
    slope(i, i) = -1 / width;
    slope(i, i + 1) = 1 / width;
  }
  const Eigen::MatrixXd bend = slope.bottomRows(kKnots - 2) - slope.topRows(kKnots - 2);
  p.block(kCurve, kCurve, kKnots, kKnots) = Eigen::MatrixXd::Identity(kKnots, kKnots) / (4.0 * kKnots) +
                                            slope.transpose() * slope / (std::pow(0.30 * tau, 2) * (kKnots - 1)) +
                                            bend.transpose() * bend / std::pow(0.25 * tau, 2);
  const double sd[kSpatial] = {0.35, 0.35, 0.15, 0.15, 0.15};
  for (int i = 0; i < kSpatial; ++i) p(kField + i, kField + i) = 1 / (sd[i] * sd[i]);
  return p;
}

struct Samples {
  std::vector<Colour> original, edited;
  std::vector<double> weight, x, y;  ///< x, y in IOD from the nose tip
  std::vector<double> colour;        ///< 0…1: how much the sample says about chroma
  [[nodiscard]] double total() const { return std::accumulate(weight.begin(), weight.end(), 0.0); }
  /// Of those that say something: blown white does not.
  [[nodiscard]] double live() const {
    double sum = 0;
    for (std::size_t i = 0; i < weight.size(); ++i)
      if (edited[i].maxCoeff() < kClipped) sum += weight[i];
    return sum;
  }
};

/// How much the reference changed at all, in stops, and its colour.
struct Change {
  double light = 0;   ///< rms, mean of the channels
  double ratio = 0;   ///< rms change of the log ratios r:g and b:g about their mean
  double colour = 0;  ///< rms of the original's log ratios
};

Eigen::Vector2d log_ratios(const Colour& v) { return {u_of(v[0]) - u_of(v[1]), u_of(v[2]) - u_of(v[1])}; }

bool is_live(const Samples& s, std::size_t i, int c) { return s.weight[i] > 0.05 && s.edited[i][c] < kClipped; }

Change change_of(const Samples& s) {
  Change change;
  for (int c = 0; c < 3; ++c) {
    double sum = 0, n = 1e-9;
    for (std::size_t i = 0; i < s.weight.size(); ++i) {
      if (!is_live(s, i, c)) continue;
      const double d = u_of(s.edited[i][c]) - u_of(s.original[i][c]);
      sum += s.weight[i] * std::min(d * d, 1.0);
      n += s.weight[i];
    }
    change.light += std::sqrt(sum / n) / 3;
  }
  Eigen::Vector2d mean = Eigen::Vector2d::Zero();
  double n = 1e-9, colour = 0;
  for (std::size_t i = 0; i < s.weight.size(); ++i) {
    const Eigen::Vector2d own = log_ratios(s.original[i]);
    mean += s.weight[i] * (log_ratios(s.edited[i]) - own);
    colour += s.weight[i] * own.squaredNorm();
    n += s.weight[i];
  }
  mean /= n;
  change.colour = std::sqrt(colour / n);
  double sum = 0;
  n = 1e-9;
  for (std::size_t i = 0; i < s.weight.size(); ++i) {
    if (!is_live(s, i, 0) || !is_live(s, i, 1) || !is_live(s, i, 2)) continue;
    const Eigen::Vector2d d = log_ratios(s.edited[i]) - log_ratios(s.original[i]) - mean;
    sum += s.weight[i] * d.cwiseMax(-1.5).cwiseMin(1.5).squaredNorm();
    n += s.weight[i];
  }
  change.ratio = std::sqrt(sum / n);
  return change;
}

struct Channel {
  Parameters theta = Parameters::Zero();
  Information covariance;
  double residual = 0;  ///< rms, stops
};

/// `coloured`: samples without colour do not count in the residual.
Channel fit_channel(const Samples& s, int c, const Information& prior, bool coloured) {
  const std::size_t n = s.weight.size();
  Channel out;
  std::vector<double> target(n), levels;
  std::vector<Field> field(n);
  for (std::size_t i = 0; i < n; ++i) {
    target[i] = u_of(s.edited[i][c]);
    field[i] = field_at(s.x[i], s.y[i]);
    if (is_live(s, i, c)) levels.push_back(target[i] - u_of(s.original[i][c]));
  }
  Parameters t = Parameters::Zero();
  t.segment<kKnots>(kCurve).setConstant(median(std::move(levels)));

  const double evidence = std::min(1.0, kIndependent / std::max(s.total(), 1e-6)) / (kNoise * kNoise);
  double scale = 0.25;
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    Information h = prior;
    Parameters g = -(prior * t);
    double squares = 0, counted = 1e-9;
    for (std::size_t i = 0; i < n; ++i) {
      const Prediction p = predict(t, s.original[i], c, field[i]);
      const double r = target[i] - p.value;
      const bool clipped = s.edited[i][c] > kClipped;
      if (clipped && r <= 0.01) continue;  // the prediction is clipped as well: nothing more is known
      const double colour = coloured ? s.colour[i] : 1;
      squares += s.weight[i] * colour * std::min(r * r, 0.0225);
      counted += s.weight[i] * colour;

      const double w = evidence * s.weight[i] / (1 + r * r / (scale * scale));
      double j[9];
      int at[9];
      for (int k = 0; k < 2; ++k) at[k] = kMix + k, j[k] = p.by_mix[k];
      at[2] = kCurve + p.hat.i, j[2] = 1 - p.hat.f;
      at[3] = kCurve + p.hat.i + 1, j[3] = p.hat.f;
      for (int k = 0; k < kSpatial; ++k) at[4 + k] = kField + k, j[4 + k] = field[i][k];
      for (int a = 0; a < 9; ++a) {
        const double wj = w * j[a];
        g[at[a]] += wj * r;
        for (int b = 0; b <= a; ++b) h(at[a], at[b]) += wj * j[b];
      }
    }

    const Eigen::LDLT<Information> solver(h);  // reads the lower triangle
    t += solver.solve(g);
    t[kMix] = std::clamp(t[kMix], -0.6, 1.2);
    t[kMix + 1] = std::clamp(t[kMix + 1], -0.6, 1.2);
    double highest = kKnot[0] + t[kCurve];
    for (int k = 1; k < kKnots; ++k) {
      const double value = kKnot[k] + t[kCurve + k];
      if (value < highest) t[kCurve + k] = highest - kKnot[k];
      highest = std::max(highest, value);
    }
    scale = std::max(kNoise, scale * 0.6);
    if (iteration + 1 == kIterations) {
      out.covariance = solver.solve(Information::Identity(kSceneParameters, kSceneParameters));
      out.residual = std::sqrt(squares / counted);
    }
  }
  out.theta = t;
  return out;
}

struct Fit {
  std::array<Channel, 3> channel;
  [[nodiscard]] SceneTransform transform() const {
    return SceneTransform({channel[0].theta, channel[1].theta, channel[2].theta});
  }
  [[nodiscard]] double residual() const {
    return std::max({channel[0].residual, channel[1].residual, channel[2].residual});
  }
};

Fit fit(const Samples& s, double tau, double tau_mix, bool coloured) {
  const Information p = prior(tau, tau_mix);
  Fit out;
  for (int c = 0; c < 3; ++c) out.channel[std::size_t(c)] = fit_channel(s, c, p, coloured);
  return out;
}

Eigen::Vector2d ab_of(const Colour& linear) {
  const colour::Lab lab = colour::lab(float(linear[0]), float(linear[1]), float(linear[2]));
  return lab.tail<2>().cast<double>();
}

/// A third explanation of chroma, for looks made in CIELAB (saturation, a curve of L* alone): (a*, b*) ↦ (a*, b*) + T
/// (a*, b*) + s. Robust fit with priors N(0, .5²) and N(0, (4 units)²); nothing if it does not explain the samples as
/// well as `other`.
std::optional<LabMap> fit_lab(const Samples& s, const Fit& other) {
  constexpr double kUnit = 1, kOutlier = 6;  // a*, b* units
  const std::size_t n = s.weight.size();
  std::vector<Eigen::Vector3d> in(n);
  std::vector<Eigen::Vector2d> moved(n);
  std::vector<double> weight(n);
  double others = 0, counted = 1e-9;
  const auto capped = [](const Eigen::Vector2d& r) { return std::min(r.squaredNorm(), kOutlier * kOutlier); };
  for (std::size_t i = 0; i < n; ++i) {
    const Eigen::Vector2d before = ab_of(s.original[i]), after = ab_of(s.edited[i]);
    in[i] << before, 1;
    moved[i] = after - before;
    weight[i] = s.edited[i].maxCoeff() < kClipped ? s.weight[i] : 0;
    Colour predicted;
    const Field field = field_at(s.x[i], s.y[i]);
    for (int c = 0; c < 3; ++c)
      predicted[c] = std::exp2(predict(other.channel[std::size_t(c)].theta, s.original[i], c, field).value) - kEpsilon;
    others += weight[i] * capped(after - ab_of(predicted));
    counted += weight[i];
  }
  const double evidence = std::min(1.0, kIndependent / counted) / (kUnit * kUnit);
  const Eigen::Vector3d ridge(4, 4, 1.0 / 16);
  Eigen::Matrix<double, 3, 2> t = Eigen::Matrix<double, 3, 2>::Zero();
  double scale = 4, own = 0;
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    Eigen::Matrix3d h = ridge.asDiagonal();
    Eigen::Matrix<double, 3, 2> g = Eigen::Matrix<double, 3, 2>::Zero();
    own = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const Eigen::Vector2d r = moved[i] - t.transpose() * in[i];
      own += weight[i] * capped(r);
      const double w = evidence * weight[i] / (1 + r.squaredNorm() / (scale * scale));
      h += w * in[i] * in[i].transpose();
      g += w * in[i] * moved[i].transpose();
    }
    if (iteration + 1 < kIterations) t = h.ldlt().solve(g);
    scale = std::max(kUnit, scale * 0.6);
  }
  if (std::sqrt(own / counted) > 1.3 * std::sqrt(others / counted) + 0.3) return std::nullopt;
  return LabMap{t.topRows<2>().transpose().cast<float>(), t.row(2).transpose().cast<float>()};
}

/// L* units a stop at that luminance: dL*/d log2 Y = (L* + 16) ln 2 / 3.
double lightness_of_stop(const Eigen::Vector3f& linear) {
  return 0.231 * 116 * std::cbrt(std::max(double(colour::luminance(linear.data())), 0.009));
}

/// Posterior sd of the prediction at a colour, stops per channel.
Colour posterior_sd(const Fit& fit, const Eigen::Vector3f& at) {
  const Field field = field_at(0, 0);
  Colour sd;
  for (int c = 0; c < 3; ++c) {
    const Channel& channel = fit.channel[std::size_t(c)];
    const Prediction p = predict(channel.theta, at.cast<double>(), c, field);
    Parameters j = Parameters::Zero();
    j[kMix] = p.by_mix[0];
    j[kMix + 1] = p.by_mix[1];
    j[kCurve + p.hat.i] = 1 - p.hat.f;
    j[kCurve + p.hat.i + 1] = p.hat.f;
    sd[c] = std::sqrt(std::max(0.0, j.dot(channel.covariance * j)));
  }
  return sd;
}

Colour colour_at(const ImageF& image, const SceneSample& s) {
  return Eigen::Map<const Eigen::Vector3f>(&image.at(s.x, s.y)).cast<double>().cwiseMax(kDarkest);
}

Point nose_tip(const Reference& r) { return {r.points(4, 0), r.points(4, 1)}; }

/// A large flat wall must not outvote the rest: every half stop of luminance counts about the same (factors .2…5).
void balance_tones(Samples& s) {
  constexpr int kBins = 16;
  std::array<double, kBins> sum{};
  std::vector<std::size_t> bin(s.weight.size());
  for (std::size_t i = 0; i < bin.size(); ++i) {
    const Eigen::Vector3f o = s.original[i].cast<float>();
    bin[i] = std::size_t(std::clamp(int((u_of(colour::luminance(o.data())) + 7.4) / 0.5), 0, kBins - 1));
    sum[bin[i]] += s.weight[i];
  }
  const double mean = std::accumulate(sum.begin(), sum.end(), 0.0) / kBins;
  for (std::size_t i = 0; i < bin.size(); ++i) s.weight[i] *= std::clamp(mean / (sum[bin[i]] + 1e-6), 0.2, 5.0);
}

Samples gather(const Reference& r, const std::vector<SceneSample>& at, const ImageF& original, const ImageF& edited,
               const ImageF& inside) {
  Samples s;
  const Point nose = nose_tip(r);
  for (const SceneSample& p : at) {
    const double w = p.weight * inside.at(p.x, p.y);
    if (w <= 0) continue;
    s.original.push_back(colour_at(original, p));
    s.edited.push_back(colour_at(edited, p));
    s.weight.push_back(w);
    constexpr float kCentre = (kSceneStep - 1) / 2.f;
    s.x.push_back((float(p.x * kSceneStep) + kCentre - nose.x()) / kFrameIod);
    s.y.push_back((float(p.y * kSceneStep) + kCentre - nose.y()) / kFrameIod);
    const double ratio = log_ratios(s.original.back()).squaredNorm();
    s.colour.push_back(ratio / (ratio + 0.04));
  }
  balance_tones(s);
  return s;
}

}  // namespace

SceneFit fit_scene(const Reference& reference, const EditedView& edited) {
  const SceneReference& scene = *reference.scene;
  const ImageF own = edited.original.empty() ? ImageF() : scene_smoothed(edited.original);
  const ImageF& original = own.empty() ? scene.smooth : own;
  const ImageF smooth = scene_smoothed(edited.linear), inside = scene_interior(edited.valid);
  const auto samples = [&](const std::vector<SceneSample>& at) {
    return gather(reference, at, original, smooth, inside);
  };
  const auto width = [](double change, double at) { return std::clamp(std::hypot(0.06, change / at), 0.06, 1.0); };
  const auto widths = [&](const Change& c) {
    return std::pair{width(c.light, 0.25), width(c.ratio / std::max(c.colour, 0.12), 0.4)};
  };
  constexpr double kSimple = 0.02;  ///< τ of a gain field: curve and mixing held to identity
  const auto as_good = [](const Fit& simple, const Fit& full) {
    return simple.residual() <= 1.3 * full.residual() + 0.008;
  };

  SceneFit out;
  const Samples light = samples(scene.light), chroma = samples(scene.chroma);
  const double stop = lightness_of_stop(scene.skin);
  out.reference_left = light.live() > kLeastWeight && chroma.live() > kLeastWeight;
  if (!out.reference_left) {
    // The whole crop, skin and all, explains what it can for the other measures; tone is left with the plain
    // comparison, and as little certainty as the crop changed: a white balance moves all colours as far as it moves skin,
    // so nothing here says how far.
    const Samples whole = samples(scene.whole);
    const Change change = change_of(whole);
    out.change = float(change.light);
    out.sd_light = float(change.light * stop);
    out.sd_chroma = float(std::max(change.light, change.ratio) * stop * 0.8);
    out.colourless = true;
    const auto [tau, tau_mix] = widths(change);
    const SceneTransform transform =
        whole.total() > kLeastWeight ? fit(whole, tau, tau_mix, true).transform() : SceneTransform();
    out.original = transform.apply(original_of(reference, edited), -nose_tip(reference) / kFrameIod, 1 / kFrameIod);
    return out;
  }

  const Change change_light = change_of(light), change_chroma = change_of(chroma);
  out.change = float(change_light.light);
  out.colourless = change_chroma.colour < 0.12;
  const auto [tau_l, tau_mix_l] = widths(change_light);
  const auto [tau_c, tau_mix_c] = widths(change_chroma);
  Fit full_light, simple_light, full_chroma, simple_chroma;
  const std::array<std::function<void()>, 4> fits{
      [&, tau = tau_l, mix = tau_mix_l] { full_light = fit(light, tau, mix, false); },
      [&, tau = tau_c, mix = tau_mix_c] { full_chroma = fit(chroma, tau, mix, true); },
      [&] { simple_light = fit(light, kSimple, kSimple, false); },
      [&] { simple_chroma = fit(chroma, kSimple, kSimple, true); }};
  for_items(int(fits.size()), [&](int i) { fits[std::size_t(i)](); });
  out.light = full_light.transform();
  if (as_good(simple_light, full_light)) out.simple_light = simple_light.transform();
  out.chroma = full_chroma.transform();
  if (as_good(simple_chroma, full_chroma)) out.simple_chroma = simple_chroma.transform();

  out.lab_chroma = fit_lab(chroma, full_chroma);

  out.sd_light = float(posterior_sd(full_light, scene.skin)[1] * lightness_of_stop(out.light.apply(scene.skin)));
  const Colour sd = posterior_sd(full_chroma, scene.skin);
  out.sd_chroma = float(std::hypot(sd[0], sd[2]) * lightness_of_stop(out.chroma.apply(scene.skin)) * 0.8);
  out.original = out.chroma.apply(original_of(reference, edited), -nose_tip(reference) / kFrameIod, 1 / kFrameIod);
  return out;
}

}  // namespace countenance::drift
