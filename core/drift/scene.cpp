// SPDX-License-Identifier: Apache-2.0
#include "drift/scene.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <opencv2/imgproc.hpp>

#include "base/blur.h"
#include "base/cv.h"
#include "colour/cie.h"
#include "drift/parts.h"
#include "drift/statistics.h"

namespace countenance::drift {
namespace {

using Parameters = SceneTransform::Parameters;
using Information = Eigen::MatrixXd;  ///< square, of kSceneParameters; sized at run time: unrolled it takes a minute to compile
using Colour = Eigen::Vector3d;

constexpr double kEpsilon = 0.006;   ///< of u(v), linear
constexpr double kDarkest = 1e-4;    ///< smaller values carry no information, linear
constexpr double kClipped = 0.95;    ///< censored above this, in the edited picture
constexpr double kNoise = 0.05;      ///< of a sample, stops
constexpr double kIndependent = 300; ///< samples that count at most: neighbours are not independent
constexpr double kLeastWeight = 30;  ///< sum of the weights a fit needs
constexpr int kIterations = 8;
constexpr double kKnot[kKnots] = {-7.4, -6.2, -5.1, -4.1, -3.2, -2.3, -1.4, -0.6, 0.02};
constexpr int kMix = 0, kCurve = 2, kField = 2 + kKnots;  // parts of Parameters

constexpr int kStep = 2;              ///< decimation of the samples' picture
constexpr std::size_t kMost = 2000;   ///< samples
constexpr float kSampleBlur = 0.012f, kInteriorBlur = 0.01f;  ///< IOD
constexpr float kFlat = 7.5f;        ///< slope of the luminance that halves a sample's weight, stops per IOD
constexpr float kOtherSkin = 0.1f, kHair = 0.05f;  ///< weights as reference

double u_of(double v) { return std::log2(std::max(v, 0.0) + kEpsilon); }

struct Hat {
  int i = 0;     ///< left knot
  double f = 0;  ///< share of the right one
};
Hat hat_at(double u) {
  if (u <= kKnot[0]) return {0, 0};
  if (u >= kKnot[kKnots - 1]) return {kKnots - 2, 1};
  const int i = int(std::upper_bound(kKnot, kKnot + kKnots, u) - kKnot) - 1;
  return {i, (u - kKnot[i]) / (kKnot[i + 1] - kKnot[i])};
}

/// The other two channels.
constexpr int kOthers[3][2] = {{1, 2}, {0, 2}, {0, 1}};

Eigen::Matrix<double, kSpatial, 1> field_at(double x, double y) {
  Eigen::Matrix<double, kSpatial, 1> s;
  s << x, y, x * x, x * y, y * y;
  return s;
}

double mixed(const Parameters& t, const Colour& o, int c) {
  const double v = o[c] + t[kMix] * (o[kOthers[c][0]] - o[c]) + t[kMix + 1] * (o[kOthers[c][1]] - o[c]);
  return std::max(v, std::min(o[c], kDarkest));
}

/// Prediction for one sample and its derivative by the parameters, of which two hats alone are not 0.
struct Prediction {
  double value = 0;  ///< stops
  Hat hat;
  double by_mix[2] = {0, 0};
};
Prediction predict(const Parameters& t, const Colour& o, int c, const Eigen::Matrix<double, kSpatial, 1>& field) {
  Prediction p;
  const double v = mixed(t, o, c), u = u_of(v);
  p.hat = hat_at(u);
  const double left = t[kCurve + p.hat.i], right = t[kCurve + p.hat.i + 1];
  p.value = u + (left + p.hat.f * (right - left)) + field.dot(t.tail<kSpatial>());
  const double slope = 1 + (right - left) / (kKnot[p.hat.i + 1] - kKnot[p.hat.i]);
  const double by_v = slope / ((v + kEpsilon) * std::log(2.0));
  for (int k = 0; k < 2; ++k) p.by_mix[k] = by_v * (o[kOthers[c][k]] - o[c]);
  return p;
}

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
  [[nodiscard]] double total() const { return std::accumulate(weight.begin(), weight.end(), 0.0); }
};

/// How much the reference changed at all, in stops, and its colour.
struct Change {
  double light = 0;    ///< rms, mean of the channels
  double ratio = 0;    ///< rms change of the log ratios r:g and b:g about their mean
  double colour = 0;   ///< rms of the original's log ratios
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
  std::vector<Eigen::Matrix<double, kSpatial, 1>> field(n);
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
      const Eigen::Vector2d own = log_ratios(s.original[i]);
      const double colour = coloured ? own.squaredNorm() / (own.squaredNorm() + 0.04) : 1;
      squares += s.weight[i] * colour * std::min(r * r, 0.0225);
      counted += s.weight[i] * colour;

