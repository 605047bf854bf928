// SPDX-License-Identifier: Apache-2.0
// Bytes of files, read and written by hand where a container is taken apart.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace countenance::io {

using Bytes = std::vector<std::uint8_t>;
using Span = std::span<const std::uint8_t>;

[[nodiscard]] inline bool starts_with(Span s, std::string_view prefix) {
  return s.size() >= prefix.size() && std::memcmp(s.data(), prefix.data(), prefix.size()) == 0;
}
[[nodiscard]] inline bool matches(Span s, std::size_t at, std::string_view text) {
  return at <= s.size() && starts_with(s.subspan(at), text);
}
inline void append(Bytes& to, Span from) {
  if (from.empty()) return;
  const std::size_t at = to.size();
  to.resize(at + from.size());
  std::memcpy(to.data() + at, from.data(), from.size());
}
inline void append(Bytes& to, std::string_view from) {
  append(to, Span(reinterpret_cast<const std::uint8_t*>(from.data()), from.size()));
}

// The caller has checked the bounds.
[[nodiscard]] inline std::uint32_t big16(Span s, std::size_t at) { return std::uint32_t(s[at]) << 8 | s[at + 1]; }
[[nodiscard]] inline std::uint32_t big32(Span s, std::size_t at) { return big16(s, at) << 16 | big16(s, at + 2); }
[[nodiscard]] inline std::uint32_t little16(Span s, std::size_t at) { return std::uint32_t(s[at + 1]) << 8 | s[at]; }
[[nodiscard]] inline std::uint32_t little32(Span s, std::size_t at) {
  return little16(s, at + 2) << 16 | little16(s, at);
}
inline void append_big16(Bytes& to, std::uint32_t v) {
  const std::uint8_t b[] = {std::uint8_t(v >> 8), std::uint8_t(v)};
  append(to, Span(b));
}
inline void append_big32(Bytes& to, std::uint32_t v) { append_big16(to, v >> 16), append_big16(to, v); }
inline void append_little32(Bytes& to, std::uint32_t v) {
  const std::uint8_t b[] = {std::uint8_t(v), std::uint8_t(v >> 8), std::uint8_t(v >> 16), std::uint8_t(v >> 24)};
  append(to, Span(b));
}

}  // namespace countenance::io
