// SPDX-License-Identifier: GPL-3.0-or-later
#include "dial_row.h"

#include <gdk/gdkkeysyms.h>

#include <cmath>
#include <utility>

#include "labels.h"
#include "signals.h"
#include "surface.h"
#include "toolkit.h"
#include "translate.h"
#include "units.h"

namespace countenance::plugin {
namespace {

constexpr int kNumber = 8;  // characters

}  // namespace

DialRow::DialRow(const Parameter& parameter, const std::string& label, bool strong, GtkSizeGroup* titles,
                 std::function<void(float)> moved)
    : parameter_(parameter), moved_(std::move(moved)), row_(toolkit::box(GTK_ORIENTATION_HORIZONTAL, 10)) {
  const Unit unit = unit_of(parameter);
  adjustment_ = GTK_ADJUSTMENT(
      gtk_adjustment_new(0, unit.factor * parameter.low, unit.factor * parameter.high, unit.step, unit.page, 0));
  scale_ = toolkit::scale(adjustment_, parameter.low >= 0);
  gtk_scale_set_digits(GTK_SCALE(scale_), unit.decimals);
  entry_ = gtk_entry_new();
  gtk_entry_set_width_chars(GTK_ENTRY(entry_), kNumber);
  gtk_entry_set_alignment(GTK_ENTRY(entry_), 1);

  GtkWidget* title = row_label(label, titles, scale_);
  if (strong) gtk_label_set_markup_with_mnemonic(GTK_LABEL(title), ("<b>" + markup_of(label) + "</b>").c_str());
  gtk_box_pack_start(GTK_BOX(row_), title, FALSE, FALSE, 0);
  gtk_box_pack_start(GTK_BOX(row_), scale_, TRUE, TRUE, 0);
  gtk_box_pack_start(GTK_BOX(row_), entry_, FALSE, FALSE, 0);
  for (GtkWidget* part : {scale_, entry_}) name_accessible(part, _(parameter.title));
  gtk_widget_set_tooltip_text(title, help_of(parameter).c_str());
  gtk_widget_set_tooltip_text(scale_, help_of(parameter).c_str());

  on(adjustment_, "value-changed", [this] {
    if (!quiet_) tell(gtk_adjustment_get_value(adjustment_));
  });
  on(entry_, "activate", [this] { typed_in(); });
  on_event(entry_, "focus-out-event", [this](GdkEvent*) {
    typed_in();
    return false;
  });
  on_event(entry_, "key-press-event", [this](GdkEvent* event) {
    const guint key = event->key.keyval;
    if (key == GDK_KEY_Up || key == GDK_KEY_Down) step(key == GDK_KEY_Up ? 1 : -1);
    return key == GDK_KEY_Up || key == GDK_KEY_Down;
  });
  // The wheel scrolls the rows; it must not turn a dial under way.
  on_event(scale_, "scroll-event", [this](GdkEvent*) {
    g_signal_stop_emission_by_name(scale_, "scroll-event");
    return false;
  });
  toolkit::on_draw(
      scale_, [this](cairo_t* cr, Size) { draw_tick(cr); }, true);
}

void DialRow::tell(double shown) { moved_(float(shown / unit_of(parameter_).factor)); }

void DialRow::show(float value) {
  const Quiet quiet(quiet_);
  gtk_adjustment_set_value(adjustment_, unit_of(parameter_).factor * double(value));
  gtk_entry_set_text(GTK_ENTRY(entry_), in_words(parameter_, value).c_str());
}

void DialRow::typed_in() {
  const std::string text = gtk_entry_get_text(GTK_ENTRY(entry_));
  const float now = float(gtk_adjustment_get_value(adjustment_) / unit_of(parameter_).factor);
  if (text == in_words(parameter_, now)) return;
  const auto value = typed(parameter_, text);
  if (value)
    moved_(*value);
  else
    show(now);
}

void DialRow::step(int by) {
  const Unit unit = unit_of(parameter_);
  gtk_adjustment_set_value(adjustment_, gtk_adjustment_get_value(adjustment_) + by * unit.step);
}

void DialRow::tick(std::optional<float> at, const std::string& words) {
  tick_ = at;
  const std::string help = help_of(parameter_);
  gtk_widget_set_tooltip_text(scale_, words.empty() ? help.c_str() : (help + "\n" + words).c_str());
  gtk_widget_queue_draw(scale_);
}

void DialRow::draw_tick(cairo_t* cr) const {
  if (!tick_ || parameter_.high <= parameter_.low) return;
  GdkRectangle range;
  gint start = 0, end = 0;
  gtk_range_get_range_rect(GTK_RANGE(scale_), &range);
  gtk_range_get_slider_range(GTK_RANGE(scale_), &start, &end);
  const double slider = end - start;
  const double share = (*tick_ - parameter_.low) / (parameter_.high - parameter_.low);
  const double x = std::round(range.x + slider / 2 + share * (range.width - slider));
  const double y = range.y + range.height / 2.0;
  set_colour(cr, kAmber);
  cairo_rectangle(cr, x - 1, y - 8, 2, 16);
  cairo_fill(cr);
}

}  // namespace countenance::plugin
