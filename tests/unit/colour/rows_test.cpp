// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <lcms2.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <thread>

#include "colour/cie.h"
#include "colour/colour.h"
#include "profiles.h"

namespace countenance::colour {
namespace {

using test::Bytes, test::Primaries;

Space open(const Bytes& icc, int colours = 3) { return Space::open(icc, colours).value(); }
PhotoView layout(int channels, Sample sample, bool linear = false) {
  return {nullptr, {1, 1}, channels, sample, 0, linear};
}

/// Decodes and encodes over other bytes: what comes back owes nothing to what was there.
template <class T>
std::vector<T> round_trip(const Rows& rows, const std::vector<T>& samples, int channels) {
  const int n = int(samples.size()) / channels;
  std::vector<float> rgb(std::size_t(n) * 3);
  rows.decode(reinterpret_cast<const std::uint8_t*>(samples.data()), n, rgb.data());
  std::vector<T> out(samples.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = T(samples[i] ^ T(~T(0) / 3));
  rows.encode(rgb.data(), n, reinterpret_cast<std::uint8_t*>(out.data()));
  return out;
}

struct Named {
  const char* name;
  Bytes icc;
};
std::vector<Named> matrix_profiles() {
  return {{"assumed", {}},
          {"sRGB", test::srgb_profile()},
          {"sRGB, table", test::tabulated_srgb_profile()},
          {"sRGB primaries, linear", test::rgb_profile(Primaries::srgb, 1)},
          {"adobe 2.2, v2", test::rgb_profile(Primaries::adobe, 2.2, 2.1)},
          {"prophoto 1.8", test::rgb_profile(Primaries::prophoto, 1.8)}};
}

template <class T>
void expect_every_grey_back(const Sample sample) {
  std::vector<T> samples;
  for (int k = 0; k <= int(T(~T(0))); ++k) samples.insert(samples.end(), 3, T(k));
  for (const auto& [name, icc] : matrix_profiles()) {
    const Rows rows(open(icc), layout(3, sample));
    EXPECT_EQ(round_trip(rows, samples, 3), samples) << name;
  }
  std::vector<T> ramp;
  for (int k = 0; k <= int(T(~T(0))); ++k) ramp.push_back(T(k));
  for (const Bytes& icc : {Bytes{}, test::grey_profile(2.2), test::grey_profile(1), test::grey_lab_profile()}) {
    const Rows rows(open(icc, 1), layout(1, sample));
    EXPECT_EQ(round_trip(rows, ramp, 1), ramp);
  }
}

TEST(Rows, EveryGreyOf8BitComesBack) { expect_every_grey_back<std::uint8_t>(Sample::u8); }
TEST(Rows, EveryGreyOf16BitComesBack) { expect_every_grey_back<std::uint16_t>(Sample::u16); }

TEST(Rows, AnyColourOf8BitComesBack) {
  std::mt19937 random(1);
  std::vector<std::uint8_t> samples(3 * 200000);
  for (auto& s : samples) s = std::uint8_t(random() >> 9);
  for (std::size_t i = 0; i < 3 * 60000; ++i)  // the corners and edges of the gamut
    samples[i] = (random() >> 9 & 3) == 0 ? samples[i] : (random() >> 9 & 1) ? 255 : 0;
  for (const auto& [name, icc] : matrix_profiles())
    EXPECT_EQ(round_trip(Rows(open(icc), layout(3, Sample::u8)), samples, 3), samples) << name;
}

TEST(Rows, AnyColourOf16BitComesBack) {
  std::mt19937 random(2);
  std::vector<std::uint16_t> samples(3 * 100000);
  for (auto& s : samples) s = std::uint16_t(random() >> 9);
  for (const auto& [name, icc] : matrix_profiles()) {
    const Rows rows(open(icc), layout(3, Sample::u16));
    const auto back = round_trip(rows, samples, 3);
    // A float's rounding beside a large channel is worth more than a code only in the deepest shadow of a power law.
    for (std::size_t i = 0; i < samples.size(); ++i)
      ASSERT_TRUE(back[i] == samples[i] || (samples[i] < 2600 && std::abs(back[i] - samples[i]) <= 64))
          << name << ' ' << samples[i] << ' ' << back[i];
  }
}

template <class T>
void expect_untouched(const Space& space, const PhotoView& view, const std::vector<T>& samples, const char* name) {
  const Rows rows(space, view);
  const int n = int(samples.size()) / view.channels;
  std::vector<float> rgb(std::size_t(n) * 3);
  auto copy = samples;
  rows.decode(reinterpret_cast<const std::uint8_t*>(copy.data()), n, rgb.data());
  rows.encode(rgb.data(), n, reinterpret_cast<std::uint8_t*>(copy.data()));
  EXPECT_EQ(std::memcmp(copy.data(), samples.data(), samples.size() * sizeof(T)), 0) << name;
}

TEST(Rows, UntouchedPixelsKeepTheirBytesInEveryProfileAndSampleType) {
  std::mt19937 random(3);
  auto profiles = matrix_profiles();
  profiles.push_back({"table v2", test::lut_profile(2.4)});
  profiles.push_back({"table v4", test::lut_profile(4.3)});
  std::vector<std::uint8_t> u8(4 * 6000);
  std::vector<std::uint16_t> u16(4 * 6000);
  std::vector<float> f32(4 * 6000);
  for (auto& s : u8) s = std::uint8_t(random() >> 9);
  for (auto& s : u16) s = std::uint16_t(random() >> 9);  // as half floats: every kind of value, ∞ and NaN as well
  for (auto& s : f32) s = std::normal_distribution<float>(0.5f, 1)(random);
  f32[5] = std::numeric_limits<float>::quiet_NaN(), f32[9] = std::numeric_limits<float>::infinity(), f32[11] = 1e38f;
  for (const auto& [name, icc] : profiles) {
    const Space space = open(icc);
    for (const bool linear : {false, true}) {
      expect_untouched(space, layout(4, Sample::u8, linear), u8, name);
      expect_untouched(space, layout(3, Sample::u16, linear), u16, name);
      expect_untouched(space, layout(4, Sample::f16, linear), u16, name);
      expect_untouched(space, layout(3, Sample::f32, linear), f32, name);
    }
  }
  for (const Bytes& icc : {Bytes{}, test::grey_lab_profile(), test::grey_lut_profile()}) {
    expect_untouched(open(icc, 1), layout(2, Sample::u8), u8, "grey");
    expect_untouched(open(icc, 1), layout(1, Sample::f32), f32, "grey");
  }
}

TEST(Rows, SrgbIsItsOwnLinearLight) {
  const Rows rows(open({}), layout(3, Sample::u16));
  for (int i = 0; i < 4000; ++i) {
    const std::uint16_t in[] = {std::uint16_t(i * 16), std::uint16_t(65535 - i * 3), std::uint16_t(i * 7919)};
    float rgb[3];
    rows.decode(reinterpret_cast<const std::uint8_t*>(in), 1, rgb);
    for (int c = 0; c < 3; ++c) ASSERT_NEAR(rgb[c], srgb_decode(float(in[c]) / 65535), 2e-6);
  }
  for (const float x : {-0.3f, 0.f, 0.002f, 0.04f, 0.5f, 1.f, 2.f}) EXPECT_NEAR(srgb_decode(srgb_encode(x)), x, 1e-6);
  EXPECT_NEAR(srgb_encode(0.18f), 0.46136, 1e-4);
}

/// Device colour → linear sRGB by LittleCMS in double precision.
class Oracle {
 public:
  explicit Oracle(const Bytes& icc) {
    cmsHPROFILE device = cmsOpenProfileFromMem(icc.data(), cmsUInt32Number(icc.size()));
    const Bytes linear = test::rgb_profile(Primaries::srgb, 1);
    cmsHPROFILE working = cmsOpenProfileFromMem(linear.data(), cmsUInt32Number(linear.size()));
    transform_ = cmsCreateTransform(device, TYPE_RGB_DBL, working, TYPE_RGB_DBL, INTENT_RELATIVE_COLORIMETRIC,
                                    cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE);
    cmsCloseProfile(device);
    cmsCloseProfile(working);
  }
  ~Oracle() { cmsDeleteTransform(transform_); }
  Eigen::Vector3d operator()(double r, double g, double b) const {
    const double in[] = {r, g, b};
    Eigen::Vector3d out;
    cmsDoTransform(transform_, in, out.data(), 1);
    return out;
  }

 private:
  cmsHTRANSFORM transform_;
};

TEST(Rows, DecodingAgreesWithLittleCms) {
  auto profiles = matrix_profiles();
  profiles[0].icc = test::srgb_profile();
  profiles.push_back({"table v2", test::lut_profile(2.4)});
  profiles.push_back({"table v4", test::lut_profile(4.3)});
  std::mt19937 random(4);
  for (const auto& [name, icc] : profiles) {
    const Oracle oracle(icc);
    const Rows rows(open(icc), layout(4, Sample::u8));
    double least = 0;
    for (int i = 0; i < 3000; ++i) {
      const std::uint8_t in[] = {std::uint8_t(random()), std::uint8_t(random()), std::uint8_t(random()), 7};
      float rgb[3];
      rows.decode(in, 1, rgb);
      const Eigen::Vector3d expected = oracle(in[0] / 255., in[1] / 255., in[2] / 255.);
      for (int c = 0; c < 3; ++c) ASSERT_NEAR(rgb[c], expected[c], 3e-4) << name;
      least = std::min(least, expected.minCoeff());
    }
    if (std::string(name).find("prophoto") == 0) {
      EXPECT_LT(least, -0.1);  // wide colours stay, as negative values
    }
  }
}

TEST(Rows, ATableProfileDecodesToTheColoursItWasMadeFrom) {
  const Rows matrix(open(test::rgb_profile(Primaries::adobe, 2.2)), layout(3, Sample::u16));
  for (const double version : {2.4, 4.3}) {
    const Rows table(open(test::lut_profile(version)), layout(3, Sample::u16));
    std::mt19937 random(5);
    for (int i = 0; i < 3000; ++i) {
      const std::uint16_t in[] = {std::uint16_t(random()), std::uint16_t(random()), std::uint16_t(random())};
      const auto* bytes = reinterpret_cast<const std::uint8_t*>(in);
      float a[3], b[3];
      matrix.decode(bytes, 1, a);
      table.decode(bytes, 1, b);
      const float in_gamut = std::min({a[0], a[1], a[2]});
      ASSERT_LT(delta_e00(lab(a[0], a[1], a[2]), lab(b[0], b[1], b[2])), in_gamut > 0.02f ? 1.5f : 6.f);
    }
  }
}

TEST(Rows, ATableProfileWritesAChangedColourBackNearby) {
  for (const double version : {2.4, 4.3}) {
    const Rows rows(open(test::lut_profile(version)), layout(3, Sample::u8));
    std::mt19937 random(6);
    for (int i = 0; i < 2000; ++i) {
      std::uint8_t pixel[3];
      for (auto& p : pixel) p = std::uint8_t(60 + random() % 160);
      float rgb[3], back[3];
      rows.decode(pixel, 1, rgb);
      for (auto& v : rgb) v *= 0.9f;
      rows.encode(rgb, 1, pixel);
      rows.decode(pixel, 1, back);
      ASSERT_LT(delta_e00(lab(rgb[0], rgb[1], rgb[2]), lab(back[0], back[1], back[2])), 1.5f);
    }
  }
}

TEST(Rows, AColourOutsideTheGamutKeepsLuminanceAndHue) {
  for (const auto& [name, icc] : matrix_profiles()) {
    const Rows rows(open(icc), layout(3, Sample::u16));
    const Rows device(open(icc), layout(3, Sample::f32));
    std::mt19937 random(7);
    std::uniform_real_distribution<float> sample(-0.6f, 1.6f);
    int outside = 0;
    for (int i = 0; i < 5000; ++i) {
      const float rgb[] = {sample(random), sample(random), sample(random)};
      const float y = luminance(rgb);
      float free[3];
      device.encode(rgb, 1, reinterpret_cast<std::uint8_t*>(free));
      if (y < 0.01f || y > 0.99f ||
          (std::min({free[0], free[1], free[2]}) >= 0 && std::max({free[0], free[1], free[2]}) <= 1))
        continue;
      ++outside;
      std::uint16_t pixel[3] = {};
      rows.encode(rgb, 1, reinterpret_cast<std::uint8_t*>(pixel));
      float got[3];
      rows.decode(reinterpret_cast<const std::uint8_t*>(pixel), 1, got);
      ASSERT_NEAR(luminance(got), y, 2e-4) << name;
      const Eigen::Vector3f away(rgb[0] - y, rgb[1] - y, rgb[2] - y), kept(got[0] - y, got[1] - y, got[2] - y);
      const float t = kept.dot(away) / away.squaredNorm();
      ASSERT_GT(t, -1e-3);
      ASSERT_LT(t, 1);
      ASSERT_LT((kept - t * away).norm(), 2e-3) << name;  // on the line to grey
      const auto [low, high] = std::minmax({pixel[0], pixel[1], pixel[2]});
      ASSERT_TRUE(low <= 130 || high >= 65534)
          << name;  // and no further in than it must (130: a millionth of light at γ 2.2)
    }
    EXPECT_GT(outside, 500) << name;
  }
}

TEST(Rows, BlackerThanBlackAndWhiterThanWhiteEndThere) {
  const Rows rows(open({}), layout(3, Sample::u8));
  const float rgb[] = {-1, -0.2f, -3, 5, 3, 9, 1.2f, 1.2f, 1.2f, std::numeric_limits<float>::quiet_NaN(), 0, 0};
  std::uint8_t out[12];
  std::memset(out, 99, sizeof out);
  rows.encode(rgb, 4, out);
  const std::uint8_t expected[] = {0, 0, 0, 255, 255, 255, 255, 255, 255, 0, 0, 0};
  for (int i = 0; i < 12; ++i) EXPECT_EQ(out[i], expected[i]) << i;
}

TEST(Rows, FloatsAreWrittenUnclipped) {
  for (const auto& [name, icc] : matrix_profiles())
    for (const bool linear : {false, true})
      for (const Sample sample : {Sample::f32, Sample::f16}) {
        const Rows rows(open(icc), layout(3, sample, linear));
        const float rgb[] = {2.5f, -0.4f, 0.3f, 0.6f, 0.01f, 1.9f};
        std::uint8_t bytes[24] = {};
        float back[6];
        rows.encode(rgb, 2, bytes);
        rows.decode(bytes, 2, back);
        for (int i = 0; i < 6; ++i) EXPECT_NEAR(back[i], rgb[i], sample == Sample::f32 ? 2e-5 : 8e-3) << name;
      }
}

TEST(Rows, LinearSamplesSkipTheCurveButNotThePrimaries) {
  const Space space = open(test::rgb_profile(Primaries::adobe, 2.2));
  const Rows encoded(space, layout(3, Sample::f32)), linear(space, layout(3, Sample::f32, true));
  const float e[] = {0.8f, 0.3f, 0.5f};
  float l[3], a[3], b[3];
  for (int c = 0; c < 3; ++c) l[c] = std::pow(e[c], 2.2f);
  encoded.decode(reinterpret_cast<const std::uint8_t*>(e), 1, a);
  linear.decode(reinterpret_cast<const std::uint8_t*>(l), 1, b);
  for (int c = 0; c < 3; ++c) EXPECT_NEAR(a[c], b[c], 1e-5);
  EXPECT_GT(std::abs(b[0] - l[0]), 0.05f);
}

TEST(Rows, NotANumberIsBlackAndStaysAlone) {
  const Rows rows(open({}), layout(3, Sample::f32));
  const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  const float in[] = {0.5f, nan, 0.25f, inf, -inf, 1, 0.5f, 0.5f, 0.25f};
  float rgb[9];
  rows.decode(reinterpret_cast<const std::uint8_t*>(in), 3, rgb);
  for (const float v : rgb) EXPECT_TRUE(std::isfinite(v));
  EXPECT_NEAR(rgb[0], srgb_decode(0.5f), 1e-5);
  EXPECT_NEAR(rgb[1], 0, 1e-5);
  EXPECT_NEAR(rgb[3], 0, 1e-5);
  EXPECT_NEAR(rgb[5], 1, 1e-5);
  EXPECT_NEAR(rgb[7], srgb_decode(0.5f), 1e-5);
}

TEST(Rows, GreyIsThreeEqualChannelsAndBackByLuminance) {
  const Rows rows(open(test::grey_profile(2.2), 1), layout(2, Sample::u8));
  std::uint8_t in[] = {188, 17, 0, 255};
  float rgb[6];
  rows.decode(in, 2, rgb);
  EXPECT_NEAR(rgb[0], std::pow(188 / 255., 2.2), 1e-5);
  EXPECT_TRUE(rgb[0] == rgb[1] && rgb[1] == rgb[2]);
  const float change[] = {0.9f, 0.1f, 0.4f, 0.2f, 0.2f, 0.2f};
  rows.encode(change, 2, in);
  EXPECT_EQ(in[0], std::lround(255 * std::pow(luminance(change), 1 / 2.2)));
  EXPECT_EQ(in[2], std::lround(255 * std::pow(0.2, 1 / 2.2)));
  EXPECT_EQ(in[1], 17);
  EXPECT_EQ(in[3], 255);
}

TEST(Rows, AGreyProfileThatConnectsByLabGivesLightness) {
  const Rows rows(open(test::grey_lab_profile(), 1), layout(1, Sample::u16));
  const std::uint16_t middle = 32768;  // L* 50
  float rgb[3];
  rows.decode(reinterpret_cast<const std::uint8_t*>(&middle), 1, rgb);
  EXPECT_NEAR(rgb[1], 0.18419, 1e-4);
}

TEST(Rows, AlphaIsNotTouched) {
  for (const Bytes& icc : {Bytes{}, test::lut_profile(4.3)}) {
    const Rows rows(open(icc), layout(4, Sample::u16));
    std::uint16_t in[] = {1000, 20000, 60000, 12345, 3, 2, 1, 0};
    float rgb[6];
    rows.decode(reinterpret_cast<const std::uint8_t*>(in), 2, rgb);
    for (auto& v : rgb) v = 0.5f * v + 0.1f;
    rows.encode(rgb, 2, reinterpret_cast<std::uint8_t*>(in));
    EXPECT_EQ(in[3], 12345);
    EXPECT_EQ(in[7], 0);
    EXPECT_NE(in[0], 1000);
  }
}

TEST(Rows, ThreadsMayShareATableProfile) {
  const Space space = open(test::lut_profile(4.3));
  std::vector<std::uint8_t> samples(3 * 20000);
  std::mt19937 random(8);
  for (auto& s : samples) s = std::uint8_t(random());
  const auto decode = [&] {
    std::vector<float> rgb(samples.size());
    Rows(space, layout(3, Sample::u8)).decode(samples.data(), 20000, rgb.data());
    return rgb;
  };
  const auto expected = decode();
  std::vector<float> got[4];
  std::vector<std::thread> threads;
  for (auto& g : got) threads.emplace_back([&] { g = decode(); });
  for (auto& t : threads) t.join();
  for (const auto& g : got) EXPECT_EQ(g, expected);
}

TEST(Rows, ATableProfileRemembersNothingWrongOf8Bit) {
  std::mt19937 random(7);
  std::vector<std::uint8_t> samples(3 * 300000);  // more colours than are remembered, some of them again and again
  for (std::size_t i = 0; i < samples.size(); i += 3) {
    const std::uint32_t code = i % 2 ? random() % 1000 * 16769 : random();
    for (std::size_t c = 0; c < 3; ++c) samples[i + c] = std::uint8_t(code >> (8 * c));
  }
  std::vector<float> floats(samples.size());  // the same colours, in samples of which none is remembered
  std::transform(samples.begin(), samples.end(), floats.begin(), [](std::uint8_t s) { return float(s) / 255; });
  for (const int colours : {1, 3}) {
    const Space space = open(colours == 1 ? test::grey_lut_profile() : test::lut_profile(4.3), colours);
    const int n = int(samples.size()) / colours;
    std::vector<float> want(std::size_t(n) * 3), got(want.size());
    const Rows never(space, layout(colours, Sample::f32));
    never.decode(reinterpret_cast<const std::uint8_t*>(floats.data()), n, want.data());
    for (const int chunk : {n, 997}) {
      const Rows rows(space, layout(colours, Sample::u8));
      for (int at = 0; at < n; at += chunk)
        rows.decode(samples.data() + at * colours, std::min(chunk, n - at), got.data() + 3 * std::ptrdiff_t(at));
      EXPECT_EQ(got, want) << colours << " colours, " << chunk << " at a time";
    }
  }
}

TEST(Rows, AProfileOfOtherChannelsIsAProgrammersError) {
  EXPECT_THROW(Rows(open({}, 1), layout(3, Sample::u8)), std::logic_error);
}

}  // namespace
}  // namespace countenance::colour
