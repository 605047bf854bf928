// SPDX-License-Identifier: Apache-2.0
#include "pair.h"

#include <opencv2/imgproc.hpp>

#include "base/cv.h"
#include "colour/cie.h"
#include "drift/align.h"
#include "drift/measures.h"
#include "support/must.h"

namespace countenance::validity {

using test::must;

namespace {

/// Structural similarity (Wang et al. 2004) of display luma over the face, in the frame of comparison.
float ssim_of(const drift::Reference& reference, const drift::EditedView& view) {
  constexpr double kC1 = 6.5025, kC2 = 58.5225, kSigma = 1.5;
  const auto luma = [](const ImageF& linear) {
    const Image8 srgb = colour::encode_srgb8(linear);
    cv::Mat grey;
    cv::cvtColor(as_mat(srgb), grey, cv::COLOR_RGB2GRAY);
    grey.convertTo(grey, CV_32F);
    return grey;
  };
  const auto mean = [](const cv::Mat& m) {
    cv::Mat out;
    cv::GaussianBlur(m, out, {0, 0}, kSigma);
    return out;
  };
  const cv::Mat a = luma(drift::original_of(reference, view)), b = luma(view.linear);
  const cv::Mat ma = mean(a), mb = mean(b), va = mean(a.mul(a)) - ma.mul(ma), vb = mean(b.mul(b)) - mb.mul(mb),
                ab = mean(a.mul(b)) - ma.mul(mb);
  const cv::Mat map = (2 * ma.mul(mb) + kC1).mul(2 * ab + kC2) / (ma.mul(ma) + mb.mul(mb) + kC1).mul(va + vb + kC2);
  return float(cv::mean(map, as_mat(reference.oval) > 0.5f)[0]);
}

/// The first face of the original against the edited picture, raw.
void measure_into(Row& row, const govern::Study& study, const cv::Mat& edited) {
  const drift::Reference& reference = *study.faces.front().reference;
  const Photo photo = photo_of(edited);
  const colour::Space space = must(colour::Space::open({}, 3));
  row.iod = reference.iod;
  const auto place = drift::align(reference, study.photo->view(), *study.space, photo.view(), space);
  if (!place) {
    row.error = place.error().message;
    return;
  }
  const auto view = drift::make_view(reference, photo.view(), space, *place);
  if (!view) {
    row.error = view.error().message;
    return;
  }
  row.resolution = view->resolution;
  row.readings = drift::measure(reference, *view);
  row.ssim = ssim_of(reference, *view);
}

}  // namespace

Networks load_networks() {
  return {must(face::Networks::load()), std::make_shared<const face::Topology>(must(face::load_topology()))};
}

std::uint32_t hash(const std::string& text) {
  std::uint32_t h = 2166136261u;
  for (const unsigned char c : text) h = (h ^ c) * 16777619u;
  return h;
}

std::optional<Row> measured(Row row, const Edit& edit, const Setting& setting, const Networks& networks) {
  const auto made = edit.make(setting);
  if (!made) return std::nullopt;
  std::shared_ptr<const govern::Study> study = setting.document.study;
  if (!made->original.empty()) {
    const auto original = make_document(made->original, networks);
    if (!original) return std::nullopt;
    study = original->study;
  }
  row.edit = edit.name, row.kind = edit.kind, row.strength = edit.strength, row.level = edit.level;
  row.ita = study->faces.front().reference->ita;
  measure_into(row, *study, made->edited);
  return row;
}

}  // namespace countenance::validity
