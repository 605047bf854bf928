// SPDX-License-Identifier: Apache-2.0
// Unevenness: energy of the blotch band of skin, σ 1.5–8 % IOD, in CIELAB; luma L*, chroma (a*, b*).
#pragma once

#include "base/image.h"

namespace countenance::retouch {

/// Masked G(.015 IOD) − G(.08 IOD) of a Lab picture: h × w × 3.
[[nodiscard]] ImageF blotch_band(View<const float> lab, View<const float> mask, float iod);
/// Where it is counted, 0 or 1: mask > .85, shrunk by .0075 IOD.
[[nodiscard]] ImageF skin_core(View<const float> mask, float iod);

/// Share of the unevenness that is gone when the band goes from b₀ to b₀ + λ d: y(λ) = rise·λ − bend·λ², the mean of
/// luma and chroma; of luma alone in a picture without colour (chroma energy < .001 of luma's).
struct Response {
  double rise = 0, bend = 0;
  [[nodiscard]] double at(double lambda) const { return (rise - bend * lambda) * lambda; }
  /// The least λ with y(λ) = share; where there is none, the λ of the largest y. 0 if nothing can be gained.
  [[nodiscard]] double lambda(double share) const;
};
/// d = after − before, on the core.
[[nodiscard]] Response response(View<const float> before, View<const float> after, View<const float> core);

}  // namespace countenance::retouch
