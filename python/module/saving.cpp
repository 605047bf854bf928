// SPDX-License-Identifier: Apache-2.0
#include "saving.h"

#include "picture.h"
#include "record/stamp.h"

namespace countenance::python {

namespace {

template <class Made>
Result<Saved> written(cli::Finished<Made> finished, const record::Record& record, const cli::Writing& writing) {
  if (!finished.verbatim) CNT_CHECK(record::stamp(finished.file, record));
  cli::Outputs outputs;
  outputs.add(writing.out, std::move(finished.file.bytes));
  CNT_CHECK(outputs.write());
  return Saved{to_json(finished.made), std::move(finished.file.notes)};
}

/// Asked before any work is done.
Result<> check(const cli::Writing& writing, const Picture& original, const Picture& edited) {
  CNT_CHECK(cli::check_writing(writing));
  std::vector<std::filesystem::path> inputs;
  for (const Picture* picture : {&original, &edited})
    if (!picture->path.empty()) inputs.push_back(picture->path);
  return cli::check_targets({writing.out}, inputs);
}

cli::Making making_of(const Picture& source, const Photo& pixels, const Studied& original, const Policy& policy) {
  return {source.input ? &*source.input : nullptr, source.loaded, pixels, original.portrait, policy};
}

}  // namespace

Result<Saved> save(const Retouched& retouched, const cli::Writing& writing, cli::By by, const Job& job) {
  const Picture& source = *retouched.portrait().source;
  CNT_CHECK(check(writing, *retouched.original().source, source));
  cli::FileRoundtrip file(source.loaded, cli::format_of(writing, source.loaded), writing.quality, job);
  CNT_TRY(verdict, retouched.govern(file.roundtrip(), job));
  const auto making =
      making_of(source, retouched.portrait().portrait.photo(), retouched.original(), retouched.policy());
  CNT_TRY(out, cli::finished(std::move(verdict), making, file, writing, job));
  const record::Record record = cli::record_of(out.made, making, retouched.origin(), by);
  return written(std::move(out), record, writing);
}

Result<Saved> save(const Edited& edited, const cli::Writing& writing, cli::By by, const Job& job) {
  const Picture& source = edited.picture();
  CNT_CHECK(check(writing, *edited.original().source, source));
  cli::FileRoundtrip file(source.loaded, cli::format_of(writing, source.loaded), writing.quality, job);
  CNT_TRY(guarded, edited.guard(file.roundtrip(), job));
  const auto making = making_of(source, source.loaded.photo, edited.original(), edited.policy());
  CNT_TRY(out, cli::finished(std::move(guarded), making, file, writing, job));
  CNT_CHECK(edited.check(out.made));
  const record::Record record = cli::record_of(out.made, making, edited.origin(), by);
  return written(std::move(out), record, writing);
}

}  // namespace countenance::python
