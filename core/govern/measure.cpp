// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "colour/density.h"
#include "drift/align.h"
#include "drift/measures.h"
#include "govern/governor.h"

namespace countenance::govern {
namespace {

// An unusable face counts as unchanged when its area means differ by less than an encoding's noise.
constexpr int kUnchangedSide = 48;        // px of the box, averaged
constexpr float kUnchangedStops = 0.08f;  // 99 % of them

struct Edited {
  const Photo& photo;
  const colour::Space& space;
};

drift::FaceReport measure_face(const FaceStudy& face, const Study& study, const Edited& edited,
                               const drift::Policy& policy, Error& different) {
  drift::FaceReport report;
  report.iod_px = face.reference->iod;
  report.ita = face.reference->ita;
  const PhotoView original = study.photo->view(), pixels = edited.photo.view();
  const Job quiet;
  const auto place = drift::align(*face.reference, original, *study.space, pixels, edited.space, quiet);
  if (!place) {
    different = place.error();
    report.note = place.error().message;
    return report;
  }
  const auto view = drift::make_view(*face.reference, pixels, edited.space, *place, quiet);
  if (!view) {
    report.note = view.error().message;
    return report;
  }
  report.resolution = view->resolution;
  report.readings = drift::measure(*face.reference, *view);
  drift::judge(report, policy);
  return report;
}

Result<bool> unchanged(const face::Face& face, const Study& study, const Edited& edited) {
  const PhotoView a = study.photo->view(), b = edited.photo.view();
  if (a.size != b.size) return false;
  const Rect box = intersect(face.box, {0, 0, a.size.width, a.size.height});
  if (box.empty()) return true;
  const Size size{std::min(kUnchangedSide, box.width), std::min(kUnchangedSide, box.height)};
  CNT_TRY(before, colour::read(a, *study.space, box, size));
  CNT_TRY(after, colour::read(b, edited.space, box, size));
  const ImageF da = colour::density(before.rgb), db = colour::density(after.rgb);
  std::vector<float> change(da.count());
  for (std::size_t i = 0; i < change.size(); ++i) change[i] = std::abs(da.data()[i] - db.data()[i]);
  const auto p99 = change.begin() + std::ptrdiff_t(change.size() * 99 / 100);
  std::nth_element(change.begin(), p99, change.end());
  return *p99 < kUnchangedStops;
}

Result<drift::FaceReport> measure_unusable(const FaceStudy& face, const Study& study, const Edited& edited) {
  CNT_TRY(same, unchanged(face.face, study, edited));
  drift::FaceReport report;
  report.iod_px = face.face.iod;
  report.measured = report.within = same;
  report.note = same ? "unchanged; not measured: " + face.face.unusable : face.face.unusable;
  return report;
}

}  // namespace

Result<drift::Report> measure(const Study& original, const Photo& edited, const drift::Policy& policy, const Job& job) {
  CNT_TRY(space, colour::Space::open(edited.icc, edited.view().colours()));
  const Edited with{edited, space};
  std::vector<drift::FaceReport> faces(original.faces.size());
  std::vector<Error> different(original.faces.size());
  CNT_CHECK(for_each(int(faces.size()), job, "measuring", [&](int f) -> Result<> {
    const FaceStudy& face = original.faces[f];
    if (face.face.usable()) {
      faces[f] = measure_face(face, original, with, policy, different[f]);
    } else {
      CNT_TRY(report, measure_unusable(face, original, with));
      faces[f] = std::move(report);
    }
    faces[f].index = f;
    return {};
  }));
  for (const auto& error : different)
    if (error.code == Code::not_measurable) return tl::unexpected(error);
  return drift::assemble(std::move(faces), policy);
}

}  // namespace countenance::govern
