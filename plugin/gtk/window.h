// SPDX-License-Identifier: GPL-3.0-or-later
// What the dialogs are laid out in: a picture with its bar left, rows, gauges and the verdict right, buttons below.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>

#include "dialog.h"
#include "mnemonics.h"

namespace countenance::plugin {

class Window {
 public:
  static constexpr int kSide = 500;  ///< px: width of what is right of the picture

  /// `left` is called when the user closes the window.
  Window(const Frame& frame, Mnemonics& mnemonics, std::function<void()> left);
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;
  ~Window();

  void add_picture(GtkWidget* bar, GtkWidget* picture);
  void add_side(GtkWidget* widget);
  void add_scrolled(GtkWidget* widget, int height);  ///< px: at least
  /// At the lower left.
  void add_choice(GtkWidget* widget);
  /// At the lower right, from left to right.
  GtkWidget* add_button(const std::string& label, std::function<void()> clicked);
  void make_default(GtkWidget* button);
  /// Below the picture. No share: no bar.
  void say(const std::string& words, double share = -1);
  /// Until quit(). The frame's dialog is destroyed then, while all that hears of its widgets still lives.
  void run();
  void quit();
  [[nodiscard]] bool running() const { return g_main_loop_is_running(loop_) != FALSE; }
  [[nodiscard]] GtkWidget* widget() const { return dialog_; }

 private:
  GtkWidget *dialog_, *left_, *side_, *bottom_, *buttons_, *status_, *progress_;
  GtkSizeGroup* as_wide_;  ///< buttons
  GMainLoop* loop_;
};

}  // namespace countenance::plugin
