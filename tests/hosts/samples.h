// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures held against each other, sample by sample.
#pragma once

#include "base/photo.h"

namespace countenance::hosts {

/// Floats, to what an integer can hold.
void clip(Photo& photo);

/// One sample, where integers span [0, 1]; alpha is 1 where there is none.
[[nodiscard]] double colour_at(const Photo& photo, int x, int y, int channel);
[[nodiscard]] double alpha_at(const Photo& photo, int x, int y);

struct Difference {
  double largest = 0;  ///< of colours
  double mean = 0;     ///< of the largest of each pixel's colours
  double alpha = 0;    ///< of alpha
  long pixels = 0;     ///< whose colours differ by more than `than`
};
/// Of the pixels where `where` (empty: everywhere) is as `selected` says.
[[nodiscard]] Difference difference(const Photo& a, const Photo& b, double than = 0, const Image8& where = {},
                                    bool selected = true);

}  // namespace countenance::hosts
