// SPDX-License-Identifier: GPL-3.0-or-later
// Reading from an image of either GIMP. Images, layers and channels are named by numbers; −1 is none
// (gimp_by_number.h).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/photo.h"
#include "base/result.h"
#include "gimp_by_number.h"

namespace countenance::plugin {

inline constexpr gint32 kNone = -1;
inline constexpr const char* kNoteParasite = "countenance-note";

struct Unref {
  void operator()(GeglBuffer* buffer) const { g_object_unref(buffer); }  // which writes what is not written yet
};
using Buffer = std::unique_ptr<GeglBuffer, Unref>;
[[nodiscard]] inline Buffer buffer_of(gint32 drawable) { return Buffer(gimp_drawable_get_buffer(drawable)); }

/// Takes what GIMP allocated.
[[nodiscard]] std::string take(gchar* text);

/// Error{bad_input} says why this is nothing that a retouch could start from, and what to choose instead.
Result<> check_layer(gint32 image, gint32 drawable);

/// Where it lies in the image.
[[nodiscard]] Rect place_of(gint32 drawable);
/// `area` is of the drawable.
Result<Photo> photo_of(gint32 image, gint32 drawable, const Rect& area);
Result<Photo> photo_of(gint32 image, gint32 drawable);

/// All that a retouch of a layer is made from.
struct State {
  Rect place;
  std::string encoding;           ///< of its pixels
  std::vector<std::uint8_t> icc;  ///< of the image; empty: none is attached
  std::string digest;             ///< of its pixels
  friend bool operator==(const State&, const State&) = default;
};
/// `photo`: photo_of() the whole layer, as it is.
[[nodiscard]] State state_of(gint32 image, gint32 layer, const Photo& photo);
Result<State> state_of(gint32 image, gint32 layer);

/// Empty: none.
[[nodiscard]] std::string note_of_item(gint32 item);
[[nodiscard]] bool attach_note(gint32 item, const std::string& note);

/// Every layer that holds pixels of its own, those in groups too, from the top.
[[nodiscard]] std::vector<gint32> layers_of(gint32 image);

}  // namespace countenance::plugin
