// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4), as 64 lower-case hex digits.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "base/result.h"

struct evp_md_ctx_st;

namespace countenance {

/// Of a message that comes in pieces (OpenSSL's libcrypto).
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void update(const void* data, std::size_t size);
  /// The digest of all pieces so far. Ends the message: the object is of no further use.
  [[nodiscard]] std::string hex();

 private:
  evp_md_ctx_st* context_;
};

[[nodiscard]] std::string sha256(const void* data, std::size_t size);

/// Of a file's bytes. Error{bad_input} if it cannot be read.
Result<std::string> sha256_file(const std::filesystem::path& path);

}  // namespace countenance
