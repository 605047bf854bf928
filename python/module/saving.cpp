// SPDX-License-Identifier: Apache-2.0
#include "saving.h"

#include "picture.h"
#include "record/source_type.h"
#include "record/stamp.h"

namespace countenance::python {

namespace {

/// Verdict or Guarded, and its file.
template <class Made>
struct Finished {
  Made made;
  io::Encoded file;
  bool verbatim = false;  ///< the source's own file, byte for byte
};

/// What went through `file`; where nothing was changed `source`'s own bytes, or its `pixels` in another format.
template <class Made>
Result<Finished<Made>> finished(Made made, const Picture& source, const Photo& pixels, cli::FileRoundtrip& file,
                                const cli::Writing& writing, const Portrait& original, const Policy& policy,
                                const Job& job) {
  Finished<Made> out{std::move(made), {}};
  if (!out.made.nothing) {
    out.file = std::move(file.best());
    return out;
  }
  if (source.input && cli::format_of(writing, source.loaded) == source.loaded.format) {
    CNT_TRY(same, cli::copied(*source.input));
    out.file = std::move(same);
    out.verbatim = true;
    return out;
  }
  Policy limits = policy;
  if (!out.made.report.within) limits.accept_not_resolved = true;  // as guard itself judges
  const auto held = [&](const Photo& found) { return original.measure(found, limits, job); };
  CNT_TRY(report, cli::converted(pixels, file, held, writing));
  if (!out.made.report.within) {
    CNT_TRY(found, io::decode(file.best().bytes, "the encoded result", job));
    CNT_TRY(strict, original.measure(found, policy, job));
    report = std::move(strict);
  }
  out.made.report = std::move(report);
  out.made.verified = "file";
  out.file = std::move(file.best());
  return out;
}

/// What is the same of both. `changed`: the pixels of the picture that `metadata` are of.
template <class Made>
record::Record record_of(const char* operation, const cli::Origin& origin, const Policy& policy, const Made& made,
                         const io::Metadata& metadata, record::Editor editor, bool changed) {
  record::Record out = record::record_of(operation, origin.original, policy, made.report);
  origin.put_into(out);
  out.edited_by = editor;
  out.source_type = record::source_type_in(metadata);
  if (changed) out.source_type = record::stronger_source_type(out.source_type, record::source_type_of(editor));
  out.verified = made.verified;
  return out;
}

template <class Made>
Result<Saved> written(Finished<Made> finished, const record::Record& record, const cli::Writing& writing) {
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

}  // namespace

Result<Saved> save(const Retouched& retouched, const cli::Writing& writing, record::Editor editor, const Job& job) {
  const Picture& source = *retouched.portrait().source;
  CNT_CHECK(check(writing, *retouched.original().source, source));
  cli::FileRoundtrip file(source.loaded, cli::format_of(writing, source.loaded), writing.quality, job);
  CNT_TRY(verdict, retouched.govern(file.roundtrip(), job));
  CNT_TRY(made, finished(std::move(verdict), source, retouched.portrait().portrait.photo(), file, writing,
                         retouched.original().portrait, retouched.policy(), job));
  record::Record record = record_of("retouch", retouched.origin(), retouched.policy(), made.made,
                                    source.loaded.metadata, editor, !made.made.nothing);
  record.done = record::done_by(made.made.grants, made.made.report.faces.size());
  record.tones = record::changes_tones(made.made.grants);
  return written(std::move(made), record, writing);
}

Result<Saved> save(const Edited& edited, const cli::Writing& writing, record::Editor editor, const Job& job) {
  const Picture& source = edited.picture();
  CNT_CHECK(check(writing, *edited.original().source, source));
  cli::FileRoundtrip file(source.loaded, cli::format_of(writing, source.loaded), writing.quality, job);
  CNT_TRY(guarded, edited.guard(file.roundtrip(), job));
  CNT_TRY(made, finished(std::move(guarded), source, source.loaded.photo, file, writing, edited.original().portrait,
                         edited.policy(), job));
  record::Record record =
      record_of("guard", edited.origin(), edited.policy(), made.made, source.loaded.metadata, editor, true);
  record.done = record::done_by(made.made);
  record.tones = true;
  return written(std::move(made), record, writing);
}

}  // namespace countenance::python
