// SPDX-License-Identifier: Apache-2.0
// Marks: the ledger of a face's moles, freckles, scars and spots. Where each is, how large, how dark, and whether it is
// there to stay. Drift names what was lost of it, healing leaves the permanent ones alone, overlays draw it.
//
// All lengths are fractions of the IOD (u px); contrast is density, stops.
#pragma once

#include <Eigen/Core>
#include <array>
#include <vector>

#include "base/geometry.h"
#include "face/face.h"

namespace countenance::skin {

/// Scale i is the band between σᵢ and σᵢ₊₁; it answers most to a disc of diameter 3.32 σᵢ: 1.2 % to 6.3 % IOD.
inline constexpr int kMarkScales = 6;
inline constexpr std::array<float, kMarkScales + 1> kMarkSigma = {.0036f, .005f, .007f, .0098f, .0137f, .019f, .0266f};
inline constexpr float kMarkDiameter = 3.32f;
/// Answer at the centre of such a disc of one stop: e^(−a/1.4²) − e^(−a), a = 1.374.
inline constexpr float kMarkResponse = 0.243f;
/// σ of the finest band, px of the picture: to list a mark by its shape, and to see one vanish.
inline constexpr float kListedPixels = 0.8f, kWatchedPixels = 0.5f;
/// The finest scale that holds so many px of a picture of `iod` px per IOD.
[[nodiscard]] int finest_mark_scale(float iod, float pixels);
/// Diameter of the least mark that is seen to vanish from such a picture, IOD: 2 px, of .75 stop.
[[nodiscard]] float least_mark(float iod);

/// Where a mark may be by the face's shape alone, in a beard and in shadow too: 0/1.
[[nodiscard]] ImageF mark_area(Size size, const face::Points& points, float u);

/// Skin on which a mark is looked for: 0/1. Mesh oval with the forehead, less the features and their creases, and of
/// this face's own colour; a hole smaller than .10 IOD is a mark, not an absence of skin.
[[nodiscard]] ImageF mark_zone(const ImageF& density, const face::Points& points, float u);

/// The picture's bands on that skin, masked: nothing leaks in from hair or eyes.
class MarkBands {
 public:
  MarkBands(ImageF skin, float u);
  /// Of any number of channels; scales below `finest` are left empty. 0 outside the skin.
  [[nodiscard]] std::array<ImageF, kMarkScales> of(const ImageF& x, int finest) const;
  [[nodiscard]] const ImageF& skin() const { return skin_; }
  [[nodiscard]] const ImageF& inner() const { return inner_; }  ///< skin less .018 IOD at its border, 0/1
  [[nodiscard]] float u() const { return u_; }

 private:
  ImageF skin_, inner_;
  float u_;
  std::array<ImageF, kMarkScales + 1> norm_;  ///< 1 / (G_σ * skin), 0 outside
};

enum class MarkClass { permanent, transient, keep };  ///< keep: colour does not say, so it stays
[[nodiscard]] const char* name_of(MarkClass kind);

struct Mark {
  Point at{0, 0};  ///< px of the density
  int scale = 0;
  float z = 0;                                       ///< height over the skin's own texture, its deviations
  Eigen::Vector3f excess = Eigen::Vector3f::Zero();  ///< R, G, B: density above its surroundings, mean over the disc
  Eigen::Vector3f colour = Eigen::Vector3f::Ones();  ///< R/G, 1, B/G of what varies with it, pixel by pixel
  float tint = 0;                                    ///< R/G + ½ (B/G − 1) of that: blood .2, a mole .8
  float tint_sd = 0;
  float blood = 0;  ///< ln of how much likelier blood is than pigment or shade, against the skin's own texture
  MarkClass kind = MarkClass::keep;
  [[nodiscard]] float diameter() const { return kMarkDiameter * kMarkSigma[std::size_t(scale)]; }
};
/// How far a mark must stand out of the skin's own texture, in z.
struct MarkSearch {
  float lowest = 3.6f, highest = 5.3f;  ///< what chance leaves three of a face is held between them
  bool faint_blood = false;             ///< also what is surely transient, from z 4.5 on
};
/// Highest z first. `density` h × w × 3 of a picture that resolves scales from `finest` on; `points` in its px.
[[nodiscard]] std::vector<Mark> find_marks(const ImageF& density, const MarkBands& bands, const face::Points& points,
                                           int finest, const MarkSearch& search = {});

}  // namespace countenance::skin
