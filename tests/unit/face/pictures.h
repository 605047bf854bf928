// SPDX-License-Identifier: Apache-2.0
// What the tests of networks are fed.
#pragma once

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "face/face.h"
#include "support/support.h"

namespace countenance::test {

inline Photo photo_of(const Image8& picture) {
  Photo photo{.size = picture.size(), .channels = picture.channels()};
  photo.bytes.assign(picture.data(), picture.data() + picture.count());
  return photo;
}

inline colour::Space space_of(const Photo& photo) {
  auto space = colour::Space::open(photo.icc, photo.view().colours());
  if (!space) throw std::runtime_error(space.error().message);
  return *space;
}

/// The picture as the networks see it, `k` (≤ 1) times as large.
inline Image8 srgb8_of(const Photo& photo, double k = 1) {
  const Rect whole{0, 0, photo.size.width, photo.size.height};
  const auto scaled = [k](int n) { return std::max(1, int(std::lround(n * k))); };
  auto out = colour::read_srgb8(photo.view(), space_of(photo), whole, {scaled(whole.width), scaled(whole.height)});
  if (!out) throw std::runtime_error(out.error().message);
  return std::move(*out);
}

inline std::vector<face::Face> find(const Photo& photo, const face::Gates& gates = {}, const Job& job = {}) {
  auto faces = networks()->find(photo.view(), space_of(photo), gates, job);
  if (!faces) throw std::runtime_error(faces.error().message);
  return std::move(*faces);
}
inline std::vector<face::Face> find(const Image8& picture, const face::Gates& gates = {}) {
  return find(photo_of(picture), gates);
}

inline Image8 mirrored(const Image8& picture) {
  Image8 out(picture.size(), picture.channels());
  for (int y = 0; y < picture.height(); ++y)
    for (int x = 0; x < picture.width(); ++x)
      for (int c = 0; c < picture.channels(); ++c) out.at(x, y, c) = picture.at(picture.width() - 1 - x, y, c);
  return out;
}

/// On its side: turned clockwise by a right angle.
inline Image8 on_its_side(const Image8& picture) {
  Image8 out({picture.height(), picture.width()}, picture.channels());
  for (int y = 0; y < picture.height(); ++y)
    for (int x = 0; x < picture.width(); ++x)
      std::copy_n(&picture.at(x, y), picture.channels(), &out.at(picture.height() - 1 - y, x));
  return out;
}

/// The picture with a grey border at left and above.
inline Image8 shifted(const Image8& picture, int dx, int dy) {
  Image8 out({picture.width() + dx, picture.height() + dy}, picture.channels(), std::uint8_t(128));
  for (int y = 0; y < picture.height(); ++y)
    std::copy_n(picture.row(y), picture.width() * picture.channels(), &out.at(dx, y + dy));
  return out;
}

/// Turned clockwise by a right angle.
inline Image8 turned(const Image8& picture) {
  Image8 out({picture.height(), picture.width()}, picture.channels());
  for (int y = 0; y < out.height(); ++y)
    for (int x = 0; x < out.width(); ++x)
      for (int c = 0; c < out.channels(); ++c) out.at(x, y, c) = picture.at(y, picture.height() - 1 - x, c);
  return out;
}

/// Mean distance of two meshes in the picture plane, % of the IOD of the second.
inline double apart(const face::Points& a, const face::Points& b) {
  const float iod = (b.row(33) + b.row(133) - b.row(362) - b.row(263)).head<2>().norm() / 2;
  return 100.0 * (a - b).leftCols<2>().rowwise().norm().mean() / iod;
}

}  // namespace countenance::test
