// SPDX-License-Identifier: Apache-2.0
// A Verdict or a Guarded, whichever was made, with its file and its record.
#pragma once

#include <algorithm>
#include <iterator>

#include "base/content.h"
#include "origin.h"
#include "picture.h"
#include "record/source_type.h"
#include "record/stamp.h"
#include "roundtrip.h"

namespace countenance::cli {

template <class Made>
struct Finished {
  Made made;
  io::Encoded file;
  bool verbatim = false;  ///< the source's own file, byte for byte: it is the original, or bears a record already
};

/// What the result was made of, and what it is measured against.
struct Making {
  const Input* input;        ///< null: it was no file
  const io::Loaded& source;  ///< its metadata and coding
  const Photo& pixels;
  const Portrait& original;
  const Policy& policy;
};

/// Another tool's picture without a record: copied, it is to bear one, or the next sitting takes it for an original.
inline Result<bool> is_unrecorded(const Making& of) {
  if (&of.pixels == &of.original.photo()) return false;
  CNT_TRY(found, of_file(*of.input, record::find_record(of.source)));
  return !found && pixels_sha256(of.pixels) != pixels_sha256(of.original.photo());
}

// What was found in the file where nothing was changed, judged by the policy as asked, as the core judges each of them.
inline Result<> judge_again(Verdict& verdict, const Photo& found, const Making& of, const Job& job) {
  CNT_TRY(report, of.original.measure(found, of.policy, job));
  verdict.report = std::move(report);
  return {};
}
inline Result<> judge_again(Guarded& guarded, const Photo& found, const Making& of, const Job& job) {
  const Roundtrip as_it_is{[](Photo photo) -> Result<Photo> { return photo; }, {}, "file", {}, {}};
  CNT_TRY(again, of.original.guard(found, of.policy, as_it_is, job));
  if (!again.nothing) return fail(Code::refused, "writing alone takes it past the limits: keep its own format");
  guarded.report = std::move(again.report);
  guarded.unverifiable = std::move(again.unverifiable);
  return {};
}

/// What was made went through `file`; where nothing was changed it is the source's own coded pixels, or, in another
/// format, its pixels, measured like any edit. Error{refused}: writing alone takes them past the limits.
template <class Made>
Result<Finished<Made>> finished(Made made, const Making& of, FileRoundtrip& file, const Writing& writing,
                                const Job& job) {
  Finished<Made> out{std::move(made), {}};
  if (!out.made.nothing) {
    out.file = std::move(file.best());
    return out;
  }
  if (of.input && format_of(writing, of.source) == of.source.format) {
    CNT_TRY(same, copied(*of.input));
    out.file = std::move(same);
    CNT_TRY(unrecorded, is_unrecorded(of));
    out.verbatim = !unrecorded;
    return out;
  }
  const bool whole = out.made.report.within;
  Policy limits = of.policy;
  if (!whole) limits.accept_not_resolved = true;  // as guard itself judges
  const auto held = [&](const Photo& found) { return of.original.measure(found, limits, job); };
  CNT_TRY(report, converted(of.pixels, file, held, writing));
  out.file = std::move(file.best());
  out.made.report = std::move(report);
  if (!whole) {
    CNT_TRY(found, io::decode(out.file.bytes, "the encoded result", job));
    CNT_CHECK(judge_again(out.made, found, of, job));
  }
  out.made.verified = "file";
  return out;
}

/// Of two who edited the same picture, the one that must be named.
inline record::Editor stronger(record::Editor a, record::Editor b) {
  using record::Editor;
  constexpr Editor order[] = {Editor::automatic, Editor::human, Editor::unknown, Editor::ai};
  return std::find(std::begin(order), std::end(order), a) < std::find(std::begin(order), std::end(order), b) ? b : a;
}

/// Who or what edits, and whether that was said: then it holds where nothing was changed, too.
struct By {
  record::Editor editor;
  bool said;
};

/// What is common to all operations, and what earlier sittings did: their edits are in the drift, too. `edited`: pixels
/// of the source are another's, or were changed.
template <class Made>
record::Record common_record(const char* operation, const Made& made, const Making& of, const Origin& origin,
                             record::Editor editor, bool edited) {
  record::Record out = record::record_of(operation, origin.original, of.policy, made.report);
  origin.put_into(out);
  out.edited_by = editor;
  out.source_type = record::stronger_source_type(record::source_type_in(of.source.metadata), origin.source_type);
  if (edited) out.source_type = record::stronger_source_type(out.source_type, record::source_type_of(editor));
  out.verified = made.verified;
  if (const auto found = record::find_record(of.source); found && *found && !origin.earlier) {
    const record::Record& sitting = **found;
    out.edited_by = edited ? stronger(sitting.edited_by, editor) : sitting.edited_by;
    out.done = sitting.done;
    out.tones = sitting.tones;
  }
  return out;
}

/// All but when.
inline record::Record record_of(const Verdict& verdict, const Making& of, const Origin& origin, By by) {
  const bool edited = !verdict.nothing || by.said;
  record::Record out =
      common_record("retouch", verdict, of, origin, edited ? by.editor : record::Editor::unknown, edited);
  for (std::string& what : record::done_by(verdict.grants, verdict.report.faces.size()))
    out.done.push_back(std::move(what));
  out.tones |= record::changes_tones(verdict.grants);
  return out;
}
inline record::Record record_of(const Guarded& guarded, const Making& of, const Origin& origin, By by) {
  record::Record out = common_record("guard", guarded, of, origin, by.editor, true);
  for (std::string& what : record::done_by(guarded)) out.done.push_back(std::move(what));
  out.tones = true;
  return out;
}

}  // namespace countenance::cli
