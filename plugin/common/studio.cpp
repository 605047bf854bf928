// SPDX-License-Identifier: GPL-3.0-or-later
#include "studio.h"

#include <fmt/format.h>

#include "base/sha256.h"

namespace countenance::plugin {

std::string content_hash(const Photo& photo) {
  Sha256 hash;
  const std::string layout = fmt::format("{} {} {} {} {} {}\n", photo.size.width, photo.size.height, photo.channels,
                                         int(photo.sample), photo.linear, photo.icc.size());
  hash.update(layout.data(), layout.size());
  hash.update(photo.icc.data(), photo.icc.size());
  hash.update(photo.bytes.data(), photo.bytes.size());
  return hash.hex();
}

Result<> Studio::open() {
  if (engine_) return {};
  CNT_TRY(opened, Engine::open(models_));
  engine_ = std::move(opened);
  return {};
}

Result<Portrait> Studio::original(Photo photo, const Job& job) {
  const std::lock_guard lock(guard_);
  CNT_CHECK(open());
  return Portrait::original(*engine_, std::move(photo), job);
}

Result<Portrait> Studio::study(Photo photo, const std::string& content, const Job& job) {
  const std::lock_guard lock(guard_);
  if (last_ && last_->content == content) return last_->portrait;
  last_.reset();  // two pictures at once may be too large
  CNT_CHECK(open());
  CNT_TRY(portrait, Portrait::study(*engine_, std::move(photo), job));
  last_ = Studied{content, portrait};
  return std::move(portrait);
}

}  // namespace countenance::plugin
