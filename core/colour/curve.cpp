// SPDX-License-Identifier: Apache-2.0
#include "colour/curve.h"

#include <cmath>
#include <stdexcept>

namespace countenance::colour {

Curve::Curve(std::vector<float> f) : f_(std::move(f)) {
  if (f_.size() != kCodes || !(f_.back() > f_.front())) throw std::logic_error("Curve: cannot be inverted");
  top_ = std::min(f_.back(), 1.f);
  const float slope = (f_[kCodes - 1] - f_[kCodes - 2]) * float(kCodes - 1) / f_.back();
  if (slope > 0) power_ = slope;

  const int cells = kOctaves << (23 - kShift);
  inverse_.resize(std::size_t(cells) + 2);
  int k = 0;
  float below = f_[0];  // running maximum of f up to k
  for (int i = 0; i < cells + 2; ++i) {
    const float y = std::bit_cast<float>(std::bit_cast<std::uint32_t>(kLeast) + (std::uint32_t(i) << kShift));
    while (k < kCodes - 1 && f_[k + 1] < y) below = std::max(below, f_[++k]);
    double x = k;
    if (y >= f_.back()) {
      x = kCodes - 1;  // white stays white where f is flat below it
    } else if (k < kCodes - 1 && y > below) {
      x += (double(y) - below) / (double(f_[k + 1]) - below);
    }
    inverse_[i] = float(x / (kCodes - 1));
  }
}

float Curve::decode_outside(float x) const {
  if (x < 0) return 2 * f_.front() - decode(-x);
  return f_.back() * std::pow(x, power_);
}

float Curve::encode_outside(float y) const {
  if (y < f_.front()) return -encode(2 * f_.front() - y);
  return y <= f_.back() ? 1.f : std::pow(y / f_.back(), 1 / power_);
}

}  // namespace countenance::colour
