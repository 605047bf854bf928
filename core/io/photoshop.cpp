// SPDX-License-Identifier: Apache-2.0
#include "io/photoshop.h"

#include <functional>

namespace countenance::io {
namespace {

constexpr std::uint32_t kIim = 0x0404;

/// Calls `visit(id, data, whole block)`; stops at the first block that is not well formed.
void for_resources(Span resources, const std::function<void(std::uint32_t id, Span data, Span block)>& visit) {
  for (std::size_t at = 0; at + 12 <= resources.size();) {
    // 4 signature, 2 id, a counted name padded to even, 4 size, data padded to even
    if (!matches(resources, at, "8BIM") && !matches(resources, at, "MeSa") && !matches(resources, at, "AgHg") &&
        !matches(resources, at, "PHUT") && !matches(resources, at, "DCSR"))
      return;
    const std::size_t name = (1 + resources[at + 6] + 1) & ~std::size_t(1), size_at = at + 6 + name;
    if (size_at + 4 > resources.size()) return;
    const std::size_t size = big32(resources, size_at), data = size_at + 4;
    if (size > resources.size() - data) return;
    const std::size_t end = std::min(resources.size(), data + ((size + 1) & ~std::size_t(1)));
    visit(big16(resources, at + 4), resources.subspan(data, size), resources.subspan(at, end - at));
    at = end;
  }
}

Bytes without(Span resources, const std::function<bool(std::uint32_t id)>& unwanted) {
  Bytes kept;
  for_resources(resources, [&](std::uint32_t id, Span, Span block) {
    if (unwanted(id)) return;
    append(kept, block);
    if (kept.size() % 2) kept.push_back(0);
  });
  return kept;
}

}  // namespace

Bytes without_previews(Span resources) {
  return without(resources,
                 [](std::uint32_t id) { return id == 0x0409 || id == 0x040C || (id >= 0x0422 && id <= 0x0424); });
}

Bytes without_iim(Span resources) {
  return without(resources, [](std::uint32_t id) { return id == kIim; });
}

Bytes iim_of(Span resources) {
  Bytes iim;
  for_resources(resources, [&](std::uint32_t id, Span data, Span) {
    if (id == kIim && iim.empty()) append(iim, data);
  });
  return iim;
}

Bytes resource_of_iim(Span iim) {
  Bytes block;
  append(block, "8BIM");
  append_big16(block, kIim);
  append_big16(block, 0);  // no name
  append_big32(block, std::uint32_t(iim.size()));
  append(block, iim);
  if (block.size() % 2) block.push_back(0);
  return block;
}

}  // namespace countenance::io
