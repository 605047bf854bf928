// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstring>

#include "base/clones.h"
#include "colour/cie.h"
#include "colour/cover.h"
#include "colour/samples.h"
#include "colour/space_impl.h"

namespace countenance::colour {
namespace {

using Vec = Eigen::Array4f;  // three channels and one idle: a register

/// Sample types: the value in [0, 1] (floats: beyond), the linear light, and writing one.
/// Floats that are not finite count as 0, and end at ±65504, half's range, so that no curve overflows.
inline float clean(float x) {
  constexpr float kMost = 65504;
  return std::isfinite(x) ? std::clamp(x, -kMost, kMost) : 0.f;
}
template <class T>
T load(const std::uint8_t* p) {
  T value;
  std::memcpy(&value, p, sizeof value);
  return value;
}
template <class T>
void store(std::uint8_t* p, T value) {
  std::memcpy(p, &value, sizeof value);
}

template <Sample>
struct Codec;
template <>
struct Codec<Sample::u8> {
  static float unit(const std::uint8_t* p) { return float(*p) / 255; }
  static float linear(const Curve& f, const std::uint8_t* p) { return f.at_code(std::uint16_t(*p * 257)); }
  static void write(std::uint8_t* p, float x) { *p = std::uint8_t(std::clamp(x, 0.f, 1.f) * 255 + 0.5f); }
};
template <>
struct Codec<Sample::u16> {
  static float unit(const std::uint8_t* p) { return float(load<std::uint16_t>(p)) / 65535; }
  static float linear(const Curve& f, const std::uint8_t* p) { return f.at_code(load<std::uint16_t>(p)); }
  static void write(std::uint8_t* p, float x) { store(p, std::uint16_t(std::clamp(x, 0.f, 1.f) * 65535 + 0.5f)); }
};
template <>
struct Codec<Sample::f16> {
  static float unit(const std::uint8_t* p) { return clean(float(load<Eigen::half>(p))); }
  static float linear(const Curve& f, const std::uint8_t* p) { return f.decode(unit(p)); }
  static void write(std::uint8_t* p, float x) { store(p, Eigen::half(clean(x))); }
};
template <>
struct Codec<Sample::f32> {
  static float unit(const std::uint8_t* p) { return clean(load<float>(p)); }
  static float linear(const Curve& f, const std::uint8_t* p) { return f.decode(unit(p)); }
  static void write(std::uint8_t* p, float x) { store(p, x); }
};

template <class F>
auto with_codec(Sample sample, F&& f) {
  switch (sample) {
    case Sample::u8:
      return f(Codec<Sample::u8>{});
    case Sample::u16:
      return f(Codec<Sample::u16>{});
    case Sample::f16:
      return f(Codec<Sample::f16>{});
    case Sample::f32:
      break;
  }
  return f(Codec<Sample::f32>{});
}

const Curve& identity_curve() {
  static const Curve curve = [] {
    std::vector<float> f(Curve::kCodes);
    for (int k = 0; k < Curve::kCodes; ++k) f[std::size_t(k)] = float(k) / float(Curve::kCodes - 1);
    return Curve(std::move(f));
  }();
  return curve;
}

constexpr int kChunk = 256;  // pixels whose intermediate values stay in the first-level cache

/// Channels side by side, and luminance.
struct Planes {
  float c[3][kChunk], y[kChunk];
};

/// Device colours and luminances of working ones.
CNT_CLONES void to_device(const float* rgb, int n, const Vec (&from)[3], Planes& out) {
  for (int i = 0; i < n; ++i) {
    const float l[3] = {clean(rgb[3 * i]), clean(rgb[3 * i + 1]), clean(rgb[3 * i + 2])};
    for (int c = 0; c < 3; ++c) out.c[c][i] = from[0][c] * l[0] + from[1][c] * l[1] + from[2][c] * l[2];
    out.y[i] = luminance(l);
  }
}

/// The device colour nearest in [0, 1]³ along the line to the grey of the luminance. What rounding alone put outside is
/// clipped.
CNT_CLONES void into_gamut(Planes& v, int n) {
  constexpr float kRounding = 1e-6f;
  for (int i = 0; i < n; ++i) {
    const float low = std::min({v.c[0][i], v.c[1][i], v.c[2][i]}), high = std::max({v.c[0][i], v.c[1][i], v.c[2][i]});
    const bool outside = (low < -kRounding) | (high > 1 + kRounding);
    const float y = std::clamp(v.y[i], 0.f, 1.f);
    const float below = low < 0 ? y / (y - low) : 1.f, above = high > 1 ? (1 - y) / (high - y) : 1.f;
    const float t = std::min(1.f, std::min(below, above));
    for (auto& c : v.c) c[i] = std::clamp(outside ? y + t * (c[i] - y) : c[i], 0.f, 1.f);
  }
}

}  // namespace

struct Rows::Impl {
  Space space;
  Sample sample;
  int colours, channels, bytes;
  bool lut;
  const Curve* curve[3];
  Vec to[3], from[3];         // columns of the matrices
  std::vector<Vec> columns8;  // 8 bit: the share of channel c's code k in working RGB, at 256 c + k
  mutable std::vector<float> device, before, found;
  mutable std::vector<int> unknown;
  std::unique_ptr<KnownColours> known;  // 8 bit of a LUT profile