      const double w = evidence * s.weight[i] / (1 + std::pow(r / scale, 2));
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

/// L* units a stop at that luminance: dL*/d log2 Y = (L* + 16) ln 2 / 3.
double lightness_of_stop(const Eigen::Vector3f& linear) {
  return 0.231 * 116 * std::cbrt(std::max(double(colour::luminance(linear.data())), 0.009));
}

/// Posterior sd of the prediction at a colour, stops per channel.
Colour posterior_sd(const Fit& fit, const Eigen::Vector3f& at) {
  const Eigen::Matrix<double, kSpatial, 1> field = field_at(0, 0);
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

/// The picture the samples are taken from: decimated, blurred to .012 IOD in all.
ImageF smoothed(const ImageF& linear) {
  const ImageF small = resize(linear, {linear.width() / kStep, linear.height() / kStep});
  const float sigma = kSampleBlur * kFrameIod, box = 0.25f * (kStep * kStep - 1) / 3;
  return gaussian(small, std::sqrt(sigma * sigma - box) / kStep);
}

/// 0…1: how far inside the mask, on the decimated grid.
ImageF interior(const ImageF& mask) {
  ImageF m = gaussian(resize(mask, {mask.width() / kStep, mask.height() / kStep}), kInteriorBlur * kFrameIod / kStep);
  std::transform(m.data(), m.data() + m.count(), m.data(), [](float v) { return std::clamp((v - 0.6f) / 0.4f, 0.f, 1.f); });
  return m;
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
    s.x.push_back((p.x * kStep - nose.x()) / kFrameIod);
    s.y.push_back((p.y * kStep - nose.y()) / kFrameIod);
  }
  balance_tones(s);
  return s;
}

/// 0…1: 1 is not like this face's skin. Ears, neck and arms must not serve as reference: who lightens skin lightens them too.
ImageF unlike_skin(const Reference& r, const ImageF& smooth, const ImageF& skin, const ImageF& person) {
  const Size size = smooth.size();
  struct Look {
    Eigen::Vector2d ratio;
    double light;
  };
  const auto look = [&](int x, int y) {
    const float* p = &smooth.at(x, y);
    const auto l = [&](int c) { return std::log2(std::max(double(p[c]), 0.0) + 0.004); };
    return Look{{l(0) - l(1), l(2) - l(1)}, std::log2(std::max(double(colour::luminance(p)), 0.0) + 0.004)};
  };
  std::vector<double> a, b, light;
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x)
      if (skin.at(x, y) > 0.99f && r.valid.at(x * kStep, y * kStep) > 0) {
        const Look s = look(x, y);
        a.push_back(s.ratio.x());
        b.push_back(s.ratio.y());
        light.push_back(s.light);
      }
  ImageF out(size, 1, 1.f);
  if (a.size() < 50) return out;
  const Eigen::Vector2d centre(median(a), median(b));
  Eigen::Matrix2d covariance = Eigen::Matrix2d::Zero();
  Eigen::Vector2d mean = Eigen::Vector2d::Zero();
  for (std::size_t i = 0; i < a.size(); ++i) mean += Eigen::Vector2d(a[i], b[i]) / double(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Eigen::Vector2d d = Eigen::Vector2d(a[i], b[i]) - mean;
    covariance += d * d.transpose() / double(a.size() - 1);
  }
  covariance(0, 0) += 0.05 * 0.05;
  covariance(1, 1) += 0.07 * 0.07;
  const Eigen::Matrix2d information = covariance.inverse();
  std::sort(light.begin(), light.end());
  const double low = light[light.size() / 50] - 1, high = light[light.size() - 1 - light.size() / 50] + 0.7;
  ImageF like(size);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      if (person.at(x, y) <= 0.3f) continue;
      const Look s = look(x, y);
      if (s.light <= low || s.light >= high) continue;
      const Eigen::Vector2d d = s.ratio - centre;
      like.at(x, y) = float(std::clamp((16 - d.dot(information * d)) / 7, 0.0, 1.0));
    }
  cv::Mat grown = as_mat(out);
  cv::dilate(as_mat(like), grown, cv::Mat::ones(3, 3, CV_8U));
  std::transform(out.data(), out.data() + out.count(), out.data(), [](float v) { return 1 - v; });
  return out;
}

