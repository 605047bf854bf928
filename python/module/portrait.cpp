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

Retouched propose(const Studied& portrait, const std::map<std::string, float>& dials, const Policy& preset,
                  const Policy& limits, const std::optional<Studied>& first, bool as_original, const Call& call) {
  return value_of(call, [&](const Job& job) -> Result<Retouched> {
    Wishes wishes;
    for (const auto* given : {&preset.wishes, &dials}) CNT_CHECK(set_dials(wishes, *given));
    return Retouched::propose(portrait, first, as_original, wishes, limits, job);
  });
}

Edited compare(const Studied& original, PicturePtr edited, const Policy& policy, bool as_original,
               bool accept_unverifiable, const Call& call) {
  return value_of(call, [&](const Job&) {
    return Edited::compare(original, std::move(edited), as_original, accept_unverifiable, policy);
  });
}

/// The verdict, and the pixels it is of.
py::tuple govern(const Retouched& retouched, const Call& call) {
  Memory memory;
  const Verdict verdict = value_of(call, [&](const Job& job) { return retouched.govern(memory.roundtrip(), job); });
  if (verdict.nothing) memory.best = retouched.portrait().portrait.photo();
  return py::make_tuple(to_json(verdict), array_of(std::move(memory.best)));
}

/// What was taken back, and the pixels that are left.
py::tuple guard(const Edited& edited, const Call& call) {
  Memory memory;
  const Guarded guarded = value_of(call, [&](const Job& job) { return edited.guard(memory.roundtrip(), job); });
  if (guarded.nothing) memory.best = edited.picture().loaded.photo;
  return py::make_tuple(to_json(guarded), array_of(std::move(memory.best)));
}

/// Retouched or Edited as a file. `editor`: by its name; `said`: by the caller.
template <class Making>
py::tuple saved(const Making& making, const std::string& path, int quality, const std::string& editor, bool said,
                const Call& call) {
  const cli::Writing writing{path, "", quality};
  const cli::By by{record::editor_of(editor).value_or(record::Editor::unknown), said};
  const Saved done = value_of(call, [&](const Job& job) { return save(making, writing, by, job); });
  py::list notes;
  for (const std::string& note : done.notes) notes.append(words(note));
  return py::make_tuple(done.json, py::tuple(notes));
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
  py::class_<Retouched>(module, "Retouch").def("govern", &govern).def("save", &saved<Retouched>);
  py::class_<Edited>(module, "Edited").def("guard", &guard).def("save", &saved<Edited>);
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
      .def("compare", &compare);
  module.def("png", &png);
}

}  // namespace countenance::python
