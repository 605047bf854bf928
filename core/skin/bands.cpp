// SPDX-License-Identifier: Apache-2.0
#include "skin/bands.h"

#include <algorithm>
#include <stdexcept>

#include "base/blur.h"

namespace countenance::skin {

Bands split(View<const float> x, View<const float> mask, std::span<const float> sigmas_px) {
  if (sigmas_px.empty() || !std::is_sorted(sigmas_px.begin(), sigmas_px.end()))
    throw std::logic_error("split: sigmas must rise");
  Bands out;
  out.base = masked_gaussian(x, mask, sigmas_px[0]);
  for (const float sigma : sigmas_px.subspan(1)) {
    ImageF coarser = masked_gaussian(x, mask, sigma);
    // The finer mean becomes the band in place.
    float* fine = out.base.data();
    const float* coarse = coarser.data();
    const std::size_t n = out.base.size().area() * std::size_t(out.base.channels());
    for (std::size_t i = 0; i < n; ++i) fine[i] -= coarse[i];
    out.band.push_back(std::move(out.base));
    out.base = std::move(coarser);
  }
  return out;
}

}  // namespace countenance::skin
