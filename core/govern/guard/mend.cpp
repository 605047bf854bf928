// SPDX-License-Identifier: Apache-2.0
#include "govern/guard/mend.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>

#include "base/blur.h"
#include "base/cv.h"
#include "base/parallel.h"
#include "colour/cie.h"
#include "colour/density.h"
#include "govern/guard/split.h"
#include "retouch/compose.h"

namespace countenance::govern {
namespace {

using drift::kFrameIod;

constexpr int kStrip = 64;               // rows
constexpr float kEnlarged = 1.1f;        // edited px per original px from which the original resolves less
constexpr float kLeastShift = 1.f / 64;  // edited px

/// The part of the frame that is changed at all.
Rect reach(const Mending& m) {
  Rect out;
  const Size size = m.weights.size();
  for (int y = 0; y < size.height; ++y) {
    int first = size.width, last = -1;
    for (int x = 0; x < size.width; ++x) {
      const float* a = &m.weights.at(x, y);
      bool acts = std::max({a[0], a[1], a[2], a[3]}) > 0;
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
    CNT_TRY(before, colour::warp(original.view(), original_space, grid_from_original, out.roi_.size(), job));
    CNT_TRY(after, colour::read(edited.view(), space, out.roi_, job));
    out.original_ = std::move(before.rgb);
    out.edited_ = std::move(after.rgb), out.alpha_ = std::move(after.weight);
    const float k = scale_of(m.edited_from_original);
    if (k > kEnlarged) out.resolved_ = gaussian(out.edited_, 0.5f * std::sqrt(k * k - 1));
    out.frame_from_edited_ = compose(out.frame_from_edited_, inverse(shift));
    return out;
  }

  [[nodiscard]] const Rect& roi() const { return roi_; }

  /// Rows [y, y + n) of the roi.
  void render(int y, int n, const colour::Rows& rows, Photo& out) const {
    const cv::Mat frame_at = places(y, n);
    const cv::Mat weights = on_grid(mending_.weights, frame_at), coarse = on_grid(mending_.coarse, frame_at),
                  mid = on_grid(mending_.mid, frame_at);
    const cv::Mat move = mending_.of_edited.empty() ? cv::Mat() : on_grid(mending_.of_edited, frame_at);
    const ImageF now = rows_of(edited_, y, n, move);
    const ImageF compared = resolved_.empty() ? ImageF() : rows_of(resolved_, y, n, move);
    const ImageF& resolved = compared.empty() ? now : compared;
    const ImageF raw =
        rows_of(original_, y, n, mending_.of_original.empty() ? cv::Mat() : on_grid(mending_.of_original, frame_at));
    const Eigen::Matrix2f turn = frame_from_edited_.leftCols<2>() / kFrameIod;
    const Point nose = nose_tip(*mending_.reference);
    const Point origin = (apply(frame_from_edited_, Point(0, float(y))) - nose) / kFrameIod;
    const ImageF before = expected(raw, mending_.light, mending_.chroma, origin, turn.col(0), turn.col(1));

    const std::ptrdiff_t pixel = std::ptrdiff_t(out.channels) * bytes_of(out.sample);
    std::vector<float> rgb(std::size_t(roi_.width) * 3);
    std::vector<std::uint8_t> kept(std::size_t(roi_.width) * std::size_t(pixel)), changed(std::size_t(roi_.width));
    const float to_px = scale_of(inverse(frame_from_edited_));
    for (int i = 0; i < n; ++i) {
      bool any = false;
      for (int x = 0; x < roi_.width; ++x) {
        const float* e = &now.at(x, i);
        float delta[3], fine[3];
        const auto *c = coarse.ptr<float>(i) + 3 * x, *m = mid.ptr<float>(i) + 3 * x;
        for (int k = 0; k < 3; ++k) {
          const float o = std::max(before.at(x, i, k), 0.f) + colour::kDensityFloor;
          const float r = std::max(resolved.at(x, i, k), 0.f) + colour::kDensityFloor;
          fine[k] = std::log2(r / o) - c[k] - m[k];
        }
        taken_back(c, m, fine, weights.ptr<float>(i) + kWeights * x, delta);
        const bool moved =
            !move.empty() && to_px * std::hypot(move.ptr<float>(i)[2 * x], move.ptr<float>(i)[2 * x + 1]) > kLeastShift;
        const bool acts =
            std::max({std::abs(delta[0]), std::abs(delta[1]), std::abs(delta[2])}) >= retouch::kLeastDelta;
        const bool seen = alpha_.empty() || alpha_.at(x, y + i) > 0;
        changed[std::size_t(x)] = seen && (moved || acts);
        any |= changed[std::size_t(x)] != 0;
        for (int k = 0; k < 3; ++k)
          rgb[std::size_t(3 * x + k)] =
              acts ? (std::max(e[k], 0.f) + colour::kDensityFloor) * std::exp2(-delta[k]) - colour::kDensityFloor
                   : e[k];
      }
      if (!any) continue;
      std::uint8_t* to = out.row(roi_.y + y + i) + roi_.x * pixel;
      std::copy_n(to, kept.size(), kept.data());
      rows.encode(rgb.data(), roi_.width, to);
      for (int x = 0; x < roi_.width; ++x)
        if (!changed[std::size_t(x)]) std::memcpy(to + x * pixel, kept.data() + x * pixel, std::size_t(pixel));
    }
  }

 private:
  explicit FaceMender(const Mending& m) : mending_(m) {}

  /// Frame px of each pixel of these rows.
  [[nodiscard]] cv::Mat places(int y, int n) const {
    cv::Mat at(n, roi_.width, CV_32FC2);
    for (int i = 0; i < n; ++i)
      for (int x = 0; x < roi_.width; ++x) {
        const Point p = apply(frame_from_edited_, Point(float(x), float(y + i)));
        at.at<cv::Vec2f>(i, x) = {p.x(), p.y()};
      }
    return at;
  }
  [[nodiscard]] static cv::Mat on_grid(const ImageF& frame, const cv::Mat& at) {
    cv::Mat out;
    cv::remap(as_mat(frame), out, at, {}, cv::INTER_LINEAR, cv::BORDER_CONSTANT);
    return out;
  }
  /// Rows of a picture over the roi, sampled where `move` (frame px) says.
  [[nodiscard]] ImageF rows_of(const ImageF& picture, int y, int n, const cv::Mat& move) const {
    if (move.empty()) return to_image(as_mat(picture).rowRange(y, y + n));
    const Eigen::Matrix2f to_px = inverse(frame_from_edited_).leftCols<2>();
    cv::Mat at(move.size(), CV_32FC2), out;
    for (int i = 0; i < n; ++i)
      for (int x = 0; x < roi_.width; ++x) {
        const auto& m = move.at<cv::Vec2f>(i, x);
        const Point d = to_px * Point(m[0], m[1]);
        const bool still = d.norm() <= kLeastShift;
        at.at<cv::Vec2f>(i, x) = {float(x) + (still ? 0 : d.x()), float(y + i) + (still ? 0 : d.y())};
      }
    cv::remap(as_mat(picture), out, at, {}, cv::INTER_CUBIC, cv::BORDER_REPLICATE);
    return to_image(out);
  }

  const Mending& mending_;
  Affine frame_from_edited_ = identity();  // of the roi's pixels, once it is open
  Rect roi_;
  ImageF original_, edited_, resolved_, alpha_;
};

}  // namespace

Point nose_tip(const drift::Reference& reference) { return reference.points.row(4).head<2>().transpose(); }

ImageF expected(View<const float> linear, const drift::SceneTransform& light, const drift::SceneTransform& chroma,
                Point origin, Point along, Point down) {
  ImageF out = chroma.apply(linear, origin, along, down);
  const ImageF lit = light.apply(linear, origin, along, down);
  for (std::size_t i = 0; i < out.count(); i += 3) {
    const float own = colour::luminance(out.data() + i), wanted = colour::luminance(lit.data() + i);
    if (own == wanted) continue;
    const float gain = (std::max(wanted, 0.f) + colour::kDensityFloor) / (std::max(own, 0.f) + colour::kDensityFloor);
    for (int c = 0; c < 3; ++c) out.data()[i + std::size_t(c)] *= gain;
  }
  return out;
}

Result<Photo> mend(const Photo& original, const colour::Space& original_space, const Photo& edited,
                   const colour::Space& space, const std::vector<Mending>& faces, const Job& job) {
  Photo out = edited;
  for (const Mending& face : faces) {
    CNT_TRY(mender, FaceMender::open(face, original, original_space, edited, space, job));
    const Rect& roi = mender.roi();
    if (roi.empty()) continue;
    CNT_CHECK(for_tiles(roi.size(), {roi.width, kStrip}, job, "taking back", [&](const Tile& tile) -> Result<> {
      const colour::Rows rows(space, out.view());
      mender.render(tile.area.y, tile.area.height, rows, out);
      return {};
    }));
  }
  return out;
}

}  // namespace countenance::govern