/// Weight of flat places: the edge of a coloured thing says little about a curve.
ImageF flatness(const ImageF& smooth) {
  ImageF light = colour::luminance(smooth);
  std::transform(light.data(), light.data() + light.count(), light.data(), [](float y) { return std::log2(std::max(y, 0.f) + 0.02f); });
  cv::Mat dx, dy;
  const double per_iod = kFrameIod / kStep / 8;  // Sobel's weights add up to 8
  cv::Sobel(as_mat(light), dx, CV_32F, 1, 0, 3, per_iod);
  cv::Sobel(as_mat(light), dy, CV_32F, 0, 1, 3, per_iod);
  ImageF out(light.size());
  for (int y = 0; y < out.height(); ++y)
    for (int x = 0; x < out.width(); ++x) {
      const float gx = dx.at<float>(y, x) / kFlat, gy = dy.at<float>(y, x) / kFlat;
      out.at(x, y) = 1 / (1 + gx * gx + gy * gy);
    }
  return out;
}

/// Every other pixel of the decimated grid where the mask's interior × flatness is worth it, at most kMost of them.
std::vector<SceneSample> choose(const ImageF& mask, const ImageF& factor, const ImageF& flat) {
  const ImageF inner = interior(mask);
  std::vector<SceneSample> all;
  for (int y = 0; y < inner.height(); y += 2)
    for (int x = 0; x < inner.width(); x += 2)
      if (const float w = inner.at(x, y) * flat.at(x, y); w > 0.05f) all.push_back({x, y, double(w) * factor.at(x, y)});
  if (all.size() <= kMost) return all;
  std::vector<SceneSample> some(kMost);
  for (std::size_t i = 0; i < kMost; ++i) some[i] = all[i * (all.size() - 1) / (kMost - 1)];
  return some;
}

Eigen::Vector3f median_skin(const Reference& r) {
  std::array<std::vector<double>, 3> v;
  for (int y = 0; y < r.skin.height(); y += 3)
    for (int x = 0; x < r.skin.width(); x += 3)
      if (r.skin.at(x, y) > 0 && r.valid.at(x, y) > 0)
        for (int c = 0; c < 3; ++c) v[std::size_t(c)].push_back(r.linear.at(x, y, c));
  return {float(median(v[0])), float(median(v[1])), float(median(v[2]))};
}

}  // namespace

