// SPDX-License-Identifier: GPL-3.0-or-later
#include "pixels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/sha256.h"

namespace countenance::plugin {
namespace {

constexpr int kRows = 64;  // converted at a time

/// How samples of a buffer are held in a Photo.
struct Layout {
  enum class Way { same, u32, f64, perceptual };
  const Babl* native;  ///< of the buffer
  const Babl* held;    ///< perceptual: the same pixels as usually encoded floats
  Way way;
  int channels;
  Sample sample;
  bool linear;
  [[nodiscard]] std::size_t native_pixel() const { return std::size_t(babl_format_get_bytes_per_pixel(native)); }
  [[nodiscard]] std::size_t held_pixel() const { return std::size_t(channels) * bytes_of(sample); }
};

const char* encoded_floats(int channels) {
  constexpr const char* kNames[] = {"Y' float", "Y'A float", "R'G'B' float", "R'G'B'A float"};
  return kNames[channels - 1];
}

Result<Layout> layout_of(const Babl* native) {
  const auto unknown = [&] {
    return fail(Code::bad_input, fmt::format("pixels of the kind '{}' cannot be retouched: convert the image to RGB",
                                             babl_get_name(native)));
  };
  if (babl_format_is_palette(native))
    return fail(Code::bad_input, "an image of indexed colours cannot be retouched: convert it to RGB first");
  const auto flags = unsigned(babl_get_model_flags(babl_format_get_model(native)));
  const auto has = [&](unsigned flag) { return (flags & flag) != 0; };
  const bool rgb = has(BABL_MODEL_FLAG_RGB), alpha = has(BABL_MODEL_FLAG_ALPHA);
  Layout out{native, native, Layout::Way::same, (rgb ? 3 : 1) + alpha, Sample::f32, has(BABL_MODEL_FLAG_LINEAR)};
  const bool whole = babl_format_get_n_components(native) == out.channels;
  if (!(rgb || has(BABL_MODEL_FLAG_GRAY)) || has(BABL_MODEL_FLAG_ASSOCIATED) || !whole) return unknown();
  const std::string type = babl_get_name(babl_format_get_type(native, 0));
  if (has(BABL_MODEL_FLAG_PERCEPTUAL)) {
    out.way = Layout::Way::perceptual;
    out.held = babl_format_with_space(encoded_floats(out.channels), babl_format_get_space(native));
  } else if (type == "u8") {
    out.sample = Sample::u8;
  } else if (type == "u16") {
    out.sample = Sample::u16;
  } else if (type == "half") {
    out.sample = Sample::f16;
  } else if (type == "u32") {
    out.way = Layout::Way::u32;
  } else if (type == "double") {
    out.way = Layout::Way::f64;
  } else if (type != "float") {
    return unknown();
  }
  return out;
}

bool fits(const Layout& layout, const Photo& photo) {
  return photo.channels == layout.channels && photo.sample == layout.sample;
}

constexpr double kMostU32 = 4294967295.;

template <class From, class To, class F>
void each(const void* from, void* to, std::size_t samples, F&& convert) {
  const auto* in = static_cast<const From*>(from);
  auto* out = static_cast<To*>(to);
  for (std::size_t i = 0; i < samples; ++i) out[i] = convert(in[i]);
}

/// `n` pixels as a Photo holds them.
void hold(const Layout& layout, const void* native, void* held, std::size_t n) {
  const std::size_t samples = n * std::size_t(layout.channels);
  switch (layout.way) {
    case Layout::Way::same:
      std::memcpy(held, native, n * layout.held_pixel());
      break;
    case Layout::Way::u32:
      each<std::uint32_t, float>(native, held, samples, [](std::uint32_t v) { return float(v / kMostU32); });
      break;
    case Layout::Way::f64:
      each<double, float>(native, held, samples, [](double v) { return float(v); });
      break;
    case Layout::Way::perceptual:
      babl_process(babl_fish(layout.native, layout.held), native, held, long(n));
      break;
  }
}

void release(const Layout& layout, const void* held, void* native, std::size_t n) {
  const std::size_t samples = n * std::size_t(layout.channels);
  switch (layout.way) {
    case Layout::Way::same:
      std::memcpy(native, held, n * layout.held_pixel());
      break;
    case Layout::Way::u32:
      each<float, std::uint32_t>(held, native, samples, [](float v) {
        return v > 0 ? std::uint32_t(std::lround(std::min(double(v), 1.) * kMostU32)) : 0u;  // not a number: 0
      });
      break;
    case Layout::Way::f64:
      each<float, double>(held, native, samples, [](float v) { return double(v); });
      break;
    case Layout::Way::perceptual:
      babl_process(babl_fish(layout.held, layout.native), held, native, long(n));
      break;
  }
}

/// Calls `at(first row, GeglRectangle of the rows)` from top to bottom.
template <class F>
void in_strips(const Rect& area, F&& at) {
  for (int y = 0; y < area.height; y += kRows)
    at(y, GeglRectangle{area.x, area.y + y, area.width, std::min(kRows, area.height - y)});
}

}  // namespace

Result<Photo> read_pixels(GeglBuffer* buffer, const Rect& area) {
  CNT_TRY(layout, layout_of(gegl_buffer_get_format(buffer)));
  Photo photo{area.size(), layout.channels, layout.sample, layout.linear};
  photo.bytes.resize(area.size().area() * layout.held_pixel());
  std::vector<std::uint8_t> native(std::size_t(area.width) * kRows * layout.native_pixel());
  in_strips(area, [&](int y, const GeglRectangle& rows) {
    gegl_buffer_get(buffer, &rows, 1, layout.native, native.data(), GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    hold(layout, native.data(), photo.row(y), std::size_t(rows.width) * rows.height);
  });
  return photo;
}

Result<std::string> digest_of(GeglBuffer* buffer) {
  CNT_TRY(layout, layout_of(gegl_buffer_get_format(buffer)));
  const GeglRectangle& all = *gegl_buffer_get_extent(buffer);
  const std::size_t most = std::size_t(all.width) * kRows;
  std::vector<std::uint8_t> native(most * layout.native_pixel()), held(most * layout.held_pixel());
  Sha256 sum;
  in_strips({all.x, all.y, all.width, all.height}, [&](int, const GeglRectangle& rows) {
    const std::size_t n = std::size_t(rows.width) * rows.height;
    gegl_buffer_get(buffer, &rows, 1, layout.native, native.data(), GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    hold(layout, native.data(), held.data(), n);
    sum.update(held.data(), n * layout.held_pixel());
  });
  return sum.hex();
}

void name_colours(Photo& photo, const std::uint8_t* icc, std::size_t length) {
  photo.icc.assign(icc, icc + length);
  const char* why = nullptr;
  if (!babl_space_from_icc(reinterpret_cast<const char*>(icc), int(length), BABL_ICC_INTENT_RELATIVE_COLORIMETRIC,
                           &why))
    photo.linear = false;
}

Result<> write_pixels(GeglBuffer* buffer, int x, int y, const Photo& photo) {
  CNT_TRY(layout, layout_of(gegl_buffer_get_format(buffer)));
  if (!fits(layout, photo)) return fail(Code::internal, "the retouched pixels are not of the layer's kind");
  const std::size_t most = std::size_t(photo.size.width) * kRows, pixel = layout.native_pixel(),
                    held_pixel = layout.held_pixel();
  std::vector<std::uint8_t> native(most * pixel), was(most * held_pixel), now(most * pixel);
  in_strips({x, y, photo.size.width, photo.size.height}, [&](int row, const GeglRectangle& rows) {
    const std::size_t n = std::size_t(rows.width) * rows.height;
    const std::uint8_t* pixels = photo.view().row(row);
    gegl_buffer_get(buffer, &rows, 1, layout.native, native.data(), GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    hold(layout, native.data(), was.data(), n);
    release(layout, pixels, now.data(), n);
    for (std::size_t i = 0; i < n; ++i)
      if (std::memcmp(pixels + i * held_pixel, was.data() + i * held_pixel, held_pixel) != 0)
        std::memcpy(native.data() + i * pixel, now.data() + i * pixel, pixel);
    gegl_buffer_set(buffer, &rows, 0, layout.native, native.data(), GEGL_AUTO_ROWSTRIDE);
  });
  return {};
}

Result<Photo> settled(const Babl* format, Photo photo) {
  CNT_TRY(layout, layout_of(format));
  if (!fits(layout, photo)) return fail(Code::internal, "the retouched pixels are not of the layer's kind");
  if (layout.way == Layout::Way::same) return photo;
  const auto row = std::size_t(photo.size.width);
  std::vector<std::uint8_t> native(row * layout.native_pixel());
  for (int y = 0; y < photo.size.height; ++y) {
    release(layout, photo.row(y), native.data(), row);
    hold(layout, native.data(), photo.row(y), row);
  }
  return photo;
}

}  // namespace countenance::plugin
