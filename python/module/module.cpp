// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include "bindings.h"
#include "countenance.h"
#include "drift/titles.h"
#include "failure.h"
#include "work.h"

namespace py = pybind11;

PYBIND11_MODULE(_core, module) {
  using namespace countenance;
  namespace python = countenance::python;
  python::translate_failures();
  module.attr("version") = version();
  module.attr("metric_version") = metric_version();
  py::dict titles;
  for (const auto& t : drift::kMeasureTitles) titles[t.measure] = t.title;
  module.attr("measure_titles") = titles;
  py::dict dials;
  dials[govern::kRetouch] = py::make_tuple(0.f, 1.f, "", govern::kRetouchHelp);
  for (const Dial& d : kDials) dials[d.name] = py::make_tuple(d.low, d.high, d.unit, d.help);
  module.attr("dials") = dials;

  py::class_<python::Call>(module, "Call").def(py::init([](int threads, py::object progress) {
    return python::Call{threads, std::move(progress)};
  }));
  py::class_<Engine>(module, "Engine").def(py::init([](const std::string& models, const python::Call& call) {
    return python::value_of(call, [&](const Job&) { return Engine::open(models); });
  }));
  python::bind_policy(module);
  python::bind_picture(module);
  python::bind_portrait(module);
}
