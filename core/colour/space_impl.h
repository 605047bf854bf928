// SPDX-License-Identifier: Apache-2.0
// What a Space holds: curves and a matrix, or two LittleCMS transforms.
#pragma once

#include <lcms2.h>

#include <Eigen/Core>
#include <array>
#include <mutex>
#include <vector>

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

/// Colours that LittleCMS has given already: it takes .3 µs a pixel, and a picture of 8 bits repeats itself. One place a
/// hash, the newest colour in it; so an answer never hangs on what was asked before.
class KnownColours {
 public:
  struct Place {
    std::uint32_t code = ~0u;  ///< of the samples, 24 bits; at first none
    float rgb[3] = {};
  };
  KnownColours() : places_(std::size_t{1} << kBits) {}
  [[nodiscard]] Place& place(std::uint32_t code) { return places_[code * 2654435769u >> (32 - kBits)]; }

 private:
  static constexpr int kBits = 18;  // 4 MB
  std::vector<Place> places_;
};

/// Kept from one strip of a picture and one reading of it to the next; who works with one has it alone.
class KnownColoursShelf {
 public:
  [[nodiscard]] std::unique_ptr<KnownColours> take() const {
    const std::lock_guard lock(guard_);
    if (shelf_.empty()) return std::make_unique<KnownColours>();
    auto out = std::move(shelf_.back());
    shelf_.pop_back();
    return out;
  }
  void put(std::unique_ptr<KnownColours> known) const {
    const std::lock_guard lock(guard_);
    shelf_.push_back(std::move(known));
  }

 private:
  mutable std::mutex guard_;
  mutable std::vector<std::unique_ptr<KnownColours>> shelf_;
};

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
  KnownColoursShelf known;

  [[nodiscard]] bool is_lut() const { return decode != nullptr; }
};

}  // namespace countenance::colour
