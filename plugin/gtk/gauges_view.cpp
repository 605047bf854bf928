// SPDX-License-Identifier: GPL-3.0-or-later
#include "gauges_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gauge_words.h"
#include "labels.h"
#include "surface.h"
#include "toolkit.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

constexpr std::size_t kPlaces = 5;  // kept for gauges that are not there yet
constexpr int kWords = 17;          // characters
constexpr int kMore = 440;          // px: of a line
constexpr double kThickness = 8;    // of a bar
constexpr double kPastLimit = 1.0;  // the bar ends at the limit
constexpr double kBefore = 0.35;    // how strong a share is drawn that is no more

const FaceGauges* chosen(const Standing& standing, int face) {
  const FaceGauges* nearest = nullptr;
  for (const FaceGauges& f : standing.faces) {
    if (f.face == face) return &f;
    if (!f.gauges.empty() && (!nearest || f.drift > nearest->drift)) nearest = &f;
  }
  return nearest;
}

std::string words_of(const Gauge& gauge, bool exact, bool first) {
  if (!gauge.taken) return gauge.words;
  std::string words = (exact ? "" : "≈ ") + percent(gauge.share);
  if (gauge.before) return fmt::format("{:.0f} → {}", 100 * *gauge.before, words);
  return first ? fmt::format("{} {}", words, _("of limit")) : words;
}

std::string tip_of(const Gauge& gauge) {
  if (!gauge.taken) return gauge.title + ": " + gauge.words;
  const std::string was = gauge.before ? fmt::format("{} {}, ", percent(*gauge.before), _("before")) : "";
  return fmt::format("{}: {}{} {}{}", gauge.title, was, percent(gauge.share), _("of limit"),
                     gauge.where.empty() ? "" : ", " + gauge.where);
}

}  // namespace

GaugesView::GaugesView(GtkSizeGroup* titles, std::size_t at_once)
    : titles_(titles),
      at_once_(at_once),
      box_(toolkit::box(GTK_ORIENTATION_VERTICAL, 6)),
      heading_(plain_label("")),
      first_(toolkit::box(GTK_ORIENTATION_VERTICAL, 6)),
      more_(gtk_expander_new(nullptr)),
      more_label_(plain_label("")),
      rest_(toolkit::box(GTK_ORIENTATION_VERTICAL, 6)) {
  set_strong(heading_, _("Still the same person?"));
  gtk_label_set_line_wrap(GTK_LABEL(more_label_), TRUE);
  gtk_label_set_max_width_chars(GTK_LABEL(more_label_), 40);  // it may still be as wide as it asks for
  gtk_widget_set_size_request(more_label_, kMore, -1);
  gtk_expander_set_label_widget(GTK_EXPANDER(more_), more_label_);
  gtk_expander_set_spacing(GTK_EXPANDER(more_), 6);
  gtk_container_add(GTK_CONTAINER(more_), rest_);
  for (GtkWidget* part : {heading_, first_, more_}) gtk_box_pack_start(GTK_BOX(box_), part, FALSE, FALSE, 0);
}

void GaugesView::make_row(std::size_t number) {
  auto made = std::make_unique<Row>();
  Row* row = made.get();
  row->row = toolkit::box(GTK_ORIENTATION_HORIZONTAL, 10);
  row->title = plain_label("");
  row->bar = gtk_drawing_area_new();
  row->words = plain_label("");
  ellipsize(row->words, kWords);
  gtk_size_group_add_widget(titles_, row->title);
  gtk_widget_set_size_request(row->bar, 120, 14);
  gtk_box_pack_start(GTK_BOX(row->row), row->title, FALSE, FALSE, 0);
  gtk_box_pack_start(GTK_BOX(row->row), row->bar, TRUE, TRUE, 0);
  gtk_box_pack_start(GTK_BOX(row->row), row->words, FALSE, FALSE, 0);
  toolkit::on_draw(row->bar, [this, row](cairo_t* cr, Size size) { draw_bar(cr, size.width, size.height, *row); });
  gtk_box_pack_start(GTK_BOX(number < at_once_ ? first_ : rest_), row->row, FALSE, FALSE, 0);
  gtk_widget_show_all(row->row);
  rows_.push_back(std::move(made));
}

void GaugesView::draw_bar(cairo_t* cr, int width, int height, const Row& row) const {
  if (row.gauge.title.empty()) return;  // its place alone
  const toolkit::Colours colours = toolkit::colours(row.bar);
  const double y = std::round((height - kThickness) / 2), end = width - 4;
  rounded(cr, 0, y, end, kThickness, 2);
  set_colour(cr, mixed(colours.back, colours.text, 0.16));
  cairo_fill(cr);
  const auto fill = [&](double share, double alpha) {
    const double length = end * std::clamp(share, 0.0, kPastLimit);
    if (length <= 0.5) return;
    rounded(cr, 0, y, length, kThickness, 2);
    set_colour(cr, colour_of(tone_of(share)), stale_ ? 0.4 * alpha : alpha);
    cairo_fill(cr);
  };
  if (row.gauge.before) fill(*row.gauge.before, kBefore);
  if (row.gauge.taken) fill(row.gauge.share, 1);
  set_colour(cr, colours.text, 0.8);  // the limit
  cairo_rectangle(cr, end, y - 2, 2, kThickness + 4);
  cairo_fill(cr);
}

/// Without a standing the rows stay where they are, without a number: nothing jumps.
void GaugesView::show(const Standing* standing, int face, bool stale) {
  stale_ = stale;
  const FaceGauges* shown = standing ? chosen(*standing, face) : nullptr;
  const std::size_t count = shown ? shown->gauges.size() : std::max(rows_.size(), std::min(at_once_, kPlaces));
  while (rows_.size() < count) make_row(rows_.size());
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    gtk_widget_set_visible(rows_[i]->row, i < count);
    if (i < count)
      set_row(*rows_[i], shown ? shown->gauges[i] : Gauge{rows_[i]->gauge.title, 0, false}, standing, i == 0);
  }
  const bool several = standing && standing->faces.size() > 1 && shown;
  const std::string heading = _("Still the same person?");
  set_strong(heading_, several ? fmt::format("{} {} {}", heading, _("Face"), shown->face) : heading);
  gtk_widget_set_visible(more_, count > at_once_);
  if (count > at_once_) set_faint(more_label_, shown ? words_of_rest(std::span(shown->gauges).subspan(at_once_)) : "…");
}

void GaugesView::set_row(Row& row, const Gauge& gauge, const Standing* standing, bool first) {
  row.gauge = gauge;
  const std::string words = words_of(gauge, standing && standing->exact, first);
  gtk_label_set_text(GTK_LABEL(row.title), gauge.title.c_str());
  gtk_label_set_text(GTK_LABEL(row.words), words.c_str());
  gtk_widget_set_tooltip_text(row.row, tip_of(gauge).c_str());
  name_accessible(row.bar, tip_of(gauge));
  gtk_widget_queue_draw(row.bar);
}

}  // namespace countenance::plugin
