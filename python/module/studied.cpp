// SPDX-License-Identifier: Apache-2.0
#include "studied.h"

#include <fmt/format.h>

#include "record/source_type.h"
#include "record/stamp.h"
#include "record_options.h"

namespace countenance::python {

namespace {

/// `otherwise`: where it was no file.
cli::Input named(const Picture& picture, const char* otherwise) {
  return picture.input.value_or(cli::Input::held(otherwise, {}));
}

Result<> check_origin(const cli::Origin& origin, const Studied& original, const Picture& edited) {
  return cli::check_origin(origin, named(*original.source, "the original"), edited.loaded,
                           named(edited, "the edited picture"));
}

}  // namespace

Result<cli::Origin> origin_of(const Studied& original, bool as_original) {
  const Picture& picture = *original.source;
  const Photo& photo = original.portrait.photo();
  CNT_TRY(earlier, of(picture, record::find_record(picture.loaded)));
  if (earlier && !as_original)
    return fail(Code::refused,
                fmt::format("{}: is itself a result of Countenance, and drift adds up: give its first "
                            "original, or take it for one with as_original=True, which the record will say",
                            named(picture, "the original").name()));
  if (!picture.input) {
    record::Fingerprint pixels = record::fingerprint({}, photo);
    pixels.file.clear();
    return cli::Origin{std::move(pixels), std::move(earlier), record::source_type_in(picture.loaded.metadata)};
  }
  CNT_TRY(fingerprint, cli::fingerprint(*picture.input, photo));
  return cli::Origin{std::move(fingerprint), std::move(earlier), record::source_type_in(picture.loaded.metadata)};
}

Result<Retouched> Retouched::propose(Studied portrait, std::optional<Studied> first, bool as_original,
                                     const Request& request, Policy policy, const Job& job) {
  CNT_TRY(origin, origin_of(first ? *first : portrait, as_original));
  if (first) CNT_CHECK(check_origin(origin, *first, *portrait.source));
  auto retouch = first ? of(*portrait.source, Retouch::propose(portrait.portrait, request, first->portrait, job))
                       : Retouch::propose(portrait.portrait, request, job);
  if (!retouch) return tl::unexpected(std::move(retouch.error()));
  return Retouched(std::move(portrait), std::move(first), std::move(*retouch), std::move(policy), std::move(origin));
}

Result<Verdict> Retouched::govern(const Roundtrip& roundtrip, const Job& job) const {
  CNT_TRY(done, of(*portrait_.source, retouch_.govern(policy_, roundtrip, job)));
  return std::move(done.verdict);
}

Result<Edited> Edited::compare(Studied original, PicturePtr picture, bool as_original, bool accept_unverifiable,
                               Policy policy) {
  CNT_TRY(origin, origin_of(original, as_original));
  CNT_CHECK(check_origin(origin, original, *picture));
  return Edited(std::move(original), std::move(picture), std::move(policy), std::move(origin), accept_unverifiable);
}

Result<Guarded> Edited::guard(const Roundtrip& roundtrip, const Job& job) const {
  CNT_TRY(done,
          of_edited(original_, *picture_, original_.portrait.guard(picture_->loaded.photo, policy_, roundtrip, job)));
  CNT_CHECK(check(done));
  return std::move(done);
}

Result<> Edited::check(const Guarded& guarded) const {
  if (guarded.report.within) return {};
  const std::string why = report_obstacle(guarded.report);
  if (guarded.unverifiable.empty()) return of(*picture_, Result<>(fail(Code::refused, why)));
  if (accept_unverifiable_) return {};
  return of(*picture_, Result<>(fail(Code::not_measurable,
                                     why + ": the original is too small to verify it; accept_unverifiable=True hands "
                                           "it out all the same, not within")));
}

}  // namespace countenance::python
