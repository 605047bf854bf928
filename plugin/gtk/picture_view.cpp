// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture_view.h"

#include <gdk/gdkkeysyms.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "signals.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

constexpr Size kUsual{640, 670};  // px of widgets, until it is known
constexpr double kGrip = 10;      // px of widgets: how near to the line is on it
constexpr double kKnob = 12;      // radius of its handle
constexpr double kMargin = 10;    // of captions
constexpr double kWheel = 1.25;   // zoom of a step
constexpr double kSplitStep = 0.02, kPanStep = 60;

}  // namespace

PictureView::PictureView(std::function<void(const Desk::Look&)> looked, std::function<void()> zoomed)
    : area_(gtk_drawing_area_new()),
      looked_(std::move(looked)),
      zoomed_(std::move(zoomed)),
      left_(_("Original")),
      right_(_("Retouched")) {
  gtk_widget_set_size_request(area_, 480, 420);
  scale_ = toolkit::screen_scale(area_);
  view_.window = {kUsual.width * scale_, kUsual.height * scale_};
  gtk_widget_set_can_focus(area_, TRUE);
  gtk_widget_add_events(area_, GDK_BUTTON_PRESS_MASK | GDK_BUTTON_RELEASE_MASK | GDK_POINTER_MOTION_MASK |
                                   GDK_SCROLL_MASK | GDK_KEY_PRESS_MASK | GDK_FOCUS_CHANGE_MASK);
  AtkObject* named = gtk_widget_get_accessible(area_);
  atk_object_set_name(named, _("Preview"));
  atk_object_set_description(named, _("What it was at the left of a line, what is made of it at the right. Left and "
                                      "Right move the line, plus and minus zoom, 0 shows all, 1 shows 100 %."));
  toolkit::on_draw(area_, [this](cairo_t* cr, Size size) { draw(cr, size); });
  on_event(area_, "button-press-event", [this](GdkEvent* e) { return press(e->button); });
  on_event(area_, "button-release-event", [this](GdkEvent*) {
    drag_ = Drag::none;
    return false;
  });
  on_event(area_, "motion-notify-event", [this](GdkEvent* e) { return drag(e->motion); });
  on_event(area_, "scroll-event", [this](GdkEvent* e) { return scroll(e->scroll); });
  on_event(area_, "key-press-event", [this](GdkEvent* e) { return key(e->key); });
  for (const char* focus : {"focus-in-event", "focus-out-event"})
    on_event(area_, focus, [this](GdkEvent*) {
      gtk_widget_queue_draw(area_);
      return false;
    });
}

Desk::Look PictureView::look() const {
  Desk::Look look{{}, view_.window, cover_ == Cover::masks, cover_ == Cover::drift};
  if (view_.whole || view_.photo.area() == 0) return look;
  look.area = seen(view_);
  look.most = {int(std::lround(look.area.width * view_.zoom)), int(std::lround(look.area.height * view_.zoom))};
  return look;
}

void PictureView::show(const Desk::State& state) {
  before_.set(state.before);
  after_.set(state.after);
  masks_.set(state.masks);
  drift_.set(state.drift);
  for (const auto& [shown, kept] : {std::pair{state.before, &whole_before_}, std::pair{state.after, &whole_after_}})
    if (!shown || shown->area.size() == state.size) kept->set(shown);
  if (view_.photo != state.size) {
    view_.photo = state.size;
    see(fitted(view_));
  }
  gtk_widget_queue_draw(area_);
}

void PictureView::see(const Viewport& view) {
  view_ = view;
  zoomed_();
  gtk_widget_queue_draw(area_);
  if (view_.photo.area() > 0) looked_(look());
}

void PictureView::fit() { see(fitted(view_)); }
void PictureView::zoom_to(double zoom) {
  see(at_zoom(view_, zoom, {view_.window.width / 2.0, view_.window.height / 2.0}));
}
void PictureView::centre(const Rect& part) { see(centred(view_, part)); }

