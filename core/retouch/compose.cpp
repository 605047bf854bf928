// SPDX-License-Identifier: Apache-2.0
#include "retouch/compose.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/pages.h"
#include "base/parallel.h"
#include "retouch/layer_rows.h"

namespace countenance::retouch {
namespace {

constexpr Size kTile{1024, 64};

/// All layers on one pixel grid.
struct Stack {
  std::vector<LayerRows> layers;
  Rect reach;

  Stack(const std::vector<Layer>& from, const Affine& grid_from_photo, Size grid) {
    for (const Layer& layer : from) {
      if (layer.delta.empty() || layer.roi.empty()) continue;
      if (layer.delta.channels() != 3) throw std::logic_error("compose: a layer has three channels");
      layers.emplace_back(layer, grid_from_photo, grid);
      reach = bounding(reach, layers.back().reach());
    }
  }
  [[nodiscard]] bool touches(const Rect& part) const {
    float largest = 0;
    for (const LayerRows& layer : layers) largest += layer.largest(part);
    return largest >= kLeastDelta;
  }
};

/// The summed delta of one row, and the pixels it touches.
struct DeltaRow {
  std::vector<float> delta, scratch;
  std::vector<std::uint8_t> active;
  int first = 0, last = -1;  ///< active ones lie within

  void take(const Stack& stack, int x, int y, int n) {
    delta.assign(std::size_t(n) * 3, 0.f);
    active.resize(n);
    for (const LayerRows& layer : stack.layers) layer.add(x, y, n, delta.data(), scratch);
    first = n, last = -1;
    for (int i = 0; i < n; ++i) {
      const float* d = delta.data() + 3 * i;
      active[i] = std::max({std::abs(d[0]), std::abs(d[1]), std::abs(d[2])}) >= kLeastDelta;
      if (active[i]) first = std::min(first, i), last = i;
    }
  }
};

template <class T>
T sample_bits(const std::uint8_t* at) {
  T bits;
  std::memcpy(&bits, at, sizeof bits);
  return bits;
}

bool is_zero(const std::uint8_t* at, Sample sample) {
  switch (sample) {
    case Sample::u8:
      return *at == 0;
    case Sample::u16:
      return sample_bits<std::uint16_t>(at) == 0;
    case Sample::f16:
      return (sample_bits<std::uint16_t>(at) & 0x7fff) == 0;  // minus zero is zero
    case Sample::f32:
      return (sample_bits<std::uint32_t>(at) & 0x7fffffff) == 0;
  }
  return false;
}

bool is_finite(const std::uint8_t* at, Sample sample) {
  if (sample == Sample::f16) return (sample_bits<std::uint16_t>(at) & 0x7c00) != 0x7c00;
  if (sample == Sample::f32) return (sample_bits<std::uint32_t>(at) & 0x7f800000) != 0x7f800000;
  return true;
}

/// Transparent, or not a number: such a pixel keeps its bytes.
bool stays(const std::uint8_t* pixel, const PhotoView& photo) {
  const int bytes = bytes_of(photo.sample);
  if (photo.has_alpha() && is_zero(pixel + (photo.channels - 1) * bytes, photo.sample)) return true;
  for (int c = 0; c < photo.colours(); ++c)
    if (!is_finite(pixel + c * bytes, photo.sample)) return true;
  return false;
}

}  // namespace

Result<Photo> compose(const Photo& photo, const colour::Space& space, const std::vector<Layer>& layers,
                      const Job& job) {
  Photo out{photo.size, photo.channels, photo.sample, photo.linear, {}, photo.icc};
  reserve_large(out.bytes, photo.bytes.size());
  out.bytes = photo.bytes;
  const PhotoView in = photo.view();
  const Stack stack(layers, identity(), photo.size);
  if (stack.reach.empty()) return out;
  const std::ptrdiff_t pixel = std::ptrdiff_t(in.channels) * bytes_of(in.sample);
  const bool can_stay = in.has_alpha() || in.sample == Sample::f16 || in.sample == Sample::f32;

  CNT_CHECK(for_tiles(stack.reach.size(), kTile, job, "composing", [&](const Tile& tile) -> Result<> {
    const Rect part{tile.area.x + stack.reach.x, tile.area.y + stack.reach.y, tile.area.width, tile.area.height};
    if (!stack.touches(part)) return {};
    const colour::Rows rows(space, in);
    DeltaRow row;
    std::vector<float> rgb(std::size_t(part.width) * 3);
    for (int y = part.y; y < part.bottom(); ++y) {
      row.take(stack, part.x, y, part.width);
      const int n = row.last - row.first + 1;
      if (n <= 0) continue;
      const std::uint8_t* from = in.row(y) + (part.x + row.first) * pixel;
      std::uint8_t* to = out.row(y) + (part.x + row.first) * pixel;
      std::uint8_t* active = row.active.data() + row.first;
      rows.decode(from, n, rgb.data());
      if (can_stay)
        for (int i = 0; i < n; ++i)
          if (stays(from + i * pixel, in)) active[i] = 0;
      apply_delta(rgb.data(), row.delta.data() + 3 * row.first, n);
      rows.encode(rgb.data(), n, to);
      for (int i = 0; i < n; ++i)
        if (!active[i]) std::memcpy(to + i * pixel, from + i * pixel, pixel);
    }
    return {};
  }));
  return out;
}

Result<Preview> Preview::open(const PhotoView& photo, const colour::Space& space, const Rect& roi, Size size,
                              const Job& job) {
  CNT_TRY(srgb, colour::Space::open({}, 3));
  CNT_TRY(linear, colour::read(photo, space, roi, size, job));
  Preview preview(roi, std::move(srgb), std::move(linear));
  preview.original_ = colour::encode_srgb8(preview.linear_.rgb);
  return preview;
}

Size Preview::fitted(const Rect& roi, Size delta) const {
  return LayerRows::averaged(roi, delta, resampling(roi_, original_.size()));
}

Result<Image8> Preview::render(const std::vector<Layer>& layers, const Job& job) const {
  Image8 out = original_;
  const Stack stack(layers, resampling(roi_, out.size()), out.size());
  if (stack.reach.empty()) return out;
  const PhotoView layout{out.data(), out.size(), 3, Sample::u8, std::ptrdiff_t(out.width()) * 3, false};

  CNT_CHECK(for_tiles(stack.reach.size(), kTile, job, "preview", [&](const Tile& tile) -> Result<> {
    const Rect part{tile.area.x + stack.reach.x, tile.area.y + stack.reach.y, tile.area.width, tile.area.height};
    if (!stack.touches(part)) return {};
    const colour::Rows rows(srgb_, layout);
    DeltaRow row;
    std::vector<float> rgb;
    for (int y = part.y; y < part.bottom(); ++y) {
      row.take(stack, part.x, y, part.width);
      const int n = row.last - row.first + 1, x = part.x + row.first;
      if (n <= 0) continue;
      const float* from = linear_.rgb.row(y) + 3 * x;
      rgb.assign(from, from + 3 * n);
      apply_delta(rgb.data(), row.delta.data() + 3 * row.first, n);
      rows.encode(rgb.data(), n, out.row(y) + 3 * x);
      for (int i = 0; i < n; ++i)
        if (!row.active[row.first + i] || (!linear_.weight.empty() && linear_.weight.at(x + i, y) <= 0))
          std::copy_n(original_.row(y) + 3 * (x + i), 3, out.row(y) + 3 * (x + i));
    }
    return {};
  }));
  return out;
}

Result<Image8> compose_preview(const PhotoView& photo, const colour::Space& space, const std::vector<Layer>& layers,
                               const Rect& roi, Size size, const Job& job) {
  CNT_TRY(preview, Preview::open(photo, space, roi, size, job));
  return preview.render(layers, job);
}

}  // namespace countenance::retouch
