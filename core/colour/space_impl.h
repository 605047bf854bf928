// SPDX-License-Identifier: Apache-2.0
// What a Space holds: curves and a matrix, or two LittleCMS transforms.
#pragma once

#include <lcms2.h>

#include <Eigen/Core>
#include <array>

#include "colour/colour.h"
#include "colour/curve.h"

namespace countenance::colour {

template <auto close>
struct Closer {
  void operator()(auto* handle) const { close(handle); }
};
using Context = std::unique_ptr<std::remove_pointer_t<cmsContext>, Closer<cmsDeleteContext>>;
using Profile = std::unique_ptr<void, Closer<cmsCloseProfile>>;
using Transform = std::unique_ptr<void, Closer<cmsDeleteTransform>>;

struct Space::Impl {
  int colours = 3;
  bool assumed = false;
  std::string description;

  // Matrix and grey profiles: working = to_working · curve(sample). Grey has one curve, thrice, and the identity.
  std::array<std::shared_ptr<const Curve>, 3> curves;
  Eigen::Matrix3f to_working = Eigen::Matrix3f::Identity(), from_working = Eigen::Matrix3f::Identity();

  // LUT profiles: device floats ↔ working RGB. Made without a cache, so that threads may share them.
  Context context;
  Transform decode, encode;

  [[nodiscard]] bool is_lut() const { return decode != nullptr; }
};

}  // namespace countenance::colour
