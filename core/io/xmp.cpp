// SPDX-License-Identifier: Apache-2.0
#include "io/xmp.h"

#include <exempi/xmp.h>
#include <exempi/xmpconsts.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>

namespace countenance::io {
namespace {

constexpr const char* kNote = "http://ns.adobe.com/xmp/note/";

struct FreePacket {
  void operator()(XmpPtr p) const { xmp_free(p); }
};
struct FreeText {
  void operator()(XmpStringPtr p) const { xmp_string_free(p); }
};
using Packet = std::unique_ptr<std::remove_pointer_t<XmpPtr>, FreePacket>;
using Text = std::unique_ptr<std::remove_pointer_t<XmpStringPtr>, FreeText>;

/// Sets a number that is there and differs. True: changed.
bool correct(XmpPtr xmp, const char* schema, const char* name, int value) {
  const Text old(xmp_string_new());
  if (!xmp_get_property(xmp, schema, name, old.get(), nullptr)) return false;
  const std::string text = std::to_string(value);
  return text != xmp_string_cstr(old.get()) && xmp_set_property(xmp, schema, name, text.c_str(), 0);
}

bool remove(XmpPtr xmp, const char* schema, const char* name) {
  return xmp_has_property(xmp, schema, name) && xmp_delete_property(xmp, schema, name);
}

}  // namespace

std::optional<Bytes> updated_xmp(Span packet, Size size) {
  static std::mutex toolkit;  // the toolkit underneath keeps global state
  const std::lock_guard lock(toolkit);
  static const bool started = xmp_init();
  Bytes as_it_was(packet.begin(), packet.end());
  if (packet.empty()) return as_it_was;
  const Packet xmp(started ? xmp_new(reinterpret_cast<const char*>(packet.data()), packet.size()) : nullptr);
  if (!xmp) {
    constexpr std::string_view preview = "humbnail";
    if (std::search(packet.begin(), packet.end(), preview.begin(), preview.end()) != packet.end()) return std::nullopt;
    return as_it_was;
  }
  bool changed = correct(xmp.get(), NS_TIFF, "Orientation", 1);
  changed |= correct(xmp.get(), NS_TIFF, "ImageWidth", size.width);
  changed |= correct(xmp.get(), NS_TIFF, "ImageLength", size.height);
  changed |= correct(xmp.get(), NS_EXIF, "PixelXDimension", size.width);
  changed |= correct(xmp.get(), NS_EXIF, "PixelYDimension", size.height);
  changed |= remove(xmp.get(), NS_XAP, "Thumbnails");
  changed |= remove(xmp.get(), kNote, "HasExtendedXMP");
  if (!changed) return as_it_was;
  const Text text(xmp_string_new());
  if (!xmp_serialize(xmp.get(), text.get(), XMP_SERIAL_USECOMPACTFORMAT, 0)) return std::nullopt;
  const std::string_view serialised = xmp_string_cstr(text.get());
  return Bytes(serialised.begin(), serialised.end());
}

}  // namespace countenance::io
