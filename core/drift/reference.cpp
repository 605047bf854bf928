// SPDX-License-Identifier: Apache-2.0
#include "drift/reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "base/cv.h"
#include "colour/cie.h"
#include "drift/parts.h"
#include "face/mesh.h"

namespace countenance::drift {
namespace {

constexpr float kSameAlpha = 0.02f;
constexpr int kNoseBridge = 168, kChin = 152, kInnerLip = 13;
constexpr int kNostrilBase[] = {98, 97, 2, 326, 327};
constexpr float kSameResolution = 0.97f;
constexpr float kNothingToLose =
    0.5f;  ///< frame px per px: with two px or more to a frame px, the frame decides the resolution

Point xy(const face::Points& p, int i) { return {p(i, 0), p(i, 1)}; }

PhotoView linear_view(const ImageF& rgb) {
  return {reinterpret_cast<const std::uint8_t*>(rgb.data()),
          rgb.size(),
          3,
          Sample::f32,
          std::ptrdiff_t(rgb.width()) * 3 * std::ptrdiff_t(sizeof(float)),
          true};
}

/// The part of a picture's pixel grid that the frame can see.
struct OnGrid {
  ImageF linear;
  Affine frame_from_grid = identity();
};

/// Samples of `source` on the pixel grid of another picture: the detail that grid can hold.
Result<OnGrid> on_grid(const PhotoView& source, const colour::Space& space, const Affine& frame_from_source,
                       const Affine& frame_from_grid, const Job& job) {
  constexpr float kMargin = 4;  // px, for the cubic
  const Affine grid_from_frame = inverse(frame_from_grid);
  const Size frame = frame_size();
  Point low{std::numeric_limits<float>::max(), std::numeric_limits<float>::max()}, high = -low;
  for (const Point& corner : {Point(0, 0), Point(float(frame.width), 0), Point(0, float(frame.height)),
                              Point(float(frame.width), float(frame.height))}) {
    const Point p = apply(grid_from_frame, corner);
    low = low.cwiseMin(p);
    high = high.cwiseMax(p);
  }
  Affine shift = identity();  // whole pixels: the grid keeps its phase
  shift.col(2) = -Point(std::floor(low.x()) - kMargin, std::floor(low.y()) - kMargin);
  const Point extent = apply(shift, high);
  const Size size{int(extent.x() + kMargin) + 1, int(extent.y() + kMargin) + 1};
  CNT_TRY(sampled, colour::warp(source, space, compose(shift, compose(grid_from_frame, frame_from_source)), size, job));
  return OnGrid{std::move(sampled.rgb), compose(frame_from_grid, inverse(shift))};
}
Result<OnGrid> on_grid(const OnGrid& source, const Affine& frame_from_grid, const Job& job) {
  CNT_TRY(working, colour::Space::open({}, 3));
  return on_grid(linear_view(source.linear), working, source.frame_from_grid, frame_from_grid, job);
}
Result<ImageF> in_frame(const OnGrid& source, const Job& job) {
  CNT_TRY(working, colour::Space::open({}, 3));
  CNT_TRY(fine, colour::warp(linear_view(source.linear), working, source.frame_from_grid, frame_size(), job));
  return std::move(fine.rgb);
}

ImageF inside(const ImageF& weight) {
  ImageF valid(weight.size());
  std::transform(weight.data(), weight.data() + weight.count(), valid.data(),
                 [](float w) { return w > 0.5f ? 1.f : 0.f; });
  return valid;
}

bool is_finite(const Point& p) { return p.allFinite(); }

/// −1 beyond the picture's ends; empty: there is none.
ImageF alpha_of(const PhotoView& photo, const Affine& frame_from_photo, const ImageF& weight) {
  if (!photo.has_alpha()) return {};
  ImageF alpha = weight;
  const Affine photo_from_frame = inverse(frame_from_photo);
  for (int y = 0; y < alpha.height(); ++y)
    for (int x = 0; x < alpha.width(); ++x) {
      const Point p = apply(photo_from_frame, Point(float(x), float(y)));
      const bool inside = p.x() >= -0.5f && p.y() >= -0.5f && p.x() < float(photo.size.width) - 0.5f &&
                          p.y() < float(photo.size.height) - 0.5f;
      if (!inside) alpha.at(x, y) = -1;
    }
  return alpha;
}

/// A place of the face that is not alike opaque; none where either picture has ended.
std::optional<Point> not_alike_opaque(const Reference& r, const EditedView& view, const ImageF& alpha) {
  if (r.alpha.empty() && alpha.empty()) return std::nullopt;
  const auto at = [](const ImageF& alpha, const ImageF& valid, int x, int y) {
    return !alpha.empty() ? alpha.at(x, y) : valid.at(x, y) > 0 ? 1 : -1;
  };
  const ImageF face = face::grow(r.oval, -0.06f * kFrameIod);
  for (int y = 0; y < face.height(); ++y)
    for (int x = 0; x < face.width(); ++x) {
      const float before = at(r.alpha, r.valid, x, y), after = at(alpha, view.valid, x, y);
      if (face.at(x, y) > 0.5f && before >= 0 && after >= 0 && !alike_opaque(before, after))
        return Point(float(x), float(y));
    }
  return std::nullopt;
}

void binarise(ImageF& mask) {
  std::transform(mask.data(), mask.data() + mask.count(), mask.data(), [](float m) { return m >= 0.5f ? 1.f : 0.f; });
}

void cut(ImageF& mask, const ImageF& away) {
  for (std::size_t i = 0; i < mask.count(); ++i)
    if (away.data()[i] > 0.5f) mask.data()[i] = 0;
}

void make_masks(Reference& r) {
  const Size size = frame_size();
  const auto grown = [&](face::Indices region, float iod) {
    return face::grow(face::hull(size, r.points, region), iod * kFrameIod);
  };
  r.oval = face::polygon(size, r.points, face::kOval);
  binarise(r.oval);

  r.skin = face::grow(r.oval, -0.06f * kFrameIod);
  cut(r.skin, grown(face::kEyeRight, 0.09f));
  cut(r.skin, grown(face::kEyeLeft, 0.09f));
  cut(r.skin, grown(face::kBrowRight, 0.06f));
  cut(r.skin, grown(face::kBrowLeft, 0.06f));
  cut(r.skin, grown(face::kLipsOuter, 0.06f));
  cut(r.skin, grown(kNostrilBase, 0.05f));

  const ImageF away = face::distance(r.oval);
  const Point chin = xy(r.points, kChin);
  const float mouth = r.points(kInnerLip, 1);
  r.nonskin = ImageF(size);
  r.hair = ImageF(size);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      const bool neck = float(y) > chin.y() - 0.1f * kFrameIod && std::abs(float(x) - chin.x()) < 0.75f * kFrameIod;
      const bool valid = r.valid.at(x, y) > 0;
      r.nonskin.at(x, y) = valid && away.at(x, y) > 0.12f * kFrameIod && !neck;
      r.hair.at(x, y) = valid && r.person.at(x, y) > 0.6f && away.at(x, y) > 0.16f * kFrameIod && float(y) < mouth;
    }
}

/// Colour of the skin and whether the picture has any, on every third pixel.
void look_at_colour(Reference& r, int colours) {
  constexpr float kChromaOfGrey = 1;
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  double n = 0;
  std::vector<float> chroma;
  const Size size = frame_size();
  for (int y = 0; y < size.height; y += 3)
    for (int x = 0; x < size.width; x += 3) {
      if (r.valid.at(x, y) == 0) continue;
      const float* rgb = &r.linear.at(x, y);
      const colour::Lab lab = colour::lab(rgb[0], rgb[1], rgb[2]);
      chroma.push_back(std::hypot(lab.y(), lab.z()));
      if (r.skin.at(x, y) == 0) continue;
      sum += lab.cast<double>();
      ++n;
    }
  if (n > 0) r.ita = colour::ita((sum / n).cast<float>());
  const auto p99 = chroma.begin() + std::ptrdiff_t(double(chroma.size()) * 0.99);
  if (chroma.empty()) return;
  std::nth_element(chroma.begin(), p99, chroma.end());
  r.grey = colours == 1 || *p99 < kChromaOfGrey;
}

}  // namespace

