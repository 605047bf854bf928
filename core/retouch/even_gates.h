// SPDX-License-Identifier: Apache-2.0
// What holds evening back in one sub-band, all of it in robust deviations of this very face: the same on every skin
// tone.
#pragma once

#include <array>

#include "base/image.h"

namespace countenance::retouch {

/// What speaks for structure rather than blotch.
struct Evidence {
  std::array<float, 3> deviation{};  ///< 1.4826 median |b| of (ℓ,h,m) where the mask is over .5, stops
  ImageF fold;                       ///< pooled luminance ÷ its deviation: folds, jaw, nose wing
  ImageF border;                     ///< pooled melanin ÷ its deviation: moles, vitiligo
  ImageF line;  ///< coherence of the structure tensor of luminance, [0, 1]: wrinkles, scars; empty: not asked for
};
/// `band` h × w × 3, (ℓ,h,m); σ in px.
[[nodiscard]] Evidence find_evidence(const ImageF& band, const ImageF& mask, float sigma, bool lines);

/// Adds to `sum` what of the band may be taken: b·g(b), with g in [0, 1]. Folds and lines hold luminance alone, since that
/// is what shows them. `relax` ≥ 1 widens the gates, those of folds by its root alone.
void add_gated(const ImageF& band, const Evidence& evidence, const ImageF& mask, float luminance_weight,
               float pigment_weight, float relax, ImageF& sum);

}  // namespace countenance::retouch
