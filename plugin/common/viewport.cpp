// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewport.h"

#include <algorithm>
#include <cmath>

namespace countenance::plugin {
namespace {

constexpr double kLargest = 8;       // px of the screen for each of the photo
constexpr double kAroundPart = 1.6;  // of a part that is looked at

/// The middle such that no more is empty than must be.
double held(double middle, int photo, int window, double zoom) {
  const double half = window / zoom / 2;
  return 2 * half >= photo ? photo / 2.0 : std::clamp(middle, half, photo - half);
}

Viewport held(Viewport v) {
  v.x = held(v.x, v.photo.width, v.window.width, v.zoom);
  v.y = held(v.y, v.photo.height, v.window.height, v.zoom);
  return v;
}

double zoom_for(const Viewport& v, double width, double height) {
  if (width <= 0 || height <= 0) return 1;
  return std::min(v.window.width / width, v.window.height / height);
}

double whole_zoom(const Viewport& v) { return std::min(1.0, zoom_for(v, v.photo.width, v.photo.height)); }

}  // namespace

Spot on_screen(const Viewport& v, Spot photo) {
  return {(photo.x - v.x) * v.zoom + v.window.width / 2.0, (photo.y - v.y) * v.zoom + v.window.height / 2.0};
}

Spot on_photo(const Viewport& v, Spot screen) {
  return {(screen.x - v.window.width / 2.0) / v.zoom + v.x, (screen.y - v.window.height / 2.0) / v.zoom + v.y};
}

Viewport fitted(Viewport v) {
  v.whole = true;
  v.zoom = std::max(1e-6, whole_zoom(v));
  return held(v);
}

Viewport resized(Viewport v, Size window) {
  v.window = window;
  return v.whole ? fitted(v) : held(v);
}

Viewport at_zoom(Viewport v, double zoom, Spot screen) {
  const double least = whole_zoom(v);
  if (zoom <= least) return fitted(v);
  const Spot stays = on_photo(v, screen);
  v.whole = false;
  v.zoom = std::min(zoom, kLargest);
  v.x = stays.x - (screen.x - v.window.width / 2.0) / v.zoom;
  v.y = stays.y - (screen.y - v.window.height / 2.0) / v.zoom;
  return held(v);
}

Viewport panned(Viewport v, double dx, double dy) {
  v.x -= dx / v.zoom;
  v.y -= dy / v.zoom;
  return held(v);
}

Viewport centred(Viewport v, const Rect& part) {
  const double zoom = std::min(1.0, zoom_for(v, kAroundPart * part.width, kAroundPart * part.height));
  if (zoom <= whole_zoom(v)) return fitted(v);
  v.whole = false;
  v.zoom = zoom;
  v.x = part.x + part.width / 2.0;
  v.y = part.y + part.height / 2.0;
  return held(v);
}

Rect seen(const Viewport& v) {
  const Spot low = on_photo(v, {0, 0}), high = on_photo(v, {double(v.window.width), double(v.window.height)});
  const int x = int(std::floor(low.x)), y = int(std::floor(low.y));
  return intersect({x, y, int(std::ceil(high.x)) - x, int(std::ceil(high.y)) - y},
                   {0, 0, v.photo.width, v.photo.height});
}

}  // namespace countenance::plugin
