// SPDX-License-Identifier: GPL-3.0-or-later
// Toolkit: the little in which GTK 2 and GTK 3 differ. All else of a dialog is written in what they share.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <optional>

#include "base/image.h"

namespace countenance::plugin::toolkit {

/// [0, 1] each.
struct Colour {
  double red = 0, green = 0, blue = 0;
};
/// Of a window: what text is written in, and what it lies on.
struct Colours {
  Colour text, back;
};
[[nodiscard]] Colours colours(GtkWidget* widget);

[[nodiscard]] GtkWidget* box(GtkOrientation orientation, int spacing);
/// Horizontal, without its number; filled from the left up to where it stands, or not.
[[nodiscard]] GtkWidget* scale(GtkAdjustment* adjustment, bool filled);
[[nodiscard]] GtkWidget* line();  ///< horizontal, between parts
/// The row of a dialog's own buttons takes no room.
void hide_actions(GtkDialog* dialog);
/// As the theme marks what most will want.
void suggest(GtkWidget* button);
/// Scrolls up and down only; what is in it is narrower by gutter() px, where the bar is.
[[nodiscard]] GtkWidget* scrolled(GtkWidget* child);
[[nodiscard]] int gutter();

/// Calls `draw` whenever the widget is drawn, with its size, origin at its corner; over what it draws itself if `over`.
using Draw = std::function<void(cairo_t*, Size)>;
void on_draw(GtkWidget* widget, Draw draw, bool over = false);
/// None: the usual one.
void set_cursor(GtkWidget* widget, std::optional<GdkCursorType> cursor);
/// Px of the screen for each that widgets count in.
[[nodiscard]] int screen_scale(GtkWidget* widget);

}  // namespace countenance::plugin::toolkit
