// SPDX-License-Identifier: Apache-2.0
// Pixels between numpy and the core. Nothing is copied here: an array looks into the bytes of a Photo or an Image, and
// keeps them alive.
#pragma once

#include <pybind11/numpy.h>

#include <memory>

#include "base/photo.h"

namespace countenance::python {

/// "u1", "u2", "f2" or "f4", as numpy names them, in the machine's byte order.
Sample sample_of(const pybind11::dtype& type);

/// H × W × C, writable. `owner` keeps the photo alive.
pybind11::array view_of(Photo& photo, const pybind11::object& owner);
/// H × W × C.
pybind11::array array_of(Photo photo);
/// H × W × C, sRGB.
pybind11::array array_of(Image8 image);

/// Whether every sample is a finite number.
bool finite(const Photo& photo);

}  // namespace countenance::python
