// SPDX-License-Identifier: Apache-2.0
#include "colour/cie.h"

#include <Eigen/LU>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "base/clones.h"
#include "base/fast_math.h"
#include "base/parallel.h"

namespace countenance::colour {
namespace {

constexpr double kPi = std::numbers::pi;

void check_rgb(const View<const float>& v) {
  if (v.channels() != 3) throw std::logic_error("colour: three channels wanted");
}

/// Linear sRGB → XYZ of D50 relative to its white: IEC 61966-2-1 primaries, Bradford adaptation from D65.
const Eigen::Matrix3f& relative_xyz() {
  static const Eigen::Matrix3f matrix = [] {
    const auto from_xy = [](double x, double y) { return Eigen::Vector3d(x / y, 1, (1 - x - y) / y); };
    Eigen::Matrix3d primaries, bradford;
    primaries << from_xy(0.64, 0.33), from_xy(0.30, 0.60), from_xy(0.15, 0.06);
    bradford << 0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296;
    const Eigen::Vector3d d65 = from_xy(0.3127, 0.3290), d50(0.9642, 1, 0.8249);
    const Eigen::Vector3d amounts = primaries.inverse() * d65;
    const Eigen::Vector3d gain = (bradford * d50).cwiseQuotient(bradford * d65);
    const Eigen::Matrix3d adapt = bradford.inverse() * gain.asDiagonal() * bradford;
    const Eigen::Matrix3d xyz = adapt * primaries * amounts.asDiagonal();
    return Eigen::Matrix3f((d50.cwiseInverse().asDiagonal() * xyz).cast<float>());
  }();
  return matrix;
}

/// CIE 1976: the cube root, with a line near black (and below it, for colours outside the gamut).
inline float lightness_curve(float t) {
  constexpr float kDelta = 6.f / 29, kLeast = 0.001f;  // under the line's end: what the root is there does not count
  const float root = fast_exp2(fast_log2(t > kLeast ? t : kLeast) * (1.f / 3));
  return t > kDelta * kDelta * kDelta ? root : t * (1 / (3 * kDelta * kDelta)) + 4.f / 29;
}

CNT_CLONES void lab_row(const float* rgb, int n, const Eigen::Matrix3f& m, float* out) {
  for (int i = 0; i < n; ++i) {
    const float *p = rgb + 3 * i, f0 = lightness_curve(m(0, 0) * p[0] + m(0, 1) * p[1] + m(0, 2) * p[2]),
                f1 = lightness_curve(m(1, 0) * p[0] + m(1, 1) * p[1] + m(1, 2) * p[2]),
                f2 = lightness_curve(m(2, 0) * p[0] + m(2, 1) * p[1] + m(2, 2) * p[2]);
    out[3 * i] = 116 * f1 - 16;
    out[3 * i + 1] = 500 * (f0 - f1);
    out[3 * i + 2] = 200 * (f1 - f2);
  }
}

constexpr double kHalfTurn = 180 + 1e-9;  // opposite hues are not apart by more, whatever the rounding

double degrees(double radians) { return radians * 180 / kPi; }
double radians(double degrees) { return degrees * kPi / 180; }
double hue(double b, double a) {
  if (a == 0 && b == 0) return 0;
  const double h = degrees(std::atan2(b, a));
  return h < 0 ? h + 360 : h;
}

}  // namespace

Lab lab(float r, float g, float b) {
  const float rgb[3] = {r, g, b};
  Lab out;
  lab_row(rgb, 1, relative_xyz(), out.data());
  return out;
}

ImageF lab(View<const float> linear) {
  check_rgb(linear);
  ImageF out(linear.size(), 3);
  for_rows(linear.height(), [&](int y) { lab_row(linear.row(y), linear.width(), relative_xyz(), out.row(y)); });
  return out;
}

float delta_e00(const Lab& x, const Lab& y) {
  const double c1 = std::hypot(x[1], x[2]), c2 = std::hypot(y[1], y[2]);
  const auto seventh = [](double c) { return std::sqrt(std::pow(c, 7) / (std::pow(c, 7) + std::pow(25., 7))); };
  const double g = 0.5 * (1 - seventh((c1 + c2) / 2));
  const double a1 = (1 + g) * x[1], a2 = (1 + g) * y[1];
  const double C1 = std::hypot(a1, x[2]), C2 = std::hypot(a2, y[2]);
  const double h1 = hue(x[2], a1), h2 = hue(y[2], a2);

  const bool grey = C1 * C2 == 0;
  double dh = grey ? 0 : h2 - h1;
  if (dh > kHalfTurn) dh -= 360;
  if (dh < -kHalfTurn) dh += 360;
  const double dL = y[0] - x[0], dC = C2 - C1, dH = 2 * std::sqrt(C1 * C2) * std::sin(radians(dh / 2));

  const double L = (double(x[0]) + y[0]) / 2, C = (C1 + C2) / 2;
  double h = h1 + h2;
  if (!grey) {
    if (std::abs(h1 - h2) > kHalfTurn) h += h < 360 ? 360 : -360;
    h /= 2;
  }
  const double T = 1 - 0.17 * std::cos(radians(h - 30)) + 0.24 * std::cos(radians(2 * h)) +
                   0.32 * std::cos(radians(3 * h + 6)) - 0.20 * std::cos(radians(4 * h - 63));
  const double L50 = (L - 50) * (L - 50);
  const double SL = 1 + 0.015 * L50 / std::sqrt(20 + L50), SC = 1 + 0.045 * C, SH = 1 + 0.015 * C * T;
  const double turn = 30 * std::exp(-std::pow((h - 275) / 25, 2));
  const double RT = -std::sin(radians(2 * turn)) * 2 * seventh(C);
  const double l = dL / SL, c = dC / SC, s = dH / SH;
  return float(std::sqrt(std::max(0., l * l + c * c + s * s + RT * c * s)));
}

float ita(const Lab& x) { return float(degrees(std::atan2(double(x[0]) - 50, double(x[2])))); }

ImageF luminance(View<const float> linear) {
  check_rgb(linear);
  ImageF out(linear.size(), 1);
  for_rows(linear.height(), [&](int y) {
    for (int x = 0; x < linear.width(); ++x) out.at(x, y) = luminance(linear.row(y) + 3 * x);
  });
  return out;
}

}  // namespace countenance::colour
