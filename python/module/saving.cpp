// SPDX-License-Identifier: Apache-2.0
#include "saving.h"

#include <algorithm>

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

/// What went through `file`; where nothing was changed the source's own bytes, or its pixels in another format, held to
/// `limits` and reported under `policy`.
template <class Made>
Result<Finished<Made>> finished(Made made, const Picture& source, const Photo& pixels, cli::FileRoundtrip& file,
                                const cli::Writing& writing, const Portrait& original, const Policy& limits,
                                const Policy& policy, const Job& job) {
  Finished<Made> out{std::move(made), {}};
  if (!out.made.nothing) {
    out.file = std::move(file.best());
  } else if (source.input && cli::format_of(writing, source.loaded) == source.loaded.format) {
    CNT_TRY(same, cli::copied(*source.input));
    out.file = std::move(same);
    out.verbatim = true;
  } else {
    const auto held = [&](const Photo& found) { return original.measure(found, limits, job); };
    CNT_CHECK(cli::converted(pixels, file, held, writing));
    out.file = std::move(file.best());
    CNT_TRY(found, io::decode(out.file.bytes, "the encoded result", job));
    CNT_TRY(report, original.measure(found, policy, job));
    out.made.report = std::move(report);
    out.made.verified = "file";
  }
  return out;
}

Result<record::Fingerprint> fingerprint(const Studied& original) {
  std::vector<std::uint8_t> file;
  if (original.source->input) {
    CNT_TRY(bytes, original.source->input->bytes());
    file = std::move(bytes);
  }
  record::Fingerprint out = record::fingerprint(file, original.portrait.photo());
  if (!original.source->input) out.file.clear();
  return out;
}

/// What is the same of both. `changed`: pixels of the picture that is written, whose metadata are `metadata`.
Result<record::Record> record_of(const char* operation, const Studied& original, const Policy& policy,
                                 const Report& report, const io::Metadata& metadata, record::Editor editor,
                                 bool changed) {
  CNT_TRY(first, fingerprint(original));
  CNT_TRY(earlier, of(*original.source, record::find_record(original.source->loaded)));
  record::Record out = record::record_of(operation, first, policy, report);
  if (earlier) record::follow(out, *earlier);
  out.edited_by = editor;
  out.source_type = record::source_type_in(metadata);
  if (changed) out.source_type = record::stronger_source_type(out.source_type, record::source_type_of(editor));
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

}  // namespace

Result<Saved> save(const Retouched& retouched, const cli::Writing& writing, const std::string& edited_by,
                   const Job& job) {
  using record::Editor;
  const auto& [original, retouch, policy, by_hand] = retouched;
  const Picture& source = *original.source;
  CNT_CHECK(cli::check_writing(writing));
  CNT_CHECK(cli::check_targets({writing.out}, {source.path}));
  cli::FileRoundtrip file(source.loaded, cli::format_of(writing, source.loaded), writing.quality, job);
  CNT_TRY(done, retouch.govern(policy, file.roundtrip(), job));
  const bool changed = !done.verdict.nothing || !edited_by.empty();
  CNT_TRY(made, finished(std::move(done.verdict), source, original.portrait.photo(), file, writing, original.portrait,
                         policy, policy, job));
  const Editor editor = record::editor_of(edited_by).value_or(by_hand ? Editor::human : Editor::automatic);
  const Verdict& verdict = made.made;
  CNT_TRY(record, record_of("retouch", original, policy, verdict.report, source.loaded.metadata, editor, changed));
  record.verified = verdict.verified;
  record.done = record::done_by(verdict.grants, verdict.report.faces.size());
  record.tones = record::changes_tones(verdict.grants);
  return written(std::move(made), record, writing);
}

Result<Saved> save(const Studied& original, const Picture& edited, const Policy& policy, const cli::Writing& writing,
                   const std::string& edited_by, const Job& job) {
  CNT_CHECK(cli::check_writing(writing));
  CNT_CHECK(cli::check_targets({writing.out}, {original.source->path, edited.path}));
  cli::FileRoundtrip file(edited.loaded, cli::format_of(writing, edited.loaded), writing.quality, job);
  CNT_TRY(done, guard(original, edited, policy, file.roundtrip(), job));
  Policy resolvable = policy;  // as guard itself judges
  resolvable.accept_not_resolved = true;
  CNT_TRY(made, finished(std::move(done), edited, edited.loaded.photo, file, writing, original.portrait, resolvable,
                         policy, job));
  const Guarded& guarded = made.made;
  const auto editor = record::editor_of(edited_by).value_or(record::Editor::unknown);
  CNT_TRY(record, record_of("guard", original, policy, guarded.report, edited.loaded.metadata, editor, true));
  record.verified = guarded.verified;
  record.done = record::done_by(guarded);
  record.unverifiable = guarded.unverifiable;
  record.tones = std::any_of(guarded.repairs.begin(), guarded.repairs.end(), [](const Repair& r) {
    return r.what == "light" || r.what == "colour" || r.what == "all";
  });
  return written(std::move(made), record, writing);
}

}  // namespace countenance::python
