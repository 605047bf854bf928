// SPDX-License-Identifier: GPL-3.0-or-later
#include "toolkit.h"

namespace countenance::plugin::toolkit {
namespace {

Colour colour_of(const GdkColor& c) { return {c.red / 65535.0, c.green / 65535.0, c.blue / 65535.0}; }

gboolean draw(GtkWidget* widget, GdkEventExpose* event, gpointer data) {
  cairo_t* cr = gdk_cairo_create(event->window);
  gdk_cairo_region(cr, event->region);
  cairo_clip(cr);
  GtkAllocation at;
  gtk_widget_get_allocation(widget, &at);
  if (!gtk_widget_get_has_window(widget)) cairo_translate(cr, at.x, at.y);
  cairo_rectangle(cr, 0, 0, at.width, at.height);
  cairo_clip(cr);
  (*static_cast<Draw*>(data))(cr, {at.width, at.height});
  cairo_destroy(cr);
  return FALSE;
}

}  // namespace

Colours colours(GtkWidget* widget) {
  gtk_widget_ensure_style(widget);
  const GtkStyle* style = gtk_widget_get_style(widget);
  return {colour_of(style->fg[GTK_STATE_NORMAL]), colour_of(style->bg[GTK_STATE_NORMAL])};
}

GtkWidget* box(GtkOrientation orientation, int spacing) {
  return orientation == GTK_ORIENTATION_VERTICAL ? gtk_vbox_new(FALSE, spacing) : gtk_hbox_new(FALSE, spacing);
}

GtkWidget* scale(GtkAdjustment* adjustment, bool) {
  GtkWidget* made = gtk_hscale_new(adjustment);
  gtk_scale_set_draw_value(GTK_SCALE(made), FALSE);
  return made;
}

/// A scroll bar as the theme has it, and what lies before it.
/// In a window: outside of one a theme's styles are not found.
int gutter() {
  GtkWidget *top = gtk_window_new(GTK_WINDOW_POPUP), *scrolled = gtk_scrolled_window_new(nullptr, nullptr);
  GtkWidget* upright = gtk_scrolled_window_get_vscrollbar(GTK_SCROLLED_WINDOW(scrolled));
  gtk_container_add(GTK_CONTAINER(top), scrolled);
  for (GtkWidget* part : {scrolled, upright}) gtk_widget_ensure_style(part);
  GtkRequisition bar;
  gtk_widget_size_request(upright, &bar);
  gint spacing = 0;
  gtk_widget_style_get(scrolled, "scrollbar-spacing", &spacing, nullptr);
  gtk_widget_destroy(top);
  return bar.width + spacing;
}

GtkWidget* line() { return gtk_hseparator_new(); }
void hide_actions(GtkDialog* dialog) {
  gtk_widget_set_no_show_all(gtk_dialog_get_action_area(dialog), TRUE);
  gtk_widget_hide(gtk_dialog_get_action_area(dialog));
}
void suggest(GtkWidget*) {}

GtkWidget* scrolled(GtkWidget* child) {
  GtkWidget* made = gtk_scrolled_window_new(nullptr, nullptr);
  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(made), GTK_POLICY_NEVER, GTK_POLICY_ALWAYS);
  gtk_scrolled_window_add_with_viewport(GTK_SCROLLED_WINDOW(made), child);
  gtk_viewport_set_shadow_type(GTK_VIEWPORT(gtk_bin_get_child(GTK_BIN(made))), GTK_SHADOW_NONE);
  return made;
}

void on_draw(GtkWidget* widget, Draw act, bool over) {
  g_signal_connect_data(
      widget, "expose-event", G_CALLBACK(draw), new Draw(std::move(act)),
      [](gpointer data, GClosure*) { delete static_cast<Draw*>(data); }, over ? G_CONNECT_AFTER : GConnectFlags(0));
}

void set_cursor(GtkWidget* widget, std::optional<GdkCursorType> type) {
  GdkWindow* window = gtk_widget_get_window(widget);
  if (!window) return;
  GdkCursor* cursor = type ? gdk_cursor_new_for_display(gtk_widget_get_display(widget), *type) : nullptr;
  gdk_window_set_cursor(window, cursor);
  if (cursor) gdk_cursor_unref(cursor);
}

int screen_scale(GtkWidget*) { return 1; }

}  // namespace countenance::plugin::toolkit
