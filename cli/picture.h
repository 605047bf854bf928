// SPDX-License-Identifier: Apache-2.0
// Pictures read and turned upright; results written.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <vector>

#include "countenance.h"
#include "input.h"
#include "io/file.h"

namespace countenance::cli {

/// A picture turned upright, its notes named after it. Where the file has an EXIF orientation and the faces say that the
/// pixels were upright without it, the tag is ignored, and a note says so.
Result<io::Loaded> load_upright(const Engine& engine, const Input& input, const Job& job);

/// Its error said of this input, where it is about the picture.
template <class T>
Result<T> of_file(const Input& input, Result<T> result) {
  constexpr Code kAboutIt[] = {Code::bad_input, Code::not_measurable, Code::refused};
  if (!result && std::find(std::begin(kAboutIt), std::end(kAboutIt), result.error().code) != std::end(kAboutIt))
    result.error().message = input.name() + ": " + result.error().message;
  return result;
}

/// The networks and a picture turned upright, loaded side by side. Of two errors the one about the models is given.
struct Opened {
  Engine engine;
  io::Loaded picture;
};
Result<Opened> open(const std::filesystem::path& models, const Input& picture, const Job& job);

/// Files that appear together, or not at all: each is first written under another name beside its own. "-" is the
/// standard output, which comes after them.
class Outputs {
 public:
  void add(const std::filesystem::path& path, std::vector<std::uint8_t> bytes);
  /// In the order they were added. Error{cannot_write}: no file has appeared.
  [[nodiscard]] Result<> write() const;

 private:
  struct File {
    std::filesystem::path path;
    std::vector<std::uint8_t> bytes;
  };
  std::vector<File> files_;
};

/// Asked before any work is done. Error{bad_input} when a target is one of the inputs, or two targets are one file, by
/// whatever names, there already or not, or one is the standard output and that a terminal; {cannot_write} when nothing
/// can be created beside it, or it is no ordinary file. Empty targets are left out.
Result<> check_targets(const std::vector<std::filesystem::path>& targets,
                       const std::vector<std::filesystem::path>& inputs);
/// Where words go: the standard output, or, where one of the targets is that, to stderr.
[[nodiscard]] std::FILE* words_beside(const std::vector<std::filesystem::path>& targets);

}  // namespace countenance::cli
