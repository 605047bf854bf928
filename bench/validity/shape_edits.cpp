// SPDX-License-Identifier: Apache-2.0
// Shape: jaw, eyes, nose, lips, mouth, brows, symmetry, and morphs towards another person.
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "drift/flow.h"
#include "edits.h"

namespace countenance::validity {
namespace {

/// Where the pixels at p come from, less p.
using Field = std::function<cv::Point2f(const Document&, cv::Point2f)>;

Edit warp(const char* name, const char* kind, float strength, Level level, const Field& field) {
  return {name, kind, strength, level, [field](const Setting& s) -> std::optional<Made> {
            const Document& d = s.document;
            cv::Mat shift(d.size(), CV_32FC2);
            for (int y = 0; y < shift.rows; ++y)
              for (int x = 0; x < shift.cols; ++x) {
                const cv::Point2f by = field(d, {float(x), float(y)});
                shift.at<cv::Vec2f>(y, x) = {by.x, by.y};
              }
            return Made{moved(d.pixels, shift), {}};
          }};
}

/// exp(−(dx²/a² + dy²/b²)^k)
float bump(cv::Point2f d, float a, float b, float k) {
  return std::exp(-std::pow(d.x * d.x / (a * a) + d.y * d.y / (b * b), k));
}

Field jaw(float share) {  // the lower face narrowed by a share of its width
  return [share](const Document& d, cv::Point2f p) {
    const cv::Point2f bridge = d.at(168), chin = d.at(152);
    const float t = std::clamp((p.y - bridge.y) / (chin.y - bridge.y), 0.f, 1.3f);
    const float middle = bridge.x + (chin.x - bridge.x) * t, half = d.face_width() / 2;
    const float r = (p.x - middle) / half, inside = std::min(std::abs(r), 1.f);
    const float beyond = std::max(std::abs(r) - 1, 0.f) / 0.5f, below = std::max(t - 1, 0.f) / 0.15f;
    const float k = inside * inside * std::clamp(1.6f * t, 0.f, 1.f) * std::exp(-beyond * beyond - below * below);
    return cv::Point2f(share * half * k * (r < 0 ? -1.f : 1.f), 0);
  };
}
Field eyes(float share) {
  return [share](const Document& d, cv::Point2f p) {
    cv::Point2f by(0, 0);
    for (const auto region : {face::kEyeRight, face::kEyeLeft}) {
      const cv::Point2f v = p - d.centre(region);
      by -= share / (1 + share) * bump(v, 0.34f * d.iod, 0.34f * d.iod, 1.5f) * v;
    }
    return by;
  };
}
Field nose(float share) {
  return [share](const Document& d, cv::Point2f p) {
    const cv::Point2f v = p - (d.at(4) + d.at(2)) / 2;
    return cv::Point2f(share / (1 - share) * bump(v, 0.36f * d.iod, 0.34f * d.iod, 1.5f) * v.x, 0);
  };
}
Field lips(float share) {  // fuller: taller about the line of the mouth
  return [share](const Document& d, cv::Point2f p) {
    const cv::Point2f v = p - (d.at(13) + d.at(14)) / 2;
    return cv::Point2f(0, -share / (1 + share) * bump(v, 0.45f * d.iod, 0.22f * d.iod, 1.5f) * v.y);
  };
}
Field mouth_corners(float iod) {
  return [iod](const Document& d, cv::Point2f p) {
    float up = 0;
    for (const int i : {61, 291}) {
      const float s = 0.16f * d.iod * std::sqrt(2.f);
      up += iod * d.iod * bump(p - d.at(i), s, s, 1);
    }
    return cv::Point2f(0, up);
  };
}
Field brows(float iod) {
  return [iod](const Document& d, cv::Point2f p) {
    float up = 0;
    for (const auto region : {face::kBrowRight, face::kBrowLeft})
      up += iod * d.iod * bump(p - d.centre(region), 0.3f * std::sqrt(2.f) * d.iod, 0.13f * std::sqrt(2.f) * d.iod, 1);
    return cv::Point2f(0, up);
  };
}

/// A smooth field that brings each `to` point back to its `from` point: G(Σ d) / (G(Σ 1) + ε) on a coarse grid, in three
/// rounds from coarse to fine; it fades out beyond the face.
cv::Mat field_of(const std::vector<cv::Point2f>& from, const std::vector<cv::Point2f>& to, cv::Size size, float iod) {
  const float step = std::max(1.f, iod / 40);
  const cv::Size grid(int(float(size.width) / step) + 1, int(float(size.height) / step) + 1);
  cv::Mat field = cv::Mat::zeros(grid, CV_32FC2);
  const auto cell = [&](cv::Point2f p) {
    return cv::Point(std::clamp(int(p.x / step + 0.5f), 0, grid.width - 1),
                     std::clamp(int(p.y / step + 0.5f), 0, grid.height - 1));
  };
  for (const float sigma : {0.25f, 0.12f, 0.06f}) {
    cv::Mat sum = cv::Mat::zeros(grid, CV_32FC2), count = cv::Mat::zeros(grid, CV_32F);
    for (std::size_t i = 0; i < from.size(); ++i) {
      const cv::Point at = cell(to[i]);
      const cv::Vec2f already = field.at<cv::Vec2f>(at);
      sum.at<cv::Vec2f>(at) += cv::Vec2f(from[i].x - to[i].x, from[i].y - to[i].y) - already;
      count.at<float>(at) += 1;
    }
    sum = blurred(sum, sigma * iod / step);
    count = blurred(count, sigma * iod / step);
    for (int y = 0; y < grid.height; ++y)
      for (int x = 0; x < grid.width; ++x)
        field.at<cv::Vec2f>(y, x) += sum.at<cv::Vec2f>(y, x) / (count.at<float>(y, x) + 0.01f);
  }
  cv::Mat out;
  cv::resize(field, out, size, 0, 0, cv::INTER_LINEAR);
  return out;
}

struct Person {
  cv::Mat pixels;
  std::vector<cv::Point2f> points;  ///< the 468 of the face
};
Person person_of(const Document& d) {
  Person out{d.pixels, {}};
  for (int i = 0; i < 468; ++i) out.points.push_back(d.at(i));
  return out;
}

/// Both moved to the shape a of the way to the other, and blended by a over the face.
cv::Mat morphed(const Document& d, const Person& other, float a) {
  const Person own = person_of(d);
  std::vector<Eigen::Vector2d> p, q;
  for (std::size_t i = 0; i < own.points.size(); ++i) {
    p.emplace_back(other.points[i].x, other.points[i].y);
    q.emplace_back(own.points[i].x, own.points[i].y);
  }
  const drift::Similarity onto = drift::fit_similarity(p, q, std::vector<double>(p.size(), 1), 5);
  const Affine map = onto.affine();
  cv::Mat matrix(2, 3, CV_32F), laid;
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 3; ++j) matrix.at<float>(i, j) = map(i, j);
  cv::warpAffine(other.pixels, laid, matrix, d.size(), cv::INTER_CUBIC, cv::BORDER_REPLICATE);

