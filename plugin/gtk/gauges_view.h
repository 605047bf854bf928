// SPDX-License-Identifier: GPL-3.0-or-later
// Gauges: each measure as a bar from nothing to its limit, paler up to where it was before a guard; the first few at
// once, the others behind "6 more".
#pragma once

#include <gtk/gtk.h>

#include <memory>
#include <string>
#include <vector>

#include "gauges.h"

namespace countenance::plugin {

class GaugesView {
 public:
  /// Rows stand in the columns of `titles`; `at_once` of them are always in sight.
  GaugesView(GtkSizeGroup* titles, std::size_t at_once);
  GaugesView(const GaugesView&) = delete;
  GaugesView& operator=(const GaugesView&) = delete;

  [[nodiscard]] GtkWidget* widget() const { return box_; }
  /// Of `face` (from 1), or, if 0, of the one that is nearest a limit. `stale`: they are of something else, and are
  /// dimmed.
  void show(const Standing* standing, int face, bool stale);

 private:
  struct Row {
    GtkWidget *row, *title, *bar, *words;
    Gauge gauge;
  };
  void make_row(std::size_t number);
  void draw_bar(cairo_t* cr, int width, int height, const Row& row) const;
  void set_row(Row& row, const Gauge& gauge, const Standing* standing, bool first);

  GtkSizeGroup* titles_;
  std::size_t at_once_;
  GtkWidget *box_, *heading_, *first_, *more_, *more_label_, *rest_;
  std::vector<std::unique_ptr<Row>> rows_;
  bool stale_ = true;
};

}  // namespace countenance::plugin
