// SPDX-License-Identifier: Apache-2.0
#include "govern/guard/mend.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>

#include "base/blur.h"
#include "base/cv.h"
#include "base/parallel.h"
#include "colour/density.h"
#include "retouch/compose.h"

namespace countenance::govern {
namespace {

using drift::kFrameIod;

constexpr Size kTile{512, 128};
constexpr float kEnlarged = 1.1f;        // edited px per original px from which the original resolves less
constexpr float kLeastShift = 1.f / 64;  // edited px

/// The part of the frame that is changed at all.
Rect reach(const Mending& m) {
  Rect out;
  const Size size = m.change.size();
  for (int y = 0; y < size.height; ++y) {
    int first = size.width, last = -1;
    for (int x = 0; x < size.width; ++x) {
      const float* d = &m.change.at(x, y);
      bool acts = std::any_of(d, d + 4, [](float v) { return v != 0; });
      if (!acts && !m.of_edited.empty()) acts = std::hypot(m.of_edited.at(x, y, 0), m.of_edited.at(x, y, 1)) > 1e-3f;
      if (acts) first = std::min(first, x), last = x;
    }
    if (last >= first) out = bounding(out, {first, y, last - first + 1, 1});
  }
  return out;
}

Rect on_photo(const Rect& part, const Affine& photo_from_frame, Size photo) {
  if (part.empty()) return {};
  float x0 = 1e9f, y0 = 1e9f, x1 = -1e9f, y1 = -1e9f;
  for (const Point& corner :
       {Point(float(part.x - 1), float(part.y - 1)), Point(float(part.right()), float(part.y - 1)),
        Point(float(part.x - 1), float(part.bottom())), Point(float(part.right()), float(part.bottom()))}) {
    const Point p = apply(photo_from_frame, corner);
    x0 = std::min(x0, p.x()), x1 = std::max(x1, p.x()), y0 = std::min(y0, p.y()), y1 = std::max(y1, p.y());
  }
  const Rect box{int(std::floor(x0)), int(std::floor(y0)), int(std::ceil(x1) - std::floor(x0)) + 1,
                 int(std::ceil(y1) - std::floor(y0)) + 1};
  return intersect(box, {0, 0, photo.width, photo.height});
}

/// The original over a grid on the edited picture; where neither is scaled nor shifted by parts of a pixel, its very pixels.
Result<colour::Linear> on_grid_of(const Photo& original, const colour::Space& space, const Affine& grid_from_original,
                                  Size grid, const Job& job) {
  const Point shift = grid_from_original.col(2);
  const bool still =
      grid_from_original.leftCols<2>() == Eigen::Matrix2f::Identity() && shift == Point(shift.array().round());
  const Rect roi{int(-shift.x()), int(-shift.y()), grid.width, grid.height};
  if (still && intersect(roi, {0, 0, original.size.width, original.size.height}) == roi)
    return colour::read(original.view(), space, roi, job);
  return colour::warp(original.view(), space, grid_from_original, grid, job);
}

/// Everything of one face on the grid of the edited picture's part `roi`.
class FaceMender {
 public:
  static Result<FaceMender> open(const Mending& m, const Photo& original, const colour::Space& original_space,
                                 const Photo& edited, const colour::Space& space, const Job& job) {
    FaceMender out(m);
    out.frame_from_edited_ = compose(m.reference->frame, inverse(m.edited_from_original));
    out.roi_ = on_photo(reach(m), inverse(out.frame_from_edited_), edited.size);
    if (out.roi_.empty()) return out;
    Affine shift = identity();
    shift.col(2) = -Point(float(out.roi_.x), float(out.roi_.y));
    const Affine grid_from_original = compose(shift, m.edited_from_original);
    CNT_TRY(before, on_grid_of(original, original_space, grid_from_original, out.roi_.size(), job));
    CNT_TRY(after, colour::read(edited.view(), space, out.roi_, job));
    out.original_ = std::move(before.rgb);
    out.edited_ = std::move(after.rgb), out.alpha_ = std::move(after.weight);
    const float k = scale_of(m.edited_from_original);
    if (k > kEnlarged) out.resolved_ = gaussian(out.edited_, 0.5f * std::sqrt(k * k - 1));
    out.frame_from_edited_ = compose(out.frame_from_edited_, inverse(shift));
    return out;
  }

