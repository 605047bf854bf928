// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include "arrays.h"
#include "base/pages.h"
#include "bindings.h"
#include "failure.h"
#include "studied.h"
#include "work.h"

namespace countenance::python {

namespace py = pybind11;

namespace {

std::vector<std::uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

/// Room for H × W × C pixels, to be filled.
PicturePtr room(int height, int width, int channels, const py::dtype& type) {
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

Result<io::Loaded> load(const Engine& engine, Picture& picture, Result<cli::Input> input, const Job& job) {
  if (!input) return tl::unexpected(std::move(input.error()));
  picture.input = std::move(*input);
  return cli::load_upright(engine, *picture.input, job);
}

PicturePtr read(const Engine& engine, const std::string& path, const Call& call) {
  auto picture = std::make_shared<Picture>();
  picture->path = path;
  picture->loaded =
      value_of(call, [&](const Job& job) { return load(engine, *picture, cli::Input::open(picture->path, job), job); });
  return picture;
}

/// `name`: of the picture, for errors.
PicturePtr decode(const Engine& engine, const std::string& name, const py::buffer& encoded, const Call& call) {
  const py::buffer_info info = encoded.request();
  const auto* data = static_cast<const std::uint8_t*>(info.ptr);
  std::vector<std::uint8_t> bytes(data, data + info.size * info.itemsize);
  auto picture = std::make_shared<Picture>();
  picture->loaded = value_of(
      call, [&](const Job& job) { return load(engine, *picture, cli::Input::held(name, std::move(bytes)), job); });
  return picture;
}

}  // namespace

void bind_picture(py::module_& module) {
  py::class_<Picture, PicturePtr>(module, "Picture")
      .def(py::init(&room))
      .def_static("read", &read)
      .def_static("decode", &decode)
      .def_property_readonly("pixels",
                             [](py::object self) { return view_of(self.cast<Picture&>().loaded.photo, self); })
      .def("describe",
           [](Picture& picture, const std::string& icc, const std::string& exif, const std::string& xmp, bool linear) {
             picture.loaded.photo.icc = bytes_of(icc);
             picture.loaded.photo.linear = linear;
             picture.loaded.metadata.exif = bytes_of(exif);
             picture.loaded.metadata.xmp = bytes_of(xmp);
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
