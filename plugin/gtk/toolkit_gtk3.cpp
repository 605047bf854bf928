// SPDX-License-Identifier: GPL-3.0-or-later
#include "toolkit.h"

namespace countenance::plugin::toolkit {
namespace {

gboolean draw(GtkWidget* widget, cairo_t* cr, gpointer data) {
  const Size size{gtk_widget_get_allocated_width(widget), gtk_widget_get_allocated_height(widget)};
  cairo_save(cr);
  cairo_rectangle(cr, 0, 0, size.width, size.height);
  cairo_clip(cr);
  (*static_cast<Draw*>(data))(cr, size);
  cairo_restore(cr);
  return FALSE;
}

Colour lookup(GtkStyleContext* style, const char* name, const GdkRGBA& otherwise) {
  GdkRGBA c = otherwise;
  gtk_style_context_lookup_color(style, name, &c);
  return {c.red, c.green, c.blue};
}

}  // namespace

Colours colours(GtkWidget* widget) {
  GtkStyleContext* style = gtk_widget_get_style_context(widget);
  GdkRGBA text;
  gtk_style_context_get_color(style, GTK_STATE_FLAG_NORMAL, &text);
  const bool light_text = text.red + text.green + text.blue > 1.5;
  const double ground = light_text ? 0.2 : 0.95;  // of a theme that names no colour
  return {{text.red, text.green, text.blue}, lookup(style, "theme_bg_color", {ground, ground, ground, 1})};
}

GtkWidget* box(GtkOrientation orientation, int spacing) { return gtk_box_new(orientation, spacing); }

GtkWidget* scale(GtkAdjustment* adjustment, bool filled) {
  GtkWidget* made = gtk_scale_new(GTK_ORIENTATION_HORIZONTAL, adjustment);
  gtk_scale_set_draw_value(GTK_SCALE(made), FALSE);
  gtk_scale_set_has_origin(GTK_SCALE(made), filled);
  return made;
}

int gutter() { return 12; }

GtkWidget* line() { return gtk_separator_new(GTK_ORIENTATION_HORIZONTAL); }

/// It is one of the parts of the content area, and keeps its margins without buttons.
void hide_actions(GtkDialog* dialog) {
  const auto hide = [](GtkWidget* part, gpointer) {
    if (gtk_style_context_has_class(gtk_widget_get_style_context(part), "dialog-action-box")) {
      gtk_widget_set_no_show_all(part, TRUE);
      gtk_widget_hide(part);
    }
  };
  gtk_container_foreach(GTK_CONTAINER(gtk_dialog_get_content_area(dialog)), hide, nullptr);
}

void suggest(GtkWidget* button) {
  gtk_style_context_add_class(gtk_widget_get_style_context(button), "suggested-action");
}

GtkWidget* scrolled(GtkWidget* child) {
  GtkWidget* made = gtk_scrolled_window_new(nullptr, nullptr);
  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(made), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_margin_end(child, gutter());
  gtk_container_add(GTK_CONTAINER(made), child);
  return made;
}

void on_draw(GtkWidget* widget, Draw act, bool over) {
  g_signal_connect_data(
      widget, "draw", G_CALLBACK(draw), new Draw(std::move(act)),
      [](gpointer data, GClosure*) { delete static_cast<Draw*>(data); }, over ? G_CONNECT_AFTER : GConnectFlags(0));
}

void set_cursor(GtkWidget* widget, std::optional<GdkCursorType> type) {
  GdkWindow* window = gtk_widget_get_window(widget);
  if (!window) return;
  GdkCursor* cursor = type ? gdk_cursor_new_for_display(gtk_widget_get_display(widget), *type) : nullptr;
  gdk_window_set_cursor(window, cursor);
  if (cursor) g_object_unref(cursor);
}

int screen_scale(GtkWidget* widget) { return gtk_widget_get_scale_factor(widget); }

}  // namespace countenance::plugin::toolkit
