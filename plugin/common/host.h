// SPDX-License-Identifier: GPL-3.0-or-later
// Host: all that an editor has to do for a retouch. Nothing here knows which editor it is.
//
// Pixels are read and written in the drawable's own sample type, encoding and profile, never converted to float: 45
// megapixels of RGBA are .18 GB in 8 bit, and would be .72 in float, and the original and what is rendered of it are both
// held. Only a face's region is ever made float, by the core.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/image.h"
#include "base/photo.h"
#include "base/result.h"

namespace countenance::plugin {

/// A layer, or what an editor calls so.
struct Drawable {
  Photo photo;         ///< the whole of it, upright
  int x = 0, y = 0;    ///< where its first pixel lies in the image
  std::string note{};  ///< what a retouch attached to it (Output::note); empty: nothing
};

/// What the host is to put into the image, as one step of undo.
struct Output {
  bool in_place = false;  ///< over the drawable's own pixels; else a new layer right above it
  Rect area;              ///< of the original drawable
  int x = 0, y = 0;       ///< where the first pixel of `area` lies in the image
  /// Of `area`, in the original's layout; what is not retouched is as it was, bit for bit. The selection has been applied
  /// already: write these pixels as they are.
  Photo pixels;
  /// Of `area`, for a new layer: 255 wherever a pixel is retouched, falling to 0 beyond.
  Image8 mask;
  std::string name;  ///< "Countenance: 0.64 of limit"
  std::string note;  ///< JSON, to be kept with the layer (its parasite, or what the host calls so) and undone with it
};

class Host {
 public:
  virtual ~Host() = default;
  /// The drawable that the user has chosen.
  virtual Result<Drawable> read() = 0;
  /// The drawable with these pixels (content_hash()), from which another was made; none: it is gone.
  virtual Result<std::optional<Drawable>> find(const std::string& content) = 0;
  /// How much each pixel of `area` (of the image) is selected, of its size, 255 in full; empty: there is no selection.
  virtual Result<Image8> selection(const Rect& area) = 0;
  /// Layers and channels of the image that can say where a retouch acts, by name.
  virtual std::vector<std::string> maps() = 0;
  /// How bright each pixel of `area` (of the image) is in one of maps(), times its alpha; 0 beyond it. Error{bad_input}: it
  /// is gone.
  virtual Result<Image8> map(const std::string& name, const Rect& area) = 0;
  /// From any thread, never from two at once. False cancels.
  virtual bool progress(double share, std::string_view words) = 0;
  /// What would be found of these pixels once they are written: the host's own precision, and how it lays layers over one
  /// another. The photo is the whole drawable.
  virtual Result<Photo> settle(Photo rendered) = 0;
  /// Called once, last, and only with what was verified. Whatever fails before has left the image alone.
  virtual Result<> write(const Output& output) = 0;
};

}  // namespace countenance::plugin
