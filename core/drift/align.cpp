// SPDX-License-Identifier: Apache-2.0
#include "drift/align.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/blur.h"
#include "colour/cie.h"
#include "drift/flow.h"

namespace countenance::drift {
namespace {

constexpr float kIod = 96;        ///< px of the comparison's frame
constexpr float kMoved = 0.015f;  ///< IOD: a smaller shift of a picture of the same size is none
constexpr float kSnap = 0.012f;   ///< IOD: within this of a pure resize or a whole-pixel crop, it is one
constexpr double kSure = 0.85;    ///< correlation from which no other placement is tried
constexpr double kSamePicture =
    0.7;  ///< correlation below which it is another picture: of 300 pairs of other people none reaches .6, and
          ///< the strongest edits of the same picture (morphs by 30 %) above .67
constexpr double kNoMirror = 0.92;     ///< correlation from which it is not asked whether the picture is mirrored: even
                                       ///< faces reach .84
constexpr double kPlainly = 0.05;      ///< by which the mirrored original must fit better
constexpr float kLeastOverlap = 0.6f;  ///< of the face
constexpr float kLeastFaceIod = 20;    ///< px in the edited picture
constexpr int kRounds = 3;

Size frame_of_comparison() { return {int((kRight - kLeft) * kIod), int((kBottom - kTop) * kIod)}; }

struct Comparison {
  Affine frame = identity();  ///< original photo px → comparison px
  Image8 contrast;            ///< of the original
  ImageF oval;
};

/// How a placement of the edited picture fits.
struct Placement {
  Affine map = identity();  ///< original px → edited px
  double correlation = -1;  ///< of local contrast over the face
  float overlap = 0;        ///< of the face
};

struct Look {
  Image8 contrast;
  ImageF weight;
};

Result<Look> look(const Comparison& at, const Affine& map, const PhotoView& edited, const colour::Space& space,
                  const Job& job) {
  const Affine frame_from_edited = compose(at.frame, inverse(map));
  if (!frame_from_edited.allFinite() || !(scale_of(frame_from_edited) > 0))
    return fail(Code::not_measurable, "the two pictures cannot be laid over one another");
  CNT_TRY(warped, colour::warp(edited, space, frame_from_edited, frame_of_comparison(), job));
  return Look{local_contrast(colour::luminance(warped.rgb), kIod), std::move(warped.weight)};
}

/// Pearson's, over the part of the face that both show.
Placement judge_placement(const Comparison& at, const Affine& map, const Look& seen) {
  double n = 0, face = 0, sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
  for (std::size_t i = 0; i < at.oval.count(); ++i) {
    if (at.oval.data()[i] <= 0.5f) continue;
    ++face;
    if (seen.weight.data()[i] <= 0.5f) continue;
    const double a = at.contrast.data()[i], b = seen.contrast.data()[i];
    ++n, sa += a, sb += b, saa += a * a, sbb += b * b, sab += a * b;
  }
  Placement p{map};
  const double va = n * saa - sa * sa, vb = n * sbb - sb * sb;
  p.correlation = va > 0 && vb > 0 ? (n * sab - sa * sb) / std::sqrt(va * vb) : 0;
  p.overlap = face > 0 ? float(n / face) : 0;
  return p;
}

/// The corners of the face in the comparison frame.
float largest_move(const Affine& a, const Affine& b) {
  float largest = 0;
  const Size size = frame_of_comparison();
  for (const Point& at : {Point(0.3f, 0.3f), Point(0.7f, 0.3f), Point(0.5f, 0.8f)}) {
    const Point p(at.x() * float(size.width), at.y() * float(size.height));
    largest = std::max(largest, (apply(a, p) - apply(b, p)).norm());
  }
  return largest / kIod;
}

/// The original's pixels, left and right of the face exchanged.
Affine mirror_of(const Comparison& at) {
  Affine flip = identity();
  flip(0, 0) = -1;
  flip(0, 2) = float(frame_of_comparison().width - 1);
  return compose(inverse(at.frame), compose(flip, at.frame));
}

/// A placement made exact by flow; `rounds` at most.
Result<Placement> refine(const Comparison& at, Affine map, int rounds, const PhotoView& edited,
                         const colour::Space& space, const Job& job) {
  const Affine photo_from_frame = inverse(at.frame);
  for (int k = 0;; ++k) {
    CNT_TRY(seen, look(at, map, edited, space, job));
    const Placement now = judge_placement(at, map, seen);
    if (k == rounds) return now;
    Flow flow = dense_flow(at.contrast, seen.contrast, kIod, FlowEffort::fast);
    for (std::size_t i = 0; i < flow.confidence.count(); ++i) flow.confidence.data()[i] *= seen.weight.data()[i];
    const auto whole = fit_similarity(flow, 6, 10);
    if (!whole || largest_move(whole->affine(), identity()) < kMoved / 4) return now;
    map = compose(map, compose(photo_from_frame, compose(whole->affine(), at.frame)));
  }
}

bool same_shape(Size a, Size b) {
  return std::abs(float(a.width) * float(b.height) / (float(a.height) * float(b.width)) - 1) < 0.01f;
}

/// A pure resize or a whole-pixel crop, where the measured map is one within its precision.
Affine snap(const Comparison& at, const Affine& map, Size original, Size edited) {
  const Affine photo_from_frame = inverse(at.frame);
  const auto near = [&](const Affine& exact) {
    return largest_move(compose(at.frame, compose(inverse(exact), compose(map, photo_from_frame))), identity()) < kSnap;
  };
  if (same_shape(original, edited)) {
    const Affine resize = resampling({0, 0, original.width, original.height}, edited);
    if (near(resize)) return resize;
  }
  const Point centre =
      apply(photo_from_frame, Point(float(frame_of_comparison().width), float(frame_of_comparison().height)) / 2);
  Affine crop = identity();
  crop.col(2) = (apply(map, centre) - centre).array().round();
  return near(crop) ? crop : map;
}

/// Similarity of the original's points to those of a face of the edited picture.
Affine from_points(const Reference& reference, const face::Points& edited) {
  const face::Points own = face::transform(reference.points, inverse(reference.frame));
  std::vector<Eigen::Vector2d> p, q;
  for (int i = 0; i < 468; ++i) {
    p.emplace_back(own.row(i).head<2>().transpose().cast<double>());
    q.emplace_back(edited.row(i).head<2>().transpose().cast<double>());
  }
  return fit_similarity(p, q, std::vector<double>(p.size(), 1), 8).affine();
}

}  // namespace

Result<Affine> align(const Reference& reference, const PhotoView& original, const colour::Space&,
                     const PhotoView& edited, const colour::Space& edited_space, const Job& job) {
  Comparison at;
  const Size size = frame_of_comparison();
  const Affine shrink = resampling({0, 0, reference.linear.width(), reference.linear.height()}, size);
  at.frame = compose(shrink, reference.frame);
  at.contrast = local_contrast(resize(colour::luminance(reference.linear), size), kIod);
  at.oval = resize(reference.oval, size);

  const bool same_size = original.size == edited.size;
  std::optional<Placement> best;
  const auto consider = [&](const Placement& p) {
    if (p.overlap >= kLeastOverlap && (!best || p.correlation > best->correlation)) best = p;
  };
  if (same_shape(original.size, edited.size)) {
    const Affine whole =
        same_size ? identity() : resampling({0, 0, original.size.width, original.size.height}, edited.size);
    CNT_TRY(placed, refine(at, whole, kRounds, edited, edited_space, job));
    consider(placed);
  }
  bool any_face = false;
  if (!best || best->correlation < kSure) {
    face::Gates gates;
    gates.least_iod = kLeastFaceIod;
    CNT_TRY(faces, reference.networks->find(edited, edited_space, gates, job));
    for (const face::Face& f : faces) {
      any_face = true;
      CNT_TRY(placed, refine(at, from_points(reference, f.points), kRounds, edited, edited_space, job));
      consider(placed);
      if (best && best->correlation >= kSure) break;
    }
  }
  if (!best && !any_face) return fail(Code::not_measurable, "no face is found in the edited picture");
  if (!best || best->correlation < kSamePicture)
    return fail(Code::not_measurable, fmt::format("the edited picture is not this photograph of this person: where the "
                                                  "face should be they agree by {:.2f} of 1 ({} is needed)",
                                                  best ? std::max(best->correlation, 0.) : 0., kSamePicture));
  if (best->correlation < kNoMirror) {
    CNT_TRY(turned_over, refine(at, compose(best->map, mirror_of(at)), kRounds, edited, edited_space, job));
    if (turned_over.correlation >= std::max(kSure, best->correlation + kPlainly))
      return fail(Code::not_measurable, "the edited picture is mirrored: left and right are exchanged");
  }
  if (same_size && largest_move(compose(at.frame, compose(best->map, inverse(at.frame))), identity()) < kMoved)
    return identity();
  return snap(at, best->map, original.size, edited.size);
}

}  // namespace countenance::drift
