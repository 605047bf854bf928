// SPDX-License-Identifier: Apache-2.0
// Split: what another tool did to a face, in optical density, by band and by part of the head.
//
//   D = d(original after the change of the scene) − d(edited)          what taking all of it back adds
//   C = G(.06 IOD) D within the skin, wider under the features; within the hair        light and complexion
//   M = G(.014) (D − C)                                                                folds, spots, edges
//   F = D − C − M                                                                      pores, noise
//   Δ = a_l Y(C) + a_c (C − Y(C)) + a_m M + a_f F,   Y = the luminance of a density    what is taken back
//
// The four weights, [0, 1] in each pixel, come from the shares of the change that are kept, one a component:
//   a_l = (skin + features)(1 − s_light) + hair (1 − s_hair colour)        a_c likewise with s_colour
//   a_m = skin (1 − s_folds) + Σ feature_f (1 − s_f) + hair (1 − s_hair detail), and within changed marks 1 − s_marks
//   a_f likewise with s_pores; a feature that was blurred with the skin (it lost an eighth of its detail or more) goes
//   along with it: s_f is then at most s_folds, or s_pores
//   a_m, a_f at least 1 − s_light where the edited picture is all but white: its light comes back with what was seen by it
#pragma once

#include <string>
#include <vector>

#include "govern/guard/parts.h"

namespace countenance::govern {

struct Bands {
  ImageF coarse, mid, fine;                      ///< C, M, F: h × w × 3, stops, frame px
  std::array<bool, kFeatures.size()> blurred{};  ///< 1 − ⟨o, e⟩ / ⟨o, o⟩ > ⅛ of its luminance below .06 IOD
};
/// Both linear, h × w × 3, frame px.
[[nodiscard]] Bands bands_of(const ImageF& expected, const ImageF& edited, const Parts& parts);

inline constexpr int kWeights = 4;  ///< a_l, a_c, a_m, a_f

struct Component {
  std::string part, what;            ///< as in Repair
  std::vector<std::string> over_by;  ///< measures, or components, that speak of it: "texture", "tone.lips"
  bool decided = false;              ///< kept wholly or not at all
};
/// In the order of the strengths.
[[nodiscard]] const std::vector<Component>& components_of_guard();

/// What a component's share acts on.
class Split {
 public:
  /// `marks`: 0…1 where a mark was changed, `blown`: where it is all but white now; either may be empty.
  Split(Bands bands, Parts parts, ImageF marks, ImageF blown);
  /// Those components that change anything by 1/300 stop or more; the others' strengths stay 1.
  [[nodiscard]] const std::vector<std::size_t>& present() const { return present_; }
  /// h × w × 4; `kept`: a share for each of present().
  [[nodiscard]] ImageF weights(const std::vector<float>& kept) const;
  /// h × w, [0, 1]: how much of the features' change, and the hair's, goes; there what is finer than the original resolves
  /// goes with it: a catchlight is drawn by such detail.
  [[nodiscard]] ImageF finest(const std::vector<float>& kept) const;
  /// `edited` with the rest taken back.
  [[nodiscard]] ImageF apply(const ImageF& edited, const ImageF& weights) const;
  /// h × w × 4: Δ where d(original) and d(edited) are alike but for `relit` (h × w, stops, in the change already), and a_f;
  /// a_f times their difference, at any size, is the rest of Δ.
  [[nodiscard]] ImageF without_densities(const ImageF& weights, const ImageF& relit) const;
  /// Share of `where` (0/1) on which component `k` acts by 1/64 stop or more.
  [[nodiscard]] float area(std::size_t k, const ImageF& where) const;
  /// Share of `where` that was changed by 1/32 stop or more and keeps less than a twentieth of that.
  [[nodiscard]] float fallen_back(const ImageF& weights, const ImageF& where) const;

 private:
  using Kept = std::vector<float>;  // a share for each of components_of_guard()
  [[nodiscard]] Kept all_of(const std::vector<float>& kept) const;
  void weigh(std::size_t pixel, const Kept& kept, float* weights) const;
  /// What component `k` alone, taken back whole, does to a pixel; false where it does not act.
  [[nodiscard]] bool delta_of(std::size_t pixel, const Kept& without_k, float* delta) const;
  Bands bands_;
  Parts parts_;
  ImageF marks_, blown_;
  Image8 here_;  ///< a bit for each feature that a pixel is of
  std::vector<std::size_t> present_;
};

}  // namespace countenance::govern
