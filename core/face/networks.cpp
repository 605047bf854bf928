// SPDX-License-Identifier: Apache-2.0
#include "face/networks.h"

#include <opencv2/core.hpp>

#include "base/cv.h"
#include "face/models.h"
#include "face/patch.h"

namespace countenance::face {

struct OpenCvNetworks::Files {
  std::vector<unsigned char> detector, mesh_base, mesh_regions, embedder, matte;
};

namespace {

constexpr int kMostCopies = 8;
constexpr int kMostEmbedders =
    1;  // 80 MB while its file's bytes are kept for another copy; most pictures show one face

}  // namespace

OpenCvNetworks::OpenCvNetworks(Files files, CanonicalMesh canonical)
    : canonical_(std::move(canonical)),
      detectors_([file = std::move(files.detector)] { return std::make_unique<Detector>(file); }, kMostCopies),
      meshes_([base = std::move(files.mesh_base),
               regions = std::move(files.mesh_regions)] { return std::make_unique<MeshNetwork>(base, regions); },
              kMostCopies),
      embedders_([file = std::move(files.embedder)] { return std::make_unique<Embedder>(file); }, kMostEmbedders),
      mattes_([file = std::move(files.matte)] { return std::make_unique<MatteNetwork>(file); }, kMostCopies) {}

Result<std::shared_ptr<const Networks>> OpenCvNetworks::load(const std::filesystem::path& models) {
  cv::setNumThreads(1);
  Files files;
  const std::pair<const char*, std::vector<unsigned char>*> wanted[] = {
      {"face_detection_yunet_2023mar.onnx", &files.detector},
      {"face_attn_base.onnx", &files.mesh_base},
      {"face_attn_regions.onnx", &files.mesh_regions},
      {"face_recognition_sface_2021dec.onnx", &files.embedder},
      {"selfie_segmentation.onnx", &files.matte}};
  for (const auto& [name, bytes] : wanted) {
    CNT_TRY(read, load_model(name, models));
    *bytes = std::move(read);
  }
  CNT_TRY(canonical, load_canonical_mesh(models));
  auto networks = std::shared_ptr<const OpenCvNetworks>(new OpenCvNetworks(std::move(files), std::move(canonical)));
  (void)networks->embedders_.borrow();  // reading it takes 130 MB for a moment: before there are pictures
  return networks;
}

Result<std::shared_ptr<const Networks>> Networks::load(const std::filesystem::path& models) {
  return OpenCvNetworks::load(models);
}

MeshNetwork::Output OpenCvNetworks::mean_mesh(View<const std::uint8_t> srgb8, const Roi& roi, int jitters) const {
  auto net = meshes_.borrow();
  MeshNetwork::Output mean = net->run(srgb8, jittered(roi, 0));
  for (int i = 1; i < jitters; ++i) mean.points += net->run(srgb8, jittered(roi, i)).points;
  mean.points /= float(jitters);
  return mean;
}

Result<Points> OpenCvNetworks::mesh(View<const std::uint8_t> srgb8, const Roi& roi, int jitters) const {
  if (jitters < 1 || jitters > kMostJitters || !(roi.size > 0))
    return fail(Code::internal, "mesh: needs 1 to 5 jitters and a region with a size");
  return mean_mesh(srgb8, roi, jitters).points;
}

Result<Embedding> OpenCvNetworks::embed(View<const std::uint8_t> srgb8, const std::array<Point, 5>& keypoints) const {
  return embedders_.borrow()->embed(srgb8, keypoints);
}

Result<ImageF> OpenCvNetworks::person(View<const std::uint8_t> srgb8) const {
  check_rgb(srgb8);
  return mattes_.borrow()->run(srgb8);
}

Result<std::array<float, 4>> OpenCvNetworks::upright_scores(View<const std::uint8_t> srgb8) const {
  check_rgb(srgb8);
  constexpr float kLeast = 0.1f;
  std::array<float, 4> best{};
  auto detector = detectors_.borrow();
  for (int turn = 0; turn < 4; ++turn) {
    cv::Mat turned;  // never the caller's pixels: OpenCV turns a square picture in place when it may
    if (turn == 0) {
      turned = as_mat(srgb8);
    } else {
      cv::rotate(as_mat(srgb8), turned, turn - 1);  // codes 0, 1, 2: 90, 180, 270° clockwise
    }
    const View<const std::uint8_t> view(turned.data, {turned.cols, turned.rows}, 3, std::ptrdiff_t(turned.step1()));
    const std::vector<Detection> found = detector->detect(view, kLeast);
    if (!found.empty()) best[std::size_t(turn)] = found.front().score;
  }
  return best;
}

}  // namespace countenance::face
