// SPDX-License-Identifier: GPL-3.0-or-later
// The verdict: one sentence in a tinted box, and a line of what to do or what comes next.
#pragma once

#include <gtk/gtk.h>

#include <string>

#include "surface.h"

namespace countenance::plugin {

class VerdictBox {
 public:
  explicit VerdictBox(int width);
  VerdictBox(const VerdictBox&) = delete;
  VerdictBox& operator=(const VerdictBox&) = delete;

  [[nodiscard]] GtkWidget* widget() const { return box_; }
  void show(Tone tone, const std::string& sentence, const std::string& more);
  /// Nothing is known yet.
  void wait(const std::string& words);

 private:
  void set(bool tinted, Tone tone, const std::string& markup, const std::string& spoken);
  void draw(cairo_t* cr, Size size) const;

  GtkWidget *box_, *label_;
  bool tinted_ = false;
  Tone tone_ = Tone::calm;
};

}  // namespace countenance::plugin