void PictureView::cover(Cover cover) {
  cover_ = cover;
  gtk_widget_queue_draw(area_);
  looked_(look());
}

void PictureView::only_before(bool so) {
  if (so == only_before_) return;
  only_before_ = so;
  gtk_widget_queue_draw(area_);
}

void PictureView::caption(std::string left, std::string right) {
  left_ = std::move(left);
  right_ = std::move(right);
}

bool PictureView::split() const { return !after_.empty() && cover_ == Cover::none && !only_before_; }

void PictureView::paint(cairo_t* cr, const Painted& painted) const {
  if (painted.empty()) return;
  const Rect& area = painted.shown()->area;
  const Spot low = on_screen(view_, {double(area.x), double(area.y)});
  painted.paint(cr, std::round(low.x), std::round(low.y), std::round(area.width * view_.zoom),
                std::round(area.height * view_.zoom));
}

void PictureView::draw(cairo_t* cr, Size size) {
  scale_ = toolkit::screen_scale(area_);
  const Size window{size.width * scale_, size.height * scale_};
  if (window != view_.window) {
    view_ = resized(view_, window);
    // not in the midst of drawing
    post([this, alive = std::weak_ptr<int>(alive_)] {
      if (alive.expired()) return;
      zoomed_();
      looked_(look());
    });
  }
  cairo_set_source_rgb(cr, 0.13, 0.13, 0.13);
  cairo_paint(cr);
  cairo_save(cr);
  cairo_scale(cr, 1.0 / scale_, 1.0 / scale_);
  const double line = std::round(split_ * window.width);
  paint(cr, whole_before_);
  paint(cr, before_);
  if (split()) {
    cairo_save(cr);
    cairo_rectangle(cr, line, 0, window.width - line, window.height);
    cairo_clip(cr);
    paint(cr, whole_after_);
    paint(cr, after_);
    cairo_restore(cr);
  } else if (!only_before_ && cover_ != Cover::none) {
    paint(cr, cover_ == Cover::masks ? masks_ : drift_);
  }
  cairo_restore(cr);
  if (split()) {
    draw_split(cr, size);
    draw_caption(cr, size, left_, true);
    draw_caption(cr, size, right_, false);
  } else if (only_before_ || cover_ == Cover::none) {
    if (!before_.empty()) draw_caption(cr, size, left_, true);
  } else {
    draw_caption(cr, size, cover_ == Cover::masks ? _("What was found") : _("Where it drifts"), true);
  }
  if (gtk_widget_has_focus(area_)) {
    cairo_set_line_width(cr, 2);
    cairo_set_source_rgba(cr, 1, 1, 1, 0.55);
    cairo_rectangle(cr, 1, 1, size.width - 2, size.height - 2);
    cairo_stroke(cr);
  }
}

void PictureView::draw_split(cairo_t* cr, Size size) const {
  const double x = std::round(split_ * size.width), y = std::round(size.height / 2.0);
  cairo_set_source_rgba(cr, 0, 0, 0, 0.35);
  cairo_rectangle(cr, x - 2, 0, 4, size.height);
  cairo_fill(cr);
  cairo_set_source_rgb(cr, 1, 1, 1);
  cairo_rectangle(cr, x - 1, 0, 2, size.height);
  cairo_fill(cr);
  cairo_arc(cr, x, y + 1, kKnob + 1, 0, 2 * std::numbers::pi);
  cairo_set_source_rgba(cr, 0, 0, 0, 0.3);
  cairo_fill(cr);
  cairo_arc(cr, x, y, kKnob, 0, 2 * std::numbers::pi);
  cairo_set_source_rgb(cr, 1, 1, 1);
  cairo_fill(cr);
  cairo_set_source_rgb(cr, 0.2, 0.2, 0.2);
  for (const double way : {-1.0, 1.0}) {
    cairo_move_to(cr, x + way * 8, y);
    cairo_line_to(cr, x + way * 3, y - 4);
    cairo_line_to(cr, x + way * 3, y + 4);
    cairo_close_path(cr);
    cairo_fill(cr);
  }
}

