// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include "bindings.h"
#include "countenance.h"
#include "failure.h"

namespace countenance::python {

namespace py = pybind11;

void bind_policy(py::module_& module) {
  py::class_<Policy>(module, "Policy")
      .def(py::init([](const std::string& name_or_file) { return take(load_policy(name_or_file)); }))
      .def("intersect", [](const Policy& a, const Policy& b) { return drift::intersect(a, b); })
      .def("limits_under", [](const Policy& limits, const Policy& preset) { return limits_of(preset, limits); })
      .def_readonly("name", &Policy::name)
      .def_readonly("title", &Policy::title)
      .def_readonly("reason", &Policy::reason)
      .def_readonly("limits", &Policy::limits)
      .def_readonly("wishes", &Policy::wishes)
      .def_readonly("required", &Policy::required)
      .def_readonly("accept_not_resolved", &Policy::accept_not_resolved)
      .def_readonly("locked", &Policy::locked)
      .def_readonly("refuse", &Policy::refuse);
  module.def("policies", [] { return policies(); });
}

}  // namespace countenance::python
