// SPDX-License-Identifier: Apache-2.0
#include "io/xmp.h"

#include <exempi/xmp.h>
#include <exempi/xmpconsts.h>

#include <algorithm>
#include <mutex>
#include <utility>

namespace countenance::io {
namespace {

constexpr const char* kNote = "http://ns.adobe.com/xmp/note/";

struct FreePacket {
  void operator()(XmpPtr p) const { xmp_free(p); }
};
struct FreeText {
  void operator()(XmpStringPtr p) const { xmp_string_free(p); }
};
struct FreeIterator {
  void operator()(XmpIteratorPtr p) const { xmp_iterator_free(p); }
};
using Packet = std::unique_ptr<std::remove_pointer_t<XmpPtr>, FreePacket>;
using Text = std::unique_ptr<std::remove_pointer_t<XmpStringPtr>, FreeText>;
using Iterator = std::unique_ptr<std::remove_pointer_t<XmpIteratorPtr>, FreeIterator>;

std::recursive_mutex& toolkit() {
  static std::recursive_mutex guard;
  return guard;
}

Text new_text() { return Text(xmp_string_new()); }

}  // namespace

struct XmpPacket::Parts {
  std::lock_guard<std::recursive_mutex> lock{toolkit()};
  Packet xmp;
  bool good = true;
};

XmpPacket::XmpPacket(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
XmpPacket::~XmpPacket() = default;

std::unique_ptr<XmpPacket> XmpPacket::parse(Span packet) {
  auto parts = std::make_unique<Parts>();
  static const bool started = xmp_init();
  if (!started) return nullptr;
  parts->xmp.reset(packet.empty() ? xmp_new_empty()
                                  : xmp_new(reinterpret_cast<const char*>(packet.data()), packet.size()));
  if (!parts->xmp) return nullptr;
  return std::unique_ptr<XmpPacket>(new XmpPacket(std::move(parts)));
}

std::string XmpPacket::prefix(const char* uri, const char* wished) const {
  const Text registered = new_text();
  xmp_register_namespace(uri, wished, registered.get());
  std::string out = xmp_string_cstr(registered.get());
  if (out.ends_with(':')) out.pop_back();
  return out;
}

std::optional<std::string> XmpPacket::text(const XmpName& name) const {
  const Text out = new_text();
  std::uint32_t bits = 0;
  if (!xmp_get_property(parts_->xmp.get(), name.uri, name.path.c_str(), out.get(), &bits)) return std::nullopt;
  if (!XMP_IS_PROP_SIMPLE(bits)) return std::nullopt;
  return std::string(xmp_string_cstr(out.get()), xmp_string_len(out.get()));
}

bool XmpPacket::is_array(const XmpName& name) const {
  const Text out = new_text();
  std::uint32_t bits = 0;
  return xmp_get_property(parts_->xmp.get(), name.uri, name.path.c_str(), out.get(), &bits) && XMP_IS_PROP_ARRAY(bits);
}

int XmpPacket::count(const XmpName& array, int most) const {
  const Text out = new_text();
  std::uint32_t bits = 0;
  int n = 0;
  while (n < most && xmp_get_array_item(parts_->xmp.get(), array.uri, array.path.c_str(), n + 1, out.get(), &bits)) ++n;
  return n;
}

std::vector<std::string> XmpPacket::names(const char* uri) const {
  const Iterator at(xmp_iterator_new(parts_->xmp.get(), uri, nullptr, XMP_ITER_JUSTCHILDREN));
  const Text schema = new_text(), path = new_text(), value = new_text();
  std::vector<std::string> out;
  std::uint32_t bits = 0;
  while (at && xmp_iterator_next(at.get(), schema.get(), path.get(), value.get(), &bits))
    if (xmp_string_len(path.get()) > 0) out.emplace_back(xmp_string_cstr(path.get()));
  return out;
}

void XmpPacket::set(const XmpName& name, const std::string& text) {
  parts_->good &= xmp_set_property(parts_->xmp.get(), name.uri, name.path.c_str(), text.c_str(), 0);
}

void XmpPacket::append(const XmpName& array, const std::string& text) {
  parts_->good &= xmp_append_array_item(parts_->xmp.get(), array.uri, array.path.c_str(), XMP_PROP_ARRAY_IS_ORDERED,
                                        text.c_str(), 0);
}

std::string XmpPacket::append_structure(const XmpName& array) {
  parts_->good &= xmp_append_array_item(parts_->xmp.get(), array.uri, array.path.c_str(), XMP_PROP_ARRAY_IS_ORDERED,
                                        nullptr, XMP_PROP_VALUE_IS_STRUCT);
  return array.path + "[last()]";
}

bool XmpPacket::remove(const XmpName& name) {
  return xmp_has_property(parts_->xmp.get(), name.uri, name.path.c_str()) &&
         xmp_delete_property(parts_->xmp.get(), name.uri, name.path.c_str());
}

std::optional<Bytes> XmpPacket::serialised() const {
  const Text text = new_text();
  if (!parts_->good || !xmp_serialize(parts_->xmp.get(), text.get(), XMP_SERIAL_USECOMPACTFORMAT, 0))
    return std::nullopt;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(xmp_string_cstr(text.get()));
  return Bytes(bytes, bytes + xmp_string_len(text.get()));
}

std::optional<Bytes> updated_xmp(Span packet, Size size) {
  Bytes as_it_was(packet.begin(), packet.end());
  if (packet.empty()) return as_it_was;
  const auto xmp = XmpPacket::parse(packet);
  if (!xmp) {
    constexpr std::string_view preview = "humbnail";
    if (std::search(packet.begin(), packet.end(), preview.begin(), preview.end()) != packet.end()) return std::nullopt;
    return as_it_was;
  }
  bool changed = false;
  const auto correct = [&](const char* uri, const char* path, int value) {
    const auto old = xmp->text({uri, path});
    if (!old || *old == std::to_string(value)) return;
    xmp->set({uri, path}, std::to_string(value));
    changed = true;
  };
  correct(NS_TIFF, "Orientation", 1);
  correct(NS_TIFF, "ImageWidth", size.width);
  correct(NS_TIFF, "ImageLength", size.height);
  correct(NS_EXIF, "PixelXDimension", size.width);
  correct(NS_EXIF, "PixelYDimension", size.height);
  changed |= xmp->remove({NS_XAP, "Thumbnails"});
  changed |= xmp->remove({kNote, "HasExtendedXMP"});
  return changed ? xmp->serialised() : as_it_was;
}

}  // namespace countenance::io
