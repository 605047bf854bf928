// SPDX-License-Identifier: Apache-2.0
// What people do to skin and to whole photos, on 8-bit sRGB pixels: the edits that the photometric measures must and
// must not see.
#pragma once

#include <array>
#include <cmath>
#include <functional>

#include "colour/cie.h"
#include "unit/drift/faces.h"

namespace countenance::drift::edits {

/// The head and some surroundings of a portrait, studied once a program: what the edits touch, and no more pixels than
/// they need.
inline Subject head_of(const Photo& photo) {
  const colour::Space space = colour::Space::open(photo.icc, photo.view().colours()).value();
  const face::Face face = test::networks()->find(photo.view(), space, {}).value().at(0);
  const Point nose = face.points.row(4).head<2>().transpose();
  const int u = int(face.iod);
  const cv::Rect around = cv::Rect(int(nose.x()) - 5 * u / 2, int(nose.y()) - 3 * u, 5 * u, 6 * u) &
                          cv::Rect(0, 0, photo.size.width, photo.size.height);
  cv::Mat head = as_mat(photo)(around).clone();
  if (face.iod > 200) cv::resize(head, head, {}, 200 / face.iod, 200 / face.iod, cv::INTER_AREA);
  return study(with_pixels(photo, head));
}
inline const Subject& head(const std::string& name) {
  static std::map<std::string, Subject> heads;
  if (const auto known = heads.find(name); known != heads.end()) return known->second;
  return heads.emplace(name, head_of(test::load_photo(test::registry(name)))).first->second;
}

/// 0…1 in photo px: a mask of the frame, softened.
inline cv::Mat on_photo(const Subject& s, const ImageF& frame_mask, float soft_iod) {
  cv::Mat out;
  cv::warpAffine(countenance::as_mat(frame_mask), out, as_matx(s.reference->frame),
                 {s.photo.size.width, s.photo.size.height}, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                 cv::BORDER_CONSTANT);
  cv::GaussianBlur(out, out, {}, soft_iod * s.face.iod);
  return out;
}
inline cv::Mat floats(const Photo& photo) {
  cv::Mat out;
  as_mat(photo).convertTo(out, CV_32FC3);
  return out;
}
inline Photo rounded(const Photo& like, const cv::Mat& pixels) {
  cv::Mat out;
  pixels.convertTo(out, CV_8UC3);
  return with_pixels(like, out);
}
/// from + w (to − from), w of one channel.
inline Photo mixed(const Subject& s, const cv::Mat& to, const cv::Mat& weight) {
  const cv::Mat from = floats(s.photo);
  cv::Mat w3;
  cv::merge(std::vector<cv::Mat>(3, weight), w3);
  return rounded(s.photo, from + w3.mul(to - from));
}

/// The skin's own detail between σ .003 and .016 IOD times 1 + `more`.
inline Photo deepen_pores(const Subject& s, float more) {
  const cv::Mat from = floats(s.photo);
  cv::Mat fine, coarse, w3;
  cv::GaussianBlur(from, fine, {}, std::max(0.3f, 0.003f * s.face.iod));
  cv::GaussianBlur(from, coarse, {}, 0.016 * s.face.iod);
  cv::merge(std::vector<cv::Mat>(3, on_photo(s, s.reference->skin, 0.02f)), w3);
  return rounded(s.photo, from + w3.mul(more * (fine - coarse)));
}

/// The skin blurred by σ IOD, at some opacity; grain of the detail's own strength on top if asked for.
inline Photo blur_skin(const Subject& s, float sigma, float opacity = 1, bool grain = false) {
  const cv::Mat from = floats(s.photo);
  cv::Mat to;
  cv::GaussianBlur(from, to, {}, sigma * s.face.iod);
  if (grain) {
    cv::Mat noise(from.size(), CV_32F), spread;
    cv::RNG(7).fill(noise, cv::RNG::NORMAL, 0, 6);
    cv::merge(std::vector<cv::Mat>(3, noise), spread);
    to += spread;
  }
  return mixed(s, to, on_photo(s, s.reference->skin, 0.03f) * opacity);
}
/// The face by that many L* (darker if negative).
inline Photo lighten(const Subject& s, float steps) {
  cv::Mat lab = floats(s.photo) / 255, out;
  cv::cvtColor(lab, lab, cv::COLOR_RGB2Lab);
  std::vector<cv::Mat> channels;
  cv::split(lab, channels);
  channels[0] += on_photo(s, s.reference->oval, 0.06f) * steps;
  cv::merge(channels, lab);
  cv::cvtColor(lab, out, cv::COLOR_Lab2RGB);
  return rounded(s.photo, out * 255);
}
/// Linear light of every pixel × 2^stops(x, y).
inline Photo relit(const Subject& s, const std::function<float(Point)>& stops) {
  std::array<float, 256> decoded;
  for (int v = 0; v < 256; ++v) decoded[std::size_t(v)] = colour::srgb_decode(float(v) / 255);
  constexpr int kCells = 8192;
  static const std::vector<std::uint8_t> encoded = [] {
    std::vector<std::uint8_t> table(kCells + 1);
    for (int i = 0; i <= kCells; ++i)
      table[std::size_t(i)] = cv::saturate_cast<std::uint8_t>(255 * colour::srgb_encode(float(i) / kCells));
    return table;
  }();
  Photo out = s.photo;
  for (int y = 0; y < out.size.height; ++y)
    for (int x = 0; x < out.size.width; ++x) {
      const float gain = std::exp2(stops(Point(float(x), float(y))));
      for (int c = 0; c < 3; ++c) {
        std::uint8_t& v = out.row(y)[3 * x + c];
        if (gain != 1) v = encoded[std::size_t(std::min(1.f, gain * decoded[v]) * kCells + 0.5f)];
      }
    }
  return out;
}
/// The face's large-scale shading reduced by a share.
inline Photo flatten(const Subject& s, float share) {
  const cv::Mat oval = on_photo(s, s.reference->oval, 0.02f), soft = on_photo(s, s.reference->oval, 0.05f);
  cv::Mat light(oval.size(), CV_32F, cv::Scalar(0)), mean, norm;
  for (int y = 0; y < light.rows; ++y)
    for (int x = 0; x < light.cols; ++x) {
      if (oval.at<float>(y, x) == 0) continue;
      const std::uint8_t* p = s.photo.bytes.data() + 3 * (std::size_t(y) * std::size_t(light.cols) + std::size_t(x));
      const float rgb[3] = {colour::srgb_decode(p[0] / 255.f), colour::srgb_decode(p[1] / 255.f),
                            colour::srgb_decode(p[2] / 255.f)};
      light.at<float>(y, x) = std::log2(colour::luminance(rgb) + 0.003f);
    }
  cv::GaussianBlur(light.mul(oval), mean, {}, 0.18 * s.face.iod);
  cv::GaussianBlur(oval, norm, {}, 0.18 * s.face.iod);
  mean /= cv::max(norm, 0.05);
  const double level = cv::mean(mean, oval > 0.5)[0];
  return relit(s, [&](Point p) {
    const int x = int(p.x()), y = int(p.y());
    return -share * (mean.at<float>(y, x) - float(level)) * soft.at<float>(y, x);
  });
}
/// A light from one side on the face alone: `stops` from cheek to cheek.
inline Photo turn_light(const Subject& s, float stops) {
  const cv::Mat soft = on_photo(s, s.reference->oval, 0.08f);
  const Point nose = s.face.points.row(4).head<2>().transpose();
  return relit(s, [&](Point p) {
    return stops / 2 * std::tanh((p.x() - nose.x()) / (0.5f * s.face.iod)) * soft.at<float>(int(p.y()), int(p.x()));
  });
}
/// Every sample of the photo through one function of 0…1.
inline Photo graded(const Photo& photo, const std::function<float(float v, int channel)>& grade) {
  std::array<std::array<std::uint8_t, 256>, 3> table;
  for (int c = 0; c < 3; ++c)
    for (int v = 0; v < 256; ++v)
      table[std::size_t(c)][std::size_t(v)] = cv::saturate_cast<std::uint8_t>(255 * grade(float(v) / 255, c));
  Photo out = photo;
  for (std::size_t i = 0; i < out.bytes.size(); ++i) out.bytes[i] = table[i % 3][photo.bytes[i]];
  return out;
}
inline Photo exposed(const Subject& s, float stops) {
  return relit(s, [stops](Point) { return stops; });
}
inline Photo s_curve(const Photo& photo, float strength) {
  return graded(photo,
                [strength](float v, int) { return v - strength * std::sin(2 * float(M_PI) * v) / (2 * float(M_PI)); });
}
inline Photo white_balanced(const Photo& photo, float warmer) {
  return graded(photo, [warmer](float v, int c) {
    const float gain = c == 0 ? warmer : c == 2 ? 1 / warmer : 1.f;
    return colour::srgb_encode(std::min(1.f, gain * colour::srgb_decode(v)));
  });
}
inline Photo black_and_white(const Photo& photo) {
  Photo out = photo;
  for (std::size_t i = 0; i < out.bytes.size(); i += 3) {
    const float y = 0.299f * out.bytes[i] + 0.587f * out.bytes[i + 1] + 0.114f * out.bytes[i + 2];
    out.bytes[i] = out.bytes[i + 1] = out.bytes[i + 2] = cv::saturate_cast<std::uint8_t>(y);
  }
  return out;
}

}  // namespace countenance::drift::edits
