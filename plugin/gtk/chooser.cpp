// SPDX-License-Identifier: GPL-3.0-or-later
#include "chooser.h"

#include <algorithm>
#include <numbers>
#include <utility>

#include "signals.h"
#include "surface.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

enum Column { kTitle, kLock, kColumns };
constexpr int kIcon = 16;  // px

/// A padlock, seen on light and on dark; themes differ in what they call theirs, if they have one.
GdkPixbuf* draw_lock(const toolkit::Colour& colour) {
  const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, kIcon, kIcon));
  cairo_t* cr = cairo_create(surface.get());
  cairo_set_source_rgb(cr, 1, 1, 1);
  rounded(cr, 3, 7, 10, 7, 1.5);
  cairo_fill(cr);
  cairo_set_line_width(cr, 1.8);
  cairo_arc(cr, 8, 6, 3, std::numbers::pi, 2 * std::numbers::pi);
  cairo_rel_line_to(cr, 0, 2);
  cairo_move_to(cr, 5, 6);
  cairo_rel_line_to(cr, 0, 2);
  cairo_stroke(cr);
  cairo_destroy(cr);
  cairo_surface_flush(surface.get());
  GdkPixbuf* out = gdk_pixbuf_new(GDK_COLORSPACE_RGB, TRUE, 8, kIcon, kIcon);
  for (int y = 0; y < kIcon; ++y)
    for (int x = 0; x < kIcon; ++x) {
      const auto* from =
          cairo_image_surface_get_data(surface.get()) + y * cairo_image_surface_get_stride(surface.get());
      guchar* to = gdk_pixbuf_get_pixels(out) + y * gdk_pixbuf_get_rowstride(out) + 4 * x;
      const guchar rgba[] = {guchar(255 * colour.red), guchar(255 * colour.green), guchar(255 * colour.blue),
                             guchar(reinterpret_cast<const std::uint32_t*>(from)[x] >> 24)};
      std::copy(std::begin(rgba), std::end(rgba), to);
    }
  return out;
}

gboolean is_separator(GtkTreeModel* model, GtkTreeIter* at, gpointer) {
  gchar* title = nullptr;
  gtk_tree_model_get(model, at, kTitle, &title, -1);
  const bool none = title == nullptr;
  g_free(title);
  return none;
}

}  // namespace

Chooser::Chooser(std::function<void(const std::string&)> chosen)
    : chosen_(std::move(chosen)), store_(gtk_list_store_new(kColumns, G_TYPE_STRING, GDK_TYPE_PIXBUF)) {
  combo_ = gtk_combo_box_new_with_model(GTK_TREE_MODEL(store_));
  g_object_unref(store_);  // the combo box holds it
  GtkCellRenderer* title = gtk_cell_renderer_text_new();
  g_object_set(title, "ellipsize", PANGO_ELLIPSIZE_END, "width-chars", 12, nullptr);
  gtk_cell_layout_pack_start(GTK_CELL_LAYOUT(combo_), title, TRUE);
  gtk_cell_layout_set_attributes(GTK_CELL_LAYOUT(combo_), title, "text", int(kTitle), nullptr);
  GtkCellRenderer* lock = gtk_cell_renderer_pixbuf_new();
  gtk_cell_layout_pack_end(GTK_CELL_LAYOUT(combo_), lock, FALSE);
  gtk_cell_layout_set_attributes(GTK_CELL_LAYOUT(combo_), lock, "pixbuf", int(kLock), nullptr);
  gtk_combo_box_set_row_separator_func(GTK_COMBO_BOX(combo_), is_separator, nullptr, nullptr);
  on(combo_, "changed", [this] {
    if (!quiet_) changed();
  });
  // A wheel that scrolls what is around must not choose anything.
  on_event(combo_, "scroll-event", [this](GdkEvent*) {
    g_signal_stop_emission_by_name(combo_, "scroll-event");
    return false;
  });
}

void Chooser::offer(std::vector<Offer> offers, const std::string& file) {
  const Quiet quiet(quiet_);
  offers_ = std::move(offers);
  gtk_list_store_clear(store_);
  GdkPixbuf* lock = draw_lock(kAmber);
  for (const Offer& offer : offers_)
    gtk_list_store_insert_with_values(store_, nullptr, -1, int(kTitle), offer.title.c_str(), int(kLock),
                                      offer.locked ? lock : nullptr, -1);
  g_object_unref(lock);
  if (!file.empty()) {
    gtk_list_store_insert_with_values(store_, nullptr, -1, -1);
    gtk_list_store_insert_with_values(store_, nullptr, -1, int(kTitle), file.c_str(), -1);
  }
  show(value_);
}

bool Chooser::offers(const std::string& value) const {
  return std::any_of(offers_.begin(), offers_.end(), [&](const Offer& o) { return o.value == value; });
}

void Chooser::show(const std::string& value) {
  const Quiet quiet(quiet_);
  value_ = value;
  const auto at = std::find_if(offers_.begin(), offers_.end(), [&](const Offer& o) { return o.value == value; });
  gtk_combo_box_set_active(GTK_COMBO_BOX(combo_), at == offers_.end() ? -1 : int(at - offers_.begin()));
}

void Chooser::changed() {
  const int at = gtk_combo_box_get_active(GTK_COMBO_BOX(combo_));
  if (at < 0) return;
  if (at >= int(offers_.size())) return ask_file();
  value_ = offers_[std::size_t(at)].value;
  const std::string value = value_;
  chosen_(value);
}

void Chooser::ask_file() {
  show(value_);  // until one is chosen
  GtkWidget* dialog = gtk_file_chooser_dialog_new(_("Choose a file"), GTK_WINDOW(gtk_widget_get_toplevel(combo_)),
                                                  GTK_FILE_CHOOSER_ACTION_OPEN, _("_Cancel"), GTK_RESPONSE_CANCEL,
                                                  _("_Open"), GTK_RESPONSE_ACCEPT, nullptr);
  gchar* name = nullptr;
  if (gtk_dialog_run(GTK_DIALOG(dialog)) == GTK_RESPONSE_ACCEPT)
    name = gtk_file_chooser_get_filename(GTK_FILE_CHOOSER(dialog));
  gtk_widget_destroy(dialog);
  if (!name) return;
  const std::string value = name;
  g_free(name);
  chosen_(value);
}

}  // namespace countenance::plugin
