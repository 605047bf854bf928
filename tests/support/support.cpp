// SPDX-License-Identifier: Apache-2.0
#include "support/support.h"

#include <vips/vips.h>

#include <cstdlib>
#include <stdexcept>

namespace countenance::test {

namespace fs = std::filesystem;

fs::path registry(const std::string& name) {
  fs::path folder;
  if (const char* given = std::getenv("COUNTENANCE_TEST_DATA")) {
    folder = given;
  } else {
    const char* cache = std::getenv("XDG_CACHE_HOME");
    const char* home = std::getenv("HOME");
    folder = fs::path(cache ? cache : std::string(home ? home : "") + "/.cache") / "countenance/portraits";
  }
  if (!fs::exists(folder / name)) throw std::runtime_error("no " + (folder / name).string() + ": run packaging/test");
  return folder / name;
}

std::optional<fs::path> calibration(const std::string& name) {
  const char* given = std::getenv("COUNTENANCE_PORTRAITS");
  const fs::path path =
      (given ? fs::path(given) : fs::path(COUNTENANCE_SOURCE_DIR) / "../shared/data/portraits") / name;
  if (!fs::exists(path)) return std::nullopt;
  return path;
}

Photo load_photo(const fs::path& path, bool honour_orientation) {
  static const bool started = VIPS_INIT("test") == 0;
  const auto check = [&](bool ok) {
    if (!ok || !started) throw std::runtime_error(path.string() + ": " + vips_error_buffer());
  };
  VipsImage* in = vips_image_new_from_file(path.c_str(), nullptr);
  check(in != nullptr);
  if (honour_orientation) {
    VipsImage* turned = nullptr;
    check(vips_autorot(in, &turned, nullptr) == 0);
    g_object_unref(in);
    in = turned;
  }
  Photo photo;
  const void* icc = nullptr;
  std::size_t length = 0;
  if (vips_image_get_typeof(in, VIPS_META_ICC_NAME) &&
      vips_image_get_blob(in, VIPS_META_ICC_NAME, &icc, &length) == 0) {
    const auto* p = static_cast<const std::uint8_t*>(icc);
    photo.icc.assign(p, p + length);
  }
  void* memory = vips_image_write_to_memory(in, &length);
  check(memory != nullptr && in->BandFmt == VIPS_FORMAT_UCHAR);
  photo.size = {in->Xsize, in->Ysize};
  photo.channels = in->Bands;
  photo.bytes.assign(static_cast<std::uint8_t*>(memory), static_cast<std::uint8_t*>(memory) + length);
  g_free(memory);
  g_object_unref(in);
  return photo;
}

std::shared_ptr<const face::Networks> networks() {
  static const auto loaded = face::Networks::load();
  if (!loaded) throw std::runtime_error(loaded.error().message);
  return *loaded;
}

}  // namespace countenance::test
