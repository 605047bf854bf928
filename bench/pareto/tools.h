// SPDX-License-Identifier: Apache-2.0
// Evening, and what people use in its place, each at a few settings. Lengths are fractions of the IOD but in the wavelet
// recipe, whose scales double from one pixel, and in G'MIC, which counts in percent of the picture.
//
//   ours            retouch::even; share of unevenness that the dial's default takes
//   freq separation low-pass at a radius, blur the low band, put the high band back
//   wavelet         à trous B3 spline scales, some of them softened by a blur, as with GIMP's wavelet-decompose
//   … (within)      the same two with a blur normalised within our skin mask, so that no brow or lip leaks into the skin: an
//                   editor has no such blur (its selection holds back where it writes, not what it reads), but it is the
//                   hardest rival that can be made of them
//   G'MIC           fx_smooth_skin of the installed gmic, on the whole head
//   bilateral, edge-preserving, median: OpenCV's, on 8 bits; guided: base/blur.h, a channel guided by all three
//
// darktable's retouch module has wavelet scales too, but darktable-cli takes no masks: its shapes are binary blobs of an
// XMP that only the program itself writes. It is not compared.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "change.h"

namespace countenance::pareto {

inline constexpr const char* kOurs = "ours";
inline constexpr const char* kSeparation = "freq separation";
inline constexpr const char* kSeparationWithin = "freq separation (within)";
inline constexpr const char* kGmic = "G'MIC";

struct Tool {
  std::string name, setting;
  std::function<Change(const Face&)> change;
};
/// All tools at all settings; G'MIC only where `gmic` runs.
[[nodiscard]] std::vector<Tool> tools(bool with_gmic);
[[nodiscard]] bool gmic_runs();

}  // namespace countenance::pareto
