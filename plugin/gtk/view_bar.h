// SPDX-License-Identifier: GPL-3.0-or-later
// Above the picture: its zoom, whose face, and what lies over it.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <vector>

#include "chooser.h"
#include "countenance.h"
#include "mnemonics.h"
#include "picture_view.h"

namespace countenance::plugin {

class ViewBar {
 public:
  /// `masks`: what was found can be shown, too. `face_chosen` hears of a face, from 1, or 0: all.
  ViewBar(PictureView& picture, Mnemonics& mnemonics, bool masks, std::function<void(int)> face_chosen);
  ViewBar(const ViewBar&) = delete;
  ViewBar& operator=(const ViewBar&) = delete;

  [[nodiscard]] GtkWidget* widget() const { return bar_; }
  void show_zoom();
  void show_faces(const std::vector<FaceInfo>& faces, int chosen);
  void look_at_face();
  /// B shows the original while it is held, unless it is being typed.
  void hear_keys_of(GtkWidget* window);

 private:
  GtkWidget* add(GtkWidget* button, const std::string& label, const char* help);
  void toggled(GtkWidget* button, PictureView::Cover cover);
  bool hold(const GdkEventKey& event);  // true: it was that key

  PictureView& picture_;
  std::function<void(int)> face_chosen_;
  std::vector<FaceInfo> faces_;
  Chooser face_;
  GtkWidget *bar_, *zoom_, *masks_ = nullptr, *drift_ = nullptr, *before_ = nullptr;
  int chosen_ = 0;
  bool quiet_ = false;
};

}  // namespace countenance::plugin
