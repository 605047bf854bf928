// SPDX-License-Identifier: GPL-3.0-or-later
// Viewport: which part of a photo is seen, and how large. Plain values; px of the screen are the device's own.
#pragma once

#include "base/image.h"

namespace countenance::plugin {

struct Viewport {
  Size photo, window;   ///< px of the photo; px of the screen
  bool whole = true;    ///< all of the photo, as large as fits
  double zoom = 1;      ///< px of the screen for each of the photo
  double x = 0, y = 0;  ///< of the photo, in the middle of the window
};

struct Spot {
  double x = 0, y = 0;
};
[[nodiscard]] Spot on_screen(const Viewport& v, Spot photo);
[[nodiscard]] Spot on_photo(const Viewport& v, Spot screen);

[[nodiscard]] Viewport fitted(Viewport v);                             ///< all of it; never larger than 100 %
[[nodiscard]] Viewport resized(Viewport v, Size window);               ///< what was in the middle stays there
[[nodiscard]] Viewport at_zoom(Viewport v, double zoom, Spot screen);  ///< what lies at `screen` stays there
[[nodiscard]] Viewport panned(Viewport v, double dx, double dy);       ///< by px of the screen
/// That part in the middle, with as much around it as fits; never larger than 100 %.
[[nodiscard]] Viewport centred(Viewport v, const Rect& part);
/// What is seen, whole px; inside the photo.
[[nodiscard]] Rect seen(const Viewport& v);

}  // namespace countenance::plugin
