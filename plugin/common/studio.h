// SPDX-License-Identifier: GPL-3.0-or-later
// Studio: what outlives one retouch: the networks, opened when first needed, and the last portrait studied, known again by
// its content.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "countenance.h"

namespace countenance::plugin {

/// SHA-256 of the pixels, their size and layout, and the profile.
[[nodiscard]] std::string content_hash(const Photo& photo);

class Studio {
 public:
  explicit Studio(std::filesystem::path models = {}) : models_(std::move(models)) {}
  /// Of Engine::open and Portrait::study; `content` is the photo's content_hash().
  Result<Portrait> study(Photo photo, const std::string& content, const Job& job);
  /// Of Engine::open and Portrait::original; nothing is kept but the networks.
  Result<Portrait> original(Photo photo, const Job& job);

 private:
  Result<> open();
  struct Studied {
    std::string content;
    Portrait portrait;
  };
  std::filesystem::path models_;
  std::mutex guard_;
  std::optional<Engine> engine_;
  std::optional<Studied> last_;
};

}  // namespace countenance::plugin
