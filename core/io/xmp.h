// SPDX-License-Identifier: Apache-2.0
// XMP packets by exempi: merged, never replaced.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/image.h"
#include "io/bytes.h"

namespace countenance::io {

/// A property by its namespace URI and its path in it: "History", "History[2]/stEvt:action".
struct XmpName {
  const char* uri;
  std::string path;
};

/// A packet taken apart. Holds the toolkit underneath, which keeps global state, for itself: do not keep it.
class XmpPacket {
 public:
  /// An empty span is an empty packet. nullptr: it cannot be read.
  static std::unique_ptr<XmpPacket> parse(Span packet);
  ~XmpPacket();
  XmpPacket(const XmpPacket&) = delete;
  XmpPacket& operator=(const XmpPacket&) = delete;

  /// The prefix a namespace has among all packets: `wished`, unless another had it first.
  [[nodiscard]] std::string prefix(const char* uri, const char* wished) const;
  [[nodiscard]] std::optional<std::string> text(const XmpName& name) const;  ///< of a simple property
  [[nodiscard]] bool is_array(const XmpName& name) const;
  [[nodiscard]] int count(const XmpName& array, int most) const;  ///< of its items; no more than `most` are counted
  [[nodiscard]] std::vector<std::string> names(const char* uri) const;  ///< paths of the properties of a namespace

  // What fails is remembered, and serialised() gives nothing then.
  void set(const XmpName& name, const std::string& text);
  void append(const XmpName& array, const std::string& text);  ///< to an ordered array, which is made if need be
  std::string append_structure(const XmpName& array);          ///< the path of the new one: "History[3]"
  bool remove(const XmpName& name);                            ///< true: it was there

  /// Compact, in its wrapper. nullopt: something went wrong.
  [[nodiscard]] std::optional<Bytes> serialised() const;

 private:
  struct Parts;
  explicit XmpPacket(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

/// The packet with what new upright pixels make untrue put right: tiff:Orientation 1, the size, no xmp:Thumbnails, no
/// reference to a part outside the packet. Byte for byte as it was if nothing of it was there. nullopt: the packet
/// cannot be read and seems to hold a preview.
[[nodiscard]] std::optional<Bytes> updated_xmp(Span packet, Size size);

}  // namespace countenance::io
