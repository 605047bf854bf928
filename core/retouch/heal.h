// SPDX-License-Identifier: Apache-2.0
// heal: spots that go by themselves, filled from around. What is there to stay (moles, freckles, scars) is not touched,
// nor what colour cannot tell, unless it is asked for.
//
//   Δ = t · B(f + P(d − L) − d, bound),  ∇²f = 0 in the hole, f = L around it;  B(v, b) = b · tanh(|v|/b) · v/|v|
//
// L: density d low-passed at `pores`, so that the person's own pores stay where they are; P: limits them to three deviations of the
// pores beside it, so that a crust does not stay as one; hole: the spot as far as its own
// colour reaches, at most 2.4 of its radii, less the marks that are kept (nothing flows across them); t: taper to the
// border of the skin and of what is kept; |v|: its largest channel. docs/retouch.md.
#pragma once

#include <vector>

#include "retouch/edit.h"
#include "skin/canvas.h"
#include "skin/spots.h"

namespace countenance::retouch {

struct HealParams {
  bool transient = true;             ///< heal what goes by itself
  std::vector<std::size_t> asked{};  ///< marks to heal whatever they are
  std::vector<Point> places{};       ///< work px where no mark was found: a spot's size is healed
  float pores = 0.004f;              ///< σ in IOD
  float bound = 1.5f;                ///< |Δ| of a channel stays under this, stops
};
/// Δ is 0 where there is nothing to heal; `note` says what was found, `offers` which marks colour does not tell. Errors of
/// `asked` are the caller's.
[[nodiscard]] Edit heal(const skin::Canvas& canvas, const skin::Spots& spots, const HealParams& params = {});

/// Radius of a place, IOD.
inline constexpr float kPlaceRadius = 0.013f;
/// Radii that a hole reaches at most, and 2 σ of the low-pass more.
inline constexpr float kMostHole = 2.4f;

}  // namespace countenance::retouch
