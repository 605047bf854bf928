// SPDX-License-Identifier: Apache-2.0
#include "govern/guard/parts.h"

#include <algorithm>
#include <cmath>

#include "base/blur.h"
#include "base/parallel.h"
#include "base/statistics.h"
#include "colour/density.h"
#include "face/regions.h"

namespace countenance::govern {
namespace {

using drift::kFrameIod;

constexpr float kSoft = 0.02f;                                              // IOD: of every border between parts
constexpr float kEyeGrown = 0.10f, kBrowGrown = 0.05f, kLipsGrown = 0.05f;  // IOD
constexpr float kFaceGrown = 0.03f;                  // IOD beyond the mesh's oval that are skin, whatever their colour
constexpr float kNearFace = 0.4f;                    // IOD from the face where skin is looked for: ears, jaw
constexpr float kNeckHalf = 0.7f, kNeckDown = 0.8f;  // IOD from the chin
constexpr float kAlike = 0.16f, kUnlike = 0.40f;     // log-chromaticity from the face's, stops
constexpr float kBrightest = 2.5f;                   // stops of shading from the face's
constexpr float kEndsFrom = 0.12f, kEndsNear = 0.06f;  // IOD before the frame's end, where all fades; with surroundings
constexpr float kSurroundings = 0.9f;                  // IOD from the face
constexpr int kChin = 152;

Point at(const drift::Reference& r, int i) { return r.points.row(i).head<2>().transpose(); }

ImageF grown(const drift::Reference& r, face::Indices region, float iod) {
  return face::grow(face::hull(drift::frame_size(), r.points, region), iod * kFrameIod);
}

/// 0…1: how like the face's skin a pixel is, by the ratios of its channels.
ImageF skin_likeness(const drift::Reference& r) {
  const ImageF density = colour::density(gaussian(r.linear, 0.02f * kFrameIod));
  std::vector<float> rg, gb, level;
  for (std::size_t i = 0; i < r.skin.count(); i += 7) {
    if (r.skin.data()[i] < 0.5f) continue;
    const float* d = density.data() + 3 * i;
    rg.push_back(d[0] - d[1]), gb.push_back(d[1] - d[2]), level.push_back(d[1]);
  }
  ImageF out(r.skin.size());
  if (rg.empty()) return out;
  const float red = median(rg), blue = median(gb), typical = median(level);
  for (std::size_t i = 0; i < out.count(); ++i) {
    const float* d = density.data() + 3 * i;
    const float away = std::hypot(d[0] - d[1] - red, 0.6f * (d[1] - d[2] - blue));
    const float dark = std::abs(d[1] - typical);
    out.data()[i] = (1 - smoothstep(away, kAlike, kUnlike)) * (1 - smoothstep(dark, kBrightest, kBrightest + 1));
  }
  return gaussian(out, kSoft * kFrameIod);
}

/// 1, falling to 0 towards the frame's ends; the frame ends in hair, shoulders and background, not in a face.
float inside(int x, int y, float ends) {
  const Size size = drift::frame_size();
  const float edge = ends * kFrameIod;
  const float nearest = float(std::min({x, y, size.width - 1 - x, size.height - 1 - y}));
  return smoothstep(nearest, 0, edge);
}

}  // namespace

Parts make_parts(const drift::Reference& r, bool surroundings) {
  const Size size = drift::frame_size();
  Parts parts;
  const std::array<ImageF, kFeatures.size()> features{
      grown(r, face::kEyeRight, kEyeGrown), grown(r, face::kEyeLeft, kEyeGrown), grown(r, face::kBrowRight, kBrowGrown),
      grown(r, face::kBrowLeft, kBrowGrown), grown(r, face::kLipsOuter, kLipsGrown)};
  const ImageF face = face::grow(r.oval, kFaceGrown * kFrameIod), away = face::distance(r.oval);
  const ImageF likeness = skin_likeness(r);
  const Point chin = at(r, kChin), mouth = at(r, 14);
  ImageF skin(size), hair(size);
  std::array<ImageF, kFeatures.size()> own;
  own.fill(ImageF(size));
  for_rows(size.height, [&](int y) {
    for (int x = 0; x < size.width; ++x) {
      if (r.valid.at(x, y) == 0) continue;
      float left = 1;
      for (std::size_t f = 0; f < features.size(); ++f)  // of what overlaps, the earlier one's: eyes before brows
        if (left > 0 && features[f].at(x, y) >= 0.5f) own[f].at(x, y) = left, left = 0;
      if (left == 0) continue;
      if (face.at(x, y) >= 0.5f) {
        skin.at(x, y) = 1;
        continue;
      }
      const float d = away.at(x, y) / kFrameIod, below = (float(y) - chin.y()) / kFrameIod;
      const float aside = std::abs(float(x) - chin.x()) / kFrameIod;
      const float beside = 1 - smoothstep(d, 0.7f * kNearFace, kNearFace);
      const float neck = (1 - smoothstep(aside, 0.7f * kNeckHalf, kNeckHalf)) *
                         (1 - smoothstep(below, 0.4f * kNeckDown, kNeckDown)) * smoothstep(below, -0.3f, -0.1f);
      const float person = smoothstep(r.person.at(x, y), 0.4f, 0.7f);
      skin.at(x, y) = std::max(beside, neck) * likeness.at(x, y) * person;
      const bool above = float(y) < mouth.y();
      const float about = surroundings ? 1 - smoothstep(d, kSurroundings, 1.5f * kSurroundings) : 0;
      hair.at(x, y) = std::max(above ? person : 0, about) * (1 - skin.at(x, y));
    }
  });
  const float soft = kSoft * kFrameIod;
  parts.skin = gaussian(skin, soft);
  parts.hair = gaussian(hair, soft);
  for (std::size_t f = 0; f < own.size(); ++f) parts.features[f] = gaussian(own[f], soft);
  parts.head = ImageF(size);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      const float k = r.valid.at(x, y) > 0 ? inside(x, y, surroundings ? kEndsNear : kEndsFrom) : 0;
      float sum = 0;
      const auto fade = [&](ImageF& part) { sum += part.at(x, y) *= k; };
      fade(parts.skin), fade(parts.hair);
      for (auto& f : parts.features) fade(f);
      parts.head.at(x, y) = std::min(sum, 1.f);
    }
  return parts;
}