  std::vector<cv::Point2f> theirs, shape;
  for (std::size_t i = 0; i < own.points.size(); ++i) {
    const Eigen::Vector2d at = onto(p[i].x(), p[i].y());
    theirs.emplace_back(float(at.x()), float(at.y()));
    shape.push_back((1 - a) * own.points[i] + a * theirs.back());
  }
  const cv::Mat mine = moved(d.pixels, field_of(own.points, shape, d.size(), d.iod));
  const cv::Mat yours = moved(laid, field_of(theirs, shape, d.size(), d.iod));
  cv::Mat inner;
  const int r = std::max(1, int(0.05f * d.iod));
  cv::erode(d.oval, inner, cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * r + 1, 2 * r + 1}));
  return mixed(mine, yours, a * soft(inner, d, 0.06f));
}

Edit morph(const char* name, float a, Level level) {
  return {name, "morph", a, level, [a](const Setting& s) -> std::optional<Made> {
            if (!s.other) return std::nullopt;
            return Made{morphed(s.document, person_of(*s.other), a), {}};
          }};
}
Edit symmetrise(const char* name, float a, Level level) {
  return {name, "symmetrise", a, level, [a](const Setting& s) -> std::optional<Made> {
            const Document& d = s.document;
            Person mirrored;
            cv::flip(d.pixels, mirrored.pixels, 1);
            for (int i = 0; i < 468; ++i) {
              const cv::Point2f twin = d.at(face::kMirror[std::size_t(i)]);
              mirrored.points.emplace_back(float(d.size().width - 1) - twin.x, twin.y);
            }
            return Made{morphed(d, mirrored, a), {}};
          }};
}

}  // namespace

std::vector<Edit> shape_edits() {
  return {
      warp("jaw 1.5 %", "jaw", 0.015f, Level::slight, jaw(0.015f)),
      warp("jaw 3 %", "jaw", 0.03f, Level::clear, jaw(0.03f)),
      warp("jaw 8 %", "jaw", 0.08f, Level::strong, jaw(0.08f)),
      warp("eyes 4 %", "eyes", 0.04f, Level::slight, eyes(0.04f)),
      warp("eyes 8 %", "eyes", 0.08f, Level::clear, eyes(0.08f)),
      warp("eyes 20 %", "eyes", 0.20f, Level::strong, eyes(0.20f)),
      warp("nose 1.5 %", "nose", 0.015f, Level::slight, nose(0.015f)),
      warp("nose 3 %", "nose", 0.03f, Level::clear, nose(0.03f)),
      warp("nose 8 %", "nose", 0.08f, Level::strong, nose(0.08f)),
      warp("lips 4 %", "lips", 0.04f, Level::slight, lips(0.04f)),
      warp("lips 10 %", "lips", 0.10f, Level::clear, lips(0.10f)),
      warp("mouth corners 1 %", "mouth corners", 0.01f, Level::slight, mouth_corners(0.01f)),
      warp("mouth corners 2 %", "mouth corners", 0.02f, Level::clear, mouth_corners(0.02f)),
      warp("mouth corners 5 %", "mouth corners", 0.05f, Level::strong, mouth_corners(0.05f)),
      warp("brows 2 %", "brows", 0.02f, Level::slight, brows(0.02f)),
      warp("brows 4 %", "brows", 0.04f, Level::clear, brows(0.04f)),
      symmetrise("symmetrise 25 %", 0.25f, Level::slight),
      symmetrise("symmetrise 50 %", 0.5f, Level::clear),
      morph("morph 10 %", 0.1f, Level::slight),
      morph("morph 20 %", 0.2f, Level::clear),
      morph("morph 30 %", 0.3f, Level::strong),
  };
}

}  // namespace countenance::validity
