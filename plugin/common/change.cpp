// SPDX-License-Identifier: GPL-3.0-or-later
#include "change.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace countenance::plugin {
namespace {

std::size_t pixel_bytes(const Photo& photo) { return std::size_t(photo.channels) * bytes_of(photo.sample); }

/// Calls `at(x, y)` for each pixel that differs.
template <class F>
void for_differing(const Photo& a, const Photo& b, F&& at) {
  const std::size_t pixel = pixel_bytes(a);
  for (int y = 0; y < a.size.height; ++y) {
    const std::uint8_t *p = a.view().row(y), *q = b.view().row(y);
    if (std::memcmp(p, q, std::size_t(a.stride())) == 0) continue;
    for (int x = 0; x < a.size.width; ++x)
      if (std::memcmp(p + x * pixel, q + x * pixel, pixel) != 0) at(x, y);
  }
}

/// An alpha sample that hides all below it.
bool is_full(Sample sample, const std::uint8_t* alpha) {
  std::uint16_t word = 0;
  float number = 0;
  switch (sample) {
    case Sample::u8:
      return *alpha == 0xff;
    case Sample::u16:
    case Sample::f16:
      std::memcpy(&word, alpha, sizeof word);
      return word == (sample == Sample::u16 ? 0xffff : 0x3c00);  // 1 of half a float
    case Sample::f32:
      std::memcpy(&number, alpha, sizeof number);
      return number == 1;
  }
  return false;
}

/// From 0 where a pixel differs and 255 elsewhere: the distance to the next that differs, 255 at most. Two passes in
/// raster order give the exact city-block distance (Rosenfeld and Pfaltz, 1966).
void measure_distances(Image8& image) {
  const int w = image.width(), h = image.height();
  const auto from = [&](int x, int y, int nx, int ny) {
    std::uint8_t& d = image.at(x, y);
    d = std::uint8_t(std::min(int(d), image.at(nx, ny) + 1));
  };
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      if (x > 0) from(x, y, x - 1, y);
      if (y > 0) from(x, y, x, y - 1);
    }
  for (int y = h - 1; y >= 0; --y)
    for (int x = w - 1; x >= 0; --x) {
      if (x + 1 < w) from(x, y, x + 1, y);
      if (y + 1 < h) from(x, y, x, y + 1);
    }
}

}  // namespace

Change change_of(const Photo& before, const Photo& after, int feather) {
  Rect changed;
  for_differing(before, after, [&](int x, int y) { changed = bounding(changed, {x, y, 1, 1}); });
  if (changed.empty()) return {};
  const Rect wide{changed.x - feather, changed.y - feather, changed.width + 2 * feather, changed.height + 2 * feather};
  const Rect area = intersect(wide, {0, 0, before.size.width, before.size.height});
  Change out{area, Image8(area.size())};
  std::fill_n(out.mask.data(), out.mask.count(), std::uint8_t{255});
  for_differing(before, after, [&](int x, int y) { out.mask.at(x - area.x, y - area.y) = 0; });
  measure_distances(out.mask);
  const auto fall = [feather](int d) {
    return std::uint8_t(std::lround(255. * std::max(0, feather + 1 - d) / (feather + 1)));
  };
  std::transform(out.mask.data(), out.mask.data() + out.mask.count(), out.mask.data(), fall);
  return out;
}

Photo part(Photo photo, const Rect& area) {
  const std::size_t row = area.width * pixel_bytes(photo);
  for (int y = 0; y < area.height; ++y)  // downwards: a row never lands beyond where it is read
    std::memmove(photo.bytes.data() + y * row, photo.row(area.y + y) + area.x * pixel_bytes(photo), row);
  photo.size = area.size();
  photo.bytes.resize(row * area.height);
  return photo;
}

void keep_outside(Photo& photo, const Photo& original, const Image8& where) {
  if (where.empty()) return;
  const std::size_t pixel = pixel_bytes(photo);
  for (int y = 0; y < photo.size.height; ++y)
    for (int x = 0; x < photo.size.width; ++x)
      if (where.at(x, y) == 0) std::memcpy(photo.row(y) + x * pixel, original.view().row(y) + x * pixel, pixel);
}

bool lies_over(const Photo& pixels, Image8& mask) {
  if (!pixels.view().has_alpha()) return true;
  const std::size_t size = std::size_t(bytes_of(pixels.sample)), alpha = pixel_bytes(pixels) - size;
  const std::uint8_t* p = pixels.bytes.data() + alpha;
  const auto opaque = [&](std::size_t i) { return is_full(pixels.sample, p + i * pixel_bytes(pixels)); };
  for (std::size_t i = 0; i < mask.count(); ++i)
    if (mask.data()[i] == 255 && !opaque(i)) return false;
  for (std::size_t i = 0; i < mask.count(); ++i)
    if (!opaque(i)) mask.data()[i] = 0;
  return true;
}

Photo without_alpha(Photo photo) {
  if (!photo.view().has_alpha()) return photo;
  const std::size_t from = pixel_bytes(photo), to = from - std::size_t(bytes_of(photo.sample));
  const std::size_t n = photo.size.area();
  for (std::size_t i = 0; i < n; ++i) std::memmove(photo.bytes.data() + i * to, photo.bytes.data() + i * from, to);
  --photo.channels;
  photo.bytes.resize(n * to);
  return photo;
}

}  // namespace countenance::plugin
