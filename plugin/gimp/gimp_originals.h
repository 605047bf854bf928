// SPDX-License-Identifier: GPL-3.0-or-later
// What an image of either GIMP shows, and what that, or a layer, is held against.
#pragma once

#include <vector>

#include "drawable.h"
#include "originals.h"

namespace countenance::plugin {

class GimpOriginals : public Originals {
 public:
  /// `edited`, a layer, is no original of itself.
  explicit GimpOriginals(gint32 image, gint32 edited = kNone);
  /// From the bottom: an original lies below what was made of it.
  std::vector<std::string> layers() override;
  Result<Pair> with_layer(int layer) override;
  Result<Pair> with_file(const std::string& file) override;
  Result<Photo> layer(int layer) override;
  Result<Photo> file(const std::string& file) override;

  /// Any layer, by its number.
  Result<Pair> with(gint32 layer);
  Result<Photo> alone(gint32 layer);

 private:
  [[nodiscard]] Result<gint32> number_of(int layer) const;
  [[nodiscard]] Result<> check(gint32 layer) const;

  gint32 image_, edited_;
  std::vector<gint32> layers_;
};

}  // namespace countenance::plugin
