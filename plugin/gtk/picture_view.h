// SPDX-License-Identifier: GPL-3.0-or-later
// The picture of a dialog: what it was left of a line, what is made of it right of it. The line is dragged, and so is
// the picture; the wheel zooms.
#pragma once

#include <gtk/gtk.h>

#include <functional>

#include "desk.h"
#include "surface.h"
#include "viewport.h"

namespace countenance::plugin {

class PictureView {
 public:
  /// What lies over the picture.
  enum class Cover { none, masks, drift };

  /// `looked`: another part, or size, is looked at. `zoomed`: so is another zoom.
  PictureView(std::function<void(const Desk::Look&)> looked, std::function<void()> zoomed);
  PictureView(const PictureView&) = delete;
  PictureView& operator=(const PictureView&) = delete;

  [[nodiscard]] GtkWidget* widget() const { return area_; }
  [[nodiscard]] Desk::Look look() const;
  void show(const Desk::State& state);
  void fit();
  void zoom_to(double zoom);
  void centre(const Rect& part);
  void cover(Cover cover);
  void only_before(bool so);  ///< the original alone
  [[nodiscard]] bool fits() const { return view_.whole; }
  [[nodiscard]] double zoom() const { return view_.zoom; }
  /// "Original" and "Retouched", or what else the two are.
  void caption(std::string left, std::string right);

 private:
  void draw(cairo_t* cr, Size size);
  void draw_split(cairo_t* cr, Size size) const;
  void draw_caption(cairo_t* cr, Size size, const std::string& text, bool left) const;
  void paint(cairo_t* cr, const Painted& painted) const;
  [[nodiscard]] bool split() const;
  bool press(const GdkEventButton& event);
  bool drag(const GdkEventMotion& event);
  bool scroll(const GdkEventScroll& event);
  bool key(const GdkEventKey& event);
  void move_split(double to);
  void see(const Viewport& view);

  GtkWidget* area_;
  std::function<void(const Desk::Look&)> looked_;
  std::function<void()> zoomed_;
  Viewport view_;
  Painted before_, after_, masks_, drift_, whole_before_, whole_after_;
  Cover cover_ = Cover::none;
  bool only_before_ = false;
  double split_ = 0.5;  ///< of the width
  enum class Drag { none, split, picture } drag_ = Drag::none;
  Spot dragged_;  ///< where the drag is, px of widgets
  std::string left_, right_;
  int scale_ = 1;  ///< px of the screen for each that widgets count in
  std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace countenance::plugin
