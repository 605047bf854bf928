// SPDX-License-Identifier: Apache-2.0
// Pictures read and turned upright; results written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "countenance.h"
#include "io/file.h"

namespace countenance::cli {

/// The networks, and pictures turned upright.
struct Opened {
  Engine engine;
  std::vector<io::Loaded> pictures;
};
/// Loads networks and pictures side by side. Where a file has an EXIF orientation and the faces say that the pixels were
/// upright without it, the tag is ignored, and a note says so. Of several errors the one about the models is given, then
/// that of the first picture.
Result<Opened> open(const std::filesystem::path& models, const std::vector<std::filesystem::path>& pictures,
                    const Job& job);

/// Files that appear together, or not at all: each is first written under another name beside its own.
class Outputs {
 public:
  void add(const std::filesystem::path& path, std::vector<std::uint8_t> bytes);
  /// In the order they were added. Error{cannot_write}: none of them has appeared.
  [[nodiscard]] Result<> write() const;

 private:
  struct File {
    std::filesystem::path path;
    std::vector<std::uint8_t> bytes;
  };
  std::vector<File> files_;
};

/// Asked before any work is done. Error{bad_input} when a target is one of the inputs, or two targets are one file, by
/// whatever names, there already or not; {cannot_write} when nothing can be created beside it, or it is no ordinary
/// file. Empty targets are left out.
Result<> check_targets(const std::vector<std::filesystem::path>& targets,
                       const std::vector<std::filesystem::path>& inputs);

}  // namespace countenance::cli
