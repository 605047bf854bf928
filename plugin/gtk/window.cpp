// SPDX-License-Identifier: GPL-3.0-or-later
#include "window.h"

#include <algorithm>
#include <utility>

#include "labels.h"
#include "signals.h"
#include "toolkit.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

constexpr int kMargin = 12, kBetween = 12, kWidth = 1180, kHeight = 830;

/// With the room of a scroll bar right of it, as what is scrolled has.
GtkWidget* beside_gutter(GtkWidget* widget) {
  GtkWidget *row = toolkit::box(GTK_ORIENTATION_HORIZONTAL, 0), *gutter = plain_label("");
  gtk_widget_set_size_request(gutter, toolkit::gutter(), -1);
  gtk_box_pack_start(GTK_BOX(row), widget, TRUE, TRUE, 0);
  gtk_box_pack_start(GTK_BOX(row), gutter, FALSE, FALSE, 0);
  return row;
}

}  // namespace

Window::Window(const Frame& frame, Mnemonics& mnemonics, std::function<void()> left)
    : dialog_(frame.dialog),
      left_(toolkit::box(GTK_ORIENTATION_VERTICAL, 8)),
      side_(toolkit::box(GTK_ORIENTATION_VERTICAL, kBetween)),
      bottom_(toolkit::box(GTK_ORIENTATION_HORIZONTAL, 8)),
      buttons_(toolkit::box(GTK_ORIENTATION_HORIZONTAL, 8)),
      status_(plain_label("")),
      progress_(gtk_progress_bar_new()),
      as_wide_(gtk_size_group_new(GTK_SIZE_GROUP_HORIZONTAL)),
      loop_(g_main_loop_new(nullptr, FALSE)) {
  gtk_window_set_default_size(GTK_WINDOW(dialog_), kWidth, kHeight);
  // The right margin is the gutter of what is scrolled.
  GtkWidget* main = toolkit::box(GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_container_set_border_width(GTK_CONTAINER(left_), kMargin);
  gtk_box_pack_start(GTK_BOX(main), left_, TRUE, TRUE, 0);
  GtkWidget* column = toolkit::box(GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_pack_start(GTK_BOX(column), side_, TRUE, TRUE, kMargin);
  gtk_box_pack_start(GTK_BOX(main), column, FALSE, FALSE, 0);
  gtk_widget_set_size_request(side_, kSide + toolkit::gutter(), -1);

  GtkWidget* below = toolkit::box(GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_container_set_border_width(GTK_CONTAINER(below), kMargin);
  gtk_box_pack_start(GTK_BOX(below), bottom_, FALSE, FALSE, 0);
  gtk_box_pack_end(GTK_BOX(below), buttons_, FALSE, FALSE, toolkit::gutter() - kMargin);

  GtkWidget* content = gtk_dialog_get_content_area(GTK_DIALOG(dialog_));
  GtkWidget* line = toolkit::line();
  gtk_box_pack_start(GTK_BOX(content), main, TRUE, TRUE, 0);
  gtk_box_pack_start(GTK_BOX(content), line, FALSE, FALSE, 0);
  gtk_box_pack_start(GTK_BOX(content), below, FALSE, FALSE, 0);
  gtk_box_set_spacing(GTK_BOX(content), 0);
  toolkit::hide_actions(GTK_DIALOG(dialog_));
  on_event(dialog_, "delete-event", [left = std::move(left)](GdkEvent*) {
    left();
    return true;
  });
  if (frame.help) add_button(mnemonics.mark(_("Help")), frame.help);
}

Window::~Window() {
  g_object_unref(as_wide_);
  g_main_loop_unref(loop_);
  if (dialog_) gtk_widget_destroy(dialog_);
}

void Window::add_picture(GtkWidget* bar, GtkWidget* picture) {
  gtk_box_pack_start(GTK_BOX(left_), bar, FALSE, FALSE, 0);
  gtk_box_pack_start(GTK_BOX(left_), picture, TRUE, TRUE, 0);
  GtkWidget* row = toolkit::box(GTK_ORIENTATION_HORIZONTAL, 10);
  gtk_box_pack_start(GTK_BOX(row), status_, TRUE, TRUE, 0);
  gtk_box_pack_end(GTK_BOX(row), progress_, FALSE, FALSE, 0);
  gtk_label_set_ellipsize(GTK_LABEL(status_), PANGO_ELLIPSIZE_END);
  gtk_widget_set_size_request(progress_, 180, -1);
  gtk_widget_set_size_request(row, -1, 22);
  gtk_box_pack_start(GTK_BOX(left_), row, FALSE, FALSE, 0);
}

void Window::add_side(GtkWidget* widget) { gtk_box_pack_start(GTK_BOX(side_), beside_gutter(widget), FALSE, FALSE, 0); }

void Window::add_scrolled(GtkWidget* widget, int height) {
  GtkWidget* scrolled = toolkit::scrolled(widget);
  gtk_widget_set_size_request(scrolled, -1, height);
  gtk_box_pack_start(GTK_BOX(side_), scrolled, TRUE, TRUE, 0);
}

void Window::add_choice(GtkWidget* widget) { gtk_box_pack_start(GTK_BOX(bottom_), widget, FALSE, FALSE, 0); }

GtkWidget* Window::add_button(const std::string& label, std::function<void()> clicked) {
  GtkWidget* button = gtk_button_new_with_mnemonic(label.c_str());
  gtk_size_group_add_widget(as_wide_, button);
  gtk_box_pack_start(GTK_BOX(buttons_), button, FALSE, FALSE, 0);
  on(button, "clicked", std::move(clicked));
  return button;
}

void Window::make_default(GtkWidget* button) {
  gtk_widget_set_can_default(button, TRUE);
  gtk_window_set_default(GTK_WINDOW(dialog_), button);
  toolkit::suggest(button);
}

void Window::say(const std::string& words, double share) {
  set_faint(status_, words);
  gtk_widget_set_visible(progress_, share >= 0);
  if (share >= 0) gtk_progress_bar_set_fraction(GTK_PROGRESS_BAR(progress_), std::clamp(share, 0.0, 1.0));
}

void Window::run() {
  g_main_loop_run(loop_);
  gtk_window_set_focus(GTK_WINDOW(dialog_), nullptr);  // a box that is typed into still says so
  gtk_widget_destroy(dialog_);
  dialog_ = nullptr;
}

void Window::quit() { g_main_loop_quit(loop_); }

}  // namespace countenance::plugin
