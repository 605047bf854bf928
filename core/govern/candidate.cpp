// SPDX-License-Identifier: Apache-2.0
#include "govern/candidate.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/cv.h"
#include "base/parallel.h"
#include "base/statistics.h"
#include "retouch/compose.h"

namespace countenance::govern {
namespace {

/// An edit in the frame of the reference; 0 outside the canvas.
retouch::Edit in_frame(const retouch::Edit& edit, const FaceStudy& face) {
  Affine part_from_work = identity();
  part_from_work.col(2) = -Point(float(edit.part.x), float(edit.part.y));
  const Affine part_from_frame = compose(part_from_work, compose(face.canvas.work_from_photo, face.photo_from_frame()));
  const Size size = drift::frame_size();
  cv::Mat out;
  cv::warpAffine(as_mat(edit.delta), out, as_matx(part_from_frame), {size.width, size.height},
                 cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_CONSTANT);
  retouch::Edit seen{.name = edit.name, .delta = to_image(out), .mask = {}, .note = {}};
  seen.decided = edit.decided;
  crop(seen);
  return seen;
}

drift::EditedView edited(drift::EditedView view, const std::vector<retouch::Edit>& edits,
                         const std::vector<float>& strengths) {
  const ImageF total = retouch::sum(edits, strengths, view.linear.size());
  const int width = view.linear.width();
  for_rows(view.linear.height(), [&](int y) {
    thread_local std::vector<float> changed;
    float* rgb = view.linear.row(y);
    const float* delta = total.row(y);
    changed.assign(rgb, rgb + std::size_t(width) * 3);
    retouch::apply_delta(changed.data(), delta, width);
    for (int x = 0; x < width; ++x) {
      const float* d = delta + 3 * x;
      if (std::max({std::abs(d[0]), std::abs(d[1]), std::abs(d[2])}) >= retouch::kLeastDelta)
        std::copy_n(changed.data() + 3 * x, 3, rgb + 3 * x);
    }
  });
  return view;
}

void leave_out(drift::Policy& policy, const std::string& measure) {
  policy.required.erase(std::remove(policy.required.begin(), policy.required.end(), measure), policy.required.end());
}

}  // namespace

void learn(Charge& charge, const drift::FaceReport& measured, const drift::FaceReport& predicted) {
  for (const auto& reading : measured.readings)
    for (const auto& component : reading.components)
      for (const auto& other : predicted.readings)
        if (other.measure == reading.measure)
          for (const auto& own : other.components)
            if (own.name == component.name)
              charge[reading.measure + "." + component.name] = component.value - own.value;
}

Candidates::Candidates(const drift::Reference& reference, View view, std::vector<bool> decided, Suspects suspects)
    : reference_(reference), view_(std::move(view)), decided_(std::move(decided)), suspects_(std::move(suspects)) {}

Candidates::Candidates(const FaceStudy& face, const std::vector<retouch::Edit>& edits)
    : reference_(*face.reference), from_original_(!face.base) {
  std::vector<retouch::Edit> seen;
  for (const auto& edit : edits) seen.push_back(in_frame(edit, face)), decided_.push_back(edit.decided);
  view_ = [&reference = reference_, base = face.base, seen = std::move(seen)](const std::vector<float>& strengths) {
    return edited(base ? *base : drift::EditedView{reference.linear, reference.valid}, seen, strengths);
  };
}

drift::FaceReport Candidates::measure(const std::vector<float>& strengths, const drift::Policy& policy,
                                      const Charge& charge, const drift::Effort& effort) const {
  drift::FaceReport report;
  report.iod_px = reference_.iod;
  report.ita = reference_.ita;
  report.readings = drift::measure(reference_, view(strengths), effort);
  for (auto& reading : report.readings)
    for (auto& component : reading.components)
      if (const auto c = charge.find(reading.measure + "." + component.name); c != charge.end())
        component.value = not_negative(component.value + c->second);
  drift::Policy asked = policy;
  for (const std::string& measure : drift::left_out(effort)) leave_out(asked, measure);
  drift::judge(report, asked);
  return report;
}

}  // namespace countenance::govern
