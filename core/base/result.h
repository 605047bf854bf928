// SPDX-License-Identifier: Apache-2.0
// Result<T>: a value, or one Error that says what failed, on which file, and what to do.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace countenance {

/// Why something failed. The numbers are the exit codes of the command line (docs/architecture.md): part of the API.
enum class Code : int {
  internal = 1,        ///< anything else
  bad_input = 2,       ///< wrong usage, unreadable or unsupported input, bad policy
  over_limit = 3,      ///< measured, and outside the limits
  not_measurable = 4,  ///< no usable face, different pictures
  models = 5,          ///< models missing, or not as pinned
  refused = 6,         ///< refused by policy
  cannot_write = 7,
  cancelled = 130,
};

struct Error {
  Code code = Code::internal;
  std::string message;  ///< one line: what, which file, what to do
};

template <class T = void>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Code code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}

}  // namespace countenance

/// Leaves the enclosing function with the error of `expr`, if it has one; else defines `name` as its value.
#define CNT_TRY(name, expr)                                             \
  auto name##_or_error = (expr);                                        \
  if (!name##_or_error) return tl::unexpected(name##_or_error.error()); \
  auto& name = *name##_or_error

/// The same for a Result without a value.
#define CNT_CHECK(expr)                                                                      \
  do {                                                                                       \
    if (auto cnt_result_ = (expr); !cnt_result_) return tl::unexpected(cnt_result_.error()); \
  } while (false)
