// SPDX-License-Identifier: Apache-2.0
// Comma-separated values, RFC 4180, one record at a time: a list may still be being written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "io/file.h"

namespace countenance::cli {

struct CsvRecord {
  std::vector<std::string> fields;
  int line = 0;       ///< that it begins on, from 1
  std::string fault;  ///< what is wrong with it, in words; empty: nothing
};

/// Records end with a line (LF or CRLF) outside quotes, or with the list. Empty lines are passed over, and so is a byte
/// order mark. Nothing beyond a record's end is waited for.
class Csv {
 public:
  explicit Csv(io::Stream stream) : stream_(std::move(stream)) {}
  /// nullopt at the end. Error of the stream's; {bad_input}: a record longer than 64 KiB, which is none of file names.
  Result<std::optional<CsvRecord>> next();

 private:
  Result<> fill();
  Result<int> take();  ///< the next byte; −1 at the end

  io::Stream stream_;
  std::vector<std::uint8_t> buffer_;
  std::size_t at_ = 0;
  int line_ = 0;  ///< 0: nothing was read yet
};

}  // namespace countenance::cli