  [[nodiscard]] const Rect& roi() const { return roi_; }

  /// A part of the roi.
  void render(const Rect& part, const colour::Rows& rows, Photo& out) const {
    const cv::Mat change = on_grid(mending_.change, part), move = on_grid(mending_.of_edited, part);
    if (is_zero(change) && is_zero(move)) return;
    const cv::Mat finest = resolved_.empty() ? cv::Mat() : on_grid(mending_.finest, part);
    const ImageF now = part_of(edited_, part, move);
    const ImageF compared = resolved_.empty() ? ImageF() : part_of(resolved_, part, move);
    const ImageF& resolved = compared.empty() ? now : compared;
    const ImageF raw = part_of(original_, part, on_grid(mending_.of_original, part));
    const Eigen::Matrix2f turn = frame_from_edited_.leftCols<2>() / kFrameIod;
    const Point corner(float(part.x), float(part.y));
    const Point origin = (apply(frame_from_edited_, corner) - nose_tip(*mending_.reference)) / kFrameIod;
    const ImageF before = mending_.scene.apply(raw, origin, turn.col(0), turn.col(1));

    const std::ptrdiff_t pixel = std::ptrdiff_t(out.channels) * bytes_of(out.sample);
    std::vector<float> rgb(std::size_t(part.width) * 3);
    std::vector<std::uint8_t> kept(std::size_t(part.width) * std::size_t(pixel)), changed(std::size_t(part.width));
    const float to_px = scale_of(inverse(frame_from_edited_));
    for (int i = 0; i < part.height; ++i) {
      bool any = false;
      for (int x = 0; x < part.width; ++x) {
        const float *e = &now.at(x, i), *o = &before.at(x, i), *r = &resolved.at(x, i);
        const float *d = change.ptr<float>(i) + 4 * x, fine = d[3];
        float delta[3] = {d[0], d[1], d[2]};
        if (fine > 0)
          for (int k = 0; k < 3; ++k) delta[k] += fine * stops_between(o[k], r[k]);
        if (!finest.empty() && finest.at<float>(i, x) > 0)
          for (int k = 0; k < 3; ++k) delta[k] += finest.at<float>(i, x) * stops_between(r[k], e[k]);

        const bool moved =
            !move.empty() && to_px * std::hypot(move.ptr<float>(i)[2 * x], move.ptr<float>(i)[2 * x + 1]) > kLeastShift;
        const bool acts =
            std::max({std::abs(delta[0]), std::abs(delta[1]), std::abs(delta[2])}) >= retouch::kLeastDelta;
        const bool seen = alpha_.empty() || alpha_.at(part.x + x, part.y + i) > 0;
        changed[std::size_t(x)] = seen && (moved || acts);
        any |= changed[std::size_t(x)] != 0;
        for (int k = 0; k < 3; ++k)
          rgb[std::size_t(3 * x + k)] =
              acts ? (std::max(e[k], 0.f) + colour::kDensityFloor) * std::exp2(-delta[k]) - colour::kDensityFloor
                   : e[k];
      }
      if (!any) continue;
      std::uint8_t* to = out.row(roi_.y + part.y + i) + (roi_.x + part.x) * pixel;
      std::copy_n(to, kept.size(), kept.data());
      rows.encode(rgb.data(), part.width, to);
      for (int x = 0; x < part.width; ++x)
        if (!changed[std::size_t(x)]) std::memcpy(to + x * pixel, kept.data() + x * pixel, std::size_t(pixel));
    }
  }

 private:
  explicit FaceMender(const Mending& m) : mending_(m) {}

