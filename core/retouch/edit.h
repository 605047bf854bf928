// SPDX-License-Identifier: Apache-2.0
// Edit: one operator's full-strength change of one face. Operators are pure functions of canvas, skin map and
// parameters; they know nothing of limits, hosts, files or each other.
#pragma once

#include <string>
#include <vector>

#include "base/geometry.h"
#include "base/image.h"

namespace countenance::retouch {

struct Edit {
  std::string name;  ///< "even", "fill", "key-turn", …: the dial it belongs to
  ImageF delta;  ///< h × w × 3 (or × 1: the same in all channels), stops of density, at work scale; what strength 1
                 ///< adds. Mask applied.
  ImageF mask;   ///< h × w, [0, 1]: where it may act; let go once the edit is proposed
  std::string note;                   ///< what it found, or why it holds back, in words; empty: nothing to say
  bool trusted = true;                ///< false: its own fit says it cannot be relied on, and delta is 0
  bool decided = false;               ///< given wholly or not at all: half of it is not what anybody asked for
  std::vector<std::size_t> offers{};  ///< marks it found and left, because colour does not say what they are
  Rect part{};                        ///< of the canvas, where `delta` lies; elsewhere it is 0. Empty: the whole canvas
};

/// Keeps of the delta the smallest part beyond which it is 0 (a pixel, where it is 0 everywhere): a portrait's eyes are a
/// hundredth of its canvas.
void crop(Edit& edit);
/// The delta on a canvas of that size.
[[nodiscard]] ImageF whole(const Edit& edit, Size canvas);

}  // namespace countenance::retouch
