// SPDX-License-Identifier: Apache-2.0
// An Error on its way to Python, where it becomes one of the classes of countenance.errors, by its code.
#pragma once

#include <pybind11/pybind11.h>

#include <exception>
#include <string>
#include <utility>

#include "base/result.h"

namespace countenance::python {

struct Failure : std::exception {
  explicit Failure(Error e) : error(std::move(e)) {}
  [[nodiscard]] const char* what() const noexcept override { return error.message.c_str(); }
  Error error;
};

/// The value, or a Failure is thrown.
template <class T>
T take(Result<T> result) {
  if (!result) throw Failure(std::move(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// Messages name files, whose names need not be UTF-8: as Python itself has them.
pybind11::str words(const std::string& text);

void translate_failures();

}  // namespace countenance::python
