// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4), as 64 lower-case hex digits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace countenance {

/// Of a message that comes in pieces.
class Sha256 {
 public:
  void update(const void* data, std::size_t size);
  /// The digest of all pieces so far. Ends the message: the object is of no further use.
  [[nodiscard]] std::string hex();

 private:
  void compress(const std::uint8_t* block);

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> block_{};
  std::uint64_t length_ = 0;  ///< bytes so far
};

[[nodiscard]] std::string sha256(const void* data, std::size_t size);

/// Of a file's bytes. Error{bad_input} if it cannot be read.
Result<std::string> sha256_file(const std::filesystem::path& path);

}  // namespace countenance
