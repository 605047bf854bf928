// SPDX-License-Identifier: Apache-2.0
#include "skin/bands.h"

#include <algorithm>
#include <stdexcept>

#include "base/blur.h"
#include "base/parallel.h"

namespace countenance::skin {

Bands split(View<const float> x, View<const float> mask, std::span<const float> sigmas_px) {
  if (sigmas_px.empty() || !std::is_sorted(sigmas_px.begin(), sigmas_px.end()))
    throw std::logic_error("split: sigmas must rise");
  Bands out;
  out.band.resize(sigmas_px.size());
  for_items(int(sigmas_px.size()), [&](int i) { out.band[i] = masked_gaussian(x, mask, sigmas_px[i]); });
  for (std::size_t k = 0; k + 1 < out.band.size(); ++k) {  // the finer mean becomes the band in place
    float* fine = out.band[k].data();
    const float* coarse = out.band[k + 1].data();
    for (std::size_t i = 0; i < out.band[k].count(); ++i) fine[i] -= coarse[i];
  }
  out.base = std::move(out.band.back());
  out.band.pop_back();
  return out;
}

}  // namespace countenance::skin
