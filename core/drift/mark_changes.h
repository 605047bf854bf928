// SPDX-License-Identifier: Apache-2.0
// Which spots of one picture are no longer in another, judged against the noise of their difference, with bright spots
// as decoys. Internal to drift/.
#pragma once

#include <array>
#include <vector>

#include "skin/marks.h"

namespace countenance::drift {

using MarkResponse = std::array<ImageF, skin::kMarkScales>;

/// A dark spot of the first picture.
struct SpotChange {
  int x = 0, y = 0, scale = 0;
  int mark = -1;      ///< of the ledger
  float before = 0;   ///< contrast, stops
  float left = 1;     ///< share of it in the second picture
  float loss = 0;     ///< share lost beyond what the skin's texture lost
  float stops = 0;    ///< contrast so lost
  float certain = 0;  ///< 0…1: beyond the noise of the difference
  float gone = 0;     ///< 0…1: certain, and most of it
};
struct MarkChanges {
  std::vector<SpotChange> spots;  ///< the ledger's, in its order; then others that stand out, one a place
  float bright_gone = 0;          ///< Σ gone of the bright spots: decoys, which no retoucher takes for marks
  float bright_faded = 0;         ///< Σ certain × loss of theirs
  float bright_stops = 0;         ///< most contrast one of them lost
};
struct MarkComparison {
  MarkChanges lost;      ///< spots of the first picture in the second
  MarkChanges invented;  ///< spots of the second in the first
};
/// `usable` 0/1. `finest`: scale the bands begin with; `firm`: the finest that encoding leaves faint spots in. `ledger`: of
/// the first picture.
[[nodiscard]] MarkComparison compare_marks(const MarkResponse& before, const MarkResponse& after, const ImageF& usable,
                                           float u, int finest, int firm, const std::vector<skin::Mark>& ledger);

}  // namespace countenance::drift
