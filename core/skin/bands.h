// SPDX-License-Identifier: Apache-2.0
// Band decomposition over a mask.
#pragma once

#include <span>
#include <vector>

#include "base/image.h"

namespace countenance::skin {

/// Masked Gaussians Gᵢ of `x` at rising σᵢ; bandᵢ = Gᵢ − Gᵢ₊₁.
struct Bands {
  ImageF base;               ///< G of the coarsest σ
  std::vector<ImageF> band;  ///< finest first, one fewer than there are sigmas; their sum + base = G of the finest σ
};
/// `sigmas_px` rising, at least one (std::logic_error else). `x` any number of channels, `mask` one.
[[nodiscard]] Bands split(View<const float> x, View<const float> mask, std::span<const float> sigmas_px);

}  // namespace countenance::skin