void hold(Parts& parts, const ImageF& share) {
  const auto held = [&](ImageF& part) {
    for (std::size_t i = 0; i < share.count(); ++i) part.data()[i] *= share.data()[i];
  };
  held(parts.skin), held(parts.hair), held(parts.head);
  for (auto& feature : parts.features) held(feature);
}

const char* name_of(Window window) {
  static constexpr std::array kNames{"right eye", "left eye", "nose", "mouth", "outline"};
  return kNames[std::size_t(window)];
}

std::array<ImageF, int(Window::count)> make_windows(const drift::Reference& r) {
  constexpr float kBorder = 0.06f;  // IOD, σ
  const Size size = drift::frame_size();
  const auto with = [&](face::Indices eye, face::Indices brow) {
    ImageF out = face::hull(size, r.points, eye);
    const ImageF other = face::hull(size, r.points, brow);
    for (std::size_t i = 0; i < out.count(); ++i) out.data()[i] = std::max(out.data()[i], other.data()[i]);
    return face::distance(out);
  };
  // the outline is where the face ends, and all beyond it
  const std::array<ImageF, 5> away{with(face::kEyeRight, face::kBrowRight), with(face::kEyeLeft, face::kBrowLeft),
                                   face::distance(face::hull(size, r.points, face::kNose)),
                                   face::distance(face::hull(size, r.points, face::kLipsOuter)), [&] {
                                     ImageF outside = face::grow(r.oval, -0.05f * kFrameIod);
                                     for (std::size_t i = 0; i < outside.count(); ++i)
                                       outside.data()[i] = 1 - outside.data()[i];
                                     return face::distance(outside);
                                   }()};
  std::array<ImageF, int(Window::count)> out;
  out.fill(ImageF(size));
  for (std::size_t i = 0; i < away[0].count(); ++i) {
    std::size_t nearest = 0;
    for (std::size_t w = 1; w < away.size(); ++w)
      if (away[w].data()[i] < away[nearest].data()[i]) nearest = w;
    out[nearest].data()[i] = 1;
  }
  for (auto& window : out) window = gaussian(window, kBorder * kFrameIod);
  return out;
}

}  // namespace countenance::govern
