// SPDX-License-Identifier: GPL-3.0-or-later
#include "verdict_box.h"

#include "labels.h"
#include "toolkit.h"

namespace countenance::plugin {
namespace {

constexpr int kPadding = 11;
constexpr int kHeight = 66;  // of three lines: the box does not jump as sentences come and go
constexpr double kTint = 0.13, kBorder = 0.55;

/// A number and its "%" stay on one line.
std::string unbroken(std::string text) {
  for (std::size_t at = 0; (at = text.find(" %", at)) != std::string::npos;) text.replace(at, 1, "\u00a0");
  return text;
}

const char* sign_of(Tone tone) { return tone == Tone::over ? "✕" : tone == Tone::near ? "!" : "✓"; }

}  // namespace

VerdictBox::VerdictBox(int width) : box_(gtk_event_box_new()), label_(plain_label("")) {
  gtk_widget_set_app_paintable(box_, TRUE);
  gtk_label_set_line_wrap(GTK_LABEL(label_), TRUE);
  g_object_set(label_, "yalign", 0.5, nullptr);
  gtk_label_set_max_width_chars(GTK_LABEL(label_), 40);  // it may still be as wide as there is room
  gtk_widget_set_size_request(label_, width - 2 * kPadding, -1);
  GtkWidget *inside = toolkit::box(GTK_ORIENTATION_HORIZONTAL, 0), *strut = plain_label("");
  gtk_widget_set_size_request(strut, 0, kHeight);  // for GTK 2 the label's own would be its most, not its least
  gtk_container_set_border_width(GTK_CONTAINER(inside), kPadding);
  gtk_box_pack_start(GTK_BOX(inside), label_, TRUE, TRUE, 0);
  gtk_box_pack_start(GTK_BOX(inside), strut, FALSE, FALSE, 0);
  gtk_container_add(GTK_CONTAINER(box_), inside);
  toolkit::on_draw(box_, [this](cairo_t* cr, Size size) { draw(cr, size); });
}

void VerdictBox::draw(cairo_t* cr, Size size) const {
  const toolkit::Colours colours = toolkit::colours(box_);
  const toolkit::Colour tone = tinted_ ? colour_of(tone_) : colours.text;
  set_colour(cr, colours.back);
  cairo_paint(cr);
  rounded(cr, 0.5, 0.5, size.width - 1, size.height - 1, 5);
  set_colour(cr, mixed(colours.back, tone, tinted_ ? kTint : 0.04));
  cairo_fill_preserve(cr);
  set_colour(cr, mixed(colours.back, tone, tinted_ ? kBorder : 0.2));
  cairo_set_line_width(cr, 1);
  cairo_stroke(cr);
}

void VerdictBox::set(bool tinted, Tone tone, const std::string& markup, const std::string& spoken) {
  tinted_ = tinted;
  tone_ = tone;
  gtk_label_set_markup(GTK_LABEL(label_), markup.c_str());
  name_accessible(label_, spoken);
  gtk_widget_queue_draw(box_);
}

void VerdictBox::show(Tone tone, const std::string& sentence, const std::string& more) {
  std::string markup = std::string(sign_of(tone)) + "  " + markup_of(unbroken(sentence));
  if (!more.empty()) markup += "\n<small>" + markup_of(unbroken(more)) + "</small>";
  set(true, tone, markup, sentence + " " + more);
}

void VerdictBox::wait(const std::string& words) { set(false, Tone::calm, markup_of(words), words); }

}  // namespace countenance::plugin
