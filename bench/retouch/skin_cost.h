// SPDX-License-Identifier: Apache-2.0
// What a skin edit takes of the unevenness, and what goes with it of pores and folds; whichever tool made it.
//
//   share  of unevenness taken: mean of luma and chroma, σ 1.5–8 % IOD (retouch/unevenness.h)
//   pore   energy lost of luminance density finer than σ .8 % IOD, and 1 − its correlation with the original (in density:
//          on L* a face made darker here and lighter there would pass for texture lost and won)
//   fold   slope lost of L* between σ 1 % and 5 % IOD, on the 7 % strongest pixels of the face
//
// Pores are not measurable where their σ is under a pixel (IOD < 125 px): such faces have no pore figure.
#pragma once

#include <optional>
#include <vector>

#include "base/image.h"

namespace countenance::bench {

/// All are ratios; a loss below 0 is a gain.
struct SkinCost {
  float share = 0, luma = 0, chroma = 0, fold = 0;
  std::optional<float> pore, decorrelation;
};

/// Of one face; what is known of the original is worked out once.
class SkinMeter {
 public:
  /// `mask`: skin; `oval`: the mesh's, with the forehead; px of the picture.
  SkinMeter(const ImageF& linear_before, ImageF mask, const ImageF& oval, float iod);
  [[nodiscard]] SkinCost of(const ImageF& linear_after) const;
  [[nodiscard]] float ita() const { return ita_; }  ///< of the median skin colour

 private:
  ImageF mask_, core_, blotches_, pores_, folds_;
  std::vector<std::size_t> fold_pixels_;
  float iod_, ita_ = 0;
};

}  // namespace countenance::bench