/// Bottom left or right; not where the line has no room for it.
void PictureView::draw_caption(cairo_t* cr, Size size, const std::string& text, bool left) const {
  PangoLayout* layout = gtk_widget_create_pango_layout(area_, text.c_str());
  int width = 0, height = 0;
  pango_layout_get_pixel_size(layout, &width, &height);
  const double w = width + 16, h = height + 8, y = size.height - h - kMargin;
  const double x = left ? kMargin : size.width - w - kMargin;
  const double line = split_ * size.width;
  if (!split() || (left ? x + w < line - 4 : x > line + 4)) {
    rounded(cr, x, y, w, h, 4);
    cairo_set_source_rgba(cr, 0.1, 0.1, 0.1, 0.72);
    cairo_fill(cr);
    cairo_set_source_rgb(cr, 0.95, 0.95, 0.95);
    cairo_move_to(cr, x + 8, y + 4);
    pango_cairo_show_layout(cr, layout);
  }
  g_object_unref(layout);
}

void PictureView::move_split(double to) {
  split_ = std::clamp(to, 0.0, 1.0);
  gtk_widget_queue_draw(area_);
}

bool PictureView::press(const GdkEventButton& event) {
  if (event.button != 1) return false;
  gtk_widget_grab_focus(area_);
  GtkAllocation at;
  gtk_widget_get_allocation(area_, &at);
  if (event.type == GDK_2BUTTON_PRESS) {
    drag_ = Drag::none;
    see(view_.whole ? at_zoom(view_, 1, {event.x * scale_, event.y * scale_}) : fitted(view_));
    return true;
  }
  drag_ = split() && std::abs(event.x - split_ * at.width) <= kGrip ? Drag::split : Drag::picture;
  dragged_ = {event.x, event.y};
  return true;
}

bool PictureView::drag(const GdkEventMotion& event) {
  GtkAllocation at;
  gtk_widget_get_allocation(area_, &at);
  if (drag_ == Drag::none) {
    const bool on_split = split() && std::abs(event.x - split_ * at.width) <= kGrip;
    toolkit::set_cursor(area_, on_split      ? std::optional(GDK_SB_H_DOUBLE_ARROW)
                               : view_.whole ? std::nullopt
                                             : std::optional(GDK_FLEUR));
  }
  if (drag_ == Drag::split) move_split(event.x / at.width);
  if (drag_ == Drag::picture && !view_.whole)
    see(panned(view_, (event.x - dragged_.x) * scale_, (event.y - dragged_.y) * scale_));
  dragged_ = {event.x, event.y};
  return true;
}

bool PictureView::scroll(const GdkEventScroll& event) {
  const Spot at{event.x * scale_, event.y * scale_};
  if (event.direction == GDK_SCROLL_UP) see(at_zoom(view_, view_.zoom * kWheel, at));
  if (event.direction == GDK_SCROLL_DOWN) see(at_zoom(view_, view_.zoom / kWheel, at));
  return true;
}

bool PictureView::key(const GdkEventKey& event) {
  const bool pan = (event.state & GDK_CONTROL_MASK) != 0;
  const double step = kPanStep * scale_;
  switch (event.keyval) {
    case GDK_KEY_Left:
      pan ? see(panned(view_, step, 0)) : move_split(split_ - kSplitStep);
      return true;
    case GDK_KEY_Right:
      pan ? see(panned(view_, -step, 0)) : move_split(split_ + kSplitStep);
      return true;
    case GDK_KEY_Up:
      if (pan) see(panned(view_, 0, step));
      return pan;
    case GDK_KEY_Down:
      if (pan) see(panned(view_, 0, -step));
      return pan;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      zoom_to(view_.zoom * kWheel);
      return true;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      zoom_to(view_.zoom / kWheel);
      return true;
    case GDK_KEY_0:
      fit();
      return true;
    case GDK_KEY_1:
      zoom_to(1);
      return true;
    default:
      return false;
  }
}

}  // namespace countenance::plugin
