// SPDX-License-Identifier: Apache-2.0
// What the compiled part shows to the package's Python files: as little as will do. Reports and verdicts go over as JSON.
#pragma once

#include <pybind11/pybind11.h>

namespace countenance::python {

void bind_policy(pybind11::module_& module);
void bind_picture(pybind11::module_& module);
void bind_portrait(pybind11::module_& module);

}  // namespace countenance::python
