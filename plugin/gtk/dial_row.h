// SPDX-License-Identifier: GPL-3.0-or-later
// A dial's row: title, scale, and its number to type. An amber tick on the scale is how far it could go.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "parameters.h"

namespace countenance::plugin {

class DialRow {
 public:
  /// `label`: with its mnemonic; bold if `strong`. `titles` keeps rows in columns.
  DialRow(const Parameter& parameter, const std::string& label, bool strong, GtkSizeGroup* titles,
          std::function<void(float)> moved);
  DialRow(const DialRow&) = delete;
  DialRow& operator=(const DialRow&) = delete;

  [[nodiscard]] GtkWidget* widget() const { return row_; }
  [[nodiscard]] const Parameter& parameter() const { return parameter_; }
  void show(float value);
  /// None: nothing holds it back. `words` are the scale's tooltip then.
  void tick(std::optional<float> at, const std::string& words);

 private:
  void typed_in();
  void step(int by);
  void draw_tick(cairo_t* cr) const;
  void tell(double shown);

  const Parameter& parameter_;
  std::function<void(float)> moved_;
  GtkWidget *row_, *scale_, *entry_;
  GtkAdjustment* adjustment_;
  std::optional<float> tick_;
  bool quiet_ = false;
};

}  // namespace countenance::plugin
