// SPDX-License-Identifier: Apache-2.0
// Where the original tells of the scene: pixels that are not the face's skin, weighed.
#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/blur.h"
#include "base/cv.h"
#include "base/statistics.h"
#include "colour/cie.h"
#include "drift/parts.h"

namespace countenance::drift {
namespace {

constexpr std::size_t kMost = 2000;                           ///< samples
constexpr float kSampleBlur = 0.012f, kInteriorBlur = 0.01f;  ///< IOD
constexpr float kFlat = 7.5f;  ///< slope of the luminance that halves a sample's weight, stops per IOD
constexpr float kOtherSkin = 0.1f, kHair = 0.05f;  ///< weights as reference

}  // namespace

ImageF scene_smoothed(const ImageF& linear) {
  const ImageF small = resize(linear, {linear.width() / kSceneStep, linear.height() / kSceneStep});
  const float sigma = kSampleBlur * kFrameIod, box = 0.25f * (kSceneStep * kSceneStep - 1) / 3;
  return gaussian(small, std::sqrt(sigma * sigma - box) / kSceneStep);
}

ImageF scene_interior(const ImageF& mask) {
  ImageF m = gaussian(resize(mask, {mask.width() / kSceneStep, mask.height() / kSceneStep}),
                      kInteriorBlur * kFrameIod / kSceneStep);
  std::transform(m.data(), m.data() + m.count(), m.data(),
                 [](float v) { return std::clamp((v - 0.6f) / 0.4f, 0.f, 1.f); });
  return m;
}

namespace {

/// 0…1: 1 is not like this face's skin. Ears, neck and arms must not serve as reference: who lightens skin lightens
/// them too.
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
      if (skin.at(x, y) > 0.99f && r.valid.at(x * kSceneStep, y * kSceneStep) > 0) {
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
  std::transform(light.data(), light.data() + light.count(), light.data(),
                 [](float y) { return std::log2(std::max(y, 0.f) + 0.02f); });
  cv::Mat dx, dy;
  const double per_iod = kFrameIod / kSceneStep / 8;  // Sobel's weights add up to 8
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
  const ImageF inner = scene_interior(mask);
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
  out->smooth = scene_smoothed(r.linear);
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
        mask.at(x, y) = r.nonskin.at(x, y) > 0 && factor.at(std::min(x / kSceneStep, small.width - 1),
                                                            std::min(y / kSceneStep, small.height - 1)) > 0.02f;
    return choose(mask, factor, flat);
  };
  out->light = with_other_skin_at(0);
  out->chroma = with_other_skin_at(kOtherSkin);
  out->whole = choose(r.valid, ImageF(small, 1, 1.f), flat);
  return out;
}

}  // namespace countenance::drift
