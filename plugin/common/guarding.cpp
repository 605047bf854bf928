// SPDX-License-Identifier: GPL-3.0-or-later
#include "guarding.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "layer.h"
#include "note.h"

namespace countenance::plugin {
namespace {

/// Between the eyes, px of the edited picture: of the largest face.
float iod_of(const Report& report) {
  float iod = 0;
  for (const FaceReport& face : report.faces) iod = std::max(iod, face.iod_px * face.resolution);
  return iod;
}

}  // namespace

Result<Guarding> guard(const Portrait& original, const Photo& edited, const Settings& settings, const Settle& settle,
                       const Job& job) {
  CNT_TRY(policy, policy_of(settings));
  Photo last, kept;
  const auto through = [&](Photo rendered) {
    last = rendered;
    return settle(std::move(rendered));
  };
  const Roundtrip roundtrip{through, {}, "host", [&] { kept = std::move(last); }, "raise the image's precision"};
  CNT_TRY(guarded, original.guard(edited, policy, roundtrip, job));
  if (guarded.nothing) kept = {};
  return Guarding{std::move(guarded), std::move(policy), std::move(kept)};
}

Result<> check_inside(const Guarded& guarded) {
  if (guarded.report.within) return {};
  return fail(Code::not_measurable, report_obstacle(guarded.report));
}

Output output_of(const Guarding& guarding, const Photo& original, const Photo& edited, int x, int y,
                 const Settings& settings) {
  if (guarding.result.bytes.empty()) return {};
  Output out = layer_over(edited, guarding.result, x, y, iod_of(guarding.guarded.report));
  out.name = "Countenance Guard";
  out.note = to_json(Note{settings, content_hash(original)}, guarding.policy, guarding.guarded);
  return out;
}

Result<GuardDone> guard_drawable(Studio& studio, Host& host, Photo original, const Settings& settings) {
  CNT_TRY(edited, host.read());
  const Job job{[&host](double share, std::string_view words) { return host.progress(share, words); }};
  CNT_TRY(portrait, studio.original(std::move(original), job));
  const auto settle = [&host](Photo rendered) { return host.settle(std::move(rendered)); };
  CNT_TRY(guarding, guard(portrait, edited.photo, settings, settle, job));
  CNT_CHECK(check_inside(guarding.guarded));
  const Standing standing = standing_of(guarding.guarded);
  GuardDone done{guarding.guarded, false, standing.sentence};
  const Output output = output_of(guarding, portrait.photo(), edited.photo, edited.x, edited.y, settings);
  if (output.area.empty()) return done;
  for (const std::string& line : standing.taken_back) done.words += "; " + line;
  CNT_CHECK(job.report(1, "writing"));
  CNT_CHECK(host.write(output));
  done.written = true;
  return done;
}

}  // namespace countenance::plugin
