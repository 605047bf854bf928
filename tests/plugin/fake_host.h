// SPDX-License-Identifier: GPL-3.0-or-later
// A host without an editor: an image of layers in memory, that remembers what was asked of it.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "host.h"

namespace countenance::plugin {

class FakeHost : public Host {
 public:
  explicit FakeHost(Photo photo) { layers.push_back({std::move(photo)}); }

  Result<Drawable> read() override { return layers.at(chosen); }
  Result<std::optional<Drawable>> find(const std::string& content) override;
  Result<Image8> selection(const Rect&) override { return selected; }
  std::vector<std::string> maps() override;
  Result<Image8> map(const std::string& name, const Rect& area) override;
  bool progress(double share, std::string_view words) override;
  Result<Photo> settle(Photo rendered) override;
  /// In place, or as a layer over the chosen one, which is chosen then.
  Result<> write(const Output& output) override;

  std::vector<Drawable> layers;
  std::size_t chosen = 0;
  Image8 selected;
  std::map<std::string, Image8> painted;            ///< of the chosen layer's size
  std::function<void(Photo&)> precision;            ///< what the image makes of pixels written to it
  int cancel_at = std::numeric_limits<int>::max();  ///< the first call of progress that cancels
  bool full = false;                                ///< nothing can be written
  int calls = 0, settled = 0;
  std::vector<std::string> stages;
  std::vector<Output> written;
};

/// The original with the output laid over it, as the image shows it.
[[nodiscard]] Photo flattened(Photo original, const Output& output);

}  // namespace countenance::plugin
