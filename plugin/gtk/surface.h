// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures as Cairo paints them, and the few shapes that drawn widgets share.
#pragma once

#include <cairo.h>

#include <memory>
#include <string>

#include "desk.h"
#include "toolkit.h"

namespace countenance::plugin {

struct SurfaceGone {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using Surface = std::unique_ptr<cairo_surface_t, SurfaceGone>;

/// A picture of a desk, made into a surface once.
class Painted {
 public:
  /// The same again costs nothing. Null: nothing is painted.
  void set(Desk::Shown shown);
  [[nodiscard]] bool empty() const { return !shown_; }
  [[nodiscard]] const Desk::Shown& shown() const { return shown_; }
  /// Over all of that rectangle.
  void paint(cairo_t* cr, double x, double y, double width, double height) const;

 private:
  Desk::Shown shown_;
  Surface surface_;
};

void set_colour(cairo_t* cr, const toolkit::Colour& colour, double alpha = 1);
void rounded(cairo_t* cr, double x, double y, double width, double height, double radius);
/// Between the two, `share` of the second.
[[nodiscard]] toolkit::Colour mixed(const toolkit::Colour& a, const toolkit::Colour& b, double share);

/// How near a limit something is, as gauges and the verdict are coloured.
enum class Tone { calm, near, over };
[[nodiscard]] Tone tone_of(double share);
[[nodiscard]] toolkit::Colour colour_of(Tone tone);
inline constexpr toolkit::Colour kAmber{0.85, 0.62, 0.20};

}  // namespace countenance::plugin
