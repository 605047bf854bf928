// SPDX-License-Identifier: Apache-2.0
// For tests and benchmarks, where a failed step ends the program's work.
#pragma once

#include <stdexcept>
#include <type_traits>
#include <utility>

#include "base/result.h"

namespace countenance::test {

/// The value; an exception with the error's own line where there is none.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace countenance::test
