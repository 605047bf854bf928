// SPDX-License-Identifier: GPL-3.0-or-later
// In a thread of its own, or in a main loop, nothing catches: there, whatever is thrown is an error.
#pragma once

#include <exception>

#include "base/result.h"

namespace countenance::plugin {

template <class F>
auto guarded(F&& step) -> decltype(step()) {
  try {
    return step();
  } catch (const std::exception& e) {
    return fail(Code::internal, e.what());
  }
}

}  // namespace countenance::plugin
