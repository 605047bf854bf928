// SPDX-License-Identifier: Apache-2.0
// Colour: any RGB or grey ICC profile ↔ linear working space, by LittleCMS.
//
// The working space is linear light in sRGB's primaries (D65), unbounded: colours outside that gamut have negative
// values and are kept. 1.0 is the profile's white. Matrix profiles go through tables made with LittleCMS (fast and
// exact at 8 and 16 bit); LUT profiles through LittleCMS pixel by pixel, relative colorimetric, each colour of 8 bits once
// or seldom more.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/geometry.h"
#include "base/image.h"
#include "base/job.h"
#include "base/photo.h"
#include "base/result.h"

namespace countenance::colour {

struct Cover;

/// A usable input profile: matrix or LUT, v2 or v4, RGB or grey. Immutable, shared between threads.
class Space {
 public:
  /// `icc` empty: sRGB, or grey with sRGB's curve, and assumed() is true. Error{bad_input} on a broken profile, on one
  /// that does not fit `colours` (1 or 3), CMYK, or one that cannot be an output (no B2A table).
  static Result<Space> open(std::span<const std::uint8_t> icc, int colours);

  [[nodiscard]] bool assumed() const;
  [[nodiscard]] std::string description() const;  ///< "sRGB IEC61966-2.1"
  [[nodiscard]] int colours() const;

  struct Impl;
  explicit Space(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  [[nodiscard]] const Impl& impl() const { return *impl_; }

 private:
  std::shared_ptr<const Impl> impl_;
};

/// Linear working RGB of some pixels, and how much each counts.
struct Linear {
  ImageF rgb;     ///< h × w × 3 (grey pictures: three equal channels)
  ImageF weight;  ///< h × w × 1, the alpha coverage in [0, 1]; empty when the photo has no alpha
};

/// Region `roi` of the photo, full size. A region outside the photo is a std::logic_error.
Result<Linear> read(const PhotoView& photo, const Space& space, const Rect& roi, const Job& job = {});
/// The same, area-averaged in linear light to `size` (never larger than roi), strip by strip: the full-size float
/// region never exists. Averages are weighted by alpha; where all of it is 0, so are colour and weight. Another size is
/// a std::logic_error.
Result<Linear> read(const PhotoView& photo, const Space& space, const Rect& roi, Size size, const Job& job = {});
/// Samples the photo into a frame: pixel p of the frame is photo point inverse(frame_from_photo) p. Area-averaged first
/// where the frame is coarser, then Catmull–Rom (linear beside transparent pixels, of which none bleeds in). Outside
/// the photo: border pixels, weight 0 (weight is always given).
Result<Linear> warp(const PhotoView& photo, const Space& space, const Affine& frame_from_photo, Size size,
                    const Job& job = {});

/// Display-encoded sRGB, 8 bit, R,G,B, area-averaged to `size`: what the networks see, and previews show.
Result<Image8> read_srgb8(const PhotoView& photo, const Space& space, const Rect& roi, Size size, const Job& job = {});
[[nodiscard]] Image8 encode_srgb8(View<const float> linear);
[[nodiscard]] float srgb_decode(float encoded);
[[nodiscard]] float srgb_encode(float linear);

/// One row of photo samples → working RGB, and back. `alpha` samples are not touched by either. Rounds to nearest.
/// - Integers: a colour outside the profile's gamut is brought in along the line to the grey of its own luminance, so
///   hue stays (a LUT profile does it by its own table). Floats are written unclipped.
/// - encode() writes over the samples the colour came from: a pixel whose samples already decode to just this colour
///   keeps them, so untouched pixels keep their bytes in every profile and sample type.
/// - Float samples that are not finite decode to 0, each channel for itself, and beyond ±65504 to that; so do colours.
/// - Linear samples under a LUT profile, which names no primaries, are taken as working RGB.
/// Make one Rows per thread (it holds scratch memory).
class Rows {
 public:
  Rows(const Space& space, const PhotoView& layout);
  ~Rows();
  void decode(const std::uint8_t* samples, int n, float* rgb) const;
  /// What decode() gives of `n` pixels, summed over each cover: three a cover.
  void sum(const std::uint8_t* samples, int n, std::span<const Cover> covers, float* rgb) const;
  void encode(const float* rgb, int n, std::uint8_t* samples) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace countenance::colour
