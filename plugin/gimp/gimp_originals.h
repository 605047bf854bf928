// SPDX-License-Identifier: GPL-3.0-or-later
// What an image of either GIMP shows, and what it is measured against.
#pragma once

#include <vector>

#include "drawable.h"
#include "originals.h"

namespace countenance::plugin {

class GimpOriginals : public Originals {
 public:
  explicit GimpOriginals(gint32 image) : image_(image), layers_(layers_of(image)) {}
  /// From the bottom: an original lies below what was made of it.
  std::vector<std::string> layers() override;
  Result<Pair> with_layer(int layer) override;
  Result<Pair> with_file(const std::string& file) override;

  /// Any layer, by its number.
  Result<Pair> with(gint32 layer);

 private:
  gint32 image_;
  std::vector<gint32> layers_;
};

}  // namespace countenance::plugin