Size frame_size() { return {int((kRight - kLeft) * kFrameIod), int((kBottom - kTop) * kFrameIod)}; }

Affine frame_from_photo(const face::Points& p) {
  const Point across = (p.row(362) + p.row(263) - p.row(33) - p.row(133)).head<2>().transpose() / 2;
  const float k = kFrameIod / across.norm();
  const Point u = across.normalized() * k;
  Affine a;
  a << u.x(), u.y(), 0, -u.y(), u.x(), 0;
  a.col(2) = Point(-kLeft * kFrameIod, -kTop * kFrameIod) - a.leftCols<2>() * xy(p, kNoseBridge);
  return a;
}

Result<std::shared_ptr<const Reference>> make_reference(std::shared_ptr<const face::Networks> networks,
                                                        std::shared_ptr<const face::Topology> topology,
                                                        const PhotoView& photo, const colour::Space& space,
                                                        const face::Face& face, View<const float> person,
                                                        const Job& job) {
  auto r = std::make_shared<Reference>();
  r->frame = frame_from_photo(face.points);
  if (!r->frame.allFinite())
    return fail(Code::not_measurable, "the eyes of this face were not found: its points coincide");
  if (!face.points.allFinite() || !std::all_of(face.keypoints.begin(), face.keypoints.end(), is_finite))
    return fail(Code::not_measurable, "some points of this face were not found: they are no numbers");
  r->iod = face::iod_of(face.points);
  r->points = face::transform(face.points, r->frame);
  for (std::size_t i = 0; i < face.keypoints.size(); ++i) r->keypoints[i] = apply(r->frame, face.keypoints[i]);
  r->networks = std::move(networks);
  r->topology = std::move(topology);

  CNT_TRY(warped, colour::warp(photo, space, r->frame, frame_size(), job));
  r->linear = std::move(warped.rgb);
  r->valid = inside(warped.weight);
  r->alpha = alpha_of(photo, r->frame, warped.weight);
  const Affine frame_from_person =
      compose(r->frame, inverse(resampling({0, 0, photo.size.width, photo.size.height}, person.size())));
  r->person = ImageF(frame_size());
  cv::Mat out = as_mat(r->person);
  cv::warpAffine(as_mat(person), out, as_matx(frame_from_person), out.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  if (!std::all_of(r->person.data(), r->person.data() + r->person.count(), [](float p) { return std::isfinite(p); }))
    return fail(Code::not_measurable, "the person could not be told from the background");
  make_masks(*r);
  look_at_colour(*r, photo.colours());

  r->scene = make_scene_reference(*r);
  r->shading = make_shading_reference(*r);
  r->symmetry = make_symmetry_reference(*r);
  r->lines = make_lines_reference(*r);
  r->motion = make_motion_reference(*r);
  r->hairs = make_hair_reference(*r);
  r->marks = make_mark_reference(*r);
  return std::shared_ptr<const Reference>(std::move(r));
}

Result<EditedView> make_view(const Reference& reference, const PhotoView& edited, const colour::Space& space,
                             const Affine& photo_from_original, const Job& job) {
  EditedView view;
  view.resolution = scale_of(photo_from_original);
  const Affine frame_from_edited = compose(reference.frame, inverse(photo_from_original));
  if (!frame_from_edited.allFinite())
    return fail(Code::not_measurable, "the two pictures cannot be laid over one another");
  CNT_TRY(warped, colour::warp(edited, space, frame_from_edited, frame_size(), job));
  view.valid = inside(warped.weight);
  view.linear = std::move(warped.rgb);
  view.picture_from_frame = inverse(frame_from_edited);
  view.picture = edited.size;
  if (const auto at = not_alike_opaque(reference, view, alpha_of(edited, frame_from_edited, warped.weight)))
    return fail(Code::not_measurable,
                fmt::format("the face is half transparent, or more or less transparent than in the original: {}",
                            place_name(reference, *at)));

  // Both go the same way through the coarser grid, and an enlargement's original through the finer one first: tools
  // enlarge with other kernels than ours, and what that alone does to a dark iris must not count as an edit.
  const bool reduced = view.resolution < kSameResolution && scale_of(frame_from_edited) > kNothingToLose;
  const bool enlarged = view.resolution > 1 / kSameResolution && scale_of(reference.frame) > kNothingToLose;
  if (!reduced && !enlarged) return view;
  CNT_TRY(own, on_grid(OnGrid{reference.linear, identity()}, frame_from_edited, job));
  if (enlarged) {
    CNT_TRY(coarse, on_grid(own, reference.frame, job));
    own = std::move(coarse);
    CNT_TRY(seen, on_grid(edited, space, frame_from_edited, reference.frame, job));
    CNT_TRY(linear, in_frame(seen, job));
    view.linear = std::move(linear);
  }
  CNT_TRY(original, in_frame(own, job));
  view.original = std::move(original);
  return view;
}

bool alike_opaque(float alpha_before, float alpha_after) {
  constexpr float kCounts = 0.5f;
  return same_alpha(alpha_before, alpha_after) &&
         (std::min(alpha_before, alpha_after) > kCounts || std::max(alpha_before, alpha_after) <= kSameAlpha);
}
bool same_alpha(float alpha_before, float alpha_after) { return std::abs(alpha_before - alpha_after) <= kSameAlpha; }

bool EditedView::cut_away(const Point& at, float margin) const {
  if (picture.area() == 0) return false;
  const Point p = apply(picture_from_frame, at);
  const float m = margin * scale_of(picture_from_frame);
  return p.x() < m || p.y() < m || p.x() > float(picture.width - 1) - m || p.y() > float(picture.height - 1) - m;
}

const ImageF& original_of(const Reference& reference, const EditedView& view) {
  return view.original.empty() ? reference.linear : view.original;
}

std::string place_name(const Reference& reference, const Point& at) {
  struct Anchor {
    const char* name;
    int point;
  };
  // image left is the subject's right
  static constexpr Anchor kAnchors[] = {{"forehead", 151},
                                        {"forehead", 10},
                                        {"right forehead", 69},
                                        {"left forehead", 299},
                                        {"between the brows", 9},
                                        {"right brow", 105},
                                        {"left brow", 334},
                                        {"right temple", 21},
                                        {"left temple", 251},
                                        {"right eye", 159},
                                        {"left eye", 386},
                                        {"right eye", 33},
                                        {"right eye", 133},
                                        {"left eye", 263},
                                        {"left eye", 362},
                                        {"under the right eye", 230},
                                        {"under the left eye", 450},
                                        {"nose", 4},
                                        {"nose", 197},
                                        {"right side of the nose", 48},
                                        {"left side of the nose", 278},
                                        {"right cheek", 50},
                                        {"left cheek", 280},
                                        {"right cheek", 187},
                                        {"left cheek", 411},
                                        {"right cheek", 123},
                                        {"left cheek", 352},
                                        {"upper lip", 164},
                                        {"mouth", 13},
                                        {"mouth", 61},
                                        {"mouth", 291},
                                        {"chin", 199},
                                        {"chin", 152},
                                        {"right jaw", 136},
                                        {"left jaw", 365},
                                        {"right jaw", 172},
                                        {"left jaw", 397},
                                        {"right jaw", 58},
                                        {"left jaw", 288}};
  const auto squared = [&](const Anchor& a) { return (xy(reference.points, a.point) - at).squaredNorm(); };
  return std::min_element(std::begin(kAnchors), std::end(kAnchors),
                          [&](const Anchor& a, const Anchor& b) { return squared(a) < squared(b); })
      ->name;
}

}  // namespace countenance::drift
