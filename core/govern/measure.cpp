// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <new>

#include "base/parallel.h"
#include "drift/align.h"
#include "drift/measures.h"
#include "govern/governor.h"
#include "govern/unchanged.h"

namespace countenance::govern {
namespace {

struct Edited {
  const Photo& photo;
  const colour::Space& space;
};

/// Whatever a network or a warp throws, this face is not measured.
template <class F>
auto caught(F&& step) -> decltype(step()) {
  try {
    return step();
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& e) {
    return fail(Code::internal, fmt::format("it could not be measured: {}", e.what()));
  }
}

drift::FaceReport measure_face(const FaceStudy& face, const Study& study, const Edited& edited,
                               const drift::Policy& policy, Error& different) {
  drift::FaceReport report;
  report.iod_px = face.reference->iod;
  report.ita = face.reference->ita;
  const PhotoView original = study.photo->view(), pixels = edited.photo.view();
  const Job quiet;
  const auto place =
      caught([&] { return drift::align(*face.reference, original, *study.space, pixels, edited.space, quiet); });
  if (!place) {
    different = place.error();
    report.note = place.error().message;
    return report;
  }
  const auto view = caught([&] { return drift::make_view(*face.reference, pixels, edited.space, *place, quiet); });
  if (!view) {
    report.note = view.error().message;
    return report;
  }
  report.resolution = view->resolution;
  report.readings = drift::measure(*face.reference, *view);
  drift::judge(report, policy);
  return report;
}

/// Nothing went wrong but the size.
bool too_small(const drift::FaceReport& face) {
  const auto has = [&](drift::Status status) {
    return std::any_of(face.readings.begin(), face.readings.end(),
                       [&](const drift::Reading& r) { return r.status == status; });
  };
  return !face.measured && has(drift::Status::not_resolved) && !has(drift::Status::failed) &&
         !has(drift::Status::not_separable);
}

/// A face that cannot be measured passes only as it was.
Result<> require_unchanged(drift::FaceReport& report, const FaceStudy& face, const Study& study, const Edited& edited,
                           const std::string& why) {
  CNT_TRY(same, unchanged(face.face.box, study.photo->view(), *study.space, edited.photo.view(), edited.space));
  report.unchanged = report.measured = report.within = same;
  report.note = (same ? "unchanged; not measured: " : "changed, and cannot be measured: ") + why;
  if (same) {
    report.outside = false;
    report.drift = 0;
    report.limiting.clear();
    report.where.clear();
  }
  return {};
}

}  // namespace

Result<drift::Report> measure(const Study& study, const Photo& edited, const drift::Policy& policy, const Job& job) {
  const Study& original = study.first ? *study.first : study;
  CNT_TRY(space, colour::Space::open(edited.icc, edited.view().colours()));
  const Edited with{edited, space};
  std::vector<drift::FaceReport> faces(original.faces.size());
  std::vector<Error> different(original.faces.size());
  CNT_CHECK(for_each(int(faces.size()), job, "measuring", [&](int f) -> Result<> {
    const FaceStudy& face = original.faces[f];
    if (face.face.usable()) {
      faces[f] = measure_face(face, original, with, policy, different[f]);
      if (too_small(faces[f])) CNT_CHECK(require_unchanged(faces[f], face, original, with, faces[f].note));
    } else {
      faces[f].iod_px = face.face.iod;
      CNT_CHECK(require_unchanged(faces[f], face, original, with, face.face.unusable));
    }
    faces[f].index = f;
    return {};
  }));
  for (const auto& error : different)
    if (error.code == Code::not_measurable) return tl::unexpected(error);
  return drift::assemble(std::move(faces), policy);
}

}  // namespace countenance::govern
