// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>

namespace countenance::hosts {
namespace {

template <class T>
T sample(const Photo& photo, int x, int y, int channel) {
  T value;
  std::memcpy(&value, photo.view().row(y) + (std::size_t(x) * photo.channels + channel) * sizeof value, sizeof value);
  return value;
}

double sample_at(const Photo& photo, int x, int y, int channel) {
  switch (photo.sample) {
    case Sample::u8:
      return sample<std::uint8_t>(photo, x, y, channel) / 255.;
    case Sample::u16:
      return sample<std::uint16_t>(photo, x, y, channel) / 65535.;
    case Sample::f32:
      return double(sample<float>(photo, x, y, channel));
    case Sample::f16:
      break;
  }
  throw std::logic_error("no file of ours holds half floats");
}

}  // namespace

void clip(Photo& photo) {
  for (std::size_t i = 0; photo.sample == Sample::f32 && i < photo.bytes.size(); i += sizeof(float)) {
    float v;
    std::memcpy(&v, &photo.bytes[i], sizeof v);
    v = std::clamp(v, 0.f, 1.f);
    std::memcpy(&photo.bytes[i], &v, sizeof v);
  }
}

double colour_at(const Photo& photo, int x, int y, int channel) {
  return sample_at(photo, x, y, photo.view().colours() == 1 ? 0 : channel);
}

double alpha_at(const Photo& photo, int x, int y) {
  return photo.view().has_alpha() ? sample_at(photo, x, y, photo.channels - 1) : 1;
}

Difference difference(const Photo& a, const Photo& b, double than, const Image8& where, bool selected) {
  if (a.size != b.size) throw std::runtime_error("pictures of two sizes");
  Difference out;
  for (int y = 0; y < a.size.height; ++y)
    for (int x = 0; x < a.size.width; ++x) {
      if (!where.empty() && (where.at(x, y) != 0) != selected) continue;
      double most = 0;
      for (int c = 0; c < 3; ++c) most = std::max(most, std::abs(colour_at(a, x, y, c) - colour_at(b, x, y, c)));
      out.mean += most / double(a.size.area());
      out.largest = std::max(out.largest, most);
      out.alpha = std::max(out.alpha, std::abs(alpha_at(a, x, y) - alpha_at(b, x, y)));
      out.pixels += most > than;
    }
  return out;
}

}  // namespace countenance::hosts