  Impl(const Space& s, const PhotoView& layout)
      : space(s),
        sample(layout.sample),
        colours(layout.colours()),
        channels(layout.channels),
        bytes(bytes_of(layout.sample)),
        lut(s.impl().is_lut() && !layout.linear) {
    if (s.colours() != colours) throw std::logic_error("Rows: the profile is for another number of channels");
    const auto column = [](const Eigen::Matrix3f& m, int c) { return Vec(m(0, c), m(1, c), m(2, c), 0); };
    for (int c = 0; c < 3; ++c) {
      curve[c] = layout.linear || lut ? &identity_curve() : s.impl().curves[std::size_t(c)].get();
      to[c] = column(s.impl().to_working, c);
      from[c] = column(s.impl().from_working, c);
    }
    if (sample == Sample::u8 && lut) known = s.impl().known.take();
    if (sample != Sample::u8 || lut || colours == 1) return;
    columns8.resize(3 * 256);
    for (int c = 0; c < 3; ++c)
      for (int k = 0; k < 256; ++k)
        columns8[std::size_t(256 * c + k)] = to[c] * curve[c]->at_code(std::uint16_t(k * 257));
  }

  ~Impl() {
    if (known) space.impl().known.put(std::move(known));
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  template <class C>
  Vec working(const std::uint8_t* p) const {
    if constexpr (std::is_same_v<C, Codec<Sample::u8>>)
      return columns8[p[0]] + columns8[256u + p[1]] + columns8[512u + p[2]];
    else
      return to[0] * C::linear(*curve[0], p) + to[1] * C::linear(*curve[1], p + bytes) +
             to[2] * C::linear(*curve[2], p + 2 * bytes);
  }

  /// What is not known yet is asked for in one go.
  void decode_known(const std::uint8_t* samples, int n, float* rgb) const {
    const auto code_of = [this](const std::uint8_t* p) {
      return colours == 1 ? std::uint32_t(p[0]) : std::uint32_t(p[0] | p[1] << 8 | p[2] << 16);
    };
    unknown.clear(), device.clear();
    for (int i = 0; i < n; ++i) {
      const std::uint8_t* p = samples + std::ptrdiff_t(i) * channels;
      const std::uint32_t code = code_of(p);
      if (const auto& place = known->place(code); place.code == code) {
        std::copy_n(place.rgb, 3, rgb + 3 * std::ptrdiff_t(i));
        continue;
      }
      unknown.push_back(i);
      for (int c = 0; c < colours; ++c) device.push_back(Codec<Sample::u8>::unit(p + c));
    }
    if (unknown.empty()) return;
    found.resize(3 * unknown.size());
    cmsDoTransform(space.impl().decode.get(), device.data(), found.data(), cmsUInt32Number(unknown.size()));
    const float* colour = found.data();
    for (const int i : unknown) {
      const std::uint32_t code = code_of(samples + std::ptrdiff_t(i) * channels);
      auto& place = known->place(code);
      place.code = code;
      std::copy_n(colour, 3, place.rgb);
      std::copy_n(colour, 3, rgb + 3 * std::ptrdiff_t(i));
      colour += 3;
    }
  }

  template <class C>
  void decode_lut(const std::uint8_t* samples, int n, float* rgb) const {
    if (known) return decode_known(samples, n, rgb);
    device.resize(std::size_t(n) * 3);
    float* d = device.data();
    for (int i = 0; i < n; ++i, samples += channels * bytes)
      for (int c = 0; c < colours; ++c) *d++ = C::unit(samples + c * bytes);
    cmsDoTransform(space.impl().decode.get(), device.data(), rgb, cmsUInt32Number(n));
  }

  template <class C>
  void decode(const std::uint8_t* p, int n, float* rgb) const {
    if (lut) return decode_lut<C>(p, n, rgb);
    const int step = channels * bytes;
    if (colours == 1) {
      for (int i = 0; i < n; ++i, p += step, rgb += 3) rgb[0] = rgb[1] = rgb[2] = C::linear(*curve[0], p);
      return;
    }
    for (int i = 0; i < n; ++i, p += step, rgb += 3) {
      const Vec v = working<C>(p);
      rgb[0] = v[0], rgb[1] = v[1], rgb[2] = v[2];
    }
  }

  /// Where each pixel stands by itself, its colour goes into the sum without being written down.
  template <class C>
  void sum(const std::uint8_t* p, int n, std::span<const Cover> covers, float* rgb) const {
    const auto all = [&](auto&& at) {
      for (const Cover& cover : covers) {
        const Vec v = sum_over(cover, at);
        rgb[0] = v[0], rgb[1] = v[1], rgb[2] = v[2];
        rgb += 3;
      }
    };
    const std::ptrdiff_t step = std::ptrdiff_t(channels) * bytes;
    if (!lut && colours == 3) return all([&](int i) { return working<C>(p + i * step); });
    before.resize(std::size_t(n) * 3);
    decode<C>(p, n, before.data());
    all([&](std::ptrdiff_t i) { return colour_at(before.data() + 3 * i); });
  }
  static Vec colour_at(const float* rgb) { return {rgb[0], rgb[1], rgb[2], 0}; }

  /// Only what is no longer the samples' own colour is asked for.
  template <class C>
  void encode_lut(const float* rgb, int n, std::uint8_t* p) const {
    before.resize(std::size_t(n) * 3);
    decode_lut<C>(p, n, before.data());
    unknown.clear(), found.clear();
    for (int i = 0; i < n; ++i) {
      const float* q = rgb + 3 * std::ptrdiff_t(i);
      if (std::equal(q, q + 3, before.data() + 3 * std::ptrdiff_t(i))) continue;
      unknown.push_back(i);
      float in[3] = {clean(q[0]), clean(q[1]), clean(q[2])};
      if (colours == 1) in[0] = in[1] = in[2] = luminance(in);
      found.insert(found.end(), in, in + 3);
    }
    if (unknown.empty()) return;
    device.resize(unknown.size() * std::size_t(colours));
    cmsDoTransform(space.impl().encode.get(), found.data(), device.data(), cmsUInt32Number(unknown.size()));
    const float* d = device.data();
    for (const int i : unknown)
      for (int c = 0; c < colours; ++c) C::write(p + (std::ptrdiff_t(i) * channels + c) * bytes, *d++);
  }

  template <class C>
  void encode(const float* rgb, int n, std::uint8_t* p) const {
    if (lut) return encode_lut<C>(rgb, n, p);
    constexpr bool kInteger = std::is_same_v<C, Codec<Sample::u8>> || std::is_same_v<C, Codec<Sample::u16>>;
    const auto encoded = [](const Curve& f, float y) { return kInteger ? f.encode_unit(y) : f.encode(y); };
    const int step = channels * bytes;
    if (colours == 1) {
      for (int i = 0; i < n; ++i, p += step, rgb += 3) {
        const float was = C::linear(*curve[0], p);
        if (rgb[0] == was && rgb[1] == was && rgb[2] == was) continue;
        const float y = clean(luminance(rgb));
        C::write(p, encoded(*curve[0], kInteger ? std::clamp(y, 0.f, 1.f) : y));
      }
      return;
    }
    Planes v;
    float was[3 * kChunk];
    for (int at = 0; at < n; at += kChunk, rgb += 3 * kChunk) {
      const int m = std::min(kChunk, n - at);
      decode<C>(p, m, was);
      to_device(rgb, m, from, v);
      if (kInteger) into_gamut(v, m);
      for (int i = 0; i < m; ++i, p += step) {
        if (rgb[3 * i] == was[3 * i] && rgb[3 * i + 1] == was[3 * i + 1] && rgb[3 * i + 2] == was[3 * i + 2]) continue;
        for (int c = 0; c < 3; ++c) C::write(p + c * bytes, encoded(*curve[c], v.c[c][i]));
      }
    }
  }
};

Rows::Rows(const Space& space, const PhotoView& layout) : impl_(std::make_unique<Impl>(space, layout)) {}
Rows::~Rows() = default;

void Rows::decode(const std::uint8_t* samples, int n, float* rgb) const {
  with_codec(impl_->sample, [&](auto codec) { impl_->decode<decltype(codec)>(samples, n, rgb); });
}

void Rows::sum(const std::uint8_t* samples, int n, std::span<const Cover> covers, float* rgb) const {
  with_codec(impl_->sample, [&](auto codec) { impl_->sum<decltype(codec)>(samples, n, covers, rgb); });
}

void Rows::encode(const float* rgb, int n, std::uint8_t* samples) const {
  with_codec(impl_->sample, [&](auto codec) { impl_->encode<decltype(codec)>(rgb, n, samples); });
}

void read_alpha(const PhotoView& layout, const std::uint8_t* samples, int n, float* alpha) {
  const int bytes = bytes_of(layout.sample), step = layout.channels * bytes;
  const std::uint8_t* p = samples + (layout.channels - 1) * bytes;
  with_codec(layout.sample, [&](auto codec) {
    for (int i = 0; i < n; ++i, p += step) alpha[i] = std::clamp(codec.unit(p), 0.f, 1.f);
  });
}

}  // namespace countenance::colour
