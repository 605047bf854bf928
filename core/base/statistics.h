// SPDX-License-Identifier: Apache-2.0
// Order statistics.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace countenance {

/// max(x, 0), but not a number stays that: std::max(0, NaN) is 0, which would pass.
template <class T>
[[nodiscard]] T not_negative(T x) {
  return x < 0 ? T(0) : x;
}

/// Linear between the order statistics; p in [0, 1]. 0 for no values.
template <class T>
[[nodiscard]] T percentile(std::vector<T> v, double p) {
  if (v.empty()) return 0;
  const double at = p * double(v.size() - 1);
  const auto low = v.begin() + std::ptrdiff_t(at);
  std::nth_element(v.begin(), low, v.end());
  const T f = T(at - std::floor(at));
  if (f <= 0) return *low;
  return *low + f * (*std::min_element(low + 1, v.end()) - *low);
}
template <class T>
[[nodiscard]] T median(std::vector<T> v) {
  return percentile(std::move(v), 0.5);
}

/// The value of rank ⌊q (n − 1)⌋, one of those given: at ½ the lower of two in the middle. `v` must not be empty.
template <class T>
[[nodiscard]] T quantile(std::vector<T> v, double q) {
  const auto at = v.begin() + std::ptrdiff_t(q * double(v.size() - 1));
  std::nth_element(v.begin(), at, v.end());
  return *at;
}

}  // namespace countenance
