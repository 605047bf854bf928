// SPDX-License-Identifier: Apache-2.0
// Pictures and lists that commands read: files, or, named "-", the standard input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/job.h"
#include "io/file.h"

namespace countenance::cli {

/// "-": the standard input where something is read, the standard output where it is written.
[[nodiscard]] inline bool is_pipe(const std::filesystem::path& named) { return named == "-"; }
/// Error{bad_input}: more than one of these is "-".
Result<> check_inputs(const std::vector<std::filesystem::path>& inputs);

/// Some of the next bytes of an open file, as io::Stream gives them. Error{cancelled}: heard while it waits for them, too.
Result<std::size_t> next_bytes(int file, std::uint8_t* to, std::size_t most, const Job& job);

class Input {
 public:
  /// A file is not read yet, but when it is first loaded, and kept; the standard input is, to its end. Error{bad_input}: that is a terminal, or no
  /// picture.
  static Result<Input> open(const std::filesystem::path& named, const Job& job);
  /// A file's bytes that are already in memory.
  static Input held(std::string name, std::vector<std::uint8_t> bytes);
  [[nodiscard]] const std::string& name() const { return name_; }  ///< for errors and notes
  [[nodiscard]] Result<io::Loaded> load(const io::LoadOptions& options, const Job& job) const;
  /// Its own coded data, as it was loaded, whatever became of the file since. Error{bad_input}: it cannot be read.
  [[nodiscard]] Result<std::vector<std::uint8_t>> bytes() const;

 private:
  Result<> read(const io::LoadOptions& options) const;  ///< once

  std::filesystem::path file_;  ///< empty: the standard input
  std::string name_;
  mutable std::shared_ptr<const std::vector<std::uint8_t>> bytes_;  ///< null: not read yet
};

}  // namespace countenance::cli
