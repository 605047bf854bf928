// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps.h"

namespace countenance::plugin {
namespace {

Image8 read(GeglBuffer* buffer, const Rect& area, const char* encoding, int channels) {
  Image8 out(area.size(), channels);
  const GeglRectangle where{area.x, area.y, area.width, area.height};
  const Babl* format = babl_format_with_space(encoding, babl_format_get_space(gegl_buffer_get_format(buffer)));
  if (!area.empty()) gegl_buffer_get(buffer, &where, 1, format, out.data(), GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  return out;
}

/// Values as they stand: a channel of 8 bits has an encoded format in GIMP, and yet its values are how much, as a
/// selection's are, whose format is linear.
const char* coverage_of(GeglBuffer* buffer) {
  const auto flags = unsigned(babl_get_model_flags(babl_format_get_model(gegl_buffer_get_format(buffer))));
  return (flags & unsigned(BABL_MODEL_FLAG_LINEAR)) != 0 ? "Y u8" : "Y' u8";
}

}  // namespace

Image8 read_coverage(GeglBuffer* buffer, const Rect& area) { return read(buffer, area, coverage_of(buffer), 1); }

Image8 read_brightness(GeglBuffer* buffer, const Rect& area) {
  const Image8 pixels = read(buffer, area, "Y'A u8", 2);
  Image8 out(area.size());
  for (std::size_t i = 0; i < out.count(); ++i) {
    const std::uint8_t* p = pixels.data() + 2 * i;
    out.data()[i] = std::uint8_t((p[0] * p[1] + 127) / 255);
  }
  return out;
}

void write_coverage(GeglBuffer* buffer, const Image8& mask) {
  const GeglRectangle where{0, 0, mask.width(), mask.height()};
  const Babl* format =
      babl_format_with_space(coverage_of(buffer), babl_format_get_space(gegl_buffer_get_format(buffer)));
  gegl_buffer_set(buffer, &where, 0, format, mask.data(), GEGL_AUTO_ROWSTRIDE);
}

}  // namespace countenance::plugin
