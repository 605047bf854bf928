// SPDX-License-Identifier: GPL-3.0-or-later
#include "surface.h"

#include <algorithm>
#include <numbers>
#include <utility>

namespace countenance::plugin {
namespace {

constexpr double kNear = 0.75;  // of a limit: worth a look

Surface surface_of(const Image8& rgb) {
  Surface made(cairo_image_surface_create(CAIRO_FORMAT_RGB24, rgb.width(), rgb.height()));
  if (cairo_surface_status(made.get()) != CAIRO_STATUS_SUCCESS) return made;
  cairo_surface_flush(made.get());
  unsigned char* data = cairo_image_surface_get_data(made.get());
  const int stride = cairo_image_surface_get_stride(made.get());
  for (int y = 0; y < rgb.height(); ++y) {
    auto* to = reinterpret_cast<std::uint32_t*>(data + std::ptrdiff_t(y) * stride);
    const std::uint8_t* from = rgb.row(y);
    for (int x = 0; x < rgb.width(); ++x, from += 3)
      to[x] = std::uint32_t(from[0]) << 16 | std::uint32_t(from[1]) << 8 | from[2];
  }
  cairo_surface_mark_dirty(made.get());
  return made;
}

}  // namespace

void Painted::set(Desk::Shown shown) {
  if (shown == shown_) return;
  shown_ = std::move(shown);
  surface_ = shown_ ? surface_of(shown_->pixels) : nullptr;
}

void Painted::paint(cairo_t* cr, double x, double y, double width, double height) const {
  if (!surface_) return;
  const double kx = width / shown_->pixels.width(), ky = height / shown_->pixels.height();
  cairo_save(cr);
  cairo_translate(cr, x, y);
  cairo_scale(cr, kx, ky);
  cairo_set_source_surface(cr, surface_.get(), 0, 0);
  cairo_pattern_set_filter(cairo_get_source(cr), kx >= 2 ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD);
  cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);
  cairo_rectangle(cr, 0, 0, shown_->pixels.width(), shown_->pixels.height());
  cairo_fill(cr);
  cairo_restore(cr);
}

void set_colour(cairo_t* cr, const toolkit::Colour& c, double alpha) {
  cairo_set_source_rgba(cr, c.red, c.green, c.blue, alpha);
}

void rounded(cairo_t* cr, double x, double y, double width, double height, double radius) {
  constexpr double kQuarter = std::numbers::pi / 2;
  const double r = std::min({radius, width / 2, height / 2});
  cairo_new_sub_path(cr);
  cairo_arc(cr, x + width - r, y + r, r, -kQuarter, 0);
  cairo_arc(cr, x + width - r, y + height - r, r, 0, kQuarter);
  cairo_arc(cr, x + r, y + height - r, r, kQuarter, 2 * kQuarter);
  cairo_arc(cr, x + r, y + r, r, 2 * kQuarter, 3 * kQuarter);
  cairo_close_path(cr);
}

toolkit::Colour mixed(const toolkit::Colour& a, const toolkit::Colour& b, double share) {
  const auto mix = [&](double from, double to) { return from + share * (to - from); };
  return {mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue)};
}

Tone tone_of(double share) { return share > 1 ? Tone::over : share >= kNear ? Tone::near : Tone::calm; }

toolkit::Colour colour_of(Tone tone) {
  return tone == Tone::calm   ? toolkit::Colour{0.38, 0.66, 0.40}
         : tone == Tone::near ? kAmber
                              : toolkit::Colour{0.84, 0.29, 0.26};
}

}  // namespace countenance::plugin
