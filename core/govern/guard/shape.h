// SPDX-License-Identifier: Apache-2.0
// Shape: where each place of the original's frame lies in the edited picture, by dense flow, taken again on the picture
// with what was found undone until it is followed closely:
//
//   F₀ = 0,  F_{k+1}(q) = m_k(q) + F_k(q + m_k(q)),  m_k = flow of the original to R_k(q) = E(q + F_k(q)), smoothed
//
// σ from .10 to .03 IOD. A map that would tear or fold (the Jacobian's determinant under ¼ or over 4) is smoothed there.
#pragma once

#include "drift/motion.h"

namespace countenance::govern {

/// h × w × 2, frame px: a place of the original lies that far from itself in the edited picture. Fades to 0 over the last
/// .25 IOD before the frame's end: the edit goes on beyond it.
[[nodiscard]] ImageF find_shape(const drift::Reference& reference, const drift::EditedView& edited);

/// `picture` sampled at q + shift(q) (cubic; border pixels beyond its ends). Any number of channels.
[[nodiscard]] ImageF sampled(const ImageF& picture, const ImageF& shift);

/// The edited picture as it is seen with that undone.
[[nodiscard]] drift::EditedView undone(const drift::EditedView& edited, const ImageF& shift);

}  // namespace countenance::govern
