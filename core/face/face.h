// SPDX-License-Identifier: Apache-2.0
// Faces of a picture: YuNet detection, 478-point attention mesh, pose, SFace embedding, person matte.
//
// Lengths on a face are fractions of the IOD (inter-ocular distance: between the eye centres, the mean of the corners,
// in photo pixels).
#pragma once

#include <Eigen/Core>
#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/geometry.h"
#include "base/image.h"
#include "base/job.h"
#include "base/photo.h"
#include "base/result.h"
#include "colour/colour.h"

namespace countenance::face {

inline constexpr int kPoints = 478;
/// x, y in px (centre origin), z in px (towards the camera is negative).
using Points = Eigen::Matrix<float, kPoints, 3, Eigen::RowMajor>;

/// The mesh network's region of interest, photo px.
struct Roi {
  Point centre{0, 0};
  float size = 0;   ///< side of the square, px
  float angle = 0;  ///< of the eye line, radians
};

struct Face {
  Points points;  ///< photo px
  /// YuNet: right eye, left eye, nose, right and left mouth corner (the subject's right is image left).
  std::array<Point, 5> keypoints;
  Rect box;
  float score = 0;         ///< detector, 0..1
  float presence = 0;      ///< sigmoid of the mesh's flag, 0..1
  float disagreement = 0;  ///< mean distance of the mesh's eyes, nose and mouth corners from the detector's, IOD
  float iod = 0;           ///< photo px
  float yaw = 0;           ///< degrees; positive: turned to image right
  float pitch = 0;         ///< degrees; positive: looking up
  float roll = 0;          ///< degrees; positive: tilted clockwise in the picture
  Roi roi;                 ///< that gave `points`
  std::string unusable;    ///< why this face is left alone, in words; empty: usable
  [[nodiscard]] bool usable() const { return unusable.empty(); }
};

struct Gates {
  float least_iod = 50;  ///< px
  float least_presence = 0.5f;
  float largest_disagreement = 0.14f;  ///< IOD; .13 at most on 107 faces, .15 at least on 12 of pictures on their side
  float largest_yaw = 40;              ///< degrees
};

using Embedding = Eigen::Matrix<float, 128, 1>;  ///< unit length. Stays in memory: never written, never printed.

/// The whole photo, small: what the detector and the matte look at.
struct Copy {
  Image8 picture;  ///< display-encoded sRGB
  Affine copy_from_photo = identity();
};
inline constexpr int kCopySide = 640;  ///< px
Result<Copy> small_copy(const PhotoView& photo, const colour::Space& space, int longest = kCopySide,
                        const Job& job = {});

/// All networks, loaded once. Calls are const and thread-safe (one copy of each network a thread, or a lock).
class Networks {
 public:
  /// Error{models} if a file is missing or not as pinned.
  static Result<std::shared_ptr<const Networks>> load(const std::filesystem::path& models = {});
  virtual ~Networks() = default;

  /// Every face, largest first, gated. `photo` upright. Detection runs on the copy (and once more at ≤ 1280 px if it
  /// finds none).
  virtual Result<std::vector<Face>> find(const PhotoView& photo, const colour::Space& space, const Copy& copy,
                                         const Gates& gates, const Job& job) const = 0;
  /// On a copy made for it.
  Result<std::vector<Face>> find(const PhotoView& photo, const colour::Space& space, const Gates& gates,
                                 const Job& job = {}) const;
  /// Mesh in a known ROI of a display-encoded sRGB picture; the mean over 3 fixed ROI jitters (the same for original
  /// and edit, so that the bias cancels). ROI and points in that picture's px.
  virtual Result<Points> mesh(View<const std::uint8_t> srgb8, const Roi& roi, int jitters = 3) const = 0;
  /// SFace, aligned by the given key points (fixed from the ORIGINAL), of a display-encoded sRGB picture.
  virtual Result<Embedding> embed(View<const std::uint8_t> srgb8, const std::array<Point, 5>& keypoints) const = 0;
  /// Probability of "person", 256 × 256 over the whole picture.
  virtual Result<ImageF> person(View<const std::uint8_t> srgb8) const = 0;
  /// Best detector score of the picture turned by 0, 90, 180 and 270° clockwise, for wrong EXIF orientations. Upright
  /// ones score .92 to .96; faces on their side or head are found too, some at only .03 less.
  virtual Result<std::array<float, 4>> upright_scores(View<const std::uint8_t> srgb8) const = 0;
};

}  // namespace countenance::face
