// SPDX-License-Identifier: Apache-2.0
// Area averaging along one axis: which samples make up a coarser one.
#pragma once

#include <cstdint>
#include <vector>

namespace countenance::colour {

/// Which of `from` samples make up sample `k` of `to` ≤ from: all of [first, last], the ends with their share.
struct Cover {
  int first, last;
  float head, tail;
  Cover(int k, int from, int to) {
    const auto begin = std::int64_t(k) * from, end = begin + from;
    first = int(begin / to), last = int((end - 1) / to);
    head = 1 - float(begin % to) / float(to);
    tail = float((end - 1) % to + 1) / float(to);
    if (first == last) head = tail = 1;
  }
  [[nodiscard]] float share(int i) const { return i == first ? head : i == last ? tail : 1.f; }
};

/// Σ share·at(i) over a cover, the first sample first. `at` gives anything that adds and scales.
template <class F>
[[nodiscard]] auto sum_over(const Cover& cover, F&& at) {
  auto sum = at(cover.first);
  sum *= cover.head;
  for (int i = cover.first + 1; i < cover.last; ++i) sum += at(i);
  if (cover.last > cover.first) sum += at(cover.last) * cover.tail;
  return sum;
}

}  // namespace countenance::colour
