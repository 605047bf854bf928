// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include "arrays.h"
#include "bindings.h"
#include "failure.h"
#include "saving.h"
#include "studied.h"
#include "work.h"

namespace countenance::python {

namespace py = pybind11;

Result<Guarded> guard(const Studied& original, const Picture& edited, const Policy& policy, const Roundtrip& roundtrip,
                      const Job& job) {
  CNT_TRY(done, of_edited(original, edited, original.portrait.guard(edited.loaded.photo, policy, roundtrip, job)));
  if (!done.report.within && done.unverifiable.empty()) return fail(Code::refused, report_obstacle(done.report));
  return std::move(done);
}

namespace {

/// Portrait::study or Portrait::original.
template <auto open>
Studied opened(const Engine& engine, PicturePtr picture, const Call& call) {
  Portrait portrait =
      value_of(call, [&](const Job& job) { return of(*picture, open(engine, std::move(picture->loaded.photo), job)); });
  return {engine, std::move(portrait), std::move(picture)};
}

struct Measured {
  Report report;
  std::optional<Image8> heatmap;
};

/// The report, and where `longest` is not 0 the heatmap.
py::tuple measure(const Studied& original, const Picture& edited, const Policy& policy, int longest, const Call& call) {
  Measured done = value_of(call, [&](const Job& job) -> Result<Measured> {
    CNT_TRY(report, of_edited(original, edited, original.portrait.measure(edited.loaded.photo, policy, job)));
    Measured out{std::move(report), {}};
    if (longest > 0) {
      CNT_TRY(map, original.portrait.heatmap(out.report, longest));
      out.heatmap = std::move(map);
    }
    return out;
  });
  py::object heatmap = done.heatmap ? py::object(array_of(std::move(*done.heatmap))) : py::none();
  return py::make_tuple(report_json(done.report), std::move(heatmap));
}

/// Pixels as numpy holds them: nothing is lost on the way, and the last to be inside the limits is kept.
struct Memory {
  Photo last, best;
  [[nodiscard]] Roundtrip roundtrip() {
    const auto through = [this](Photo rendered) -> Result<Photo> {
      last = rendered;
      return rendered;
    };
    return {through, {}, "host", [this] { best = std::move(last); }};
  }
};

Retouched propose(const Studied& original, const std::map<std::string, float>& dials, const Policy& preset,
                  const Policy& limits, const Call& call) {
  Retouch retouch = value_of(call, [&](const Job& job) -> Result<Retouch> {
    Wishes wishes;
    for (const auto* given : {&preset.wishes, &dials}) CNT_CHECK(set_dials(wishes, *given));
    return Retouch::propose(original.portrait, wishes, job);
  });
  return {original, std::move(retouch), limits, !dials.empty()};
}

/// The verdict, and the pixels it is of.
py::tuple govern(const Retouched& retouched, const Call& call) {
  Memory memory;
  const Verdict verdict = value_of(call, [&](const Job& job) -> Result<Verdict> {
    CNT_TRY(done, retouched.retouch.govern(retouched.policy, memory.roundtrip(), job));
    if (done.verdict.nothing) memory.best = retouched.original.portrait.photo();
    return std::move(done.verdict);
  });
  return py::make_tuple(to_json(verdict), array_of(std::move(memory.best)));
}

/// What was taken back, and the pixels that are left.
py::tuple guarded(const Studied& original, const Picture& edited, const Policy& policy, const Call& call) {
  Memory memory;
  const Guarded guarded = value_of(call, [&](const Job& job) -> Result<Guarded> {
    CNT_TRY(done, guard(original, edited, policy, memory.roundtrip(), job));
    if (done.nothing) memory.best = edited.loaded.photo;
    return std::move(done);
  });
  return py::make_tuple(to_json(guarded), array_of(std::move(memory.best)));
}

py::tuple told(const Saved& saved) {
  py::list notes;
  for (const std::string& note : saved.notes) notes.append(words(note));
  return py::make_tuple(saved.json, py::tuple(notes));
}

py::bytes png(const py::array& picture) {
  const auto pixels = py::array_t<std::uint8_t, py::array::c_style>::ensure(picture);
  if (!pixels || pixels.ndim() != 3) throw Failure({Code::bad_input, "an H x W x C array of uint8 is wanted"});
  const Size size{int(pixels.shape(1)), int(pixels.shape(0))};
  const auto bytes = take(io::png(View<const std::uint8_t>(pixels.data(), size, int(pixels.shape(2)))));
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

void bind_portrait(py::module_& module) {
  py::class_<Retouched>(module, "Retouch")
      .def("govern", &govern)
      .def("save", [](const Retouched& retouched, const std::string& path, int quality, const std::string& edited_by,
                      const Call& call) {
        const cli::Writing writing{path, "", quality};
        return told(value_of(call, [&](const Job& job) { return save(retouched, writing, edited_by, job); }));
      });
  py::class_<Studied>(module, "Portrait")
      .def_static("study", &opened<&Portrait::study>)
      .def_static("original", &opened<&Portrait::original>)
      .def("to_json", [](const Studied& s) { return s.portrait.to_json(); })
      .def("overlay",
           [](const Studied& s, int longest, const Call& call) {
             return array_of(value_of(call, [&](const Job&) { return s.portrait.overlay(longest); }));
           })
      .def("measure", &measure)
      .def("propose", &propose)
      .def("guard", &guarded)
      .def("save_guarded", [](const Studied& original, const Picture& edited, const Policy& policy,
                              const std::string& path, int quality, const std::string& edited_by, const Call& call) {
        const cli::Writing writing{path, "", quality};
        return told(
            value_of(call, [&](const Job& job) { return save(original, edited, policy, writing, edited_by, job); }));
      });
  module.def("png", &png);
}

}  // namespace countenance::python
