// SPDX-License-Identifier: GPL-3.0-or-later
//     render ICON.svg PX OUT.png      the icon, PX wide
#include <vips/vips.h>

#include <cstdlib>

int main(int count, char** given) {
  if (count != 4 || VIPS_INIT(given[0]) != 0) return 2;
  constexpr double kDrawn = 48;  // px; of every icon here
  VipsImage* image = nullptr;
  const bool done = vips_svgload(given[1], &image, "scale", std::atof(given[2]) / kDrawn, nullptr) == 0 &&
                    vips_pngsave(image, given[3], "strip", TRUE, nullptr) == 0;
  if (!done) g_printerr("%s: %s", given[1], vips_error_buffer());
  g_clear_object(&image);
  return done ? 0 : 1;
}