std::shared_ptr<const SceneReference> make_scene_reference(const Reference& r) {
  auto out = std::make_shared<SceneReference>();
  out->smooth = smoothed(r.linear);
  out->skin = median_skin(r);
  const Size small = out->smooth.size();
  const ImageF flat = flatness(out->smooth);
  const ImageF unlike = unlike_skin(r, out->smooth, resize(r.skin, small), resize(r.person, small));
  ImageF hair(small);
  cv::Mat grown = as_mat(hair);
  cv::dilate(as_mat(resize(r.hair, small)), grown, cv::Mat::ones(3, 3, CV_8U));

  const auto with_other_skin_at = [&](float weight) {
    ImageF mask(r.nonskin.size()), factor(small);
    for (int y = 0; y < small.height; ++y)
      for (int x = 0; x < small.width; ++x)
        factor.at(x, y) = (weight + (1 - weight) * unlike.at(x, y)) * (hair.at(x, y) > 0.5f ? kHair : 1.f);
    for (int y = 0; y < mask.height(); ++y)
      for (int x = 0; x < mask.width(); ++x)
        mask.at(x, y) = r.nonskin.at(x, y) > 0 &&
                        factor.at(std::min(x / kStep, small.width - 1), std::min(y / kStep, small.height - 1)) > 0.02f;
    return choose(mask, factor, flat);
  };
  out->light = with_other_skin_at(0);
  out->chroma = with_other_skin_at(kOtherSkin);
  out->whole = choose(r.valid, ImageF(small, 1, 1.f), flat);
  return out;
}

SceneFit fit_scene(const Reference& reference, const EditedView& edited) {
  const SceneReference& scene = *reference.scene;
  const ImageF own = edited.original.empty() ? ImageF() : smoothed(edited.original);
  const ImageF& original = own.empty() ? scene.smooth : own;
  const ImageF smooth = smoothed(edited.linear), inside = interior(edited.valid);
  const auto samples = [&](const std::vector<SceneSample>& at) { return gather(reference, at, original, smooth, inside); };
  const auto width = [](double change, double at) { return std::clamp(std::hypot(0.06, change / at), 0.06, 1.0); };
  const auto widths = [&](const Change& c) {
    return std::pair{width(c.light, 0.25), width(c.ratio / std::max(c.colour, 0.12), 0.4)};
  };
  constexpr double kSimple = 0.02;  ///< τ of a gain field: curve and mixing held to identity
  const auto as_good = [](const Fit& simple, const Fit& full) { return simple.residual() <= 1.3 * full.residual() + 0.008; };

  SceneFit out;
  const Samples light = samples(scene.light), chroma = samples(scene.chroma);
  const double stop = lightness_of_stop(scene.skin);
  out.reference_left = light.total() > kLeastWeight && chroma.total() > kLeastWeight;
  if (!out.reference_left) {
    // The whole crop, skin and all, explains what it can for the other measures; tone is left with the plain comparison, and as
    // little certainty as the crop changed.
    const Samples whole = samples(scene.whole);
    const Change change = change_of(whole);
    out.change = float(change.light);
    out.sd_light = float(change.light * stop);
    out.sd_chroma = float(std::max(change.light, change.ratio) * stop * 0.8);
    out.colourless = change.colour < 0.12;
    const auto [tau, tau_mix] = widths(change);
    const SceneTransform transform = whole.total() > kLeastWeight ? fit(whole, tau, tau_mix, true).transform() : SceneTransform();
    out.original = transform.apply(original_of(reference, edited), -nose_tip(reference) / kFrameIod, 1 / kFrameIod);
    return out;
  }

  const Change change_light = change_of(light), change_chroma = change_of(chroma);
  out.change = float(change_light.light);
  out.colourless = change_chroma.colour < 0.12;
  const auto [tau_l, tau_mix_l] = widths(change_light);
  const Fit full_light = fit(light, tau_l, tau_mix_l, false);
  out.light = full_light.transform();
  if (const Fit simple = fit(light, kSimple, kSimple, false); as_good(simple, full_light)) out.simple_light = simple.transform();
  const auto [tau_c, tau_mix_c] = widths(change_chroma);
  const Fit full_chroma = fit(chroma, tau_c, tau_mix_c, true);
  out.chroma = full_chroma.transform();
  if (const Fit simple = fit(chroma, kSimple, kSimple, true); as_good(simple, full_chroma)) out.simple_chroma = simple.transform();

  out.sd_light = float(posterior_sd(full_light, scene.skin)[1] * lightness_of_stop(out.light.apply(scene.skin)));
  const Colour sd = posterior_sd(full_chroma, scene.skin);
  out.sd_chroma = float(std::hypot(sd[0], sd[2]) * lightness_of_stop(out.chroma.apply(scene.skin)) * 0.8);
  out.original = out.chroma.apply(original_of(reference, edited), -nose_tip(reference) / kFrameIod, 1 / kFrameIod);
  return out;
}

