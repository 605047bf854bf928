// SPDX-License-Identifier: Apache-2.0
// Faces of a photo: detected on a small copy, each then meshed on its own region at a scale that suits the network.
#include <fmt/format.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <limits>

#include "face/networks.h"
#include "face/patch.h"
#include "face/pose.h"
#include "face/regions.h"

namespace countenance::face {
namespace {

constexpr int kSecondSide = 1280;   // px; for small faces in large pictures
constexpr int kStudySide = 640;     // px; the longer side of a face's region as meshed
constexpr float kFineEnough = 384;  // px of an ROI: twice the network's input
constexpr float kRoiPerBox = 1.5f;
constexpr float kRegionPerRoi = 1.65f;  // an ROI turned by 45° and jittered, and as the next passes move it
constexpr int kPasses = 3, kJitters = 3;
constexpr float kLikelyTurned = 0.13f;  // IOD, of mesh and detector
constexpr float kSameFace = 0.25f;      // IOD; meshes nearer than this in the mean are one face

/// The largest size within side × side of the same proportions; never larger than `size`.
Size within(Size size, int side) {
  const float k = std::min(1.f, float(side) / float(std::max(size.width, size.height)));
  const auto scaled = [k](int n) { return std::max(1, int(std::lround(float(n) * k))); };
  return {scaled(size.width), scaled(size.height)};
}

Roi roi_of(const Detection& d) {
  const Point eyes = d.keypoints[1] - d.keypoints[0];
  return {d.centre, kRoiPerBox * d.size.maxCoeff(), std::atan2(eyes.y(), eyes.x())};
}

Roi transform(const Roi& roi, const Affine& map) {
  return {apply(map, roi.centre), roi.size * scale_of(map), roi.angle};
}

Detection transform(const Detection& d, const Affine& map) {
  Detection out = d;
  out.centre = apply(map, d.centre);
  out.size = d.size * scale_of(map);
  for (Point& p : out.keypoints) p = apply(map, p);
  return out;
}

Rect square(const Point& centre, float side) {
  const int x0 = int(std::floor(centre.x() - side / 2)), y0 = int(std::floor(centre.y() - side / 2)),
            n = int(std::ceil(side));
  return {x0, y0, n, n};
}

bool same_face(const Face& a, const Face& b) {
  const float apart = (a.points - b.points).leftCols<2>().rowwise().norm().mean();
  return apart < kSameFace * std::max(a.iod, b.iod);
}

/// Mean distance of the mesh's eyes, nose and mouth corners from the detector's, IOD.
float apart(const Points& mesh, const std::array<Point, 5>& keypoints) {
  constexpr int kAt[5][2] = {{33, 133}, {362, 263}, {1, 4}, {61, 61}, {291, 291}};
  float sum = 0;
  for (std::size_t k = 0; k < keypoints.size(); ++k) {
    const Point at = ((mesh.row(kAt[k][0]) + mesh.row(kAt[k][1])) / 2).head<2>().transpose();
    sum += (at - keypoints[k]).norm();
  }
  return sum / 5 / iod_of(mesh);
}

std::string gated(const Face& f, const Gates& gates) {
  if (!f.points.allFinite()) return "some of its points were not found";
  if (!(f.presence >= gates.least_presence))
    return fmt::format("not clearly a face (certainty {:.0f} %)", 100 * f.presence);
  if (!(f.iod >= gates.least_iod))
    return fmt::format("{:.0f} px between the eyes; at least {:.0f} are needed", std::floor(f.iod), gates.least_iod);
  if (!(std::abs(f.yaw) <= gates.largest_yaw))
    return fmt::format("turned {:.0f}° to the side; at most {:.0f}° can be measured", std::ceil(std::abs(f.yaw)),
                       gates.largest_yaw);
  if (!(f.disagreement <= gates.largest_disagreement))
    return "its eyes, nose and mouth are not where they should be: turn the picture upright";
  return {};
}

}  // namespace

Result<Face> OpenCvNetworks::study(const PhotoView& photo, const colour::Space& space, const Copy& whole,
                                   const Detection& detection, const Job& job) const {
  const Roi roi = roi_of(detection);
  if (roi.size * scale_of(whole.copy_from_photo) >= kFineEnough) return study(whole, detection, roi);
  const Rect region =
      intersect(square(roi.centre, kRegionPerRoi * roi.size), {0, 0, photo.size.width, photo.size.height});
  if (region.empty()) return fail(Code::not_measurable, "a face outside the picture");
  const Size size = within(region.size(), kStudySide);
  CNT_TRY(picture, colour::read_srgb8(photo, space, region, size, job));
  return study(Copy{std::move(picture), resampling(region, size)}, detection, roi);
}

Face OpenCvNetworks::study(const Copy& copy, const Detection& detection, const Roi& first) const {
  const Affine photo_from_copy = inverse(copy.copy_from_photo);
  Roi roi = transform(first, copy.copy_from_photo);
  for (int pass = 0; pass < kPasses; ++pass) roi = face::roi_of(mean_mesh(copy.picture, roi, 1).points);
  const MeshNetwork::Output mesh = mean_mesh(copy.picture, roi, kJitters);

  Face face;
  face.points = face::transform(mesh.points, photo_from_copy);
  face.keypoints = detection.keypoints;
  const Point corner = detection.centre - detection.size / 2;
  face.box = {int(std::floor(corner.x())), int(std::floor(corner.y())), int(std::ceil(detection.size.x())),
              int(std::ceil(detection.size.y()))};
  face.score = detection.score;
  face.presence = mesh.presence;
  face.iod = iod_of(face.points);
  // the detector's points are sure on upright faces alone: of others it is asked again, with the face turned
  face.disagreement = apart(face.points, face.keypoints);
  if (face.disagreement > kLikelyTurned)
    face.disagreement = std::min(face.disagreement, disagreement(copy.picture, mesh.points));
  const Pose pose = pose_of(face.points, canonical_);
  face.yaw = pose.yaw, face.pitch = pose.pitch, face.roll = pose.roll;
  face.roi = transform(roi, photo_from_copy);
  return face;
}

float OpenCvNetworks::disagreement(View<const std::uint8_t> srgb8, const Points& mesh) const {
  constexpr int kSide = 320;       // px
  constexpr float kAround = 1.3f;  // ROI
  const Roi roi = face::roi_of(mesh);
  Affine picture_from_patch;
  picture_from_patch.leftCols<2>() = Eigen::Rotation2Df(roi.angle).toRotationMatrix() * (kAround * roi.size / kSide);
  picture_from_patch.col(2) = roi.centre - picture_from_patch.leftCols<2>() * Point::Constant(kSide / 2.f);
  float least = std::numeric_limits<float>::infinity();
  for (const Detection& d : detectors_.borrow()->detect(patch(srgb8, picture_from_patch, {kSide, kSide})))
    least = std::min(least, apart(mesh, transform(d, picture_from_patch).keypoints));
  return least;
}

Result<Copy> small_copy(const PhotoView& photo, const colour::Space& space, int longest, const Job& job) {
  const Rect all{0, 0, photo.size.width, photo.size.height};
  const Size size = within(photo.size, longest);
  CNT_TRY(picture, colour::read_srgb8(photo, space, all, size, Job{.threads = job.threads}));
  return Copy{std::move(picture), resampling(all, size)};
}

Result<std::vector<Face>> Networks::find(const PhotoView& photo, const colour::Space& space, const Gates& gates,
                                         const Job& job) const {
  CNT_TRY(copy, small_copy(photo, space, kCopySide, job));
  return find(photo, space, copy, gates, job);
}

std::vector<Detection> OpenCvNetworks::detect(const Copy& copy) const {
  const Affine photo_from_copy = inverse(copy.copy_from_photo);
  std::vector<Detection> detections = detectors_.borrow()->detect(copy.picture);
  for (Detection& d : detections) d = transform(d, photo_from_copy);
  return detections;
}

Result<std::vector<Face>> OpenCvNetworks::find(const PhotoView& photo, const colour::Space& space, const Copy& copy,
                                               const Gates& gates, const Job& job) const {
  CNT_CHECK(job.report(0, "finding faces"));
  std::vector<Detection> detections = detect(copy);
  Copy finer;
  if (detections.empty() && copy.picture.size() != photo.size) {
    CNT_CHECK(job.report(0.3, "finding faces"));
    CNT_TRY(second, small_copy(photo, space, kSecondSide, job));
    finer = std::move(second);
    detections = detect(finer);
  }
  const Copy& whole = finer.picture.empty() ? copy : finer;
  std::stable_sort(detections.begin(), detections.end(),
                   [](const Detection& a, const Detection& b) { return a.size.prod() > b.size.prod(); });

  std::vector<Face> faces;
  for (std::size_t i = 0; i < detections.size(); ++i) {
    CNT_CHECK(job.report(0.5 + 0.5 * double(i) / double(detections.size()), "finding faces"));
    CNT_TRY(face, study(photo, space, whole, detections[i], Job{.threads = job.threads}));
    if (std::any_of(faces.begin(), faces.end(), [&](const Face& f) { return same_face(f, face); })) continue;
    face.unusable = gated(face, gates);
    faces.push_back(std::move(face));
  }
  return faces;
}

}  // namespace countenance::face
