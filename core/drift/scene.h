// SPDX-License-Identifier: Apache-2.0
// The scene transform: what a change of the whole photo (exposure, white balance, curve, saturation, black and white, a
// soft fall-off of light) would have made of the original, fitted on what is NOT the face's skin. Every photometric
// measure, and the flow of geometry, compares the edited picture with the original after it, so that a retoucher's look
// is not taken for a change of the person.
//
// Per output channel c, with u(v) = log2(v + .006):
//   v = o_c + Σ_{k≠c} m_ck (o_k − o_c)      mixing; rows sum to 1, so greys stay grey
//   y = u(v) + H_c(u(v)) + s_c · (x, y, x², xy, y²)     H: 9 hat functions, kept monotone; x, y in IOD from the nose
//   tip
// Gauss–Newton with Cauchy weights and Gaussian priors toward identity, their width growing with how much the reference
// changed at all. Pixels clipped in the EDITED picture are censored; clipped ones of the original are data (the edit is
// a function of them). Where nothing changed every residual is 0, the parameters stay 0, and apply() returns its input
// bit for bit.
#pragma once

#include <Eigen/Core>
#include <array>
#include <optional>

#include "drift/reference.h"

namespace countenance::drift {

inline constexpr int kKnots = 9, kSpatial = 5, kSceneParameters = 2 + kKnots + kSpatial;

class SceneTransform {
 public:
  using Parameters =
      Eigen::Matrix<double, kSceneParameters, 1>;  ///< m, m | H at the knots, stops | spatial gain, stops

  SceneTransform() { theta_.fill(Parameters::Zero()); }
  explicit SceneTransform(const std::array<Parameters, 3>& theta) : theta_(theta) {}

  /// `linear` h × w × 3; pixel (i, j) lies at (origin + (i, j)·step) IOD from the nose tip. Results stay within [0, 1]
  /// where the input does.
  [[nodiscard]] ImageF apply(View<const float> linear, Point origin, float step) const {
    return apply(linear, origin, {step, 0}, {0, step});
  }
  /// The same of a turned picture: pixel (i, j) lies at origin + i·along + j·down.
  [[nodiscard]] ImageF apply(View<const float> linear, Point origin, Point along, Point down) const;
  [[nodiscard]] Eigen::Vector3f apply(const Eigen::Vector3f& linear) const;  ///< at the nose tip
  [[nodiscard]] const std::array<Parameters, 3>& theta() const { return theta_; }

 private:
  std::array<Parameters, 3> theta_;  ///< one per output channel
};

/// A look made in CIELAB: expected (a*, b*) = (a*, b*) + turn · (a*, b*) + shift.
struct LabMap {
  Eigen::Matrix2f turn = Eigen::Matrix2f::Zero();
  Eigen::Vector2f shift = Eigen::Vector2f::Zero();
  [[nodiscard]] Eigen::Vector2f operator()(const Eigen::Vector2f& ab) const { return ab + turn * ab + shift; }
};

/// The original as a change of the whole scene would have left it; computed once for a view and handed to the measures.
struct SceneFit {
  ImageF original;  ///< frame px, h × w × 3: the original through `chroma` (for everything but the lightness of tone)
  SceneTransform
      light;  ///< fitted without any skin-like pixel: lightening all skin must not pass as a change of the scene
  SceneTransform chroma;  ///< fitted with ears and neck at weight .1 too: greys say nothing about saturation
  std::optional<SceneTransform> simple_light,
      simple_chroma;                  ///< gain fields that explain the reference as well, if they do
  std::optional<LabMap> lab_chroma;   ///< if it explains the reference's chroma as well as `chroma`
  float sd_light = 0, sd_chroma = 0;  ///< posterior sd at the skin colour, L* and C* units
  bool reference_left = true;         ///< enough non-skin pixels to fit at all; else the transforms are identity
  bool colourless = false;            ///< the reference has no colour to judge chroma by (log-ratio rms < .12 stop), or
                                      ///< there is none
  float change = 0;                   ///< rms change of the reference, stops
};
[[nodiscard]] SceneFit fit_scene(const Reference& reference, const EditedView& edited);

}  // namespace countenance::drift
