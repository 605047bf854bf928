// SPDX-License-Identifier: Apache-2.0
#include "drift/scene.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/statistics.h"
#include "unit/drift/skin_edits.h"

namespace countenance::drift {
namespace {

constexpr const char* kPortrait = "obama3.jpg";

EditedView same(const Subject& s) { return {s.reference->linear, s.reference->valid, 1, {}}; }

/// |log₂ (fitted original ÷ edited)| over the skin: how far the fit is from what was really done.
std::vector<float> errors_on_skin(const Subject& s, const SceneFit& fit, const EditedView& edited) {
  std::vector<float> out;
  for (std::size_t i = 0; i < edited.linear.count(); ++i)
    if (s.reference->skin.data()[i / 3] > 0 && edited.linear.data()[i] < 0.9f)
      out.push_back(std::abs(std::log2((fit.original.data()[i] + 0.006f) / (edited.linear.data()[i] + 0.006f))));
  return out;
}

TEST(SceneFit, OfTheSamePictureIsIdentityBitForBit) {
  const Subject& s = edits::head(kPortrait);
  const SceneFit fit = fit_scene(*s.reference, same(s));
  EXPECT_TRUE(fit.reference_left);
  for (const auto& transform : {fit.light, fit.chroma})
    for (const auto& theta : transform.theta()) EXPECT_EQ(theta.norm(), 0);
  EXPECT_TRUE(std::equal(fit.original.data(), fit.original.data() + fit.original.count(), s.reference->linear.data()));
  EXPECT_EQ(fit.change, 0);
  EXPECT_LT(fit.sd_light, 1.5);
}

TEST(SceneTransform, KeepsEveryValueAtZeroParameters) {
  ImageF odd({5, 1}, 3);
  const float values[] = {-0.2f, 0.f,   1e-6f,  0.5f, 1.f,   1.7f, 0.3f, 1e-4f,
                          0.99f, 3e-5f, -1e-3f, 0.1f, 1e-9f, 0.7f, 0.2f};
  std::copy(std::begin(values), std::end(values), odd.data());
  const ImageF out = SceneTransform().apply(odd, {-1, -1}, 0.005f);
  for (std::size_t i = 0; i < odd.count(); ++i) EXPECT_EQ(out.data()[i], odd.data()[i]);
}

TEST(SceneTransform, IsTheEquationOfTheHeader) {
  // an independent evaluation, pixel by pixel in double precision
  std::array<SceneTransform::Parameters, 3> theta;
  for (int c = 0; c < 3; ++c)
    theta[std::size_t(c)] << 0.1 + 0.05 * c, -0.08, 0.3, 0.25, 0.2, 0.1, 0.05, 0, -0.1, -0.15, -0.2, 0.1, -0.2, 0.05,
        0.02, -0.03;
  const double knots[] = {-7.4, -6.2, -5.1, -4.1, -3.2, -2.3, -1.4, -0.6, 0.02};
  ImageF in({64, 4}, 3);
  for (std::size_t i = 0; i < in.count(); ++i) in.data()[i] = float(std::pow(double(i * 37 % 768) / 768, 2.2));
  const Point origin(-0.5f, -0.3f);
  const float step = 0.01f;
  const ImageF out = SceneTransform(theta).apply(in, origin, step);
  for (int y = 0; y < in.height(); ++y)
    for (int x = 0; x < in.width(); ++x)
      for (int c = 0; c < 3; ++c) {
        const auto& t = theta[std::size_t(c)];
        const double own = in.at(x, y, c), first = in.at(x, y, c == 0 ? 1 : 0), second = in.at(x, y, c == 2 ? 1 : 2);
        const double v = std::max(own + t[0] * (first - own) + t[1] * (second - own), std::min(own, 1e-4)),
                     u = std::log2(v + 0.006);
        double h = t[2];
        for (int k = 0; k < 8; ++k)
          if (u > knots[k])
            h = t[2 + k] + std::min(1.0, (u - knots[k]) / (knots[k + 1] - knots[k])) * (t[3 + k] - t[2 + k]);
        const double px = origin.x() + x * step, py = origin.y() + y * step;
        const double field = t[11] * px + t[12] * py + t[13] * px * px + t[14] * px * py + t[15] * py * py;
        EXPECT_NEAR(out.at(x, y, c), std::clamp(std::exp2(u + h + field) - 0.006, 0.0, 1.0),
                    5e-4);  // the curve is tabled
      }
}

TEST(SceneFit, RecoversGainCurveAndMatrix) {
  const Subject& s = edits::head(kPortrait);
  EditedView edited = same(s);
  for (int y = 0; y < edited.linear.height(); ++y)
    for (int x = 0; x < edited.linear.width(); ++x) {
      float* p = &edited.linear.at(x, y);
      const float grey = (p[0] + p[1] + p[2]) / 3, gain[3] = {1.12f, 1.f, 0.9f};
      for (int c = 0; c < 3; ++c) {
        const float less_vivid = p[c] + 0.2f * (grey - p[c]);
        p[c] = std::min(1.f, gain[c] * std::pow(std::max(less_vivid, 0.f), 0.9f));
      }
    }
  const SceneFit fit = fit_scene(*s.reference, edited);
  EXPECT_GT(fit.change, 0.1);
  const std::vector<float> errors = errors_on_skin(s, fit, edited);
  EXPECT_LT(percentile(errors, 0.5), 0.04);
  EXPECT_LT(percentile(errors, 0.95), 0.12);
}

TEST(SceneFit, FollowsASoftFallOffOfLight) {
  const Subject& s = edits::head(kPortrait);
  EditedView edited = same(s);
  for (int y = 0; y < edited.linear.height(); ++y)
    for (int x = 0; x < edited.linear.width(); ++x)
      for (int c = 0; c < 3; ++c) edited.linear.at(x, y, c) *= std::exp2(-0.2f + 0.15f * (float(x) / kFrameIod - 1.7f));
  EXPECT_LT(percentile(errors_on_skin(s, fit_scene(*s.reference, edited), edited), 0.9), 0.06);
}

TEST(SceneFit, DoesNotTakeASkinEditForAChangeOfTheScene) {
  const Subject& s = edits::head(kPortrait);
  EditedView edited = same(s);
  for (std::size_t i = 0; i < edited.linear.count(); ++i)
    if (s.reference->oval.data()[i / 3] > 0) edited.linear.data()[i] *= 1.15f;
  const SceneFit fit = fit_scene(*s.reference, edited);
  const std::vector<float> errors = errors_on_skin(s, fit, edited);
  EXPECT_NEAR(percentile(errors, 0.5), std::log2(1.15), 0.05);
}

TEST(SceneFit, WithoutAReferenceSaysSoAndClaimsNoCertainty) {
  const Subject& s = edits::head(kPortrait);
  EditedView edited = same(s);
  edited.valid = s.reference->oval;  // a crop that leaves the face alone
  EXPECT_FALSE(fit_scene(*s.reference, edited).reference_left);
  EXPECT_EQ(fit_scene(*s.reference, edited).sd_light, 0) << "nothing changed, nothing is in doubt";
  for (std::size_t i = 0; i < edited.linear.count(); ++i) edited.linear.data()[i] *= 1.3f;
  EXPECT_GT(fit_scene(*s.reference, edited).sd_light, 3);
  EXPECT_TRUE(fit_scene(*s.reference, edited).colourless) << "of the reference, of which there is none";
}

}  // namespace
}  // namespace countenance::drift
