// SPDX-License-Identifier: Apache-2.0
// Memory for whole pictures.
#pragma once

#include <cstddef>
#include <vector>

namespace countenance {

/// Asks for large pages where the system grants them to who asks: the first touch of 66 MB in pages of 4 kB takes as
/// long as a fifth of their decoding. Only a wish; nothing else changes.
void prefer_large_pages(void* memory, std::size_t bytes);

/// Room for `n` values, none of them touched yet.
template <class T>
void reserve_large(std::vector<T>& v, std::size_t n) {
  v.reserve(n);
  prefer_large_pages(v.data(), n * sizeof(T));
}

}  // namespace countenance
