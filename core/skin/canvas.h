// SPDX-License-Identifier: Apache-2.0
// Canvas: one face at work scale. Operators see this and the skin map, nothing else.
#pragma once

#include "base/geometry.h"
#include "base/job.h"
#include "base/photo.h"
#include "colour/colour.h"
#include "face/face.h"
#include "face/regions.h"

namespace countenance::skin {

inline constexpr float kWorkIod = 256;  ///< operators never work finer than this IOD, px

struct Canvas {
  Rect roi;              ///< of the photo: mesh bounds grown by .9 IOD, 1.6 below, cut to the photo
  Affine work_from_photo = identity();
  float u = 0;           ///< IOD in work px, ≤ kWorkIod
  face::Points points;   ///< work px
  ImageF linear;         ///< h × w × 3, work px
  ImageF weight;         ///< alpha, h × w; empty: opaque
  ImageF density;        ///< h × w × 3, stops
  ImageF shm;            ///< h × w × 3: shading, haemoglobin, melanin, stops
  ImageF person;         ///< h × w, probability
  [[nodiscard]] Size size() const { return linear.size(); }
};

/// `person` is Networks::person of the whole photo (256 × 256).
Result<Canvas> make_canvas(const PhotoView& photo, const colour::Space& space, const face::Face& face, View<const float> person,
                           const Job& job = {});

/// Where the skin of this face is. All h × w at work scale, in [0, 1].
struct SkinMap {
  ImageF mask;      ///< soft skin: face, ears, neck, bare shoulders; brows, lashes, eyes, lips, nostrils, hair, beard, glasses, clothes are out
  ImageF beard;     ///< beard and stubble
  ImageF excluded;  ///< features left out by the mesh
  ImageF oval;      ///< mesh oval with the forehead
  float coverage = 0;  ///< skin px inside the oval ÷ oval px: a low one means the mask is not to be trusted
};
/// From mesh regions × a colour model learnt from this very face (robust quadratic of (s,h,m) in face position), a texture gate, a
/// guided filter on density. No absolute luminance gate anywhere. RETOUCH notes: docs/retouch.md.
[[nodiscard]] SkinMap find_skin(const Canvas& canvas);

/// Band decomposition: masked Gaussians at fractions of the IOD. band[i] = G(σᵢ) − G(σᵢ₊₁) of `x` over the mask.
struct Bands {
  ImageF base;               ///< below the coarsest σ
  std::vector<ImageF> band;  ///< finest first; sum of bands + base = G(σ₀)
};
[[nodiscard]] Bands split(View<const float> x, View<const float> mask, std::span<const float> sigmas_px);

}  // namespace countenance::skin
