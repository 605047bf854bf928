// SPDX-License-Identifier: Apache-2.0
// Canvas: one face at work scale. Operators see this and the skin map, nothing else.
#pragma once

#include <array>

#include "base/geometry.h"
#include "base/job.h"
#include "base/photo.h"
#include "colour/colour.h"
#include "face/face.h"

namespace countenance::skin {

inline constexpr float kWorkIod = 256;  ///< operators never work finer than this IOD, px

/// What a canvas holds around the mesh, IOD: hair and ears; below it neck and shoulders.
inline constexpr float kAround = 0.9f, kBelow = 1.6f;

struct Canvas {
  Rect roi;  ///< of the photo: mesh bounds grown by .9 IOD, 1.6 below, cut to the photo
  Affine work_from_photo = identity();
  float u = 0;                          ///< IOD in work px, ≤ kWorkIod
  face::Points points;                  ///< work px
  ImageF linear;                        ///< h × w × 3, work px
  ImageF weight;                        ///< alpha, h × w; empty: opaque. Pixels of weight 0 take part in no statistic
  ImageF density;                       ///< h × w × 3, stops
  ImageF shm;                           ///< h × w × 3: shading, haemoglobin, melanin, stops
  ImageF person;                        ///< h × w, probability
  std::array<bool, 4> photo_goes_on{};  ///< beyond the canvas, left, top, right, bottom; else it ends as the photo does
  [[nodiscard]] Size size() const { return linear.size(); }
  /// 1, falling to 0 over .35 IOD towards those sides where the photo goes on, at a pixel of a grid of `grid` over the
  /// canvas whose IOD is `u` px: what acts there would end at an edge that is none.
  [[nodiscard]] float inside(int x, int y, Size grid, float u) const;
};

/// `person` is Networks::person of the whole photo (256 × 256). Error{not_measurable} if the face lies outside the
/// photo, Error{cancelled}.
Result<Canvas> make_canvas(const PhotoView& photo, const colour::Space& space, const face::Face& face,
                           View<const float> person, const Job& job = {});

}  // namespace countenance::skin
