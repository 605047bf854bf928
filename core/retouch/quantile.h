// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace countenance::retouch {

/// The value of rank ⌊q·(n − 1)⌋; `v` must not be empty.
[[nodiscard]] inline float quantile(std::vector<float> v, double q) {
  const auto at = v.begin() + std::ptrdiff_t(q * double(v.size() - 1));
  std::nth_element(v.begin(), at, v.end());
  return *at;
}

}  // namespace countenance::retouch
