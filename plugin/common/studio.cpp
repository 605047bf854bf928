// SPDX-License-Identifier: GPL-3.0-or-later
#include "studio.h"

#include "base/content.h"

namespace countenance::plugin {

std::string content_hash(const Photo& photo) { return pixels_sha256(photo); }

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
