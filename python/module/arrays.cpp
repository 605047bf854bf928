// SPDX-License-Identifier: Apache-2.0
#include "arrays.h"

#include <algorithm>
#include <cstring>

#include "failure.h"

namespace countenance::python {

namespace py = pybind11;

namespace {

py::dtype type_of(Sample sample) {
  switch (sample) {
    case Sample::u8:
      return py::dtype("u1");
    case Sample::u16:
      return py::dtype("u2");
    case Sample::f16:
      return py::dtype("f2");
    case Sample::f32:
      break;
  }
  return py::dtype("f4");
}

/// An array over `data`, which `owner` holds.
py::array over(const void* data, Size size, int channels, Sample sample, const py::object& owner) {
  const std::vector<py::ssize_t> shape{size.height, size.width, channels};
  return py::array(type_of(sample), shape, data, owner);
}

template <class T>
py::capsule kept(std::unique_ptr<T> value) {
  return py::capsule(value.release(), [](void* p) { delete static_cast<T*>(p); });
}

/// All but exponents of ones: infinities and what is no number.
template <class Bits>
bool finite(const std::vector<std::uint8_t>& bytes, Bits exponent) {
  bool good = true;
  for (std::size_t i = 0; i < bytes.size(); i += sizeof(Bits)) {
    Bits bits;
    std::memcpy(&bits, bytes.data() + i, sizeof bits);
    good &= (bits & exponent) != exponent;
  }
  return good;
}

}  // namespace

Sample sample_of(const py::dtype& type) {
  for (const Sample sample : {Sample::u8, Sample::u16, Sample::f16, Sample::f32})
    if (type.equal(type_of(sample))) return sample;
  throw Failure({Code::bad_input, "an array of uint8, uint16, float16 or float32 is wanted"});
}

py::array view_of(Photo& photo, const py::object& owner) {
  return over(photo.bytes.data(), photo.size, photo.channels, photo.sample, owner);
}

py::array array_of(Photo photo) {
  auto held = std::make_unique<Photo>(std::move(photo));
  const Photo& pixels = *held;
  return over(pixels.bytes.data(), pixels.size, pixels.channels, pixels.sample, kept(std::move(held)));
}

py::array array_of(Image8 image) {
  auto held = std::make_unique<Image8>(std::move(image));
  const Image8& pixels = *held;
  return over(pixels.data(), pixels.size(), pixels.channels(), Sample::u8, kept(std::move(held)));
}

bool finite(const Photo& photo) {
  if (photo.sample == Sample::f32) return finite<std::uint32_t>(photo.bytes, 0x7F800000);
  if (photo.sample == Sample::f16) return finite<std::uint16_t>(photo.bytes, 0x7C00);
  return true;
}

}  // namespace countenance::python