Eigen::Vector3f SceneTransform::apply(const Eigen::Vector3f& linear) const {
  Eigen::Vector3f out;
  for (int c = 0; c < 3; ++c) {
    const double u = predict(theta_[std::size_t(c)], linear.cast<double>(), c, field_at(0, 0)).value;
    out[c] = float(std::clamp(std::exp2(u) - kEpsilon, 0.0, 1.0));
  }
  return out;
}

namespace {

/// The curve of one channel as an addition to linear light: v ↦ (v + ε)(2^H(u(v)) − 1), tabled over √v.
class CurveTable {
 public:
  explicit CurveTable(const Parameters& t) {
    for (std::size_t i = 0; i < table_.size(); ++i) {
      const double root = double(i) / kCells, v = root * root;
      const Hat hat = hat_at(u_of(v));
      const double left = t[kCurve + hat.i], right = t[kCurve + hat.i + 1];
      table_[i] = float((v + kEpsilon) * std::expm1(std::log(2.0) * (left + hat.f * (right - left))));
    }
    beyond_ = float(std::expm1(std::log(2.0) * t[kCurve + kKnots - 1]));
  }
  [[nodiscard]] float operator()(float v) const {
    if (v >= 1) return (v + float(kEpsilon)) * beyond_;
    const float at = std::sqrt(std::max(v, 0.f)) * kCells;
    const int i = std::min(int(at), kCells - 1);
    const float* cell = &table_[std::size_t(i)];
    return cell[0] + (at - float(i)) * (cell[1] - cell[0]);
  }

 private:
  static constexpr int kCells = 2048;
  std::array<float, kCells + 1> table_;
  float beyond_ = 0;
};

}  // namespace

ImageF SceneTransform::apply(View<const float> linear, Point origin, float step) const {
  constexpr int kNode = 8;  // px: the spatial gain is smooth, and linear in between
  const int w = linear.width(), nodes = w / kNode + 2;
  const std::array<CurveTable, 3> curve{CurveTable(theta_[0]), CurveTable(theta_[1]), CurveTable(theta_[2])};
  ImageF out(linear.size(), 3);
  std::array<std::vector<float>, 3> gain;  // 2^s − 1 at the nodes of a row
  for (auto& g : gain) g.resize(std::size_t(nodes));
  for (int y = 0; y < linear.height(); ++y) {
    for (std::size_t c = 0; c < 3; ++c)
      for (int i = 0; i < nodes; ++i) {
        const auto field = field_at(origin.x() + float(i * kNode) * step, origin.y() + float(y) * step);
        gain[c][std::size_t(i)] = std::exp2(float(field.dot(theta_[c].tail<kSpatial>()))) - 1;
      }
    const float* in = linear.row(y);
    float* row = out.row(y);
    for (int c = 0; c < 3; ++c) {
      const std::size_t channel = std::size_t(c);
      const float m0 = float(theta_[channel][kMix]), m1 = float(theta_[channel][kMix + 1]);
      for (int x = 0; x < w; ++x) {
        const float* o = in + 3 * x;
        const float own = o[c];
        const float v = std::max(own + m0 * (o[kOthers[c][0]] - own) + m1 * (o[kOthers[c][1]] - own), std::min(own, float(kDarkest)));
        const float curved = v + curve[channel](v);
        const float* node = &gain[channel][std::size_t(x / kNode)];
        const float g = node[0] + float(x % kNode) / kNode * (node[1] - node[0]);
        row[3 * x + c] = std::clamp(curved + (curved + float(kEpsilon)) * g, std::min(0.f, own), std::max(1.f, own));
      }
    }
  }
  return out;
}

}  // namespace countenance::drift
