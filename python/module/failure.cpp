// SPDX-License-Identifier: Apache-2.0
#include "failure.h"

namespace countenance::python {

namespace py = pybind11;

py::str words(const std::string& text) {
  PyObject* decoded = PyUnicode_DecodeFSDefaultAndSize(text.data(), Py_ssize_t(text.size()));
  if (!decoded) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(decoded);
}

void translate_failures() {
  py::register_local_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const Failure& failure) {
      const auto kind = py::module_::import("countenance.errors").attr("of_code")(int(failure.error.code));
      PyErr_SetObject(kind.ptr(), words(failure.error.message).ptr());
    }
  });
}

}  // namespace countenance::python
