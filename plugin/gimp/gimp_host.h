// SPDX-License-Identifier: GPL-3.0-or-later
// A drawable of either GIMP, as the flow of plugin/common sees it. GIMP is asked in the thread that made it alone, but
// for progress(), which comes while that thread waits.
#pragma once

#include <chrono>

#include "drawable.h"
#include "host.h"

namespace countenance::plugin {

class GimpHost : public Host {
 public:
  GimpHost(gint32 image, gint32 drawable) : image_(image), chosen_(drawable), original_(drawable) {}

  Result<Drawable> read() override;
  Result<std::optional<Drawable>> find(const std::string& content) override;
  Result<Image8> selection(const Rect& area) override;
  std::vector<std::string> maps() override;
  Result<Image8> map(const std::string& name, const Rect& area) override;
  bool progress(double share, std::string_view words) override;
  Result<Photo> settle(Photo rendered) override;
  Result<> write(const Output& output) override;

  /// The layer that holds what was written; before that, the chosen one.
  [[nodiscard]] gint32 result() const { return result_ != kNone ? result_ : chosen_; }

 private:
  /// It is the original from now on; `photo` is all of it.
  Drawable taken(gint32 layer, Photo photo);
  /// Error{cannot_write}: what was read is not what is there, for GIMP is not blocked while a dialog is open.
  Result<> check_unchanged();

  gint32 image_, chosen_;
  gint32 original_;  ///< which was read last
  State state_;      ///< of the original, when it was read
  gint32 result_ = kNone;
  const Babl* format_ = nullptr;  ///< of the original
  std::chrono::steady_clock::time_point told_{};
  std::string words_;
};

}  // namespace countenance::plugin
