// SPDX-License-Identifier: Apache-2.0
// Composing: l' = (l + ε)·2^−Δ − ε at full size, with Δ = Σ sₖ·Δₖ of every face, tile by tile.
// Pixels where every |Δ| < 1/512 stop, or whose alpha is 0, keep their bytes.
#pragma once

#include <utility>
#include <vector>

#include "base/job.h"
#include "base/photo.h"
#include "colour/colour.h"
#include "retouch/edit.h"

namespace countenance::retouch {

inline constexpr float kLeastDelta = 1.f / 512;  ///< stops

/// Σ sₖ·Δₖ of one face at work scale: h × w × 3. Edits of one channel count for all three.
[[nodiscard]] ImageF sum(const std::vector<Edit>& edits, const std::vector<float>& strengths, Size size);

/// The whole change of one face: a summed delta and where it lies.
struct Layer {
  ImageF delta;  ///< work scale (never finer than the photo), h × w × 3, stops
  Rect roi;      ///< of the photo; spread over it by resampling(), linear in between
};

/// The bounded change of `n` pixels: `rgb` linear working RGB, in place; `delta` three stops a pixel. Every render uses
/// this.
///
/// First one scalar a pixel limits the whole delta, so that no channel is lifted past white and hue is kept:
///   Δ' = Δ·(1 + r⁴)^−¼,  r = max over channels of max(−Δ, 0) / max(log2(1/(l + ε)) + .03, .02).
/// Then l' = l·g + ε(g − 1), g = 2^−Δ', for any l, negative ones (colours outside sRGB's gamut) too: equal deltas move
/// all channels by one gain and one offset, so no cast. Darkening stops at min(l, 0): black does not turn negative. Δ =
/// 0 returns l exactly; l ≤ −ε counts as black in the headroom. Plain arithmetic: one pixel or a row give the same
/// bits.
void apply_delta(float* rgb, const float* delta, int n = 1);

/// Renders all layers into a copy of the photo. Layers may overlap: their deltas add.
Result<Photo> compose(const Photo& photo, const colour::Space& space, const std::vector<Layer>& layers,
                      const Job& job = {});

/// The same deltas at another scale, display-encoded sRGB 8 bit. The original is read once, so that a moved slider
/// costs only the arithmetic of the pixels it changes.
class Preview {
 public:
  /// `roi` of the photo, shown at `size` (never larger than roi).
  static Result<Preview> open(const PhotoView& photo, const colour::Space& space, const Rect& roi, Size size,
                              const Job& job = {});
  [[nodiscard]] const Image8& original() const { return original_; }
  [[nodiscard]] const Rect& roi() const { return roi_; }
  /// The size to which a layer over `roi` of the photo is averaged where it is finer than what is shown; else `delta`.
  [[nodiscard]] Size fitted(const Rect& roi, Size delta) const;
  [[nodiscard]] Result<Image8> render(const std::vector<Layer>& layers, const Job& job = {}) const;

 private:
  Preview(const Rect& roi, colour::Space srgb, colour::Linear linear)
      : roi_(roi), srgb_(std::move(srgb)), linear_(std::move(linear)) {}
  Rect roi_;
  colour::Space srgb_;
  colour::Linear linear_;
  Image8 original_;
};

/// Preview::open and render in one.
Result<Image8> compose_preview(const PhotoView& photo, const colour::Space& space, const std::vector<Layer>& layers,
                               const Rect& roi, Size size, const Job& job = {});

}  // namespace countenance::retouch
