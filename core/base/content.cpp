// SPDX-License-Identifier: Apache-2.0
#include "base/content.h"

#include <fmt/format.h>

#include "base/sha256.h"

namespace countenance {

std::string pixels_sha256(const Photo& photo) {
  Sha256 hash;
  const std::string layout = fmt::format("{} {} {} {} {} {}\n", photo.size.width, photo.size.height, photo.channels,
                                         int(photo.sample), photo.linear, photo.icc.size());
  hash.update(layout.data(), layout.size());
  hash.update(photo.icc.data(), photo.icc.size());
  hash.update(photo.bytes.data(), photo.bytes.size());
  return hash.hex();
}

}  // namespace countenance
