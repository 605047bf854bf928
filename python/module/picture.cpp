// SPDX-License-Identifier: Apache-2.0
#include "picture.h"

#include <pybind11/stl.h>

#include "arrays.h"
#include "base/pages.h"
#include "bindings.h"
#include "failure.h"
#include "work.h"

namespace countenance::python {

namespace py = pybind11;

namespace {

std::vector<std::uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

/// Room for H × W × C pixels, to be filled.
std::shared_ptr<Picture> room(int height, int width, int channels, const py::dtype& type) {
  auto picture = std::make_shared<Picture>();
  Photo& photo = picture->loaded.photo;
  photo.size = {width, height};
  photo.channels = channels;
  photo.sample = sample_of(type);
  const std::size_t bytes = std::size_t(photo.stride()) * std::size_t(height);
  reserve_large(photo.bytes, bytes);
  photo.bytes.resize(bytes);
  picture->loaded.format = io::Format::png;
  return picture;
}

std::shared_ptr<Picture> read(const Engine& engine, const std::string& path, const Call& call) {
  auto picture = std::make_shared<Picture>();
  picture->path = path;
  picture->loaded = value_of(call, [&](const Job& job) { return cli::load_upright(engine, picture->path, job); });
  return picture;
}

}  // namespace

void bind_picture(py::module_& module) {
  py::class_<Picture, std::shared_ptr<Picture>>(module, "Picture")
      .def(py::init(&room))
      .def_static("read", &read)
      .def_property_readonly("pixels",
                             [](py::object self) { return view_of(self.cast<Picture&>().loaded.photo, self); })
      .def("describe",
           [](Picture& picture, const std::string& icc, const std::string& exif, bool linear) {
             picture.loaded.photo.icc = bytes_of(icc);
             picture.loaded.photo.linear = linear;
             picture.loaded.metadata.exif = bytes_of(exif);
           })
      .def(
          "finite", [](const Picture& picture) { return finite(picture.loaded.photo); },
          py::call_guard<py::gil_scoped_release>())
      .def_property_readonly("icc",
                             [](const Picture& picture) {
                               const auto& icc = picture.loaded.photo.icc;
                               return py::bytes(reinterpret_cast<const char*>(icc.data()), icc.size());
                             })
      .def_property_readonly("notes", [](const Picture& picture) {
        py::list notes;
        for (const std::string& note : picture.loaded.notes) notes.append(words(note));
        return notes;
      });
}

}  // namespace countenance::python
