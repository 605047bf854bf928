// SPDX-License-Identifier: Apache-2.0
// The networks behind face::Networks.
#pragma once

#include "face/detector.h"
#include "face/embedder.h"
#include "face/face.h"
#include "face/matte.h"
#include "face/mesh.h"
#include "face/pool.h"
#include "face/topology.h"

namespace countenance::face {

class OpenCvNetworks final : public Networks {
 public:
  /// Loads and checks every file; OpenCV's own threads are switched off (DESIGN: parallel work is ours).
  static Result<std::shared_ptr<const Networks>> load(const std::filesystem::path& models);

  using Networks::find;
  Result<std::vector<Face>> find(const PhotoView& photo, const colour::Space& space, const Copy& copy,
                                 const Gates& gates, const Job& job) const override;
  Result<Points> mesh(View<const std::uint8_t> srgb8, const Roi& roi, int jitters) const override;
  Result<Embedding> embed(View<const std::uint8_t> srgb8, const std::array<Point, 5>& keypoints) const override;
  Result<ImageF> person(View<const std::uint8_t> srgb8) const override;
  Result<std::array<float, 4>> upright_scores(View<const std::uint8_t> srgb8) const override;

 private:
  struct Files;
  explicit OpenCvNetworks(Files files, CanonicalMesh canonical);
  [[nodiscard]] MeshNetwork::Output mean_mesh(View<const std::uint8_t> srgb8, const Roi& roi, int jitters) const;
  [[nodiscard]] std::vector<Detection> detect(const Copy& copy) const;
  /// On the copy of the whole photo where that is fine enough, else on one of the face's own region.
  Result<Face> study(const PhotoView& photo, const colour::Space& space, const Copy& whole, const Detection& detection,
                     const Job& job) const;
  [[nodiscard]] Face study(const Copy& copy, const Detection& detection, const Roi& first) const;
  /// Of a mesh from what the detector finds once the face is turned upright, as the mesh would have it. IOD; infinite
  /// where it finds nothing there.
  [[nodiscard]] float disagreement(View<const std::uint8_t> srgb8, const Points& mesh) const;

  CanonicalMesh canonical_;
  mutable Pool<Detector> detectors_;
  mutable Pool<MeshNetwork> meshes_;
  mutable Pool<Embedder> embedders_;
  mutable Pool<MatteNetwork> mattes_;
};

}  // namespace countenance::face