  [[nodiscard]] static bool is_zero(const cv::Mat& m) { return m.empty() || cv::norm(m, cv::NORM_INF) == 0; }
  /// log2 of b to a: how much less dense b is.
  [[nodiscard]] static float stops_between(float a, float b) {
    return std::log2((std::max(b, 0.f) + colour::kDensityFloor) / (std::max(a, 0.f) + colour::kDensityFloor));
  }
  /// A map of the frame, sampled at these pixels of the roi; 0 outside, empty where the map is.
  [[nodiscard]] cv::Mat on_grid(const ImageF& frame, const Rect& part) const {
    if (frame.empty()) return {};
    Affine at = frame_from_edited_;
    at.col(2) = apply(frame_from_edited_, Point(float(part.x), float(part.y)));
    cv::Mat out;
    cv::warpAffine(as_mat(frame), out, as_matx(at), {part.width, part.height}, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                   cv::BORDER_CONSTANT);
    return out;
  }
  /// Part of a picture over the roi, sampled where `move` (frame px) says: cubic, but no darker and no lighter than the
  /// four pixels about the place. A hard edge has no rim.
  [[nodiscard]] ImageF part_of(const ImageF& picture, const Rect& part, const cv::Mat& move) const {
    if (is_zero(move)) return to_image(as_mat(picture.view().part(part)));
    const Eigen::Matrix2f to_px = inverse(frame_from_edited_).leftCols<2>();
    cv::Mat at(move.size(), CV_32FC2), out;
    for (int y = 0; y < part.height; ++y)
      for (int x = 0; x < part.width; ++x) {
        const auto& m = move.at<cv::Vec2f>(y, x);
        const Point d = to_px * Point(m[0], m[1]);
        const bool still = d.norm() <= kLeastShift;
        at.at<cv::Vec2f>(y, x) = {float(part.x + x) + (still ? 0 : d.x()), float(part.y + y) + (still ? 0 : d.y())};
      }
    cv::remap(as_mat(picture), out, at, {}, cv::INTER_CUBIC, cv::BORDER_REPLICATE);
    ImageF sampled = to_image(out);
    const int right = picture.width() - 1, bottom = picture.height() - 1;
    for (int y = 0; y < part.height; ++y)
      for (int x = 0; x < part.width; ++x) {
        const auto& p = at.at<cv::Vec2f>(y, x);
        const int x0 = std::clamp(int(std::floor(p[0])), 0, right), y0 = std::clamp(int(std::floor(p[1])), 0, bottom);
        if (p[0] == float(x0) && p[1] == float(y0)) continue;
        const int x1 = std::min(x0 + 1, right), y1 = std::min(y0 + 1, bottom);
        for (int c = 0; c < 3; ++c) {
          const auto [least, most] =
              std::minmax({picture.at(x0, y0, c), picture.at(x1, y0, c), picture.at(x0, y1, c), picture.at(x1, y1, c)});
          sampled.at(x, y, c) = std::clamp(sampled.at(x, y, c), least, most);
        }
      }
    return sampled;
  }

  const Mending& mending_;
  Affine frame_from_edited_ = identity();  // of the roi's pixels, once it is open
  Rect roi_;
  ImageF original_, edited_, resolved_, alpha_;
};

}  // namespace

Point nose_tip(const drift::Reference& reference) { return reference.points.row(4).head<2>().transpose(); }

Result<Photo> mend(const Photo& original, const colour::Space& original_space, const Photo& edited,
                   const colour::Space& space, const std::vector<Mending>& faces, const Job& job) {
  Photo out = edited;
  for (const Mending& face : faces) {
    CNT_TRY(mender, FaceMender::open(face, original, original_space, out, space, job));
    const Rect& roi = mender.roi();
    if (roi.empty()) continue;
    CNT_CHECK(for_tiles(roi.size(), kTile, job, "taking back", [&](const Tile& tile) -> Result<> {
      const colour::Rows rows(space, out.view());
      mender.render(tile.area, rows, out);
      return {};
    }));
  }
  return out;
}

}  // namespace countenance::govern
