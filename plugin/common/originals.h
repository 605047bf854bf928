// SPDX-License-Identifier: GPL-3.0-or-later
// Originals: all that an editor has to do for a picture to be held against where it came from.
#pragma once

#include <string>
#include <vector>

#include "base/photo.h"
#include "base/result.h"

namespace countenance::plugin {

struct Pair {
  Photo original;
  Photo edited;
};

class Originals {
 public:
  virtual ~Originals() = default;
  /// Layers that could be the original, by name, the most likely first; names may be there twice.
  virtual std::vector<std::string> layers() = 0;
  /// With what is visible, of one size and layout of the same place. `layer`: its place in layers(). Error{bad_input}: it
  /// is gone, or does not cover what it is measured against.
  virtual Result<Pair> with_layer(int layer) = 0;
  virtual Result<Pair> with_file(const std::string& file) = 0;
  /// By itself, of any size. Error{bad_input}: it is gone, or a retouch itself.
  virtual Result<Photo> layer(int layer) = 0;
  virtual Result<Photo> file(const std::string& file) = 0;
};

}  // namespace countenance::plugin
