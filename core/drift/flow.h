// SPDX-License-Identifier: Apache-2.0
// Dense optical flow between two pictures of one face, and fits to it. Internal to drift/.
//
// Flow is taken on local contrast, so that exposure, light and colour do not move it: with L = log2(Y + .003), m =
// G(.12 IOD) L,
//   c = 128 + 45 (L − m) / (√(G(.12 IOD) (L − m)²) + .15)
// DIS (Kroeger, Timofte, Dai, Van Gool 2016). Its confidence is the gradient energy g that both pictures have:
//   g = G(.03 IOD) |∇c|²,  detail = g / (g + 4),  confidence = min(detail_from, detail_to)
#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "base/geometry.h"
#include "base/image.h"

namespace countenance::drift {

/// `luminance` linear, 1 channel; `iod` in its px.
[[nodiscard]] Image8 local_contrast(View<const float> luminance, float iod);

/// What flow can follow of one such picture, [0, 1).
[[nodiscard]] ImageF detail_of(const Image8& contrast, float iod);

struct Flow {
  ImageF shift;       ///< h × w × 2, px: where a pixel of `from` lies in `to`, less where it was
  ImageF confidence;  ///< [0, 1)
};
enum class FlowEffort { fast, careful };
[[nodiscard]] Flow dense_flow(const Image8& from, const Image8& to, float iod, FlowEffort effort);

/// x' = a x − b y + s,  y' = b x + a y + t
struct Similarity {
  double a = 1, b = 0, s = 0, t = 0;
  [[nodiscard]] Eigen::Vector2d operator()(double x, double y) const { return {a * x - b * y + s, b * x + a * y + t}; }
  [[nodiscard]] Affine affine() const;
};
/// Robust least squares P → Q by reweighting (Cauchy, scale 1.5 × the median error). P = Q gives exactly the identity.
[[nodiscard]] Similarity fit_similarity(const std::vector<Eigen::Vector2d>& p, const std::vector<Eigen::Vector2d>& q,
                                        const std::vector<double>& weight, int iterations);
/// The same of a flow, on every `step`th pixel with weight confidence². nullopt where fewer than 30 are trusted.
[[nodiscard]] std::optional<Similarity> fit_similarity(const Flow& flow, int step, int iterations);

/// Local affine model of the flow at a place: shift(p) ≈ shift + strain (p − centre), under a Gaussian window.
struct LocalFit {
  Eigen::Vector2d shift = Eigen::Vector2d::Zero();
  Eigen::Matrix2d strain = Eigen::Matrix2d::Zero();
  double support = 0;  ///< confidence there, mean under the window, [0, 1)
};
[[nodiscard]] LocalFit fit_affine(const Flow& flow, const Point& centre, float sigma_x, float sigma_y);
/// Mean under the same window.
[[nodiscard]] double window_mean(View<const float> values, const Point& centre, float sigma_x, float sigma_y);

}  // namespace countenance::drift
